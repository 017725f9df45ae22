"""`lardom eval answers` on a small set in both languages, through the production pipeline."""

import json
from pathlib import Path

import pytest

from eval.cli import command
from knowledge.errors import Refused

CORPUS = [
    {"id": "leave", "title": "Ledighet", "text": "Varje anställd har trettio semesterdagar om året.", "lang": "sv"},
    {"id": "passwords", "title": "Konton", "text": "Lösenordet ska ha minst tolv tecken.", "lang": "sv"},
    {"id": "invoices", "title": "Payments", "text": "Supplier invoices are paid within 30 days.", "lang": "en"},
]
QUESTIONS = [
    {"id": "1", "question": "Hur många semesterdagar har en anställd om året?", "gold_ids": ["leave"], "lang": "sv"}
    | {"answers": ["trettio semesterdagar"]},
    {"id": "2", "question": "When are supplier invoices paid?", "gold_ids": ["invoices"], "lang": "en"}
    | {"answers": ["within 30 days"]},
    {"id": "3", "question": "Who won the cup in 1994?", "gold_ids": [], "answerable": False, "lang": "en"},
]
FOREIGN = [{"id": "1", "question": "Hur länge ska potatisen koka?", "gold_ids": ["pot"], "lang": "sv"}]


def _write(folder: Path, corpus: object, questions: object) -> Path:
    folder.mkdir()
    for name, rows in (("corpus", corpus), ("questions", questions)):
        assert isinstance(rows, list)
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _write(tmp_path / "set", CORPUS, QUESTIONS)


def test_questions_are_answered_or_refused_as_in_production(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = _write(tmp_path / "other", [], FOREIGN)
    page = tmp_path / "report.md"
    options = ["--json", "--foreign", str(other), "--report", str(page)]
    assert command(["answers", str(folder), *options]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["questions"], report["foreign"]) == (4, 1)
    assert report["answered"] + report["partial"] + report["abstained"] == 4
    assert report["abstention"]["auroc"] == 1
    assert report["supported_rate"] in (1, None)
    assert set(report["by_language"]) == {"sv", "en"}
    assert report["latency_ms"]["stages"]["retrieve"] > 0
    assert "# Answers" in page.read_text(encoding="utf-8")
    assert report["by_origin"]["own"]["unanswerable"] == report["by_origin"]["foreign"]["unanswerable"] == 1
    assert report["outcomes"]["right"] == 4


def test_without_abstention_every_question_gets_what_was_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["answers", str(folder), "--json", "--without", "abstain", "--without", "rank"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["abstained"] == 0
    assert report["answer"]["contains"] == 1
    assert report["citations"]["recall"] == 1
    assert report["abstention"]["recall"] == 0
    assert report["configuration"]["without"] == ["abstain", "rank"]
    assert "compared" not in report


def test_parts_are_compared_on_the_same_questions(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    assert command(["answers", str(folder), "--json", "--compare", "--report", str(page)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["configuration"]["without"] == []
    assert set(report["compared"]) == {"verify", "rank", "meaning", "units", "abstain"}
    assert report["compared"]["abstain"]["abstention.recall"]["without"] == 0
    assert report["compared"]["abstain"]["abstention.wrong"]["worth"] > 0
    assert "Who won the cup in 1994?" in page.read_text(encoding="utf-8")


def test_a_report_of_another_form_and_no_sample_are_wrong_use(folder: Path) -> None:
    for options in (["--report", "report.pdf"], ["--sample", "0"]):
        with pytest.raises(SystemExit):
            command(["answers", str(folder), *options])


def test_a_report_that_cannot_be_written_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        command(["answers", str(folder), "--report", str(tmp_path / "none" / "report.md")])


def test_too_few_questions_prove_no_threshold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["calibrate", str(folder), str(folder), "--json", "--target", "0.1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["questions"], report["answerable"], report["target"]) == (6, 4, 0.1)
    assert report["recommended"] is None
    assert report["observed"]["risk"] == 0
    assert command(["calibrate", str(folder)]) == 0
    assert "No threshold is proven" in capsys.readouterr().out


def test_a_sample_is_the_same_each_time(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = []
    for _ in range(2):
        assert command(["answers", str(folder), "--json", "--sample", "2"]) == 0
        reports.append(json.loads(capsys.readouterr().out))
    for part in ("answer", "citations", "abstention", "reliability", "risk_coverage"):
        assert reports[0][part] == reports[1][part]
    assert reports[0]["questions"] == 2


def test_without_json_it_prints_a_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["answers", str(folder), "--without", "verify"]) == 0
    shown = capsys.readouterr().out
    assert "confidence: calibration error" in shown
    assert "## Risk and coverage" in shown
