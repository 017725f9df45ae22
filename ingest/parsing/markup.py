"""HTML made ready for reading: what a reader would not see is taken out, and what only layout shows is written out.

Talks to lxml. Page furniture (navigation, scripts, forms), comments and hidden text go; tables used for layout become
plain blocks; the numbers of ordered lists become part of their items, for "step 3" must be findable.
"""

import re
from collections.abc import Iterator

from lxml import etree, html  # type: ignore[import-untyped]

from ingest.elements import Element, ElementKind
from ingest.parsing.tables import cell_text, table_element
from knowledge.documents import Concealment
from knowledge.errors import UnreadableSource

_DROPPED = frozenset(
    {"applet", "audio", "base", "button", "canvas", "dialog", "embed", "iframe", "img", "input", "link", "map", "meta"}
    | {"nav", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "video"}
    | {"del", "s", "strike"}  # struck out: it does not hold any longer
)
_RENAMED = {
    **dict.fromkeys(("details", "fieldset", "figure", "form"), "div"),
    **dict.fromkeys(("caption", "figcaption", "legend", "summary"), "p"),
    **dict.fromkeys(("label", "output"), "span"),
}
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![\w-])(?:left|top|text-indent)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_WHITE_TEXT = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.IGNORECASE
)
_BACKGROUND = re.compile(r"background", re.IGNORECASE)
_MAX_DEPTH = 200
_MAX_LAYOUT_CELL_CHARS = 1_500
_BLOCKS = frozenset(
    {"article", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "table", "ul"}
)


def cleaned(content: str) -> html.HtmlElement | None:
    """The visible body of an HTML text, None when there is nothing. Raises UnreadableSource when nested too deeply."""
    try:
        root = html.document_fromstring(content.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except etree.ParserError:
        return None
    if _depth_exceeds(root, _MAX_DEPTH):
        raise UnreadableSource(
            f"Its elements are nested more than {_MAX_DEPTH} deep.", "Save it as plain text, or print it to PDF."
        )
    _drop_unseen(root)
    _rename_unknown(root)
    for table in list(root.iter("table")):
        if _is_layout(table):
            _unwrap_table(table)
    for ordered in root.iter("ol"):
        _number_items(ordered)
    return root


def unseen(content: str) -> tuple[Element, ...]:
    """What a page holds and does not show: hidden text, comments, and what is said instead of pictures."""
    try:
        root = html.document_fromstring(content.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except etree.ParserError:
        return ()
    found: list[tuple[Concealment, str]] = []
    for node in root.iter():
        if node.tag is etree.Comment:
            found.append((Concealment.COMMENT, node.text or ""))
        elif not isinstance(node.tag, str):
            continue
        elif node.tag == "img":
            found.append((Concealment.ALTERNATIVE, node.get("alt") or ""))
        elif node.tag not in _DROPPED and _hides(node) and not any(_hides(above) for above in node.iterancestors()):
            found.append((Concealment.UNSEEN, " ".join(map(str, node.itertext()))))
    return tuple(
        Element(ElementKind.PARAGRAPH, " ".join(text.split()), concealed=how) for how, text in found if text.strip()
    )


def title_of(root: html.HtmlElement) -> str:
    """The page's own title, or nothing."""
    return cell_text(root.findtext(".//title") or "")


def as_text(root: html.HtmlElement) -> str:
    """The HTML again, for a parser that wants text."""
    return str(html.tostring(root, encoding="unicode"))


def visible_text(root: html.HtmlElement) -> Iterator[str]:
    """The texts of the body, one by one."""
    body = root.find("body")
    return iter(()) if body is None else (str(text) for text in body.itertext())


def table_from_html(content: str, page: int | None = None) -> Element | None:
    """A `<table>` as an element: cells that span rows are repeated, and so are headers that span columns."""
    try:
        table = html.fragment_fromstring(content, create_parent="div").find(".//table")
    except etree.ParserError:
        return None
    if table is None:
        return None
    grid: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    headers = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        is_header = bool(cells) and (_in_head(row) or all(cell.tag == "th" for cell in cells))
        if is_header and headers == len(grid):
            headers += 1
        grid.append(_expanded(cells, carried, is_header))
    return table_element(grid, header_rows=headers or None, page=page)


def _expanded(cells: list[html.HtmlElement], carried: dict[int, tuple[int, str]], is_header: bool) -> list[str]:
    row: list[str] = []

    def take_carried() -> None:
        while len(row) in carried:
            left, text = carried.pop(len(row))
            if left > 1:
                carried[len(row)] = (left - 1, text)
            row.append(text)

    following: dict[int, tuple[int, str]] = {}
    for cell in cells:
        take_carried()
        text = cell_text(" ".join(cell.itertext()) if len(cell) else cell.text or "")
        for copy in range(_span(cell, "colspan")):
            if (rows := _span(cell, "rowspan")) > 1:
                following[len(row)] = (rows - 1, text if copy == 0 or is_header else "")
            row.append(text if copy == 0 or is_header else "")
    take_carried()
    carried.update(following)
    return row


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(max(int(value), 1), 100) if value.isdigit() else 1


def _in_head(row: html.HtmlElement) -> bool:
    parent = row.getparent()
    return parent is not None and parent.tag == "thead"


def _depth_exceeds(root: html.HtmlElement, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False


def _drop_unseen(root: html.HtmlElement) -> None:
    for node in list(root.iter()):
        if not isinstance(node.tag, str):  # comments and processing instructions
            if node.getparent() is not None:
                node.drop_tree()
        elif node.tag not in ("html", "body", "head") and (node.tag in _DROPPED or _is_hidden(node)):
            node.drop_tree()


def _rename_unknown(root: html.HtmlElement) -> None:
    """Give other names to elements that unstructured drops with all they hold, such as the form around many pages."""
    for caption in list(root.iter("caption")):
        table = caption.getparent()
        if table is not None and table.tag == "table":
            table.addprevious(caption)
    for node in root.iter(*_RENAMED):
        node.tag = _RENAMED[node.tag]


def _is_hidden(node: html.HtmlElement) -> bool:
    return _hides(node) or node.get("role") in ("navigation", "search", "menu", "menubar")


def _hides(node: html.HtmlElement) -> bool:
    if node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    style = node.get("style") or ""
    if _HIDDEN_STYLE.search(style):
        return True
    return bool(_WHITE_TEXT.search(style)) and not _on_background(node)


def _on_background(node: html.HtmlElement) -> bool:
    return any(_BACKGROUND.search(n.get("style") or "") or n.get("bgcolor") for n in (node, *node.iterancestors()))


def _is_layout(table: html.HtmlElement) -> bool:
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return True
    cells = list(table.iter("td", "th"))
    blocks = sum(1 for cell in cells if sum(1 for child in cell if child.tag in _BLOCKS) > 1)
    longest = max((sum(map(len, cell.itertext())) for cell in cells), default=0)
    return longest > _MAX_LAYOUT_CELL_CHARS or (blocks > 0 and blocks * 2 >= len(cells))


def _unwrap_table(table: html.HtmlElement) -> None:
    for node in _own_parts(table):
        node.tag = "div"
    table.tag = "div"


def _own_parts(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for node in list(table):
        if node.tag in ("thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"):
            yield node
            if node.tag not in ("td", "th", "caption"):
                yield from _own_parts(node)


def _number_items(ordered: html.HtmlElement) -> None:
    start = ordered.get("start", "1")
    number = int(start) if start.isdigit() else 1
    for item in ordered:
        if item.tag != "li":
            continue
        value = item.get("value", "")
        number = int(value) if value.isdigit() else number
        first = next(iter(item), None)
        if not (item.text or "").strip() and first is not None and first.tag == "p":
            first.text = f"{number}. {(first.text or '').lstrip()}"
        else:
            item.text = f"{number}. {(item.text or '').lstrip()}"
        number += 1
