"""Tables from ruled lines, through pdfplumber. Slow on PDF pages (0.3-1 s each): for those with lines only."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.elements import Element, Word
from ingest.parsing.page_layout import PlacedWord
from ingest.parsing.tables import placed_table
from knowledge.documents import Box

_SNAP_POINTS = 3.0
_MAX_RULES = 20_000
_BESIDE_POINTS = 30.0

Cell = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the page's top left corner."""

Grid = list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across or down, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that some lines make."""
    if not 4 <= len(rules) <= _MAX_RULES:
        return []
    edges = [
        {
            "x0": rule.left,
            "x1": rule.right,
            "top": rule.top,
            "bottom": rule.bottom,
            "width": rule.right - rule.left,
            "height": rule.bottom - rule.top,
            "orientation": "h" if rule.top == rule.bottom else "v",
            "object_type": "line",
        }
        for rule in rules
    ]
    merged = merge_edges(edges, *[_SNAP_POINTS] * 4)
    cells = intersections_to_cells(edges_to_intersections(merged, _SNAP_POINTS, _SNAP_POINTS))
    return [_grid(table) for table in cells_to_tables(cells)]


def _grid(cells: Sequence[Cell]) -> Grid:
    lefts = sorted({cell[0] for cell in cells})
    by_row: dict[float, dict[float, Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell[1], {})[cell[0]] = cell
    return [[by_row[top].get(left) for left in lefts] for top in sorted(by_row)]


class TableFinder:
    """Finds the grids of a PDF's pages; opens the file when first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdf: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def grids(self, page_number: int) -> list[Grid]:
        """The cells of each table on the page, row by row; nothing for a page that pdfplumber cannot read."""
        try:
            if self._pdf is None:
                self._pdf = pdfplumber.open(self._path)
            page = self._pdf.pages[page_number - 1]
            grids = [[list(row.cells) for row in table.rows] for table in page.find_tables()]
            page.close()
        except (PDFException, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            # pdfminer raises nearly anything on odd files that pdfium reads well; the text is there without the grid.
            return []
        return grids


def tables_of(
    grids: Sequence[Grid], words: tuple[PlacedWord, ...], page: int
) -> tuple[tuple[Element, ...], tuple[PlacedWord, ...]]:
    """The tables of a page, their cells filled with the words that stand in them, and the words outside all tables."""
    tables: list[Element] = []
    rest = list(words)
    for grid in grids:
        if len(grid) < 2 or max(map(len, grid)) < 2 or _is_part_of_a_table(grid, rest):
            continue
        table, inside = _filled(grid, rest, page)
        if table is not None:
            tables.append(table)
            rest = [word for word in rest if id(word) not in inside]
    return tuple(tables), tuple(rest)


def _filled(grid: Grid, words: list[PlacedWord], page: int) -> tuple[Element | None, set[int]]:
    width = max(map(len, grid))
    inside: set[int] = set()
    rows: list[list[list[tuple[str, Word]]]] = []
    for row in grid:
        cells: list[list[tuple[str, Word]]] = []
        for cell in [*row, *[None] * (width - len(row))]:
            found = [] if cell is None else [w for w in words if id(w) not in inside and _stands_in(w.box, cell)]
            inside.update(map(id, found))
            cells.append([(w.text, Word(0, 0, w.box)) for w in _in_reading_order(found)])
        rows.append(cells)
    return placed_table(rows, page), inside


def _is_part_of_a_table(grid: Grid, words: list[PlacedWord]) -> bool:
    """Whether text stands close beside most rows: a table with few lines, of which the grid has only some columns."""
    cells = [[cell for cell in row if cell] for row in grid]
    left = min(cell[0] for row in cells for cell in row)
    right = max(cell[2] for row in cells for cell in row)
    beside = [
        (w.box.top + w.box.bottom) / 2
        for w in words
        if left - _BESIDE_POINTS < w.box.right <= left or right <= w.box.left < right + _BESIDE_POINTS
    ]
    rows = sum(1 for row in cells if row and any(row[0][1] <= middle <= row[0][3] for middle in beside))
    return rows > 0.5 * len(grid)


def _stands_in(box: Box, cell: Cell) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return cell[0] <= across <= cell[2] and cell[1] <= down <= cell[3]


def _in_reading_order(words: list[PlacedWord]) -> list[PlacedWord]:
    lines: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda w: w.box.top + w.box.bottom):
        middle = (word.box.top + word.box.bottom) / 2
        if lines and lines[-1][0].box.top <= middle <= lines[-1][0].box.bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [word for line in lines for word in sorted(line, key=lambda w: w.box.left)]
