"""The figures of a report, from judged answers made by hand."""

from dataclasses import replace

import pytest

from assistant.schemas import AnswerStatus
from eval.answer_figures import Judged, answers_report, figures_of

RIGHT = Judged(
    language="en",
    answerable=True,
    status=AnswerStatus.ANSWERED,
    confidence=0.9,
    right=True,
    cited=("a", "b"),
    gold=frozenset("a"),
    f1=0.5,
    contains=1.0,
    sentences=2,
    supported=2,
    timings_ms={"retrieve": 10.0, "total": 20.0},
)
SILENT = replace(
    RIGHT, status=AnswerStatus.ABSTAINED, confidence=0.1, cited=(), f1=0.0, contains=0.0, sentences=0, supported=0
)
UNANSWERABLE = replace(SILENT, answerable=False, right=False, gold=frozenset(), f1=None, contains=None, confidence=0.05)
FOOLED = replace(RIGHT, answerable=False, right=False, gold=frozenset(), f1=None, contains=None, supported=1)


def test_a_refusal_is_a_miss_of_the_answer_and_no_citation_at_all() -> None:
    figures = figures_of([RIGHT, SILENT])
    assert figures["answer.f1"] == 0.25
    assert figures["citations.precision"] == 0.5
    assert figures["citations.recall"] == 1
    assert figures["citations.end_to_end"] == 0.5
    assert figures["abstention.false_refusals"] == 0.5


def test_abstention_is_judged_by_what_was_unanswerable() -> None:
    figures = figures_of([RIGHT, SILENT, UNANSWERABLE, FOOLED])
    assert figures["abstention.precision"] == 0.5
    assert figures["abstention.recall"] == 0.5
    assert figures["supported_rate"] == 0.75


def test_what_the_questions_do_not_allow_is_left_open() -> None:
    figures = figures_of([UNANSWERABLE])
    assert figures["answer.f1"] is None
    assert figures["abstention.auroc"] is None
    assert figures["abstention.recall"] == 1
    assert figures_of([])["abstention.ece"] is None


def test_the_report_keeps_its_contract_for_all_and_by_language() -> None:
    report = answers_report([RIGHT, replace(UNANSWERABLE, language="sv")], seed=1)
    assert (report["questions"], report["answered"], report["partial"], report["abstained"]) == (2, 1, 0, 1)
    assert set(report["answer"]) == {"f1", "contains"}
    assert {"precision", "recall"} <= set(report["citations"])
    assert set(report["abstention"]) == {"precision", "recall", "false_refusals", "auroc", "ece"}
    assert report["latency_ms"] == {"p50": 20.0, "p95": 20.0, "stages": {"retrieve": 10.0}}
    assert report["by_language"]["sv"]["abstained"] == 1
    assert report["by_language"]["en"]["supported_rate"] == 1
    low, high = report["intervals"]["abstention.ece"]
    assert low <= report["abstention"]["ece"] <= high or report["abstention"]["ece"] == pytest.approx(low)
