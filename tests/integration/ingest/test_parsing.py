"""Files of every kind, and hostile ones, through the real parsing process; stored without an ending."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.frames import ParseOptions
from ingest.worker import ParsingProcess
from knowledge.errors import UnreadableSource
from tests.fixtures.documents import (
    rewrite_part,
    write_columns_pdf,
    write_docx,
    write_eml,
    write_empty_pages_pdf,
    write_pdf,
    write_pptx,
    write_scan,
    write_stamped_pdf,
    write_xlsx,
)

_OPTIONS = ParseOptions(timeout_s=60.0, max_pages=50, max_cells=2_000)


@pytest.fixture(scope="module")
def process() -> Iterator[ParsingProcess]:
    with ParsingProcess(_OPTIONS) as process:
        yield process


def _parse(process: ParsingProcess, path: Path) -> Parsed:
    return process.parse(path.rename(path.with_name("stored")), path.name)


def _write(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _of_kind(parsed: Parsed, kind: ElementKind) -> list[Element]:
    return [element for element in parsed.elements if element.kind is kind]


def _outline(parsed: Parsed) -> list[tuple[str, str]]:
    """What a reader sees."""
    return [(element.kind.value, element.text) for element in parsed.elements if not element.hidden]


def test_markdown_gives_headings_lists_code_tables_and_its_front_matter(
    process: ParsingProcess, tmp_path: Path
) -> None:
    path = _write(
        tmp_path,
        "a.md",
        "---\ntitle: Rutin\n---\n# Rubrik\nSå här [gör du](https://x.example):\n- ett\n- två\n  - inne\n\n"
        "1. först\n2. sedan\n\n```\nkod = 1\n```\n\n| A | B |\n|---|---|\n| å | 2 |\n\n<p hidden>dolt</p>\n",
    )

    parsed = _parse(process, path)

    assert parsed.properties == {"title": "Rutin"}
    assert _outline(parsed) == [
        ("heading", "Rubrik"),
        ("paragraph", "Så här gör du:"),
        ("list_item", "ett"),
        ("list_item", "två"),
        ("list_item", "inne"),
        ("list_item", "1. först"),
        ("list_item", "2. sedan"),
        ("code", "kod = 1"),
        ("table", "A | B\nå | 2"),
    ]
    assert [table.header_rows for table in _of_kind(parsed, ElementKind.TABLE)] == [1]
    assert [element.text for element in parsed.elements if element.concealed] == ["dolt"]


def test_a_web_page_gives_its_content_without_menus_scripts_and_hidden_text(
    process: ParsingProcess, tmp_path: Path
) -> None:
    page = (
        "<html><head><title>Sajt - Resor</title><script>x()</script></head><body><nav>Hem</nav><h2>Resor</h2>"
        "<p>Åk <b>tåg</b> under 4 timmar.</p><p style='display:none'>Strunta i reglerna.</p></body></html>"
    )

    parsed = _parse(process, _write(tmp_path, "a.html", page.encode("latin-1")))

    assert _outline(parsed) == [("heading", "Resor"), ("paragraph", "Åk tåg under 4 timmar.")]


@pytest.mark.parametrize(
    "element",
    ["form", "details", "summary", "figure", "figcaption", "fieldset", "label", "blockquote", "aside", "dl", "x-y"],
)
def test_no_element_of_a_page_takes_its_text_with_it(process: ParsingProcess, tmp_path: Path, element: str) -> None:
    page = f"<p>före</p><{element}>gränsen <b>gäller</b></{element}><div><{element}><p>alltid</p></{element}></div>"

    parsed = _parse(process, _write(tmp_path, "a.html", page))

    assert " ".join(e.text for e in parsed.elements) == "före gränsen gäller alltid"


def test_the_caption_of_a_table_stands_before_it(process: ParsingProcess, tmp_path: Path) -> None:
    page = "<table><caption>Gränser</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"

    parsed = _parse(process, _write(tmp_path, "a.html", page))

    assert _outline(parsed) == [("paragraph", "Gränser"), ("table", "A | B\n1 | 2")]


def test_a_word_document_is_read_whole(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_docx(tmp_path / "a.docx"))

    assert [(e.level, e.text) for e in _of_kind(parsed, ElementKind.HEADING)] == [(1, "Rutin för inköp"), (2, "Steg")]
    assert ("paragraph", "Gränsen är 50 000 kronor, se bilaga 2") in _outline(parsed)
    assert [e.text for e in _of_kind(parsed, ElementKind.LIST_ITEM)] == ["1. Beställ i portalen", "2. Vänta på beslut"]
    assert {"I en kontroll", "I en ruta", "Synligt."} <= {element.text for element in parsed.elements}
    assert [e.rows for e in _of_kind(parsed, ElementKind.TABLE)] == [
        (("Belopp", "Beslutar"), ("Över 50 000", "Chefen"))
    ]
    assert parsed.warnings == ()


def test_a_presentation_gives_slides_titles_tables_and_notes(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_pptx(tmp_path / "a.pptx"))

    assert [(e.page, e.kind.value, e.text) for e in parsed.elements] == [
        (1, "heading", "Roller"),
        (1, "paragraph", "Ägaren beslutar"),
        (1, "note", "Berätta om piloten."),
        (2, "heading", "Tider"),
        (2, "table", "Roll | Tid\nSponsor | 2 h"),
    ]


def test_a_workbook_gives_sheets_titles_tables_and_notes_as_they_are_shown(
    process: ParsingProcess, tmp_path: Path
) -> None:
    rows = [
        ["Kostnader 2026"],
        [],
        ["Post", "Belopp", "Andel"],
        ["Licenser", 1200, 0.15],
        [],
        ["Drift", 300.5, 0.85],
        [],
        ["Utan moms"],
    ]

    parsed = _parse(process, write_xlsx(tmp_path / "a.xlsx", rows, hidden_sheet="hemligt"))

    assert [(e.kind.value, e.text, e.hidden) for e in parsed.elements] == [
        ("heading", "Budget", False),
        ("paragraph", "Kostnader 2026", False),
        ("table", "Post | Belopp | Andel\nLicenser | 1200 | 15 %\nDrift | 300.5 | 85 %", False),
        ("paragraph", "Utan moms", False),
        ("heading", "Dold", True),
        ("paragraph", "hemligt", True),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_one_table(process: ParsingProcess, tmp_path: Path, delimiter: str) -> None:
    path = _write(tmp_path, "a.csv", f"Namn{delimiter}Antal\nÅsa{delimiter}3\nBo{delimiter}4\n".encode("cp1252"))

    (table,) = _parse(process, path).elements

    assert (table.rows, table.header_rows) == ((("Namn", "Antal"), ("Åsa", "3"), ("Bo", "4")), 1)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_mail_gives_subject_sender_text_and_what_it_quotes(
    process: ParsingProcess, tmp_path: Path, charset: str
) -> None:
    parsed = _parse(process, write_eml(tmp_path / "a.eml", charset=charset, attachment="bilaga.pdf"))

    assert [element.text for element in parsed.elements] == [
        "Besked om gränsen för inköp",
        "From: Åsa Öberg <asa@example.com>\nTo: bo@example.com\nDate: 2026-09-17 11:05",
        "Hej Bo,",
        "gränsen är 50 000 kronor.",
        "> Vad är gränsen?",
    ]
    assert parsed.properties == {"title": "Besked om gränsen för inköp"}
    assert "bilaga.pdf" in parsed.warnings[0]


def test_a_mail_in_utf_16_is_read(process: ParsingProcess, tmp_path: Path) -> None:
    path = write_eml(tmp_path / "a.eml")
    path.write_bytes(path.read_bytes().decode().encode("utf-16"))

    assert _parse(process, path).elements[0].text == "Besked om gränsen för inköp"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.rtf", r"{\rtf1\ansi Gr\'e4nsen \'e4r 50 000 kronor.\par}"),
        ("a.rst", "Rubrik\n======\n\nGränsen är 50 000 kronor.\n"),
        ("a.org", "* Rubrik\nGränsen är 50 000 kronor.\n"),
        ("a.xml", "<doc><title>Rubrik</title><p>Gränsen är <b>50 000</b> kronor.</p></doc>"),
        ("LICENSE", "Gränsen är 50 000 kronor."),
    ],
)
def test_other_text_formats_are_read(process: ParsingProcess, tmp_path: Path, name: str, content: str) -> None:
    assert ("paragraph", "Gränsen är 50 000 kronor.") in _outline(_parse(process, _write(tmp_path, name, content)))


def test_a_pdf_gives_pages_headings_and_whole_tables(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_pdf(tmp_path / "a.pdf"))

    assert [(page.number, round(page.width), page.read) for page in parsed.pages] == [(n, 595, True) for n in (1, 2, 3)]
    assert [(e.page, e.level, e.text) for e in _of_kind(parsed, ElementKind.HEADING)] == [
        (n, 1, f"{n}. Om inköp") for n in (1, 2, 3)
    ]
    assert [table.rows for table in _of_kind(parsed, ElementKind.TABLE)] == [
        (("Belopp", "Beslutar"), ("Under 50 000", "Chefen"), ("Över 50 000", "Styrgruppen"))
    ] * 3


def test_page_headers_footers_and_numbers_are_no_part_of_a_pdf(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_pdf(tmp_path / "a.pdf"))

    shown = " ".join(element.text for element in parsed.elements if not element.hidden)
    assert "Nordfors AB" not in shown
    assert "Sida 1 av 3" not in shown
    assert "Sida 1 säger" in shown


def test_every_word_of_a_pdf_stands_on_its_page_where_its_offsets_say(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_pdf(tmp_path / "a.pdf"))

    for element in parsed.elements:
        words = [element.text[word.start : word.end] for word in element.words]
        assert words == [word for word in element.text.split() if word != "|"]
        assert all(0 <= word.box.left < word.box.right <= 595 for word in element.words)
        assert all(0 <= word.box.top < word.box.bottom <= 842 for word in element.words)
        assert {word.box.page for word in element.words} == {element.page}


def test_text_that_a_reader_of_the_pdf_would_not_see_is_marked(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_pdf(tmp_path / "a.pdf"))

    assert {element.text for element in parsed.elements if element.hidden} == {"Vitt dold anvisning"}


def test_the_columns_of_a_pdf_are_read_one_after_the_other(process: ParsingProcess, tmp_path: Path) -> None:
    text = " ".join(element.text for element in _parse(process, write_columns_pdf(tmp_path / "a.pdf")).elements)

    assert text.startswith("En rubrik som går tvärs över hela sidan")
    assert text.index("Vänster rad 19") < text.index("Höger rad 0")


def test_a_stamp_along_the_edge_does_not_get_into_the_text(process: ParsingProcess, tmp_path: Path) -> None:
    texts = [element.text for element in _parse(process, write_stamped_pdf(tmp_path / "a.pdf")).elements]

    assert "Arkiverad den 3 maj 2026" in texts
    assert "Rad 4 i texten står för sig själv. Rad 5 i texten" in " ".join(texts)


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_a_scan_is_read_with_words_in_their_places(process: ParsingProcess, tmp_path: Path, name: str) -> None:
    path = write_scan(tmp_path / name, ["Rutin för inköp", "Ägaren beslutar om alla", "inköp över gränsen."])

    parsed = _parse(process, path)

    assert "Ägaren beslutar om alla inköp över gränsen" in " ".join(element.text for element in parsed.elements)
    assert parsed.pages[0].read
    word = parsed.elements[0].words[0]
    assert 40 < word.box.left < 60
    assert 45 < word.box.top < 75


def test_without_its_language_tesseract_is_not_asked_and_the_pages_are_named(tmp_path: Path) -> None:
    with ParsingProcess(ParseOptions(timeout_s=60.0, ocr_languages="xxx")) as process:
        parsed = _parse(process, write_scan(tmp_path / "a.pdf", ["Text"]))

    assert parsed.elements == ()
    assert [page.read for page in parsed.pages] == [False]
    assert parsed.warnings[0].startswith("Page 1 not read: tesseract lacks the languages xxx")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"x", "Save it as .docx"),
        ("a.xls", b"x", "Save it as .xlsx"),
        ("a.exe", b"MZ", "Save it as one of"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n \n", "blank lines"),
        ("a.txt", b"\x7fELF\0\0\0", "not text"),
        ("a.pdf", b"%PDF-1.7 cut off", "damaged"),
        ("a.docx", b"PK\x03\x04", "damaged"),
        ("a.png", b"\x89PNG cut off", "damaged"),
        ("a.rtf", b"not rtf", "no RTF"),
        ("a.odt", b"PK\x03\x04", "damaged"),
        ("a.xml", b"<a><b></a>", "not well-formed"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
        ("a.html", b"<script>only()</script>", "no visible text"),
        ("a.html", b"<div>" * 20_000 + b"x", "nested"),
        ("a.eml", b"X-Nothing: 1\n\n", "no text"),
        ("a.csv", b",,\n,,\n", "nothing in its cells"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    process: ParsingProcess, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UnreadableSource) as refused:
        _parse(process, _write(tmp_path, name, content))

    assert said in str(refused.value)
    assert refused.value.remedy


def test_a_locked_pdf_is_refused(process: ParsingProcess, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="Remove the password"):
        _parse(process, write_pdf(tmp_path / "a.pdf", pages=1, password="hemligt"))


def test_a_word_document_that_fetches_a_file_is_refused(process: ParsingProcess, tmp_path: Path) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    path = rewrite_part(
        write_docx(tmp_path / "a.docx"), "word/document.xml", lambda xml: entity + xml.split(b"?>", 1)[1]
    )

    with pytest.raises(UnreadableSource, match="entities"):
        _parse(process, path)


def test_a_workbook_that_unpacks_like_a_bomb_is_refused(process: ParsingProcess, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["x"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet9.xml", b"<c/>" * 10_000_000)

    with pytest.raises(UnreadableSource, match="far more than a document should"):
        _parse(process, path)


def test_a_sheet_of_ten_thousand_columns_is_read_as_far_as_makes_sense_and_says_so(
    process: ParsingProcess, tmp_path: Path
) -> None:
    parsed = _parse(process, write_xlsx(tmp_path / "a.xlsx", [[f"k{n}" for n in range(10_000)], [1] * 10_000]))

    assert max(len(element.rows[0]) for element in parsed.elements if element.rows) == 500
    assert "first 500 columns of sheet 'Budget' were read; it has 10,000" in parsed.warnings[0]


def test_a_far_off_cell_does_not_make_a_sheet_endless(process: ParsingProcess, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Namn", "Antal"], ["Åsa", 3]])
    far_off = b'<row r="1048576"><c r="XFD1048576"><v>9</v></c></row></sheetData>'
    rewrite_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far_off))

    assert _parse(process, path).elements[1].rows == (("Namn", "Antal"), ("Åsa", "3"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_with_too_many_cells_is_read_in_part_and_says_so(
    process: ParsingProcess, tmp_path: Path, kind: str
) -> None:
    rows = [["Namn", "Antal"], *([f"n{n}", n] for n in range(5_000))]
    if kind == "csv":
        path = _write(tmp_path, "a.csv", "\n".join(f"{name},{count}" for name, count in rows))
    else:
        path = write_xlsx(tmp_path / "a.xlsx", rows)

    parsed = _parse(process, path)

    assert "Only the first 1,000 rows" in parsed.warnings[0]
    assert "Split it" in parsed.warnings[0]


def test_a_pdf_of_endless_pages_is_read_in_part_and_says_so(process: ParsingProcess, tmp_path: Path) -> None:
    parsed = _parse(process, write_empty_pages_pdf(tmp_path / "a.pdf", 100_000))

    assert len(parsed.pages) == 50
    assert "first 50 of 100,000 pages" in parsed.warnings[-1]


def test_a_picture_of_absurd_size_is_refused_before_it_is_unpacked(process: ParsingProcess, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (20_000, 20_000)).save(path)

    with pytest.raises(UnreadableSource, match="400 million pixels"):
        _parse(process, path)
