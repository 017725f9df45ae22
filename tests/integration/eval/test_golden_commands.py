"""`lardom eval lint` from the command line, on a document of its own."""

import json
from pathlib import Path

import pytest

from eval.cli import command

CASE = {
    "id": "leave",
    "question": "Hur många semesterdagar har jag?",
    "language": "sv",
    "answerable": True,
    "reference": "Varje anställd har 30 dagar.",
    "answers": ["30 dagar"],
    "gold": [{"document": "A-1", "quote": "Varje anställd har 30 dagar."}],
    "topic": "leave",
    "role": "employee",
    "kind": "amount",
    "difficulty": "easy",
    "author": "Examiner",
    "reviewed": "2026-11-25",
}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    text = "---\nreference: A-1\nlanguage: sv\n---\n# Ledighet\n\nVarje anställd har 30 dagar."
    (folder / "leave.md").write_text(text, encoding="utf-8")
    return folder


def test_lint_names_the_line_whose_quote_is_gone_and_fails(
    tmp_path: Path, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = CASE | {"id": "gone", "gold": [{"document": "A-1", "quote": "Varje anställd har 25 dagar."}]}
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(json.dumps(case) for case in (CASE, gone)), encoding="utf-8")
    assert command(["lint", str(file), "--documents", str(documents), "--on", "2026-11-25", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["cases"], report["errors"]) == (2, 1)
    assert [remark["line"] for remark in report["remarks"] if remark["severity"] == "error"] == [2]
