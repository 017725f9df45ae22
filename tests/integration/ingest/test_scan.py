"""`lardom personal-data scan` names the documents and the kinds, and never the data itself."""

import json
from pathlib import Path

import pytest

from ingest.cli import command as ingest
from ingest.scan import command

NUMBER = "811218-9876"


@pytest.fixture
def folder_with_data(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LARDOM_DATA", str(tmp_path / "data"))
    (folder / "a.md").write_text(f"# Rutin\n\nKunden {NUMBER} ringde Anna Svensson.", "utf-8")
    (folder / "b.md").write_text("# Policy\n\nPolicyn granskas årligen av styrelsen.", "utf-8")
    return folder


def test_files_are_scanned_without_being_taken_in(
    folder_with_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["scan", str(folder_with_data)]) == 0
    printed = capsys.readouterr().out
    assert "1 × personnummer, 1 × name" in printed
    assert "2 documents, 1 with personal data, 1 of them with sensitive data." in printed
    assert NUMBER not in printed
    assert not (tmp_path / "data").exists()


def test_the_library_is_scanned_and_reported_as_json(
    folder_with_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest([str(folder_with_data)]) == 0
    assert "Personal data to look at: 1 × personnummer." in capsys.readouterr().out
    assert command(["scan", "--library", "--json"]) == 0
    documents = {document["source"]: document for document in json.loads(capsys.readouterr().out)["documents"]}
    assert documents["Rutin"]["kinds"] == {"personnummer": 1, "name": 1}
    assert documents["Policy"]["kinds"] == {}


def test_what_cannot_be_read_is_named_and_the_rest_is_scanned(
    folder_with_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder_with_data / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    assert command(["scan", str(folder_with_data)]) == 1
    assert "c.pdf\n    could not be read" in capsys.readouterr().out


def test_wrong_use_is_exit_code_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        command(["scan"])
