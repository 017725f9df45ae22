"""The smallest pieces of a passage that can stand in an answer: sentences, list items and table rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence.found import Form
from knowledge.documents import Passage
from knowledge.index.protocol import Candidate
from knowledge.sentences import split

CELL = " | "
_ITEM = re.compile(r"(?P<bullet>[-–—*•‣▪◦·●○■□►➢✓])\s+|(?P<number>\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zåäö])[.)])\s+")
# What mail programs set before each line that they quote.
_QUOTED_LINES = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_HEADING_CHARS = 90
# A row of many columns would take the embedding as long as four sentences.
_CONTEXT_CHARS = 400


@dataclass(frozen=True, slots=True)
class Unit:
    """`text` stands at [start, end) of the revision. Units of one list or table share `run`, others have their own.

    `lead` introduces the unit: the sentence or heading above a list, the question an FAQ answers (which `text` then
    begins with, for "No, never." says nothing alone). `header` are the names of a row's columns, where known.
    """

    source: Candidate
    start: int
    end: int
    text: str
    form: Form
    run: int
    ordinal: int
    lead: str = ""
    header: tuple[str, ...] = ()

    @property
    def numbered(self) -> bool:
        match = _ITEM.match(self.text)
        return self.form == "item" and match is not None and match["number"] is not None

    @property
    def introduces(self) -> bool:
        """Whether it says nothing without the list or table below it."""
        return self.form == "sentence" and self.text.endswith(":")

    @property
    def heading(self) -> str:
        section = self.source.passage.section
        return section[-1] if section else self.source.properties.title

    @property
    def shown(self) -> str:
        """The unit as an answer shows it: without bullets and mail's quote marks; a row's cells are named."""
        if self.form == "row":
            return _shown_row(self.text, self.header)
        text = " ".join(_QUOTED_LINES.sub("", self.text).split())
        match = _ITEM.match(text) if self.form == "item" else None
        return text[match.end() :] if match and match["bullet"] else text

    @property
    def unmarked(self) -> str:
        """What is shown, without the number of a list item."""
        match = _ITEM.match(self.shown) if self.form == "item" else None
        return self.shown[match.end() :] if match else self.shown

    @property
    def in_context(self) -> str:
        """The unit with what it needs to be understood alone: its heading and its lead."""
        lead = "" if self.text.startswith(self.lead) else self.lead
        return " – ".join(part for part in (self.heading, lead, self.shown) if part)[:_CONTEXT_CHARS]


def units_of(source: Candidate) -> list[Unit]:
    """The units of a passage in reading order; headings and questions are the lead of what follows, no units."""
    return _Reader(source).units


class _Reader:
    """Reads one passage from top to bottom, and remembers what introduces the next piece."""

    def __init__(self, source: Candidate) -> None:
        self._source = source
        self._passage = source.passage
        self._header = _context_header(source.passage)
        self._lead = ""
        self._question: int | None = None
        self._run = 0
        self.units: list[Unit] = []
        for start, end, form in _pieces(source.passage):
            if form == "sentence":
                self._sentence(start, end)
            else:
                self._listed(start, end, form)

    def _sentence(self, start: int, end: int) -> None:
        text = self._passage.text[start:end]
        if _is_heading(self._passage.text, start, end):
            self._lead, self._question = text, None
        elif text.endswith("?"):
            self._lead, self._question = text, start
        else:
            self._run += 1
            begin = start if self._question is None else self._question
            lead = self._lead if self._question is not None else ""
            self._add(begin, end, "sentence", lead)
            self._lead, self._question = (text if text.endswith(":") else ""), None

    def _listed(self, start: int, end: int, form: Form) -> None:
        last = self.units[-1] if self.units else None
        goes_on = last is not None and last.form == form and not self._lead and last.run == self._run
        if form == "row" and not goes_on and not self._header:
            self._header = _cells(self._passage.text[start:end])
            return
        if not goes_on:
            self._run += 1
        lead = last.lead if goes_on and last is not None else self._lead
        self._add(start, end, form, lead)
        self._lead, self._question = "", None

    def _add(self, start: int, end: int, form: Form, lead: str) -> None:
        text, offset = self._passage.text[start:end], self._passage.start
        header = self._header if form == "row" and len(self._header) == len(_cells(text)) else ()
        self.units.append(
            Unit(self._source, offset + start, offset + end, text, form, self._run, len(self.units), lead, header)
        )


def _pieces(passage: Passage) -> Iterator[tuple[int, int, Form]]:
    """Sentences, but a list item of several sentences whole."""
    text = passage.text
    pending: tuple[int, int, Form] | None = None
    for start, end in split(text, passage.language):
        if pending and pending[2] == "item" and "\n" not in text[pending[1] : start]:
            pending = (pending[0], end, "item")
            continue
        if pending:
            yield pending
        pending = (start, end, _form(text[start:end]))
    if pending:
        yield pending


def _form(text: str) -> Form:
    if CELL in text:
        return "row"
    return "item" if _ITEM.match(text) else "sentence"


def _is_heading(text: str, start: int, end: int) -> bool:
    """A short line of its own that does not end like a sentence."""
    alone = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == "\n"
    return alone and end - start <= _HEADING_CHARS and text[end - 1] not in '.!?:;”"»)'


def _context_header(passage: Passage) -> tuple[str, ...]:
    lines = [line for line in passage.context.splitlines() if CELL in line]
    return _cells(lines[-1]) if lines else ()


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split(CELL.strip()))


def _shown_row(row: str, header: Sequence[str]) -> str:
    cells = _cells(row)
    if len(cells) != len(header):
        return "; ".join(cell for cell in cells if cell)
    pairs = zip(header, cells, strict=True)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
