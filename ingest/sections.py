"""Join a document's elements into its kept text, and find the sections that its headings make of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.elements import Element, ElementKind
from knowledge.documents import PlacedText
from knowledge.sentences import LIST_MARKER

# A "heading" longer than this is text that a parser took for one, and would otherwise be found by nobody.
_MAX_HEADING_CHARS = 200
_BULLET = "- "
# Neither database keeps these; each becomes one other character, so that offsets hold.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Block:
    """An element in the kept text: the characters [start, end), of which the first `marker` are not its own."""

    element: Element
    start: int
    end: int
    marker: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks below one heading, without the heading, and the headings above them."""

    path: tuple[str, ...]
    blocks: tuple[Block, ...]


def join(elements: Sequence[Element]) -> tuple[str, tuple[Block, ...]]:
    """The kept text and the elements' places in it. Hidden elements stay out: what no reader sees is not cited."""
    parts: list[str] = []
    blocks: list[Block] = []
    position, previous = 0, None
    for element in elements:
        if element.hidden or not element.text.strip():
            continue
        if previous is not None:
            parts.append("\n" if previous is element.kind is ElementKind.LIST_ITEM else "\n\n")
            position += len(parts[-1])
        marker = _BULLET if _lost_its_marker(element) else ""
        parts.append(marker + _UNSTORABLE.sub("\ufffd", element.text))
        blocks.append(Block(element, position, position + len(parts[-1]), len(marker)))
        position += len(parts[-1])
        previous = element.kind
    return "".join(parts), tuple(blocks)


def layout_of(blocks: Sequence[Block]) -> tuple[PlacedText, ...]:
    """Where the words of the kept text stand on pages, in the order of the text."""
    return tuple(
        PlacedText(block.start + block.marker + word.start, block.start + block.marker + word.end, word.box)
        for block in blocks
        for word in sorted(block.element.words, key=lambda word: word.start)
    )


def sections_of(blocks: Sequence[Block]) -> Iterator[Section]:
    """The stretches between headings, in order.

    A heading with nothing below it is a section of itself, or nobody would find it. A slide or a sheet is a unit
    even without a heading; a page of running text is not.
    """
    runs_over_pages = any(block.element.words for block in blocks)
    for path, content in _below_headings(blocks):
        for _, together in groupby(content, key=lambda block: None if runs_over_pages else block.element.page):
            yield Section(path, tuple(together))


def _below_headings(blocks: Sequence[Block]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    path: list[tuple[int, str]] = []
    content: list[Block] = []
    bare: Block | None = None
    for block in blocks:
        if not _is_heading(block.element):
            content.append(block)
            bare = None
            continue
        level = max(1, block.element.level)
        if bare is not None and level <= max(1, bare.element.level):
            content, path = [bare], path[:-1]
        yield _titles(path), content
        path = [step for step in path if step[0] < level]
        path.append((level, " ".join(block.element.text.split())))
        content, bare = [], block
    if bare is not None:
        content, path = [bare], path[:-1]
    yield _titles(path), content


def _titles(path: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(title for _, title in path)


def _lost_its_marker(element: Element) -> bool:
    """Web pages and office files keep bullets out of the text; without one, nobody sees a list in it."""
    return element.kind is ElementKind.LIST_ITEM and not LIST_MARKER.match(element.text.lstrip())


def _is_heading(element: Element) -> bool:
    return element.kind is ElementKind.HEADING and len(element.text) <= _MAX_HEADING_CHARS
