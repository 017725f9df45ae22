"""From a question that was asked to a case of the golden set: nothing counts before someone answers for it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.golden.candidates import Origin, accept, add_new, answered, asked, read_candidates
from eval.golden.cases import Gold, Suite, read_golden
from knowledge.errors import NotFound, Refused
from knowledge.registry.conversations import StoredMessage

ON = date(2026, 11, 25)
EXAMINED: dict[str, Any] = {
    "reference": "Varje anställd har 30 dagar.",
    "answers": ("30 dagar",),
    "gold": (Gold(document="A-1", quote="Varje anställd har 30 dagar."),),
    "topic": "leave",
    "author": "Examiner",
    "reviewed": ON,
}


def message(**answer: Any) -> StoredMessage:
    told = {"status": "answered", "standalone_question": "", "citations": []} | answer
    return StoredMessage("Och för konsulter?", told, datetime(2026, 11, 1, tzinfo=UTC))


def reference_of(document_id: str) -> str:
    if document_id == "gone":
        raise NotFound("There is no such document.")
    return {"d1": "A-1"}[document_id]


def test_a_question_is_kept_with_its_language_and_without_personal_data() -> None:
    candidate = asked("Hur många dagar har Eva, 811228-9874, kvar?", (), ("hr",), ON)
    assert "811228" not in candidate.question
    assert (candidate.language, candidate.groups, candidate.origin) == ("sv", ("hr",), Origin.ASKED)


def test_earlier_questions_make_it_a_conversation() -> None:
    candidate = asked("And for consultants?", ("How many days do I have?",), (), ON)
    assert (candidate.suite, candidate.earlier) == (Suite.CONVERSATION, ("How many days do I have?",))


def test_what_was_answered_brings_its_quotes_but_no_reference_answer() -> None:
    citations = [{"document_id": "d1", "quote": "30 dagar."}, {"document_id": "gone", "quote": "Borta."}]
    candidate = answered(
        message(standalone_question="Hur många dagar har konsulter?", citations=citations), reference_of, (), ON
    )
    assert candidate.question == "Hur många dagar har konsulter?"
    assert candidate.gold == (Gold(document="A-1", quote="30 dagar."),)
    assert candidate.reference == ""


def test_what_was_refused_is_proposed_as_unanswerable() -> None:
    candidate = answered(message(status="abstained"), reference_of, (), ON)
    assert (candidate.answerable, candidate.gold) == (False, ())


def test_the_same_question_is_kept_once(tmp_path: Path) -> None:
    file = tmp_path / "new" / "candidates.jsonl"
    one = asked("Hur många dagar har jag?", (), (), ON)
    assert add_new(file, [one, one]) == (one,)
    assert add_new(file, [asked("hur många dagar har jag?", (), (), ON)]) == ()
    assert read_candidates(file) == (one,)


def test_accepting_moves_a_case_to_the_golden_set_with_author_and_date(tmp_path: Path) -> None:
    file, golden = tmp_path / "candidates.jsonl", tmp_path / "golden.jsonl"
    kept, other = asked("Hur många dagar har jag?", (), (), ON), asked("Vem är chef?", (), (), ON)
    add_new(file, [kept, other])
    accept(file, golden, kept.id, EXAMINED | {"id": "leave"})
    (case,) = read_golden(golden)
    assert (case.id, case.author, case.reviewed, case.question) == ("leave", "Examiner", ON, kept.question)
    assert read_candidates(file) == (other,)


def test_what_is_not_complete_stays_a_candidate(tmp_path: Path) -> None:
    file, golden = tmp_path / "candidates.jsonl", tmp_path / "golden.jsonl"
    candidate = asked("Hur många dagar har jag?", (), (), ON)
    add_new(file, [candidate])
    with pytest.raises(Refused, match="reference, answers, gold must be given"):
        accept(file, golden, candidate.id, {"author": "Examiner", "reviewed": ON, "topic": "leave"})
    with pytest.raises(Refused, match="author"):
        accept(file, golden, candidate.id, EXAMINED | {"author": ""})
    assert read_candidates(file) == (candidate,)
    assert not golden.exists()


def test_what_has_no_answer_needs_no_reference(tmp_path: Path) -> None:
    file, golden = tmp_path / "candidates.jsonl", tmp_path / "golden.jsonl"
    candidate = answered(message(status="abstained"), reference_of, (), ON)
    add_new(file, [candidate])
    accept(file, golden, candidate.id, {"author": "Examiner", "reviewed": ON, "topic": "leave"})
    assert [case.answerable for case in read_golden(golden)] == [False]


def test_a_name_that_is_taken_and_a_candidate_that_is_not_there_are_refused(tmp_path: Path) -> None:
    file, golden = tmp_path / "candidates.jsonl", tmp_path / "golden.jsonl"
    one, two = asked("Hur många dagar har jag?", (), (), ON), asked("Hur många dagar har hon?", (), (), ON)
    add_new(file, [one, two])
    accept(file, golden, one.id, EXAMINED | {"id": "leave"})
    with pytest.raises(Refused, match="has a case leave already"):
        accept(file, golden, two.id, EXAMINED | {"id": "leave"})
    with pytest.raises(NotFound):
        accept(file, golden, one.id, EXAMINED)


def test_a_wrong_line_of_candidates_is_named(tmp_path: Path) -> None:
    file = tmp_path / "candidates.jsonl"
    file.write_text('{"id": "q"}\n', encoding="utf-8")
    with pytest.raises(Refused, match=r"line 1: .*question"):
        read_candidates(file)


def test_a_file_that_is_not_there_has_no_candidates(tmp_path: Path) -> None:
    assert read_candidates(tmp_path / "candidates.jsonl") == ()
