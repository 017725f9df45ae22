"""Grids of cells, wherever they come from, as table elements; and tables that are none, as paragraphs."""

import re
from collections.abc import Iterable, Sequence

from ingest.elements import Element, ElementKind, Word

_NUMERIC = re.compile(r"[^\w]*\d[\d\s.,:/%+\-–\u2212€$£]*(?:kr|sek|eur|usd|tkr|mkr|msek|st|h|%)?\.?", re.IGNORECASE)
_MAX_HEADER_CHARS = 80

Row = tuple[str, ...]


def cell_text(text: object) -> str:
    """A cell's content on one line."""
    return " ".join(str(text).split())


def row_text(row: Sequence[str]) -> str:
    """A row of a table as its text has it."""
    return " | ".join(row)


def table_element(
    rows: Iterable[Sequence[object]], *, header_rows: int | None = None, page: int | None = None
) -> Element:
    """A table of `rows`, all made equally long, without its empty rows and columns.

    `header_rows` is guessed when not given. A grid of one row or one column is a paragraph.
    """
    grid = trimmed([tuple(cell_text(cell) for cell in row) for row in rows])
    if len(grid) < 2 or len(grid[0]) < 2:
        return Element(ElementKind.PARAGRAPH, "\n".join(" ".join(filter(None, row)) for row in grid), page=page)
    headers = guess_header_rows(grid) if header_rows is None else min(header_rows, len(grid) - 1)
    return Element(ElementKind.TABLE, "\n".join(map(row_text, grid)), page=page, rows=tuple(grid), header_rows=headers)


def trimmed(grid: Sequence[Row]) -> list[Row]:
    """The grid with rows of equal length, without those rows and columns that are empty throughout."""
    width = max(map(len, grid), default=0)
    padded = [row + ("",) * (width - len(row)) for row in grid if any(row)]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    return [tuple(row[column] for column in kept) for row in padded]


def guess_header_rows(grid: Sequence[Row]) -> int:
    """1 when the first row looks like names of the columns: short words, no numbers, each its own; else 0."""
    first = [cell for cell in grid[0] if cell]
    names = [cell for cell in first if len(cell) <= _MAX_HEADER_CHARS and not is_numeric(cell)]
    enough = len(first) >= max(2, len(grid[0]) // 2)
    return int(enough and len(names) == len(first) and len(set(first)) == len(first))


def is_numeric(cell: str) -> bool:
    """Whether a cell holds an amount, a date or a share, rather than words."""
    return bool(_NUMERIC.fullmatch(cell))


def placed_table(rows: Sequence[Sequence[Sequence[tuple[str, Word]]]], page: int) -> Element | None:
    """A table whose cells are lists of placed words (their offsets are set here); None when it is no table.

    Empty columns stay: their place on the page is known, and the rows are as the page shows them.
    """
    texts = [tuple(" ".join(text for text, _ in cell) for cell in row) for row in rows]
    used = [(text, cells) for text, cells in zip(texts, rows, strict=True) if any(text)]
    kept = [column for column in range(len(rows[0])) if any(text[column] for text, _ in used)]
    if len(used) < 2 or len(kept) < 2:
        return None
    lines: list[str] = []
    words: list[Word] = []
    offset = 0
    for _, cells in used:
        line, placed = _placed_row([cells[column] for column in kept], offset)
        lines.append(line)
        words.extend(placed)
        offset += len(line) + 1
    grid = tuple(tuple(text[column] for column in kept) for text, _ in used)
    return Element(
        ElementKind.TABLE,
        "\n".join(lines),
        page=page,
        words=tuple(words),
        rows=grid,
        header_rows=guess_header_rows(grid),
    )


def _placed_row(cells: Sequence[Sequence[tuple[str, Word]]], offset: int) -> tuple[str, list[Word]]:
    parts: list[str] = []
    words: list[Word] = []
    length = 0
    for number, cell in enumerate(cells):
        if number:
            parts.append(" | ")
            length += 3
        for index, (text, word) in enumerate(cell):
            if index:
                parts.append(" ")
                length += 1
            words.append(Word(offset + length, offset + length + len(text), word.box))
            parts.append(text)
            length += len(text)
    return "".join(parts), words
