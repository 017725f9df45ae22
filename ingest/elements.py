"""What parsing gives: the document's elements in reading order, before they are joined into a revision's text."""

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.documents import Box, Concealment, Page


class ElementKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CODE = "code"
    NOTE = "note"  # a slide's speaker notes


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a paged format: the characters [start, end) of its element's text, and where they stand."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Element:
    """One block of a document.

    `level` is a heading's depth, from 1. A table's text is one line a row, cells joined by " | "; `rows` are its
    cells, and the first `header_rows` of them are headers. `page` counts from 1 (a slide's number for pptx).
    `words` is filled for paged formats only. `concealed` is how the original hides its text, if it does;
    `sheet` is a workbook's sheet.
    """

    kind: ElementKind
    text: str
    level: int = 0
    page: int | None = None
    words: tuple[Word, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    header_rows: int = 0
    concealed: Concealment | None = None
    sheet: str = ""

    @property
    def hidden(self) -> bool:
        return self.concealed is not None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole file, read. `properties` are those found inside it (front matter, mail headers, document title).

    `warnings` say in words what was not read ("page 3 is a scan and tesseract is not installed").
    """

    media_type: str
    elements: tuple[Element, ...]
    pages: tuple[Page, ...] = ()
    properties: dict[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
