"""Make a Word document say plainly what it says: its XML is rewritten before anybody reads it.

python-docx, and unstructured on top of it, pass over inserted text under revision, content controls, text boxes and
footnotes, without a word (seen in unstructured 0.27). Here they become plain paragraphs; deleted, struck out and hidden
text goes; and paragraphs that are headings by outline level or by looks get a heading's style.
"""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from ingest.elements import Element, ElementKind
from ingest.parsing.safe_xml import Node, new_node, parse_xml, to_bytes
from knowledge.documents import Concealment

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOCUMENT = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_UNWRAPPED = tuple(
    _W + name for name in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo")
)
_REMOVED = tuple(
    _W + name
    for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "pPrChange", "rPrChange")
)
_HOLDS_UNSEEN = re.compile(r"word/(?:document\d*|comments|footnotes|endnotes|header\d*|footer\d*)\.xml$")
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SHADING = ("shd", "highlight")
_LEAST_HALF_POINTS = 2
_STYLE_ID = "LardomHeading{}"
_MAX_HEADING_CHARS = 110
_MAX_LEVEL = 9
_OFF = frozenset({"0", "false", "off", "none"})
_ENDS_LIKE_TEXT = re.compile(r"[.,;:!?…]$")


def flattened(path: Path) -> tuple[BytesIO, Node]:
    """The document rewritten as a file, and its new body."""
    with ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    main = (
        _DOCUMENT
        if _DOCUMENT in parts
        else next((n for n in parts if re.match(r"word/document\d*\.xml$", n)), _DOCUMENT)
    )
    if main not in parts:
        raise KeyError(main)
    root = parse_xml(parts[main])
    notes = [parse_xml(parts[name]) for name in _NOTES if name in parts]
    for tree in (root, *notes):
        _flatten(tree)
    for tree in notes:
        _append_notes(root, tree)
    if "word/styles.xml" in parts:
        styles = parse_xml(parts["word/styles.xml"])
        _drop_contents(root, styles)
        _mark_headings(root, styles)
        parts["word/styles.xml"] = to_bytes(styles)
    parts[main] = to_bytes(root)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    file.seek(0)
    return file, root


def shown_text(root: Node) -> list[str]:
    """Every text of the body, as written."""
    return [node.text or "" for node in root.iter(_W + "t")]


def unseen(path: Path) -> tuple[Element, ...]:
    """What a document holds and does not show: unseen text, comments, and what is said instead of pictures."""
    with ZipFile(path) as package:
        parts = {name: parse_xml(package.read(name)) for name in package.namelist() if _HOLDS_UNSEEN.match(name)}
    found: list[tuple[Concealment, str]] = []
    for name, root in parts.items():
        if "comments" in name:
            found += [(Concealment.COMMENT, "".join(shown_text(comment))) for comment in root]
            continue
        for paragraph in root.iter(_W + "p"):
            runs = [run for run in paragraph.iter(_W + "r") if _is_unseen(run)]
            found.append((Concealment.UNSEEN, "".join(text for run in runs for text in shown_text(run))))
        found += [(Concealment.ALTERNATIVE, node.get("descr") or "") for node in root.iter(_PICTURE)]
    return tuple(
        Element(ElementKind.PARAGRAPH, " ".join(text.split()), concealed=how) for how, text in found if text.strip()
    )


def _is_unseen(run: Node) -> bool:
    """Hidden, of next to no size, or white on nothing: what stands in a table may have the table's colour behind it."""
    properties = run.find(_W + "rPr")
    if properties is None:
        return False
    if _is_on(properties.find(_W + "vanish")):
        return True
    size, color = properties.find(_W + "sz"), properties.find(_W + "color")
    if size is not None and size.get(_W + "val", "").isdigit() and int(size.get(_W + "val")) <= _LEAST_HALF_POINTS:
        return True
    if color is None or color.get(_W + "val", "").upper() != "FFFFFF":
        return False
    behind = (properties, *(node.find(_W + "pPr") for node in run.iterancestors(_W + "p")))
    shaded = any(node is not None and node.find(_W + name) is not None for node in behind for name in _SHADING)
    return not shaded and next(run.iterancestors(_W + "tbl", _W + "txbxContent"), None) is None


def _flatten(root: Node) -> None:
    for node in list(root.iter(_MC + "Fallback", *_REMOVED)):
        node.getparent().remove(node)
    for run in list(root.iter(_W + "r")):
        struck = any(_is_on(run.find(f"{_W}rPr/{_W}{name}")) for name in ("strike", "dstrike"))
        if struck or _is_unseen(run):
            run.getparent().remove(run)
    for box in list(root.iter(_W + "txbxContent")):
        _move_after_paragraph(box)
    for node in list(root.iter(*_UNWRAPPED)):
        parent = node.getparent()
        at = parent.index(node)
        for child in reversed(list(node)):
            parent.insert(at + 1, child)
        parent.remove(node)


def _is_on(node: Node | None) -> bool:
    return node is not None and node.get(_W + "val", "1") not in _OFF


def _move_after_paragraph(box: Node) -> None:
    holder = next((node for node in box.iterancestors(_W + "p")), None)
    if holder is None:
        return
    parent, at = holder.getparent(), holder.getparent().index(holder)
    for child in reversed(list(box)):
        parent.insert(at + 1, child)


def _append_notes(root: Node, notes: Node) -> None:
    """Put each footnote's paragraphs after the paragraph that refers to it, where a reader reads them."""
    kind = "footnote" if notes.tag == _W + "footnotes" else "endnote"
    by_id = {note.get(_W + "id"): note for note in notes if note.get(_W + "type") is None}
    for reference in list(root.iter(f"{_W}{kind}Reference")):
        note = by_id.pop(reference.get(_W + "id"), None)
        holder = next((node for node in reference.iterancestors(_W + "p")), None)
        if note is None or holder is None:
            continue
        parent, at = holder.getparent(), holder.getparent().index(holder)
        for paragraph in reversed(list(note)):
            parent.insert(at + 1, paragraph)


def _drop_contents(root: Node, styles: Node) -> None:
    """Take out the table of contents: its lines are the headings again, with page numbers that mean nothing here."""
    contents = {
        style.get(_W + "styleId")
        for style in styles.iter(_W + "style")
        if (name := style.find(_W + "name")) is not None
        and re.match(r"toc \d", name.get(_W + "val") or "", re.IGNORECASE)
    }
    for paragraph in list(root.iter(_W + "p")):
        if _style_id(paragraph) in contents:
            paragraph.getparent().remove(paragraph)


def _mark_headings(root: Node, styles: Node) -> None:
    levels = _outline_levels(styles)
    named = {s.get(_W + "styleId") for s in styles.iter(_W + "style") if _is_heading_name(s)}
    paragraphs = [p for p in root.iter(_W + "p") if _text(p) and not any(True for _ in p.iterancestors(_W + "tbl"))]
    marked = {id(p): level for p in paragraphs if (level := _outline_level(p, levels)) is not None}
    if not marked and not any(_style_id(p) in named for p in paragraphs):
        marked = _by_looks(paragraphs)
    for paragraph in paragraphs:
        level = marked.get(id(paragraph))
        if level is not None and _style_id(paragraph) not in named:
            _set_style(paragraph, _STYLE_ID.format(level + 1))
    for level in sorted(set(marked.values())):
        style = new_node(_W + "style", {_W + "type": "paragraph", _W + "styleId": _STYLE_ID.format(level + 1)})
        style.append(new_node(_W + "name", {_W + "val": f"heading {level + 1}"}))
        styles.append(style)


def _is_heading_name(style: Node) -> bool:
    name = style.find(_W + "name")
    text = "" if name is None else (name.get(_W + "val") or "").lower()
    return text.startswith("heading ") or text in ("title", "subtitle")


def _outline_levels(styles: Node) -> dict[str, int]:
    """The outline level that each style has, itself or through the styles it is based on."""
    own: dict[str, int] = {}
    base: dict[str, str] = {}
    for style in styles.iter(_W + "style"):
        identifier = style.get(_W + "styleId") or ""
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        based_on = style.find(_W + "basedOn")
        if level is not None and (level.get(_W + "val") or "").isdigit():
            own[identifier] = int(level.get(_W + "val"))
        if based_on is not None:
            base[identifier] = based_on.get(_W + "val") or ""
    levels: dict[str, int] = {}
    for identifier in {*own, *base}:
        current, steps = identifier, 0
        while current and current not in own and steps < 20:
            current, steps = base.get(current, ""), steps + 1
        if current in own:
            levels[identifier] = own[current]
    return levels


def _outline_level(paragraph: Node, levels: dict[str, int]) -> int | None:
    own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    value = own.get(_W + "val") if own is not None else levels.get(_style_id(paragraph))
    if value is None or not str(value).isdigit() or int(value) >= _MAX_LEVEL:
        return None
    return int(value)


def _by_looks(paragraphs: list[Node]) -> dict[int, int]:
    """Headings of a document that has no heading styles: short lines all in bold, the larger the higher."""
    bold = {
        id(p): size
        for p in paragraphs
        if len(text := _text(p)) <= _MAX_HEADING_CHARS
        and not _ENDS_LIKE_TEXT.search(text)
        and p.find(f"{_W}pPr/{_W}numPr") is None
        and (size := _bold_size(p)) is not None
    }
    if not bold or len(bold) > 0.5 * len(paragraphs):  # a text all in bold has no headings
        return {}
    ranks = {size: rank for rank, (size, _) in enumerate(sorted(Counter(bold.values()).items(), reverse=True))}
    return {identity: min(ranks[size], 5) for identity, size in bold.items()}


def _bold_size(paragraph: Node) -> int | None:
    """The size of a paragraph that is bold throughout, in half points (0 for the usual size); None for others."""
    sizes: list[int] = []
    for run in paragraph.iter(_W + "r"):
        if not "".join(node.text or "" for node in run.iter(_W + "t")).strip():
            continue
        if not _is_on(run.find(f"{_W}rPr/{_W}b")):
            return None
        size = run.find(f"{_W}rPr/{_W}sz")
        value = "" if size is None else size.get(_W + "val") or ""
        sizes.append(int(value) if value.isdigit() else 0)
    return max(sizes, default=None)


def _text(paragraph: Node) -> str:
    return "".join(node.text or "" for node in paragraph.iter(_W + "t")).strip()


def _style_id(paragraph: Node) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else style.get(_W + "val") or ""


def _set_style(paragraph: Node, identifier: str) -> None:
    properties = paragraph.find(_W + "pPr")
    if properties is None:
        properties = new_node(_W + "pPr")
        paragraph.insert(0, properties)
    style = properties.find(_W + "pStyle")
    if style is None:
        style = new_node(_W + "pStyle")
        properties.insert(0, style)
    style.set(_W + "val", identifier)
