"""`lardom eval run`: a golden set asked of the production pipeline over documents taken in as always."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.retrieve import Retrieved, Retriever
from assistant.schemas.answers import AnswerStatus, Scope
from eval.golden.cases import GoldenCase
from eval.question_sets.figures import Outcome
from eval.runs.configuration import MACHINE
from eval.runs.figures import DEFINITIONS, NOT_REPRODUCIBLE
from eval.runs.record import CaseResult, RunRecord, Suite, from_json, to_json
from eval.runs.run import RunPlan, ask_golden, run_golden, unchanged
from eval.temporary_store import TemporaryStore, ingested
from knowledge.access import Viewer
from knowledge.errors import IndexUnavailable, Refused
from knowledge.settings import Settings
from tests.fixtures.golden import TODAY, golden_cases, write_documents
from tests.fixtures.scripted_model import ScriptedModel, serving

PLAN = RunPlan(today=TODAY)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_documents(tmp_path_factory.mktemp("golden") / "documents")


@pytest.fixture(scope="module")
def taken_in(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporaryStore]:
    settings = Settings(data=tmp_path_factory.mktemp("unused"), price_cpu_hour_sek=0.5)
    with ingested([documents], settings) as temporary:
        yield temporary


@pytest.fixture(scope="module")
def run(taken_in: TemporaryStore, documents: Path) -> RunRecord:
    return ask_golden(golden_cases(), documents, taken_in, PLAN, _silent)


def _silent(_: str) -> None: ...


def _of(run: RunRecord, case_id: str) -> CaseResult:
    return next(case for case in run.cases if case.case_id == case_id)


def test_every_question_is_asked_and_every_metric_has_a_definition(run: RunRecord) -> None:
    assert [case.case_id for case in run.cases] == [case.id for case in golden_cases()]
    assert run.problems == ()
    assert set(run.metrics) <= set(DEFINITIONS)
    assert {name for name in DEFINITIONS if not name.startswith("judge.")} == set(run.metrics)
    assert all(value is None or value >= 0 for value in run.metrics.values())
    assert from_json(to_json(run)) == run


def test_right_answers_and_right_refusals_are_right(run: RunRecord) -> None:
    assert {case.case_id: case.outcome for case in run.cases} == {case.case_id: Outcome.RIGHT for case in run.cases}
    assert run.metrics["answer.right"] == run.metrics["conversation.right"] == 1
    assert run.metrics["abstention.recall"] == run.metrics["abstention.precision"] == 1
    assert run.metrics["evidence.quoted_spans"] == run.metrics["answer.supported_rate"] == 1
    assert run.metrics["retrieval.context_recall"] == 1


def test_a_question_is_asked_under_the_groups_of_its_asker(run: RunRecord) -> None:
    assert _of(run, "legal").citations[0].document == "NF-4"
    assert _of(run, "forbidden").status is AnswerStatus.ABSTAINED
    assert _of(run, "forbidden").scores["answer.right"] == 1


def test_what_is_not_in_force_on_the_day_of_the_set_does_not_answer(run: RunRecord) -> None:
    assert {each.document for each in _of(run, "paid").citations} == {"NF-2"}


def test_a_follow_up_is_asked_after_the_questions_before_it(run: RunRecord) -> None:
    assert _of(run, "saved").citations[0].gold
    assert "answer.right" not in _of(run, "saved").scores


def test_cost_is_processor_time_at_the_price_of_the_settings(run: RunRecord) -> None:
    assert all(0 < case.cost_sek < 0.01 for case in run.cases)


def test_what_a_language_model_reads_is_paid_for(taken_in: TemporaryStore, documents: Path) -> None:
    with serving(ScriptedModel()) as model:
        told = {"llm_url": model.url, "llm_model": "scripted", "writer": "llm", "price_input_mtoken_sek": 1000.0}
        paying = replace(taken_in, settings=taken_in.settings.model_copy(update=told))
        run = ask_golden(golden_cases()[:1], documents, paying, PLAN, _silent)
    assert 100 < run.cases[0].cost_sek * 1000 < 10_000
    assert run.configuration["writer"] == "llm:scripted"


def test_the_same_inputs_give_the_same_metrics(run: RunRecord, documents: Path, tmp_path: Path) -> None:
    again = run_golden(golden_cases(), documents, Settings(data=tmp_path), PLAN, _silent)
    assert _reproducible(again) == _reproducible(run)
    assert again.configuration == run.configuration
    assert [replace(case, timings_ms={}, cost_sek=0) for case in again.cases] == [
        replace(case, timings_ms={}, cost_sek=0) for case in run.cases
    ]


def _reproducible(run: RunRecord) -> dict[str, float | None]:
    return {name: value for name, value in run.metrics.items() if name not in NOT_REPRODUCIBLE}


def test_the_configuration_has_what_the_figures_depend_on_and_no_secret(run: RunRecord, tmp_path: Path) -> None:
    assert {"lardom", "revision", "libraries", "settings", "prompts", "weights", "golden", "documents", MACHINE} <= set(
        run.configuration
    )
    assert run.configuration["libraries"]["ragas"]
    assert run.configuration["settings"]["answer_threshold"] == 0.4
    assert not [name for name in run.configuration["settings"] if "key" in name or "token" in name.split("_")]
    assert str(tmp_path.parent) not in to_json(run)


def test_suites_are_measured_apart(taken_in: TemporaryStore, documents: Path) -> None:
    plan = replace(PLAN, suites=(Suite.CONVERSATION,))
    run = ask_golden(golden_cases(), documents, taken_in, plan, _silent)
    assert [case.case_id for case in run.cases] == ["saved"]
    assert {name.partition(".")[0] for name in run.metrics} == {"conversation", "abstention", "latency", "cost"}
    retrieval = ask_golden(golden_cases(), documents, taken_in, replace(PLAN, suites=(Suite.RETRIEVAL,)), _silent)
    assert len(retrieval.cases) == len(golden_cases())
    assert {name.partition(".")[0] for name in retrieval.metrics} == {"retrieval", "latency", "cost"}


def test_a_sample_is_the_same_each_time(taken_in: TemporaryStore, documents: Path) -> None:
    drawn = [
        [case.case_id for case in ask_golden(golden_cases(), documents, taken_in, plan, _silent).cases]
        for plan in (replace(PLAN, sample=3, suites=(Suite.RETRIEVAL,)),) * 2
    ]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 3


class _Broken(Retriever):
    """Fails on the questions of one language."""

    def __init__(self) -> None: ...

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        raise IndexUnavailable("The index does not answer.")


def test_a_question_that_fails_is_a_miss_and_not_left_out(taken_in: TemporaryStore, documents: Path) -> None:
    def broken(assistant: Assistant) -> Assistant:
        return replace(assistant, retriever=_Broken())

    run = ask_golden(golden_cases(), documents, taken_in, PLAN, _silent, broken)
    assert len(run.cases) == len(golden_cases())
    assert {case.outcome for case in run.cases} == {Outcome.RETRIEVAL}
    assert all(case.error.startswith("index-unavailable") for case in run.cases)
    for metric in ("answer.right", "answer.f1", "retrieval.ndcg@10", "conversation.right", "abstention.recall"):
        assert run.metrics[metric] == 0
    assert run.metrics["abstention.false_refusals"] == 1


def test_a_quote_that_stands_nowhere_is_told(taken_in: TemporaryStore, documents: Path) -> None:
    case = golden_cases()[0]
    lost = GoldenCase.model_validate(
        case.model_dump() | {"gold": [{"document": "NF-1", "quote": "Ingen har sagt detta."}]}
    )
    run = ask_golden([lost], documents, taken_in, PLAN, _silent, unchanged)
    assert run.problems == ("The quote “Ingen har sagt detta.” does not stand in NF-1.",)
    assert run.metrics["retrieval.context_recall"] == 0


def test_without_questions_or_documents_there_is_nothing_to_run(tmp_path: Path, documents: Path) -> None:
    with pytest.raises(Refused, match="no question"):
        run_golden([], documents, Settings(data=tmp_path), PLAN, _silent)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Refused, match="no document"):
        run_golden(golden_cases(), empty, Settings(data=tmp_path), PLAN, _silent)
