"""Plain text: paragraphs between blank lines, with list items and headings where the lines show them."""

import re
from pathlib import Path

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.encodings import decode
from ingest.parsing.frames import ParseOptions
from knowledge.errors import UnreadableSource

_BLANK = re.compile(r"\n[ \t\f]*\n\s*")
_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\(?\d{1,3}[.)]|\(?[a-zåäö][.)])[ \t]+\S")
_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,}|\*{3,})\s*$")


def read(path: Path, options: ParseOptions) -> Parsed:
    """Read a text file in any usual encoding."""
    text = decode(path.read_bytes())
    if len(text) > options.max_chars:
        raise UnreadableSource(f"It has more than {options.max_chars:,} characters.", "Split it.")
    if not text.strip():
        raise UnreadableSource("There is nothing but blank lines in it.", "Check that it was saved whole.")
    return Parsed("text/plain", tuple(elements_of(text)))


def elements_of(text: str) -> list[Element]:
    """The blocks of a plain text, in order."""
    elements: list[Element] = []
    for block in _BLANK.split(text.strip("\n")):
        elements.extend(_block(block.rstrip()))
    return elements


def _block(block: str) -> list[Element]:
    lines = block.split("\n")
    if len(lines) == 2 and _UNDERLINE.match(lines[1]) and lines[0].strip():
        return [Element(ElementKind.HEADING, lines[0].strip(), level=1 if lines[1].startswith("=") else 2)]
    starts = [n for n, line in enumerate(lines) if _ITEM.match(line)]
    if not starts:
        return [Element(ElementKind.PARAGRAPH, block.strip())] if block.strip() else []
    elements = []
    if starts[0] > 0:
        elements.append(Element(ElementKind.PARAGRAPH, "\n".join(lines[: starts[0]]).strip()))
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        elements.append(Element(ElementKind.LIST_ITEM, "\n".join(lines[start:end]).strip()))
    return elements
