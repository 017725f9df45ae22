"""A broken stage shows in the metrics of that stage, and the others stand."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from eval.question_sets.figures import Outcome
from eval.runs.degradations import Degradation, degraded
from eval.runs.record import RunRecord
from eval.runs.run import RunPlan, ask_golden
from eval.temporary_store import ingested
from knowledge.settings import Settings
from tests.fixtures.golden import TODAY, golden_cases, write_documents

RunOf = Callable[[Degradation], RunRecord]


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunOf]:
    folder = tmp_path_factory.mktemp("degradations")
    documents = write_documents(folder / "documents")
    with ingested([documents], Settings(data=folder)) as taken_in:
        yield lambda degradation: ask_golden(
            golden_cases(),
            documents,
            taken_in,
            RunPlan(today=TODAY),
            lambda _: None,
            partial(degraded, degradation=degradation),
        )


def _outcomes(run: RunRecord) -> set[Outcome]:
    return {case.outcome for case in run.cases} - {Outcome.RIGHT}


def test_shuffled_passages_cost_ranking(run_of: RunOf) -> None:
    run = run_of(Degradation.SHUFFLED)
    assert (run.metrics["retrieval.ndcg@10"] or 0) < 0.9
    assert run.metrics["evidence.quoted_spans"] == 1


def test_wrong_citations_cost_the_evidence(run_of: RunOf) -> None:
    run = run_of(Degradation.MISCITED)
    assert (run.metrics["evidence.citation_precision"] or 0) < 0.5
    assert (run.metrics["answer.supported_rate"] or 0) < 0.5
    assert Outcome.RANKING in _outcomes(run)


def test_what_is_invented_is_unsupported_where_nobody_checks(run_of: RunOf) -> None:
    unchecked, checked = run_of(Degradation.INVENTED), run_of(Degradation.CAUGHT)
    assert unchecked.metrics["answer.supported_rate"] == 0
    assert checked.metrics["answer.supported_rate"] == 1
    assert checked.metrics["answer.right"] == 1


def test_always_answering_costs_the_rightly_refused(run_of: RunOf) -> None:
    run = run_of(Degradation.ANSWERING)
    assert run.metrics["abstention.recall"] == 0
    assert _outcomes(run) == {Outcome.ABSTENTION}


def test_always_refusing_costs_the_answers(run_of: RunOf) -> None:
    run = run_of(Degradation.REFUSING)
    assert run.metrics["abstention.false_refusals"] == 1
    assert run.metrics["answer.f1"] == 0
    assert _outcomes(run) == {Outcome.ABSTENTION}


def test_one_language_is_broken_alone(run_of: RunOf) -> None:
    run = run_of(Degradation.SWEDISH)
    by_language = {
        language: [case.outcome for case in run.cases if case.language == language] for language in ("sv", "en")
    }
    assert set(by_language["en"]) == {Outcome.RIGHT}
    assert Outcome.RIGHT not in by_language["sv"]
