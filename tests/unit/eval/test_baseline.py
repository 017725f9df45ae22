"""The accepted run is kept small, with who accepted it and why."""

from pathlib import Path

import pytest

from eval.runs.baseline import Acceptance, accepted, read_baseline, text_of
from eval.runs.figures import metrics_of
from knowledge.errors import Refused
from tests.unit.eval.golden_runs import CASES, NOW, baseline_of, run_of

BASELINE = baseline_of(run_of(CASES))


def test_a_baseline_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text_of(BASELINE), encoding="utf-8")

    assert read_baseline(file) == BASELINE


def test_it_keeps_scores_and_no_answers() -> None:
    written = text_of(BASELINE)

    assert CASES[0].answer not in written
    assert CASES[0].question not in written
    assert metrics_of(BASELINE.results()) == pytest.approx(metrics_of(CASES))


def test_each_question_is_a_line_of_its_own() -> None:
    assert sum(case.case_id in line for line in text_of(BASELINE).split("\n") for case in CASES[:1]) == 1


def test_a_new_one_keeps_who_accepted_those_before_and_why() -> None:
    acceptance = Acceptance(at=NOW, author="Elin Vasström", reason="The ranking learned compounds", run="2f2f")

    assert [each.author for each in accepted(run_of(CASES), acceptance, BASELINE).accepted] == [
        "Elin Vasström",
        "Farid Nasseri",
    ]


def test_without_a_file_there_is_no_baseline(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "baseline.json") is None


@pytest.mark.parametrize("text", ["", "{}", text_of(BASELINE).replace('"answer.contains", ', "")])
def test_what_is_no_baseline_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match="lardom eval baseline"):
        read_baseline(file)
