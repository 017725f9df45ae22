"""Two runs side by side: on the questions of both, with what moved and what differs in how they were made."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.cli import command
from eval.commands.compare import runs_compared
from eval.question_sets.figures import Outcome
from eval.runs.comparison import Stage
from eval.runs.record import CaseResult, RunRecord, Suite, to_json
from eval.runs.run import measured
from knowledge.errors import Refused
from tests.unit.eval.runs import RESULT, RUN

MISSED = replace(
    RESULT,
    outcome=Outcome.RETRIEVAL,
    scores={"retrieval.ndcg@10": 0.0, "answer.right": 0.0, "answer.f1": 0.0},
)


def _run(run_id: str, *cases: CaseResult, threshold: float = 0.4) -> RunRecord:
    configuration = {"settings": {"answer_threshold": threshold}, "writer": "extractive"}
    return replace(RUN, id=run_id, cases=cases, metrics=measured(cases, [Suite.ANSWER]), configuration=configuration)


def _numbered(case: CaseResult, count: int) -> list[CaseResult]:
    return [replace(case, case_id=str(number)) for number in range(count)]


BEFORE = _run("before", *_numbered(RESULT, 20), replace(RESULT, case_id="old"))
NOW = _run("now", *_numbered(MISSED, 10), *_numbered(RESULT, 20)[10:], replace(RESULT, case_id="new"), threshold=0.5)


def test_runs_are_compared_on_the_questions_of_both() -> None:
    found = runs_compared(BEFORE, NOW)
    assert found.questions == 20
    change = found.changes["answer.right"]
    assert (change.before, change.now, change.gain) == (1, 0.5, -0.5)
    assert change.surely_worse
    assert "retrieval.ndcg@10" not in found.changes
    assert {moved.stage for moved in found.moved} == {Stage.RETRIEVAL}
    assert len(found.moved) == 10
    assert found.configuration == {"settings.answer_threshold": (0.4, 0.5)}


def test_a_question_whose_words_have_changed_is_another_question() -> None:
    reworded = _run("now", replace(RESULT, question="Hur mycket ledigt har jag?"))
    with pytest.raises(Refused, match="no question in common"):
        runs_compared(_run("before", RESULT), reworded)


def test_a_run_is_as_good_as_itself() -> None:
    found = runs_compared(BEFORE, BEFORE)
    assert found.moved == ()
    assert found.configuration == {}
    assert not any(change.surely_worse or change.surely_better for change in found.changes.values())


def test_files_are_compared_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for run in (BEFORE, NOW):
        (tmp_path / f"{run.id}.json").write_text(to_json(run), encoding="utf-8")
    files = [str(tmp_path / "before.json"), str(tmp_path / "now.json")]
    assert command(["compare", *files]) == 0
    page = capsys.readouterr().out
    assert "−50.0\u202fpoints" in page
    assert "worse" in page
    assert "10 lost:" in page
    assert "right -> retrieval: Hur många semesterdagar" in page
    assert "settings.answer_threshold: 0.4 -> 0.5" in page
    assert command(["compare", files[0], files[0]]) == 0
    assert "0 lost" not in (same := capsys.readouterr().out)
    assert same.count("unchanged") == len(runs_compared(BEFORE, BEFORE).changes)
    assert command(["compare", *reversed(files), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["metrics"]["answer.right"]["change"] == "better"
    assert (report["questions"], report["only_before"], report["only_now"]) == (20, 1, 1)
    assert report["moved"][0]["lost_at"] is None
