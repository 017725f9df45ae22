"""Reads the sources that the binary documents are built from: Markdown with front matter, without inline markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """`number` is None in a bullet list."""

    text: str
    number: int | None = None

    @property
    def numbered_text(self) -> str:
        return self.text if self.number is None else f"{self.number}. {self.text}"


@dataclass(frozen=True, slots=True)
class Table:
    """The first row holds the headers."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A slide's speaker notes; written as a block quote."""

    text: str


Block = Heading | Paragraph | ListItem | Table | Note


@dataclass(frozen=True, slots=True)
class Source:
    """A document before it is built. `file_name` is that of the built file: its ending decides the format."""

    file_name: str
    properties: dict[str, object]
    blocks: tuple[Block, ...]

    def property_text(self, key: str) -> str:
        return str(self.properties.get(key, ""))


def read_source(path: Path) -> Source:
    match = FRONT_MATTER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path.name} has no front matter: begin the file with --- and its properties.")
    properties, body = yaml.safe_load(match[1]), match[2]
    return Source(path.name.removesuffix(".md"), properties, tuple(read_blocks(body)))


def read_blocks(markdown: str) -> Iterator[Block]:
    """The blocks in order; raises ValueError for Markdown that the built formats have no place for."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))
    for node in tree.children:
        match node.type:
            case "heading":
                yield Heading(int(node.tag.removeprefix("h")), _text(node))
            case "paragraph":
                yield Paragraph(_text(node))
            case "bullet_list":
                yield from (ListItem(_text(item)) for item in node.children)
            case "ordered_list":
                yield from (ListItem(_text(item), number) for number, item in enumerate(node.children, start=1))
            case "table":
                rows = (row for row in node.walk() if row.type == "tr")
                yield Table(tuple(tuple(_text(cell) for cell in row.children) for row in rows))
            case "blockquote":
                yield Note(_text(node))
            case other:
                raise ValueError(
                    f"A source cannot hold Markdown of type {other}: use headings, text, lists and tables."
                )


def _text(node: SyntaxTreeNode) -> str:
    return " ".join(" ".join(part.content for part in node.walk() if part.type == "inline").split())
