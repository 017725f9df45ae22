"""Keeping a golden set from the command line: lint, add, propose, accept, on documents of its own."""

import json
from pathlib import Path

import pytest

from eval.cli import command
from eval.golden.candidates import Origin, read_candidates
from eval.golden.cases import CaseKind, Gold
from knowledge.access import LOCAL_OWNER
from knowledge.errors import NotFound
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings

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


def test_a_real_question_becomes_a_golden_case_by_way_of_an_examiner(
    tmp_path: Path, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, golden = tmp_path / "candidates.jsonl", tmp_path / "golden.jsonl"
    assert command(["add", "Hur mycket semester får jag?", "--file", str(kept)]) == 0
    id_ = capsys.readouterr().out.split()[0]
    examined = ["--author", "Examiner", "--topic", "leave", "--kind", "amount", "--answer", "30 dagar"]
    gold = ["--gold", "A-1", "Varje anställd har 30 dagar."]
    said = ["--reference", "Varje anställd har 30 dagar.", "--into", str(golden), "--file", str(kept)]
    assert command(["accept", id_, *examined, *gold, *said]) == 0
    assert command(["candidates", "--file", str(kept)]) == 0
    assert command(["lint", str(golden), "--documents", str(documents)]) == 0
    assert "1 cases, 0 errors" in capsys.readouterr().out


def test_a_stored_answer_is_proposed_with_what_it_cited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LARDOM_DATA", str(tmp_path / "data"))
    registry = Registry(load_settings().database)
    conversation = registry.conversations.start(LOCAL_OWNER, "Hur mycket semester får jag?")
    citations = [{"document_id": "gone", "quote": "30 dagar."}]
    answer = {"trace_id": "t-1", "status": "answered", "standalone_question": "Hur mycket?", "citations": citations}
    registry.conversations.append(conversation, LOCAL_OWNER, "Hur mycket?", answer)
    registry.close()
    assert command(["add", "--trace", "t-1"]) == 0
    (candidate,) = read_candidates(tmp_path / "data" / "golden-candidates.jsonl")
    assert (candidate.question, candidate.origin) == ("Hur mycket?", Origin.ANSWERED)
    with pytest.raises(NotFound):
        command(["add", "--trace", "t-2"])


def test_rules_propose_a_documents_own_questions_and_its_amounts(
    tmp_path: Path, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "candidates.jsonl"
    (documents / "more.md").write_text(
        '---\nreference: A-2\nlanguage: en\nquestions: ["How do I apply for leave?"]\n---\n# Applying\n\n'
        "Apply for leave in the portal before you book. A day that is not taken is paid with 1,200 kronor.\n",
        encoding="utf-8",
    )
    assert command(["propose", "--documents", str(documents), "--file", str(kept)]) == 0
    proposed = {candidate.question: candidate for candidate in read_candidates(kept)}
    own = proposed["How do I apply for leave?"]
    assert own.gold == (Gold(document="A-2", quote="Apply for leave in the portal before you book."),)
    assert any("…" in question and found.kind is CaseKind.AMOUNT for question, found in proposed.items())
    assert command(["propose", "--documents", str(documents), "--file", str(kept)]) == 0
    assert "0 new" in capsys.readouterr().out
