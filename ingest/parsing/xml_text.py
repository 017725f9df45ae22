"""XML of no known kind: its text, a paragraph for each element that holds running text.

Elements whose names speak of titles become headings, as deep as they are nested in titled elements.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.frames import ParseOptions
from ingest.parsing.safe_xml import Node, local_name, parse_xml
from knowledge.errors import UnreadableSource

_TITLE_NAMES = re.compile(r"^(?:title|titel|heading|header|head|rubrik|ti|sti)(?:[._-].*)?$", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[a-zåäö]|[ivxlc]{1,6})(?:[.)]+|(?<=\d)\)|(?<=[a-z])\))", re.IGNORECASE)
_MAX_TITLE_CHARS = 400
_MAX_FIELD_CHARS = 80
_MAX_LEVEL = 6


def read(path: Path, options: ParseOptions) -> Parsed:
    """Read an XML file as text."""
    root = parse_xml(path.read_bytes())
    elements = list(_elements(root))
    if not elements:
        raise UnreadableSource("There is no text in it.", "Save it as HTML or text.")
    return Parsed("application/xml", tuple(elements))


def _elements(root: Node) -> list[Element]:
    found: list[Element] = []
    pending = [(root, 0)]
    enumerator = ""
    while pending:
        node, level = pending.pop()
        if not isinstance(node.tag, str):
            continue
        text = _one_line("".join(node.itertext()))
        if not text:
            continue
        if _is_title(node) and len(text) <= _MAX_TITLE_CHARS:
            found.append(Element(ElementKind.HEADING, text, level=max(1, min(level, _MAX_LEVEL))))
        elif _ENUMERATOR.fullmatch(text):
            enumerator = text
        elif _is_record(node):
            found.append(Element(ElementKind.PARAGRAPH, "\n".join(_fields(node))))
        elif _holds_running_text(node) or not len(node):
            kind = ElementKind.LIST_ITEM if enumerator else ElementKind.PARAGRAPH
            found.append(Element(kind, f"{enumerator} {text}".strip()))
            enumerator = ""
        else:
            titled = any(isinstance(child.tag, str) and _is_title(child) for child in node)
            pending.extend((child, level + titled) for child in reversed(node))
    return _with_subtitles_joined(found)


def _with_subtitles_joined(elements: list[Element]) -> list[Element]:
    """Headings that follow each other at one level are one: a number and its title, as a rule."""
    joined: list[Element] = []
    for element in elements:
        last = joined[-1] if joined else None
        if last and last.kind is element.kind is ElementKind.HEADING and last.level == element.level:
            joined[-1] = Element(ElementKind.HEADING, f"{last.text} {element.text}", level=last.level)
        else:
            joined.append(element)
    return joined


def _is_record(node: Node) -> bool:
    """Whether the element holds fields only: short values, each under a name, which then says what they are."""
    children = [child for child in node if isinstance(child.tag, str)]
    return (
        len(children) > 1
        and all(
            not len(child) and len(child.text or "") <= _MAX_FIELD_CHARS and not _is_title(child) for child in children
        )
        and not _holds_running_text(node)
        and not any(_ENUMERATOR.fullmatch(_one_line(c.text or "")) for c in children)
    )


def _fields(node: Node) -> Iterator[str]:
    for child in node:
        if isinstance(child.tag, str) and (text := _one_line(child.text or "")):
            yield f"{local_name(child)}: {text}"


def _is_title(node: Node) -> bool:
    return bool(_TITLE_NAMES.match(local_name(node)))


def _holds_running_text(node: Node) -> bool:
    """Text beside the child elements, not only inside them: a paragraph with marked-up words."""
    return bool((node.text or "").strip() or any((child.tail or "").strip() for child in node))


def _one_line(text: str) -> str:
    return " ".join(text.split())
