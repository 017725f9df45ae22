"""Excel workbooks and CSV files.

Excel is read through openpyxl, not unstructured: that one writes 15 % as 0.15 and a date with its midnight, tears
header rows from their table, and takes 2.4 s for 40,000 cells, where this takes 1.5 s, a row at a time.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
from openpyxl.cell import ReadOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles.numbers import is_date_format  # type: ignore[import-untyped]

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.encodings import decode
from ingest.parsing.frames import ParseOptions
from ingest.parsing.packages import check_package
from ingest.parsing.tables import Row, cell_text, is_numeric, table_element, trimmed
from knowledge.documents import Concealment
from knowledge.errors import UnreadableSource

_MAX_COLUMNS = 500
_MAX_EMPTY_ROWS = 10_000  # a sheet with more of them in a row has ended
_CURRENCY = re.compile(r"kr|SEK|EUR|USD|NOK|DKK|GBP|[€$£]")
_SNIFFED_CHARS = 20_000


def read_csv(path: Path, options: ParseOptions) -> Parsed:
    """Read a CSV or TSV file as one table, up to `options.max_cells` cells."""
    content = decode(path.read_bytes())
    lines = io.StringIO(content, newline="")
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(content[:_SNIFFED_CHARS], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"
    warnings: list[str] = []
    csv.field_size_limit(1_000_000)
    try:
        rows = list(_bounded(csv.reader(lines, dialect), options.max_cells, "the file", warnings))
    except csv.Error as error:
        raise UnreadableSource(f"It is no CSV file ({error}).", "Save it again as CSV, or as .txt.") from error
    if not any(any(row) for row in rows):
        raise UnreadableSource("There is nothing in its cells.", "Check that it was saved whole.")
    return Parsed("text/csv", tuple(_blocks(rows)), warnings=tuple(warnings))


def _bounded(rows: Iterable[list[str]], max_cells: int, where: str, warnings: list[str]) -> Iterator[Row]:
    cells = 0
    for number, row in enumerate(rows, start=1):
        if len(row) > _MAX_COLUMNS and not any("columns" in warning for warning in warnings):
            warnings.append(_too_wide(where, len(row)))
        cells += min(len(row), _MAX_COLUMNS)
        if cells > max_cells:
            warnings.append(f"Only the first {number - 1:,} rows of {where} were read. Split it to have the rest.")
            return
        yield tuple(map(cell_text, row[:_MAX_COLUMNS]))


def _too_wide(where: str, columns: int) -> str:
    return f"Only the first {_MAX_COLUMNS} columns of {where} were read; it has {columns:,}."


def read_xlsx(path: Path, options: ParseOptions) -> Parsed:
    """Read a workbook: a heading for each sheet, then its tables and the lines of text around them."""
    check_package(path)
    # Given a path, openpyxl would go by its ending, and stored files have none.
    with path.open("rb") as file:
        return _read_book(openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False), options)


def _read_book(book: openpyxl.Workbook, options: ParseOptions) -> Parsed:
    elements: list[Element] = []
    warnings: list[str] = []
    cells_left = options.max_cells
    for sheet in book.worksheets:
        found: list[Row] = []
        if (sheet.max_column or 0) > _MAX_COLUMNS:
            warnings.append(_too_wide(f"sheet {sheet.title!r}", sheet.max_column))
        for row in _sheet_rows(sheet.iter_rows(max_col=min(sheet.max_column or _MAX_COLUMNS, _MAX_COLUMNS))):
            cells_left -= sum(map(bool, row))
            if cells_left < 0:
                warnings.append(
                    f"Only the first {len(found):,} rows of sheet {sheet.title!r} were read. Split it to have the rest."
                )
                break
            found.append(row)
        body = _blocks(found)
        if body:
            concealed = None if sheet.sheet_state == "visible" else Concealment.SHEET
            heading = Element(ElementKind.HEADING, sheet.title, level=1, concealed=concealed, sheet=sheet.title)
            elements += [heading, *(replace(element, concealed=concealed, sheet=sheet.title) for element in body)]
        if cells_left < 0:
            break
    if not elements:
        raise UnreadableSource("There is nothing in its cells.", "Check that it was saved whole.")
    return Parsed(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        tuple(elements),
        warnings=tuple(warnings),
    )


def _sheet_rows(rows: Iterable[Iterable[ReadOnlyCell]]) -> Iterator[Row]:
    empty = 0
    for row in rows:
        texts = tuple(shown(cell.value, cell) for cell in row)
        empty = 0 if any(texts) else empty + 1
        if empty > _MAX_EMPTY_ROWS:
            return
        yield texts


def shown(value: object, cell: ReadOnlyCell) -> str:
    """A value much as the sheet shows it: dates in ISO form, shares in percent, amounts with their currency."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    return cell_text(value)


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.10g} %"
    plain = f"{value:.10g}" if isinstance(value, float) else str(value)
    currency = None if is_date_format(number_format) else _CURRENCY.search(number_format)
    return f"{plain} {currency[0]}" if currency else plain


def _blocks(rows: list[Row]) -> list[Element]:
    blocks: list[list[Row]] = [[]]
    for row in rows:
        if any(row):
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    joined: list[list[Row]] = []
    for block in filter(None, blocks):
        if joined and _goes_on(joined[-1], block):
            joined[-1].extend(block)
        else:
            joined.append(block)
    return [element for block in joined for element in _block_elements(block)]


def _goes_on(above: list[Row], below: list[Row]) -> bool:
    """Whether a blank row only spaces a table: what follows begins with amounts, not with new column names."""
    return _width(above[-1]) > 1 and _width(below[0]) > 1 and any(map(is_numeric, below[0]))


def _width(row: Row) -> int:
    return sum(map(bool, row))


def _block_elements(block: list[Row]) -> list[Element]:
    first = next((n for n, row in enumerate(block) if _width(row) > 1), len(block))
    last = next((n for n in range(len(block), first, -1) if _width(block[n - 1]) > 1), first)
    above = [_line(row) for row in block[:first]]
    table = [table_element(trimmed(block[first:last]))] if last > first else []
    return [*above, *table, *(_line(row) for row in block[last:])]


def _line(row: Row) -> Element:
    return Element(ElementKind.PARAGRAPH, " ".join(filter(None, row)))
