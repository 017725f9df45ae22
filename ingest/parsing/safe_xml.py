"""XML from strangers, through lxml: no document types, entities, external files or boundless trees."""

from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from knowledge.errors import UnreadableSource

DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
"""How a document type begins, in the encodings of XML. One is there to define entities, or to fetch a file."""

Node: TypeAlias = Any  # lxml ships no types


def parse_xml(content: bytes) -> Node:
    """The root of an XML text; raises UnreadableSource for one that is not well-formed or has a document type."""
    if any(doctype in content for doctype in DOCTYPES):
        raise UnreadableSource(
            "It has a document type, which may define entities; such XML is not opened.", "Save it as HTML or text."
        )
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(
            f"It holds XML that is not well-formed ({error.msg}).", "Open it in its own program and save it again."
        ) from error


def to_bytes(root: Node) -> bytes:
    """The tree as a file's content."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def new_node(tag: str, attributes: dict[str, str] | None = None) -> Node:
    """A node that is in no tree yet."""
    return etree.Element(tag, attributes or {})


def local_name(node: Node) -> str:
    """The node's name without its namespace."""
    return str(etree.QName(node).localname)
