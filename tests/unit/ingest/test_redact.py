"""What may not be kept is replaced before the text is cut, or the document is refused with what was found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.elements import Element, ElementKind, Parsed, Word
from ingest.redact import personal_data_in, screen, warning_about
from ingest.sections import join
from knowledge.documents import Box, Classification, Concealment, Page, Properties
from knowledge.errors import UnreadableSource
from knowledge.personal_data.policy import Handling, Policy

NUMBER = "811218-9876"
PROPERTIES = Properties("Rutin", language="sv", classification=Classification.CONFIDENTIAL)
ALLOW = Policy(Handling.ALLOW, Handling.ALLOW)
REDACT = Policy(Handling.ALLOW, Handling.REDACT)
BLOCK = Policy(Handling.ALLOW, Handling.BLOCK)


def parsed(*texts: str, **changes: object) -> Parsed:
    elements = tuple(Element(ElementKind.PARAGRAPH, text) for text in texts)
    return replace(Parsed("text/plain", elements), **changes)  # type: ignore[arg-type]


def test_what_is_allowed_stays_as_it_was_read() -> None:
    document = parsed(f"Kontakta Anna Svensson om {NUMBER}.")
    assert screen(document, PROPERTIES, ALLOW).parsed is document


def test_a_document_without_personal_data_keeps_its_pages() -> None:
    document = parsed("Rutinen gäller från 2024-01-15.", pages=(Page(1, 100, 100),))
    assert screen(document, PROPERTIES, REDACT).parsed is document


def test_sensitive_data_is_taken_out_of_text_headings_hidden_text_and_title() -> None:
    document = Parsed(
        "text/plain",
        (
            Element(ElementKind.HEADING, f"Om {NUMBER}", level=1),
            Element(ElementKind.LIST_ITEM, f"Gäller {NUMBER}, a@b.se"),
            Element(ElementKind.TABLE, f"Namn | {NUMBER}", rows=(("Namn", NUMBER),), header_rows=1),
            Element(ElementKind.PARAGRAPH, f"Dolt: {NUMBER}", concealed=Concealment.COMMENT),
        ),
    )
    screened = screen(document, replace(PROPERTIES, title=f"Om {NUMBER}"), REDACT)
    assert NUMBER not in str(screened)
    assert join(screened.parsed.elements)[0] == (
        "Om [personnummer]\n\n- Gäller [personnummer], a@b.se\n\nNamn | [personnummer]"
    )
    assert screened.remarks == (
        "Personal data was replaced, as set for confidential documents: 3 × personnummer.",
    )  # fmt: skip


def test_pages_that_show_what_was_taken_out_are_not_kept() -> None:
    word = Word(0, 11, Box(1, 0, 0, 10, 10))
    element = Element(ElementKind.PARAGRAPH, NUMBER, page=1, words=(word,))
    screened = screen(Parsed("application/pdf", (element,), pages=(Page(1, 100, 100),)), PROPERTIES, REDACT)
    assert screened.parsed.pages == ()
    assert screened.parsed.elements[0].words == ()


def test_pseudonyms_tell_people_apart_throughout_a_document() -> None:
    policy = Policy(Handling.ALLOW, Handling.PSEUDONYMISE)
    screened = screen(parsed(NUMBER, "640823-3234", f"åter {NUMBER}"), PROPERTIES, policy)
    assert [e.text for e in screened.parsed.elements] == [
        "[personnummer 1]",
        "[personnummer 2]",
        "åter [personnummer 1]",
    ]


def test_a_blocked_document_is_refused_with_what_was_found_and_what_to_do() -> None:
    with pytest.raises(UnreadableSource, match="1 × personnummer") as refused:
        screen(parsed(f"Gäller {NUMBER}"), PROPERTIES, BLOCK)
    assert NUMBER not in str(refused.value)
    assert "personal_data.confidential" in str(refused.value)


@given(st.lists(st.sampled_from([NUMBER, "Rutin", "a@b.se", "Anna Svensson", "4111 1111 1111 1111"]), max_size=8))
def test_findings_stand_at_their_offsets_in_the_kept_text(texts: list[str]) -> None:
    kept, _ = join(screen(parsed(*texts), PROPERTIES, REDACT).parsed.elements)
    for finding in personal_data_in(kept, "sv"):
        assert kept[finding.start : finding.end] in ("a@b.se", "Anna Svensson", "Anna", "Svensson")


def test_the_report_warns_of_sensitive_data_and_not_of_who_to_contact() -> None:
    assert warning_about(personal_data_in("Ägare: Anna Svensson, a@b.se", "sv")) == ""
    assert warning_about(personal_data_in(f"Gäller {NUMBER}", "sv")) == "Personal data to look at: 1 × personnummer."
