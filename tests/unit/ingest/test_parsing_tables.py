from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.elements import ElementKind, Word
from ingest.parsing.tables import is_numeric, placed_table, table_element
from knowledge.documents import Box

_BOX = Box(1, 0, 0, 1, 1)


def test_a_table_is_one_line_a_row_with_its_header_told() -> None:
    table = table_element([["Belopp", "Beslutar"], ["Över 50 000", "Chefen\nsjälv"]])

    assert table.kind is ElementKind.TABLE
    assert table.text == "Belopp | Beslutar\nÖver 50 000 | Chefen själv"
    assert table.rows == (("Belopp", "Beslutar"), ("Över 50 000", "Chefen själv"))
    assert table.header_rows == 1


def test_a_first_row_of_amounts_is_no_header() -> None:
    assert table_element([["2025", "10 kr"], ["2026", "12 kr"]]).header_rows == 0


def test_empty_rows_and_columns_go_and_short_rows_are_filled() -> None:
    assert table_element([["a", "", "b"], [], ["c"]]).rows == (("a", "b"), ("c", ""))


@pytest.mark.parametrize("rows", [[["only", "a row"]], [["only"], ["a column"]], []])
def test_a_grid_of_one_row_or_column_is_no_table(rows: list[list[str]]) -> None:
    assert table_element(rows).kind is ElementKind.PARAGRAPH


@pytest.mark.parametrize("cell", ["1 234,50 kr", "15 %", "2026-01-02", "-3.5", "€ 20", "\u22124"])
def test_amounts_dates_and_shares_are_numeric(cell: str) -> None:
    assert is_numeric(cell)


@pytest.mark.parametrize("cell", ["Steg 2", "", "kr", "A4"])
def test_words_are_not_numeric(cell: str) -> None:
    assert not is_numeric(cell)


_CELLS = st.lists(st.text(alphabet="abå1", min_size=1, max_size=4), max_size=3)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1)))
def test_each_word_of_a_placed_table_stands_where_its_offsets_say(rows: list[list[list[str]]]) -> None:
    table = placed_table([[[(word, Word(0, 0, _BOX)) for word in cell] for cell in row] for row in rows], page=1)

    if table is None:
        return
    assert [table.text[word.start : word.end] for word in table.words] == [w for row in rows for c in row for w in c]
    assert table.text == "\n".join(" | ".join(row) for row in table.rows)
    assert all(before.end <= after.start for before, after in pairwise(table.words))
