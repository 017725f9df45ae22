"""Cut a document into passages: section by section, at sentences, each of about as many tokens as the setting says.

A passage never crosses a heading. A table, a list with the sentence that introduces it, a numbered procedure: each
stays whole where it fits, and repeats its header rows or its introduction as context where it does not.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from uuid import UUID, uuid5

from ingest.elements import Element, ElementKind
from ingest.sections import Block, Section, join, layout_of, sections_of
from knowledge.documents import Passage, PlacedText, boxes_of
from knowledge.language import Language, detect_language
from knowledge.sentences import Span, split

_MIN_WORDS_TO_TELL_LANGUAGE = 12
_MAX_CONTEXT_SHARE = 1 / 3
_CLAUSE_END = re.compile(r"[,;:)–] | \| ")
_IN_LINES = (ElementKind.TABLE, ElementKind.CODE)

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Chunked:
    """A revision's kept text, where its characters stand on pages, and its passages in reading order."""

    text: str
    layout: tuple[PlacedText, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that is not divided any further, with its length in tokens."""

    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage to be: its span and its context."""

    start: int
    end: int
    context: str = ""


def passage_id(revision_id: str, ordinal: int) -> str:
    """The same revision always gives the same ids, so that writing it twice is writing it once."""
    return str(uuid5(UUID(revision_id), str(ordinal)))


class Chunker:
    """`aim` is the longest passage in tokens, as `count_tokens` counts them."""

    def __init__(self, count_tokens: CountTokens, aim: int) -> None:
        self._count = count_tokens
        self._aim = aim

    def chunk(self, elements: Sequence[Element], document_id: str, revision_id: str, language: Language) -> Chunked:
        """`language` is the document's; a passage that is clearly in the other one says so."""
        text, blocks = join(elements)
        layout = layout_of(blocks)
        starts = [placed.start for placed in layout]
        passages: list[Passage] = []
        for section in sections_of(blocks):
            for cut in _Cutter(text, self._count, self._aim).cuts(section.blocks):
                # The word before may reach into the passage.
                nearby = layout[max(0, bisect_left(starts, cut.start) - 1) : bisect_left(starts, cut.end)]
                passages.append(
                    Passage(
                        id=passage_id(revision_id, len(passages)),
                        document_id=document_id,
                        revision_id=revision_id,
                        ordinal=len(passages),
                        start=cut.start,
                        end=cut.end,
                        text=text[cut.start : cut.end],
                        section=section.path,
                        page=_page_at(section, cut.start, nearby),
                        boxes=boxes_of(nearby, cut.start, cut.end),
                        language=_language(text[cut.start : cut.end], language),
                        context=cut.context,
                    )
                )
        return Chunked(text, layout, tuple(passages))


class _Cutter:
    """Cuts the sections of one text."""

    def __init__(self, text: str, count_tokens: CountTokens, aim: int) -> None:
        self._text = text
        self._count = count_tokens
        self._aim = aim

    def cuts(self, blocks: Sequence[Block]) -> Iterator[_Cut]:
        flowing: list[_Piece] = []
        for group in self._groups(blocks):
            whole = self._piece(group[0].start, group[-1].end)
            if whole.tokens <= self._aim:
                flowing.append(whole)
            elif len(group) == 1 and group[0].element.kind not in _IN_LINES:
                flowing.extend(self._pieces(group[0], self._aim))
            else:
                yield from self._packed(flowing, self._aim)
                flowing = []
                yield from self._cuts_with_context(group)
        yield from self._packed(flowing, self._aim)

    def _groups(self, blocks: Sequence[Block]) -> Iterator[list[Block]]:
        """Blocks that belong together: the items of a list, and a list or table with the colon that announces it."""
        group: list[Block] = []
        for block in blocks:
            kind = block.element.kind
            if group:
                last = group[-1].element.kind
                listed = kind is last is ElementKind.LIST_ITEM
                announced = kind is not ElementKind.PARAGRAPH and last is ElementKind.PARAGRAPH
                if not (listed or (announced and self._announces(group[-1]))):
                    yield group
                    group = []
            group.append(block)
        if group:
            yield group

    def _cuts_with_context(self, group: Sequence[Block]) -> Iterator[_Cut]:
        """The cuts of a table, a listing or a list that is longer than a passage may be."""
        start, end = self._context(group)
        context_tokens = self._count(self._text[start:end]) if end > start else 0
        if context_tokens > self._aim * _MAX_CONTEXT_SHARE:
            context_tokens, end = 0, start
        room = self._aim - context_tokens
        pieces = [piece for block in group for piece in self._pieces(block, room)]
        if end == start:
            yield from self._packed(pieces, room)
            return
        yield from self._packed([piece for piece in pieces if piece.start < start], self._aim)
        for number, cut in enumerate(self._packed([piece for piece in pieces if piece.start >= end], room)):
            # The first passage holds the context itself.
            yield _Cut(cut.start, cut.end, self._text[start:end]) if number else _Cut(start, cut.end)

    def _context(self, group: Sequence[Block]) -> Span:
        """What every passage of the group should repeat: the sentence that announces it, the table's header rows."""
        start = end = next(self._trimmed(group[0].start, group[0].end))[0]
        if len(group) > 1 and self._announces(group[0]):
            start, end = self._parts(group[0])[-1]
        table = group[-1]
        headers = table.element.header_rows
        if table.element.kind is ElementKind.TABLE and headers:
            rows = self._parts(table)
            if len(rows) > headers:
                end = rows[headers - 1][1]
        return start, end

    def _announces(self, block: Block) -> bool:
        return self._text[block.start : block.end].rstrip().endswith(":")

    def _pieces(self, block: Block, room: int) -> Iterator[_Piece]:
        if block.element.kind is ElementKind.LIST_ITEM:
            whole = self._piece(block.start, block.end)
            if whole.tokens <= room:
                yield whole
                return
        for start, end in self._parts(block):
            yield from self._halved(start, end, room)

    def _parts(self, block: Block) -> list[Span]:
        """Where a block may be divided: tables and listings at lines, the rest at sentences."""
        stretch = self._text[block.start : block.end]
        if block.element.kind not in _IN_LINES:
            return [(block.start + start, block.start + end) for start, end in split(stretch)]
        spans: list[Span] = []
        position = block.start
        for line in stretch.splitlines(keepends=True):
            spans.extend(self._trimmed(position, position + len(line)))
            position += len(line)
        return spans

    def _halved(self, start: int, end: int, room: int) -> Iterator[_Piece]:
        """A sentence or a row, cut in the middle for as long as it is too long."""
        piece = self._piece(start, end)
        if piece.tokens <= room or end - start < 2:
            yield piece
            return
        middle = _near_the_middle(self._text, start, end)
        for left, right in ((start, middle), (middle, end)):
            for trimmed in self._trimmed(left, right):
                yield from self._halved(*trimmed, room)

    def _packed(self, pieces: Sequence[_Piece], room: int) -> Iterator[_Cut]:
        """Join pieces into cuts of at most `room` tokens, of about the same length rather than full ones and a rest."""
        total = sum(piece.tokens for piece in pieces)
        target = total / max(1, ceil(total / room))
        start, end, filled = 0, 0, 0
        for piece in pieces:
            if filled and (filled + piece.tokens > room or filled + piece.tokens / 2 > target):
                yield _Cut(start, end)
                filled = 0
            if not filled:
                start = piece.start
            end = piece.end
            filled += piece.tokens
        if filled:
            yield _Cut(start, end)

    def _piece(self, start: int, end: int) -> _Piece:
        trimmed = next(self._trimmed(start, end))
        return _Piece(*trimmed, max(1, self._count(self._text[start:end])))

    def _trimmed(self, start: int, end: int) -> Iterator[Span]:
        stretch = self._text[start:end]
        content = stretch.strip()
        if content:
            left = start + len(stretch) - len(stretch.lstrip())
            yield left, left + len(content)


def _near_the_middle(text: str, start: int, end: int) -> int:
    """The end of a clause, else of a word, in the middle half of [start, end); else the middle itself."""
    middle, quarter = (start + end) // 2, (end - start) // 4
    clauses = [match.end() for match in _CLAUSE_END.finditer(text, middle - quarter, middle + quarter)]
    if clauses:
        return min(clauses, key=lambda position: abs(position - middle))
    before = text.rfind(" ", middle - quarter, middle)
    return before + 1 if before > start else middle


def _page_at(section: Section, start: int, nearby: Sequence[PlacedText]) -> int | None:
    placed = next((placed for placed in nearby if placed.end > start), None)
    if placed is not None:
        return placed.box.page
    return next((block.element.page for block in section.blocks if block.end > start), None)


def _language(text: str, document_language: Language) -> Language:
    """The passage's own language where it is long enough to tell, else the document's."""
    if text.count(" ") < _MIN_WORDS_TO_TELL_LANGUAGE:
        return document_language
    return detect_language(text, document_language)
