"""The built documents say what their sources say, and building is repeatable."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdfium2
import pytest
import yaml
from docx.table import Table as WordTable

from pilot.build import KNOWLEDGE, SOURCES, build_all
from pilot.office import footer_text, header_text
from pilot.pdf import page_label
from pilot.source import Heading, ListItem, Note, Paragraph, Source, Table, read_blocks, read_source

PATHS = sorted(SOURCES.glob("*.md"))
MAX_BYTES = 3_000_000


def sources(ending: str) -> list[Source]:
    found = [read_source(path) for path in PATHS]
    return [source for source in found if source.file_name.endswith(ending) and ".scan." not in source.file_name]


def named(source: Source) -> str:
    return source.file_name


def cells(source: Source) -> list[str]:
    return [cell for block in source.blocks if isinstance(block, Table) for row in block.rows for cell in row]


def lines(source: Source) -> list[str]:
    """The text outside tables and notes."""
    found = []
    for block in source.blocks:
        match block:
            case Heading(_, text) | Paragraph(text):
                found.append(text)
            case ListItem():
                found.append(block.numbered_text)
    return found


@pytest.mark.parametrize("source", sources(".docx"), ids=named)
def test_a_word_file_holds_its_sources_text_in_order(source: Source) -> None:
    document = docx.Document(str(KNOWLEDGE / source.file_name))
    written: list[str] = []
    for item in document.iter_inner_content():
        if isinstance(item, WordTable):
            written.extend(cell.text for row in item.rows for cell in row.cells)
        elif item.text:
            written.append(item.text)
    expected: list[str] = []
    for block in source.blocks:
        match block:
            case Table(rows):
                expected.extend(cell for row in rows for cell in row)
            case ListItem():
                expected.append(block.numbered_text)
            case _:
                expected.append(block.text)
    assert written == expected


@pytest.mark.parametrize("source", sources(".docx"), ids=named)
def test_a_word_files_headings_and_table_headers_are_marked_as_such(source: Source) -> None:
    document = docx.Document(str(KNOWLEDGE / source.file_name))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name.startswith(("Heading", "Title"))]
    assert headings == [block.text for block in source.blocks if isinstance(block, Heading)]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)


@pytest.mark.parametrize("source", sources(".pptx"), ids=named)
def test_a_presentation_holds_its_sources_slides_tables_and_notes(source: Source) -> None:
    slides = pptx.Presentation(str(KNOWLEDGE / source.file_name)).slides
    texts = [line for slide in slides for shape in slide.shapes if shape.has_text_frame
             for line in shape.text_frame.text.splitlines()]  # fmt: skip
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides]
    assert sorted(texts) == sorted(lines(source))
    assert [cell.text for table in tables for row in table.rows for cell in row.cells] == cells(source)
    assert notes == [block.text for block in source.blocks if isinstance(block, Note)]
    assert len(slides) == sum(isinstance(block, Heading) for block in source.blocks)


@pytest.mark.parametrize("source", sources(".xlsx"), ids=named)
def test_a_workbook_holds_a_sheet_for_each_section(source: Source) -> None:
    workbook = openpyxl.load_workbook(KNOWLEDGE / source.file_name)
    headings = [block.text for block in source.blocks if isinstance(block, Heading) and block.level == 2]
    assert workbook.sheetnames == headings
    written = [
        str(value.date() if hasattr(value, "date") else value)
        for sheet in workbook
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    ]
    expected: list[str] = []
    for block in source.blocks:
        match block:
            case Table(rows):
                expected.extend(cell for row in rows for cell in row if cell)
            case Paragraph(text):
                expected.append(text)
    assert [_number(text) for text in written] == [_number(text) for text in expected]


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize("source", sources(".pdf"), ids=named)
def test_a_pdf_holds_its_sources_text_between_header_and_footer(source: Source) -> None:
    body = " ".join(_pdf_bodies(source))
    written, expected = body.split(), " ".join([*lines(source), *cells(source)]).split()
    bullets = {"•"}
    assert set(written) - bullets == set(expected)
    squeezed = "".join(written)
    for block in source.blocks:
        if isinstance(block, Heading | Paragraph | ListItem):
            assert "".join(block.text.split()) in squeezed


def _pdf_bodies(source: Source) -> Iterator[str]:
    with pypdfium2.PdfDocument(KNOWLEDGE / source.file_name) as document:
        assert len(document) > 1
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            for furniture in (header_text(source), footer_text(source), page_label(source, number)):
                assert furniture in text
                text = text.replace(furniture, " ", 1)
            yield text


def test_a_scan_has_pages_but_no_text() -> None:
    (path,) = KNOWLEDGE.glob("*.scan.pdf")
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) > 1
        for page in document:
            assert page.get_textpage().count_chars() == 0
            assert page.render(grayscale=True).to_numpy().std() > 10  # something is printed on it


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (_digests(tmp_path / name) for name in ("first", "second"))
    assert first == second


def _digests(folder: Path) -> dict[str, str]:
    assert len(list(build_all(SOURCES, folder))) == len(PATHS)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_the_kept_sidecar_says_what_the_source_says(path: Path) -> None:
    source = read_source(path)
    sidecar = KNOWLEDGE / f"{source.file_name}.meta.yaml"
    assert yaml.safe_load(sidecar.read_text("utf-8")) == source.properties


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_source_has_no_inline_markup_which_would_be_printed_as_it_stands(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not any(mark in text for mark in ("**", "`", "](", "<br"))


def test_the_pilot_is_small() -> None:
    assert sum(path.stat().st_size for path in KNOWLEDGE.iterdir()) < MAX_BYTES


def test_markdown_becomes_blocks() -> None:
    text = (
        "# Rutin\n\nEn rad\nsom fortsätter.\n\n1. Ett\n2. Två\n\n- punkt\n\n| A | B |\n|---|---|\n| 1 | |\n\n> Sägs.\n"
    )
    assert list(read_blocks(text)) == [
        Heading(1, "Rutin"),
        Paragraph("En rad som fortsätter."),
        ListItem("Ett", 1),
        ListItem("Två", 2),
        ListItem("punkt"),
        Table((("A", "B"), ("1", ""))),
        Note("Sägs."),
    ]


def test_markdown_without_a_place_in_the_built_formats_is_refused() -> None:
    with pytest.raises(ValueError, match="type fence"):
        list(read_blocks("```\nkod\n```\n"))


def test_a_source_without_front_matter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "GV-POL-099.docx.md"
    path.write_text("# Utan egenskaper\n", "utf-8")
    with pytest.raises(ValueError, match="front matter"):
        read_source(path)


def test_a_source_of_an_unknown_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "GV-POL-099.odt.md").write_text("---\ntitle: X\n---\n\n# X\n", "utf-8")
    with pytest.raises(ValueError, match="ending in one of"):
        list(build_all(tmp_path, tmp_path / "knowledge"))
