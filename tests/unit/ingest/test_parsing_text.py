from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.elements import Element, ElementKind
from ingest.parsing.coverage import coverage_warnings
from ingest.parsing.encodings import declared_html_encoding, decode
from ingest.parsing.text import elements_of
from knowledge.errors import UnreadableSource

_TEXT = "Räksmörgås för alla – ”citat”\nrad två"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_any_usual_encoding_is_read(encoding: str) -> None:
    assert decode(_TEXT.encode(encoding)) == _TEXT


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_decides(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"

    assert decode(mark + _TEXT.encode(encoding)) == _TEXT


def test_bytes_that_no_encoding_has_are_read_as_latin_1() -> None:
    assert decode(b"\xe5\x81") == "å\x81"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(32)) * 40, b"MZ\x90\0\x03\0\0\0"])
def test_a_binary_file_that_passes_for_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match="not text"):
        decode(content)


@given(st.binary())
def test_any_bytes_become_text_or_are_refused(content: bytes) -> None:
    with suppress(UnreadableSource):
        assert not {"\0", "\r"} & set(decode(content))


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="iso-8859-1">', "cp1252"),
        (b'<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        (b"<meta charset=utf-16>", None),
        (b"<meta charset=klingon>", None),
        (b"<p>", None),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(head: bytes, encoding: str | None) -> None:
    assert declared_html_encoding(head) == encoding


def test_paragraphs_headings_and_list_items_are_told_apart() -> None:
    text = "Rubrik\n======\n\nEtt stycke\növer två rader.\n\nSå här:\n1. Först\n   och mer\n2. Sedan\n- sist\n"

    assert elements_of(text) == [
        Element(ElementKind.HEADING, "Rubrik", level=1),
        Element(ElementKind.PARAGRAPH, "Ett stycke\növer två rader."),
        Element(ElementKind.PARAGRAPH, "Så här:"),
        Element(ElementKind.LIST_ITEM, "1. Först\n   och mer"),
        Element(ElementKind.LIST_ITEM, "2. Sedan"),
        Element(ElementKind.LIST_ITEM, "- sist"),
    ]


@given(st.text(alphabet="ab 1.)-=\n\t", max_size=60))
def test_no_letter_of_a_plain_text_is_lost(text: str) -> None:
    kept = "".join(element.text for element in elements_of(text))

    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_a_parse_that_loses_half_the_text_says_so() -> None:
    elements = [Element(ElementKind.PARAGRAPH, "x" * 400)]

    assert coverage_warnings(["x" * 1000], elements) == ("Only about 40 % of its text could be read.",)
    assert coverage_warnings(["x" * 450], elements) == ()
    assert coverage_warnings(["x" * 30], []) == ()
