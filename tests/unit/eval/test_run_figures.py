"""A run's metrics: a miss is 0, what does not apply is left out, and what failed counts against it."""

from dataclasses import replace

import pytest

from assistant.schemas.answers import AnswerStatus
from eval.pricing import Prices
from eval.question_sets.figures import Outcome
from eval.runs.figures import DEFINITIONS, LOWER_IS_BETTER, NOT_REPRODUCIBLE, metrics_of, suites_of
from eval.runs.record import Suite
from eval.runs.run import measured
from tests.unit.eval.runs import RESULT

REFUSED = replace(
    RESULT,
    status=AnswerStatus.ABSTAINED,
    outcome=Outcome.ABSTENTION,
    citations=(),
    scores={"answer.right": 0.0, "answer.f1": 0.0, "answer.supported_rate": None},
)
UNANSWERABLE = replace(REFUSED, answerable=False, outcome=Outcome.RIGHT, scores={"answer.right": 1.0})
FAILED = replace(RESULT, status=None, error="index-unavailable", scores={"answer.right": 0.0}, right=False)


def test_a_refusal_counts_as_a_miss_and_what_does_not_apply_is_left_out() -> None:
    found = metrics_of([RESULT, REFUSED])
    assert found["answer.f1"] == pytest.approx(0.4)
    assert found["answer.supported_rate"] is None
    assert found["retrieval.ndcg@10"] == 1


def test_abstention_is_measured_both_ways() -> None:
    found = metrics_of([RESULT, REFUSED, UNANSWERABLE, replace(RESULT, answerable=False)])
    assert found["abstention.precision"] == found["abstention.recall"] == found["abstention.false_refusals"] == 0.5


def test_what_could_not_be_asked_was_neither_answered_nor_refused() -> None:
    found = metrics_of([FAILED, replace(FAILED, answerable=False)])
    assert found["abstention.false_refusals"] == 1
    assert found["abstention.recall"] == 0
    assert found["abstention.precision"] is None
    assert found["answer.right"] == 0


def test_without_questions_there_are_no_metrics() -> None:
    assert metrics_of([]) == {}


def test_latency_and_cost_are_of_all_questions() -> None:
    slow = replace(RESULT, timings_ms={"total": 120.0}, cost_sek=0.003)
    found = metrics_of([RESULT, slow])
    assert (found["latency.p50_ms"], found["cost.per_question"]) == (70, 0.002)


def test_only_the_suites_that_were_asked_for_are_told() -> None:
    assert "abstention.recall" not in measured([RESULT], [Suite.RETRIEVAL])
    assert "answer.right" not in measured([RESULT], [Suite.RETRIEVAL])
    assert {"retrieval.ndcg@10", "latency.p50_ms"} <= set(measured([RESULT], [Suite.RETRIEVAL]))
    assert "abstention.recall" in measured([RESULT], [Suite.CONVERSATION])


def test_every_metric_that_has_a_direction_has_a_definition() -> None:
    assert DEFINITIONS.keys() >= LOWER_IS_BETTER | NOT_REPRODUCIBLE
    assert suites_of("latency.p50_ms") == frozenset()
    assert suites_of("evidence.quoted_spans") == {Suite.EVIDENCE}


def test_a_question_costs_processor_time_and_tokens() -> None:
    prices = Prices(cpu_hour_sek=3.6, input_mtoken_sek=10, output_mtoken_sek=100)
    assert prices.of(2.0) == pytest.approx(0.002)
    assert prices.of(0.0, 1000, 200) == pytest.approx(0.03)
