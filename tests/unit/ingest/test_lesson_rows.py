from datetime import date

import pytest

from ingest.elements import Element, ElementKind, Parsed
from ingest.lesson_rows import MAX_FIELD_CHARS, checked, day_of, propose, table_of
from knowledge.errors import Refused, UnreadableSource
from knowledge.intake import LessonField, RowState, Table

HEAD = ("Titel", "Vad hände", "Lärdom", "Datum", "Taggar", "Språk")


def sheet(*rows: tuple[str, ...]) -> Table:
    return table_of(Parsed("text/csv", (Element(ElementKind.TABLE, "", rows=rows),)))


def test_columns_are_known_in_both_languages() -> None:
    assert propose(("Nr", "Rubrik", "Händelse", "Root cause", "Lessons learned", "Åtgärd", "Berör")) == {
        LessonField.TITLE: 1,
        LessonField.WHAT_HAPPENED: 2,
        LessonField.CAUSE: 3,
        LessonField.LESSON: 4,
        LessonField.RECOMMENDATION: 5,
        LessonField.APPLIES_TO: 6,
    }


def test_lines_above_the_column_names_are_passed_over_and_rows_keep_their_numbers() -> None:
    table = sheet(("Erfarenhetsregister 2026",), ("",), HEAD, ("A", "x", "y"), ("",), ("B", "x", "z"))

    assert table.columns == HEAD
    assert table.numbers == (4, 6)
    assert [row[0] for row in table.rows] == ["A", "B"]


def test_a_sheet_without_rows_is_refused() -> None:
    with pytest.raises(UnreadableSource):
        sheet(HEAD)


def test_every_row_says_what_would_become_of_it() -> None:
    table = sheet(
        HEAD,
        ("Gamla leverantörer", "Fel konto.", "Städa först.", "2026-03-04", "fakturor; register", "svenska"),
        ("gamla  LEVERANTÖRER", "", "Samma igen.", "", "", ""),
        ("", "Något.", "", "", "", ""),
        ("Långt", "", "x" * (MAX_FIELD_CHARS + 1), "", "", ""),
        ("Datum", "", "Kort.", "i våras", "", ""),
        ("Redan känd", "", "Kort.", "", "", ""),
    )

    first, *others = checked(table, table.proposed, ["Redan känd"])

    assert first.state is RowState.OK
    assert first.fields[LessonField.CONTEXT] == "2026-03-04"
    assert (first.tags, first.language) == (("fakturor", "register"), "sv")
    assert [(row.state, row.about, row.same_as) for row in others] == [
        (RowState.DUPLICATE, (LessonField.TITLE,), 2),
        (RowState.MISSING, (LessonField.TITLE, LessonField.LESSON), None),
        (RowState.TOO_LONG, (LessonField.LESSON,), None),
        (RowState.BAD_DATE, (LessonField.HAPPENED_ON,), None),
        (RowState.DUPLICATE, (LessonField.TITLE,), None),
    ]


@pytest.mark.parametrize("mapping", [{LessonField.TITLE: 0}, {LessonField.TITLE: 0, LessonField.LESSON: 9}])
def test_a_mapping_that_cannot_be_carried_out_is_refused(mapping: dict[LessonField, int]) -> None:
    with pytest.raises(Refused):
        checked(sheet(HEAD, ("A", "b", "c")), mapping, ())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        ("260304", date(2026, 3, 4)),
        ("4/3/2026", date(2026, 3, 4)),
        ("4.3.2026", date(2026, 3, 4)),
        ("4 mars 2026", date(2026, 3, 4)),
        ("den 4 mar 2026", date(2026, 3, 4)),
        ("4 March 2026", date(2026, 3, 4)),
        ("2026-02-30", None),
        ("30 februari 2026", None),
        ("i våras", None),
    ],
)
def test_days_are_read_as_people_here_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day
