"""`lardom eval run` and `runs` from the command line: a run is printed, kept and listed."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cli import command
from eval.runs.kept import read_run
from eval.runs.record import from_json
from knowledge.errors import NotFound, Refused
from knowledge.settings import Settings
from tests.fixtures.golden import golden_cases, write_documents


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Questions, documents and a data folder of this test's own."""
    monkeypatch.setenv("LARDOM_DATA", str(tmp_path / "data"))
    golden = tmp_path / "golden.jsonl"
    golden.write_text("\n".join(case.model_dump_json() for case in golden_cases()), encoding="utf-8")
    return ["--golden", str(golden), "--documents", str(write_documents(tmp_path / "documents"))]


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_run_is_written_kept_and_listed(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.json"
    assert command(["run", *options, "--suite", "retrieval", "--name", "first", "--out", str(out), "--json"]) == 0
    summary = printed(capsys)
    assert summary["questions"] == len(golden_cases())
    assert summary["outcomes"]["right"] == len(golden_cases())
    assert summary["metrics"]["retrieval.context_recall"] == 1
    assert command(["runs", "--json"]) == 0
    assert printed(capsys)["runs"] == [summary]
    settings = Settings(data=tmp_path / "data")
    run = from_json(out.read_bytes())
    assert run.id == summary["id"]
    assert read_run("latest", settings) == read_run(run.id[:6], settings) == read_run(str(out), settings) == run


def test_without_json_it_prints_a_page_for_people(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["runs"]) == 0
    assert "No run is kept yet" in capsys.readouterr().out
    assert command(["run", *options, "--suite", "answer", "--sample", "2"]) == 0
    shown = capsys.readouterr().out
    assert "2 questions in" in shown
    assert "answer.supported_rate" in shown
    assert command(["runs"]) == 0
    assert "answer.right" in capsys.readouterr().out


def test_a_run_with_a_quote_that_stands_nowhere_is_done_with_failures(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    golden = tmp_path / "golden.jsonl"
    golden.write_text(golden.read_text("utf-8").replace("Supplier invoices are paid", "Invoices are paid"), "utf-8")
    assert command(["run", *options, "--suite", "retrieval", "--sample", "7"]) == 1
    assert "! The quote “Invoices are paid within 30 days.” does not stand in NF-2." in capsys.readouterr().out


def test_a_run_that_is_not_kept_is_not_found(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    for named in ("latest", "f00"):
        with pytest.raises(NotFound, match="lardom eval runs"):
            read_run(named, settings)
    with pytest.raises(Refused, match="cannot be read"):
        read_run(str(tmp_path / "none.json"), settings)
