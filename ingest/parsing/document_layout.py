"""From the blocks of all pages to elements: headings by their looks, and page headers, footers and numbers dropped."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.elements import Element, ElementKind
from ingest.parsing.page_layout import Block, text_with_words
from knowledge.documents import Page

_EDGE_SHARE = 0.12
_MARGIN_SHARE = 0.2
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|sida|sid|s)\.?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|av|/|\()\s*\d{1,4}\)?)?\W*", re.I
)
_LARGER = 1.12
_SAME_LEVEL = 0.92
_MAX_BOLD_SHARE = 0.3  # of the letters: in a text with more, bold tells no headings
_MAX_HEADING_CHARS = 160
_MAX_BOLD_HEADING_CHARS = 90
_MAX_HEADING_LINES = 3
_SECTION_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
_ENDS_LIKE_TEXT = re.compile(r"[.,;]$")
_MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class PageContent:
    """What was found on one page: its tables, the blocks of its text in reading order, and what stands outside that."""

    page: Page
    blocks: tuple[Block, ...]
    tables: tuple[Element, ...] = ()
    asides: tuple[Element, ...] = ()


def elements_of(pages: Sequence[PageContent]) -> list[Element]:
    """The elements of a paged document in reading order."""
    furniture = _furniture(pages)
    bodies = [[block for block in content.blocks if id(block) not in furniture] for content in pages]
    levels = _heading_levels([block for body in bodies for block in body])
    elements: list[Element] = []
    for content, body in zip(pages, bodies, strict=True):
        placed = [(block.box.top, order, _element(block, content.page, levels)) for order, block in enumerate(body)]
        elements.extend(_with_tables(placed, content.tables))
        elements.extend(content.asides)
    return elements


def _with_tables(placed: list[tuple[float, int, Element]], tables: Sequence[Element]) -> list[Element]:
    """Each table before the first block that stands below it."""
    result: list[Element] = []
    waiting = sorted(tables, key=lambda table: min(word.box.top for word in table.words))
    for top, _, element in placed:
        while waiting and min(word.box.top for word in waiting[0].words) < top:
            result.append(waiting.pop(0))
        result.append(element)
    return result + waiting


def _furniture(pages: Sequence[PageContent]) -> set[int]:
    """The blocks that are page headers, footers or page numbers: in the margin, and the same on many pages."""
    by_text: dict[str, list[tuple[int, Block]]] = defaultdict(list)
    dropped: set[int] = set()
    usual = _usual_size([block for content in pages for block in content.blocks])
    for number, content in enumerate(pages):
        for block in content.blocks:
            text = _plain(block)
            at_edge = _in_margin(block, content.page, _EDGE_SHARE)
            if at_edge and _PAGE_NUMBER.fullmatch(text):
                dropped.add(id(block))
            elif at_edge and block.size < _LARGER * usual:
                by_text[re.sub(r"\d+", "#", text).lower()].append((number, block))
            elif _in_margin(block, content.page, _MARGIN_SHARE):
                # Word for word: "1. Beslut" and "2. Beslut", each at the top of its page, are headings.
                by_text[text].append((number, block))
    needed = max(2, min(3, (len(pages) + 1) // 2))
    for found in by_text.values():
        if len({number for number, _ in found}) >= needed:
            dropped.update(id(block) for _, block in found)
    return dropped


def _in_margin(block: Block, page: Page, share: float) -> bool:
    box = block.box
    return len(block.lines) <= 3 and (box.bottom < share * page.height or box.top > (1 - share) * page.height)


def _plain(block: Block) -> str:
    return " ".join(line.text for line in block.lines)


def _heading_levels(blocks: list[Block]) -> dict[int, int]:
    """The level of each block that looks like a heading: the larger the higher, bold text of usual size lowest."""
    usual = _usual_size(blocks)
    letters = sum(len(_plain(block)) for block in blocks)
    bold_tells = sum(len(_plain(block)) for block in blocks if block.bold) < _MAX_BOLD_SHARE * letters
    headings = [block for block in blocks if _is_heading(block, usual, bold_tells)]
    ranks = _ranks({_rounded(block) for block in headings})
    return {id(block): min(ranks[_rounded(block)], _MAX_LEVEL) for block in headings}


def _usual_size(blocks: list[Block]) -> float:
    """The size that most of the text is in."""
    letters: Counter[float] = Counter()
    for block in blocks:
        letters[_rounded(block)] += len(_plain(block))
    return letters.most_common(1)[0][0] if letters else 0.0


def _ranks(sizes: set[float]) -> dict[float, int]:
    """1 for the largest size and those nearly as large (on scans equal sizes differ), then 2, and so on."""
    ranks: dict[float, int] = {}
    rank, leading = 0, float("inf")
    for size in sorted(sizes, reverse=True):
        if size < _SAME_LEVEL * leading:
            rank, leading = rank + 1, size
        ranks[size] = rank
    return ranks


def _is_heading(block: Block, usual: float, bold_tells: bool) -> bool:
    text = _plain(block)
    if len(text) > _MAX_HEADING_CHARS or len(block.lines) > _MAX_HEADING_LINES or not any(map(str.isalpha, text)):
        return False
    if block.is_item and not (_SECTION_NUMBER.match(text) and block.bold):
        return False
    if block.size >= _LARGER * usual:
        return not _ENDS_LIKE_TEXT.search(text) or len(text) < _MAX_BOLD_HEADING_CHARS // 2
    small = block.size < usual / _LARGER
    return (
        bold_tells
        and block.bold
        and not small
        and len(text) <= _MAX_BOLD_HEADING_CHARS
        and not _ENDS_LIKE_TEXT.search(text)
    )


def _rounded(block: Block) -> float:
    return round(block.size * 2) / 2


def _element(block: Block, page: Page, levels: dict[int, int]) -> Element:
    text, words = text_with_words(block.lines)
    level = levels.get(id(block), 0)
    if level:
        return Element(ElementKind.HEADING, text, level=level, page=page.number, words=words)
    kind = ElementKind.LIST_ITEM if block.is_item else ElementKind.PARAGRAPH
    return Element(kind, text, page=page.number, words=words)
