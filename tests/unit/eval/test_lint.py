"""What the linter finds wrong in a golden set, line by line."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from eval.golden.cases import GoldenCase, Line
from eval.golden.lint import KeptDocument, Severity, lint
from knowledge.documents import Document, Properties
from tests.fixtures.golden import ORDERS

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CASE = dict(ORDERS)


def kept(reference: str, text: str, **properties: Any) -> KeptDocument:
    return KeptDocument(Document(reference, Properties(reference, **properties), f"{reference}-1", NOW, NOW), text)


DOCUMENTS = {
    "A-1": kept("A-1", "En chef får beställa för\nhögst 500 kronor."),
    "B-1": kept("B-1", "Förlikningen är hemlig.", audience=("legal",)),
    "C-1": kept("C-1", "Chefer fick beställa för 300 kronor.", valid_until=date(2025, 1, 1)),
}


def remarks(*changes: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Of the lines, not of the set as a whole."""
    lines = [Line(at, GoldenCase.model_validate(CASE | change)) for at, change in enumerate(changes, start=1)]
    found = lint(lines, DOCUMENTS, TODAY)
    return [(each.line, each.severity.value, each.message) for each in found if each.line]


def gold(document: str, quote: str) -> dict[str, Any]:
    return {"gold": [{"document": document, "quote": quote}]}


def test_a_case_that_holds_is_passed_over() -> None:
    assert remarks({}) == []


@pytest.mark.parametrize(
    ("change", "severity", "said"),
    [
        (gold("A-1", "högst 600 kronor"), "error", "does not stand in A-1"),
        (gold("A-1", "beställa för högst 500 kronor"), "error", "other line breaks or spaces"),
        (gold("A-1", "Högst 500 kronor"), "error", "other capitals"),
        (gold("A-2", "högst 500 kronor"), "error", "there is no document A-2"),
        (gold("B-1", "Förlikningen är hemlig."), "error", "for legal, and the asker is in none of these groups"),
        (gold("C-1", "Chefer fick beställa för 300 kronor."), "warning", "C-1 is not in force on 2026-11-25"),
        ({"answers": ["500 kronor", "tio euro"]}, "error", "“tio euro” stands neither"),
        ({"reference": "En summa."}, "error", "none of the short answers stands in the reference"),
        ({"language": "en"}, "warning", "the language is en, and the question reads as sv"),
        ({"kind": "near-miss"}, "error", "near-miss has no answer"),
        ({"reviewed": "2026-11-26"}, "error", "still to come"),
        ({"reviewed": "2025-11-24"}, "warning", "more than a year ago"),
    ],
)
def test_a_fault_is_said_with_the_line_it_stands_in(change: dict[str, Any], severity: str, said: str) -> None:
    ((line, found, message),) = remarks({}, {"id": "2", "question": "Hur mycket får chefen beställa för?"} | change)
    assert (line, found) == (2, severity)
    assert said in message


@pytest.mark.parametrize("change", [{"kind": "superseded"}, {"note": "Asked for by its year."}])
def test_what_is_no_longer_in_force_may_be_asked_for_on_purpose(change: dict[str, Any]) -> None:
    assert remarks(change | gold("C-1", "Chefer fick beställa för 300 kronor.")) == []


def test_a_person_of_the_right_group_may_be_asked_about_what_only_they_see() -> None:
    assert remarks({"groups": ["legal"]} | gold("B-1", "Förlikningen är hemlig.")) == []


def test_an_id_given_twice_is_an_error_and_names_the_first_line() -> None:
    assert remarks({}, {"question": "Vem får beställa?"}) == [(2, "error", "the id is that of line 1 as well")]


def test_a_line_of_another_form_is_among_the_errors() -> None:
    found = lint([Line(7, None, "kind: no such kind")], DOCUMENTS, TODAY)
    assert str(found[0]) == "line 7: error: kind: no such kind"


def test_a_small_or_one_sided_set_is_warned_of() -> None:
    case = GoldenCase.model_validate(CASE)
    found = lint([Line(1, case), Line(2, case.model_copy(update={"id": "again"}))], DOCUMENTS, TODAY)
    said = " ".join(remark.message for remark in found if remark.severity is Severity.WARNING and not remark.line)
    assert "asked 2 times" in said
    assert "at least 150" in said
    assert "2 of 2 cases are in Swedish" in said
    assert "0 of 2 cases are unanswerable" in said
    assert "no case of the kind fact" in said
