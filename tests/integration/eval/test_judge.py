"""A judge over real HTTP: it is checked on labelled statements first, asked once for the same, and heard or refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.judge.calibration import Label, read_calibration_set
from eval.runs.figures import DEFINITIONS
from eval.runs.record import RunRecord, Suite
from eval.runs.run import RunPlan, ask_golden
from eval.temporary_store import TemporaryStore, ingested
from knowledge.settings import Settings
from tests.fixtures.golden import TODAY, golden_cases, write_documents
from tests.fixtures.scripted_judge import judged_by_words, judging

LABELS = {each.statement: each.label is Label.SUPPORTED for each in read_calibration_set()}
PLAN = RunPlan(today=TODAY, suites=(Suite.RETRIEVAL,))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_documents(tmp_path_factory.mktemp("judge") / "documents")


@pytest.fixture(scope="module")
def taken_in(documents: Path) -> Iterator[TemporaryStore]:
    with ingested([documents], Settings()) as temporary:
        yield temporary


def _run(taken_in: TemporaryStore, documents: Path, url: str, cache: Path) -> RunRecord:
    settings = taken_in.settings.model_copy(update={"eval_judge_url": url, "eval_judge_model": "scripted-1"})
    own = replace(taken_in, settings=settings)
    return ask_golden(golden_cases(), documents, own, replace(PLAN, judge_cache=cache), lambda _: None)


def as_people_do(given: dict[str, Any]) -> str:
    """Knows the labels of the calibration set; judges the rest by words."""
    if "statements" in given and set(given["statements"]) <= set(LABELS):
        rows = [{"statement": each, "reason": "-", "verdict": int(LABELS[each])} for each in given["statements"]]
        return json.dumps({"statements": rows})
    return judged_by_words(given)


def test_a_judge_that_agrees_with_people_is_heard(taken_in: TemporaryStore, documents: Path, tmp_path: Path) -> None:
    with judging(as_people_do) as server:
        run = _run(taken_in, documents, server.url, tmp_path)
    assert run.problems == ()
    checked = run.configuration["judge"]["calibration"]
    assert (checked["kappa"], checked["self_agreement"], checked["failed"]) == (1, 1, 0)
    assert {name for name in run.metrics if name.startswith("judge.")} == {
        name for name in DEFINITIONS if name.startswith("judge.")
    }
    assert run.metrics["judge.faithfulness"] == 1
    assert run.metrics["judge.failed"] == 0
    refused = next(case for case in run.cases if case.case_id == "cup")
    assert all(refused.scores[name] is None for name in refused.scores if name.startswith("judge."))


def test_what_was_judged_before_is_not_asked_again(taken_in: TemporaryStore, documents: Path, tmp_path: Path) -> None:
    with judging(as_people_do) as server:
        first = _run(taken_in, documents, server.url, tmp_path)
        asked = len(server.prompts)
        second = _run(taken_in, documents, server.url, tmp_path)
        assert len(server.prompts) == asked > 0
    assert [case.scores for case in first.cases] == [case.scores for case in second.cases]


def test_a_judge_that_accepts_everything_is_refused_with_the_reason(
    taken_in: TemporaryStore, documents: Path, tmp_path: Path
) -> None:
    def agreeable(given: dict[str, Any]) -> str:
        return judged_by_words(given).replace('"verdict": 0', '"verdict": 1')

    with judging(agreeable) as server:
        run = _run(taken_in, documents, server.url, tmp_path)
    assert "kappa 0.00, at least 0.60" in run.problems[0]
    assert "accepted 100% of what does not follow" in run.problems[0]
    assert not [name for name in run.metrics if name.startswith("judge.")]
    assert run.configuration["judge"]["calibration"]["false_accepts"] == {"all": 1, "sv": 1, "en": 1}


def test_what_cannot_be_read_counts_as_a_failure(taken_in: TemporaryStore, documents: Path, tmp_path: Path) -> None:
    def at_times_speechless(given: dict[str, Any]) -> str:
        return "I would rather not say." if set(given) == {"response"} else as_people_do(given)

    with judging(at_times_speechless) as server:
        run = _run(taken_in, documents, server.url, tmp_path)
    assert run.metrics["judge.answer_relevancy"] == 0
    assert (run.metrics["judge.failed"] or 0) > 0.1


def test_a_judge_that_cannot_be_reached_is_a_problem_and_no_crash(
    taken_in: TemporaryStore, documents: Path, tmp_path: Path
) -> None:
    with judging() as server:
        url = server.url
    run = _run(taken_in, documents, url, tmp_path)
    assert "came to nothing on 48 of 48" in run.problems[0]
    assert run.metrics["retrieval.context_recall"] == 1
