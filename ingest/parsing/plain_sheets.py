"""Sheets as they are, one table each with every row and line break: for rows that are read by a program, not by people.

`sheets.py` reads for people: it tears text around tables off, joins tables, and puts a cell's text on one line.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

import openpyxl  # type: ignore[import-untyped]

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.encodings import decode
from ingest.parsing.frames import ParseOptions
from ingest.parsing.packages import check_package
from ingest.parsing.sheets import shown
from knowledge.errors import UnreadableSource

MAX_ROWS = 2_000
_MAX_COLUMNS = 100
_MAX_CELL_CHARS = 20_000
_LOOKED_AT_ROWS = 20
_MAX_EMPTY_ROWS = 1_000
_DELIMITERS = ";,\t|"
_ENDINGS = {"csv", "tsv", "txt", "xlsx", "xlsm"}

Row = tuple[str, ...]


def read(path: Path, name: str, options: ParseOptions) -> Parsed:
    """The visible sheets of a workbook or the one of a CSV file; raises UnreadableSource with what to do."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if ending not in _ENDINGS:
        raise UnreadableSource(f".{ending} is no sheet that can be read here.", "Save it as .xlsx or .csv.")
    if path.stat().st_size == 0:
        raise UnreadableSource("The file is empty.", "Check that it was copied whole.")
    if ending in {"xlsx", "xlsm"}:
        return _read_book(path, options)
    return Parsed("text/csv", (_table(_csv_rows(decode(path.read_bytes())), "", options),))


def _read_book(path: Path, options: ParseOptions) -> Parsed:
    check_package(path)
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        tables = [_table(_sheet_rows(sheet), sheet.title, options) for sheet in seen]
    hidden = len(book.worksheets) - len(seen)
    warnings = (f"{hidden} hidden sheets were not read.",) if hidden else ()
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Parsed(media_type, tuple(table for table in tables if table.rows), warnings=warnings)


def _sheet_rows(sheet: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[Row]:
    for row in sheet.iter_rows(max_col=min(sheet.max_column or _MAX_COLUMNS, _MAX_COLUMNS)):
        yield tuple(
            cell.value if isinstance(cell.value, str) else shown(cell.value, cell) for cell in row[:_MAX_COLUMNS]
        )


def _csv_rows(content: str) -> Iterator[Row]:
    first, _, rest = content.partition("\n")
    delimiter = ""
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # as Excel writes it
        delimiter, content = first.strip()[-1], rest
    csv.field_size_limit(1_000_000)
    try:
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter or _delimiter(content)):
            yield tuple(row[:_MAX_COLUMNS])
    except csv.Error as error:
        raise UnreadableSource(f"It is no CSV file ({error}).", "Save it again as CSV or as .xlsx.") from error


def _delimiter(content: str) -> str:
    """The sign that makes the most columns in the first rows alike. `csv.Sniffer` is led astray by commas in texts."""

    def score(delimiter: str) -> tuple[float, int]:
        rows: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
                rows.append(row)
                if len(rows) == _LOOKED_AT_ROWS:
                    break
        except csv.Error:
            return 0.0, 0
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows if any(row)) / max(1, sum(1 for row in rows if any(row)))
        return (alike if width > 1 else 0.0), width

    return max(_DELIMITERS, key=score)


def _table(rows: Iterable[Row], sheet: str, options: ParseOptions) -> Element:
    kept: list[Row] = []
    cells = empty = 0
    for row in rows:
        cleaned = tuple(_cell(value) for value in row)
        empty = 0 if any(cleaned) else empty + 1
        cells += sum(map(bool, cleaned))
        filled = len(kept) - empty
        if filled > MAX_ROWS or cells > options.max_cells:
            raise UnreadableSource(f"It has more than {MAX_ROWS:,} rows.", "Split it into several files.")
        if empty > _MAX_EMPTY_ROWS:
            break
        kept.append(cleaned)
    while kept and not any(kept[-1]):
        kept.pop()
    return Element(ElementKind.TABLE, "", rows=tuple(kept), sheet=sheet)


def _cell(value: str) -> str:
    if len(value) > _MAX_CELL_CHARS:
        raise UnreadableSource(
            f"One of its cells has more than {_MAX_CELL_CHARS:,} characters.", "Take long texts in as documents."
        )
    return "\n".join(line.strip() for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
