"""Write-ups and sheets through the real parsing processes: Swedish Excel's files, and hostile ones."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ingest.lessons import Intake
from ingest.parsing.frames import ParseOptions
from ingest.parsing.plain_sheets import MAX_ROWS
from knowledge.errors import Refused, UnreadableSource
from knowledge.intake import LessonField, RowState
from tests.fixtures.documents import write_docx

CSV = 'Rubrik;Lärdom;Åtgärd\r\n"Åska, och fler; skäl";"Dra ur\r\nkontakten";Skaffa skydd\r\n'


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    made = Intake(ParseOptions(timeout_s=60.0), max_bytes=2_000_000)
    yield made
    made.close()


@pytest.mark.parametrize(
    "content",
    [CSV.encode("cp1252"), CSV.encode("utf-8-sig"), CSV.encode("utf-16"), b"sep=;\r\n" + CSV.encode("cp1252")],
    ids=["cp1252", "utf-8 with mark", "utf-16", "with sep="],
)
def test_csv_files_of_swedish_excel_are_read_with_their_line_breaks(intake: Intake, content: bytes) -> None:
    table = intake.read_table("lärdomar.csv", io.BytesIO(content))

    (row,) = intake.check(table, table.proposed, ())
    assert row.state is RowState.OK
    assert row.fields == {
        LessonField.TITLE: "Åska, och fler; skäl",
        LessonField.LESSON: "Dra ur\nkontakten",
        LessonField.RECOMMENDATION: "Skaffa skydd",
    }


def test_the_sheet_with_the_known_columns_is_read_and_hidden_ones_are_not(intake: Intake) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Om filen"])
    lessons = book.create_sheet("Lärdomar")
    lessons.append(["Titel", "Lärdom", "Datum"])
    lessons.append(["Frost", "Töm rören", date(2026, 1, 5)])
    lessons.append(["=1+1", "En formel utan sparat värde", None])
    secret = book.create_sheet("Löner")
    secret.append(["Titel", "Lärdom", "Orsak", "Bakgrund"])
    secret.append(["61 500", "x", "y", "z"])
    secret.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    content.seek(0)

    table = intake.read_table("register.xlsx", content)

    assert (table.sheet, table.columns) == ("Lärdomar", ("Titel", "Lärdom", "Datum"))
    assert "61 500" not in repr(table)
    frost, formula = intake.check(table, table.proposed, ())
    assert frost.fields[LessonField.CONTEXT] == "2026-01-05"
    assert formula.state is RowState.MISSING


def test_a_write_up_in_word_fills_the_form(intake: Intake, tmp_path: Path) -> None:
    content = "# Pilot i Lund\n\n## Vad hände?\n\nDet regnade.\n\n## Lärdom\n\nTa med paraply.\n".encode()

    found = intake.prefill("pilot.md", io.BytesIO(content))

    assert found.fields == {
        LessonField.TITLE: "Pilot i Lund",
        LessonField.WHAT_HAPPENED: "Det regnade.",
        LessonField.LESSON: "Ta med paraply.",
    }
    document = tmp_path / "a.docx"
    write_docx(document)
    with document.open("rb") as file:
        assert intake.prefill("a.docx", file).fields[LessonField.TITLE]


def test_hostile_sheets_are_refused_with_what_to_do(intake: Intake) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 60_000_000)
    bomb.seek(0)
    many = "Titel;Lärdom\n" + "a;b\n" * (MAX_ROWS + 1)
    for name, content in (
        ("bomb.xlsx", bomb),
        ("many.csv", io.BytesIO(many.encode())),
        ("cell.csv", io.BytesIO(b"Titel;L\n" + b"a" * 30_000 + b";b\n")),
        ("program.exe", io.BytesIO(b"MZ")),
        ("empty.csv", io.BytesIO(b"")),
        ("not.xlsx", io.BytesIO(b"text")),
    ):
        with pytest.raises(UnreadableSource) as caught:
            intake.read_table(name, content)
        assert caught.value.remedy


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read(intake: Intake) -> None:
    with pytest.raises(Refused, match="larger than 2 MB"):
        intake.prefill("a.md", io.BytesIO(b"a" * 2_000_001))
