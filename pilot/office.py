"""Builds Word, PowerPoint and Excel files, the same bytes every time."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from pptx.slide import Slide
from pptx.util import Cm, Pt

from pilot.source import Block, Heading, ListItem, Note, Paragraph, Source, Table

EPOCH = datetime(2026, 1, 1)
ZIP_EPOCH = (2026, 1, 1, 0, 0, 0)
AUTHOR = "Granvarde Gruppen"
# openpyxl writes the clock into this part whatever the workbook's properties say.
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def build_docx(source: Source) -> bytes:
    document = docx.Document()
    _describe(document.core_properties, source)
    section = document.sections[0]
    section.header.paragraphs[0].text = header_text(source)
    section.footer.paragraphs[0].text = footer_text(source)
    for block in source.blocks:
        _add_to_document(document, block)
    return _saved(document)


def header_text(source: Source) -> str:
    return f"Granvarde Gruppen – {source.property_text('reference')} – {source.property_text('title')}"


def footer_text(source: Source) -> str:
    label = {"sv": "Informationsklass", "en": "Information class"}[source.property_text("language")]
    return f"Version {source.property_text('version')} – {label}: {source.property_text('classification')}"


def _add_to_document(document: WordDocument, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, level - 1)
        case Paragraph(text) | Note(text):
            document.add_paragraph(text)
        case ListItem(text, None):
            document.add_paragraph(text, style="List Bullet")
        case ListItem():
            # Word's own numbering runs on from list to list in this template, so the numbers are text.
            document.add_paragraph(block.numbered_text, style="List Paragraph")
        case Table(rows):
            _add_table_to_document(document, rows)


def _add_table_to_document(document: WordDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def build_pptx(source: Source) -> bytes:
    presentation = pptx.Presentation()
    _describe(presentation.core_properties, source)
    for number, blocks in enumerate(_sections(source.blocks)):
        has_table = any(isinstance(block, Table) for block in blocks)
        title_slide, title_and_body, title_only = (presentation.slide_layouts[index] for index in (0, 1, 5))
        layout = title_slide if number == 0 else title_only if has_table else title_and_body
        _fill_slide(presentation.slides.add_slide(layout), blocks)
    return _saved(presentation)


def _sections(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Each heading with what follows it: a slide, or a sheet."""
    section: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and section:
            yield section
            section = []
        section.append(block)
    yield section


def _fill_slide(slide: Slide, blocks: list[Block]) -> None:
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading(_, text):
                slide.shapes.title.text = text  # type: ignore[union-attr]
            case Note(text):
                notes = slide.notes_slide.notes_text_frame
                notes.text = f"{notes.text}\n{text}".strip()  # type: ignore[union-attr]
            case Table(rows):
                _add_table_to_slide(slide, rows)
            case Paragraph(text):
                lines.append(text)
            case ListItem():
                lines.append(block.numbered_text)
    if len(slide.placeholders) > 1:
        slide.placeholders[1].text_frame.text = "\n".join(lines)
    elif lines:
        box = slide.shapes.add_textbox(Cm(1.3), Cm(16.2), Cm(22.8), Cm(2.2))
        box.text_frame.word_wrap = True
        box.text_frame.text = "\n".join(lines)


def _add_table_to_slide(slide: Slide, rows: tuple[tuple[str, ...], ...]) -> None:
    shape = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1.3), Cm(4.2), Cm(22.8), Cm(1.1 * len(rows)))
    for row, texts in zip(shape.table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(12)


def build_xlsx(source: Source) -> bytes:
    workbook = openpyxl.Workbook()
    _describe(workbook.properties, source)
    workbook.remove(workbook.active)
    for blocks in _sections(source.blocks):
        if isinstance(blocks[0], Heading) and blocks[0].level > 1:
            _fill_sheet(workbook.create_sheet(blocks[0].text), blocks[1:])
    return _saved(workbook)


def _fill_sheet(sheet: Worksheet, blocks: list[Block]) -> None:
    row_number = 1
    for block in blocks:
        if isinstance(block, Table):
            _add_table_to_sheet(sheet, block.rows, row_number)
            row_number += len(block.rows) + 1
        else:
            sheet.cell(row_number, 1, block.text)
            row_number += 2


def _add_table_to_sheet(sheet: Worksheet, rows: tuple[tuple[str, ...], ...], first: int) -> None:
    for row_number, texts in enumerate(rows, start=first):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row_number, column, _cell_value(text))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row_number == first:
                cell.font = Font(bold=True)
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    for column, cells in enumerate(zip(*rows, strict=True), start=1):
        letter = openpyxl.utils.get_column_letter(column)
        sheet.column_dimensions[letter].width = min(48, max(map(len, cells)) + 2)


def _cell_value(text: str) -> str | int | float | date | None:
    if not text:
        return None
    if ISO_DATE.fullmatch(text):
        return date.fromisoformat(text)
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _describe(properties: object, source: Source) -> None:
    """Sets the file's own properties; the three libraries name them alike, but for the author."""
    for name, value in {
        "title": source.property_text("title"),
        "author": AUTHOR,
        "creator": AUTHOR,
        "last_modified_by": AUTHOR,
        "lastModifiedBy": AUTHOR,
        "created": EPOCH,
        "modified": EPOCH,
    }.items():
        if hasattr(properties, name):
            setattr(properties, name, value)


def _saved(document: object) -> bytes:
    """The file's bytes with every clock reading taken out of the archive."""
    written = BytesIO()
    document.save(written)  # type: ignore[attr-defined]
    frozen = BytesIO()
    with zipfile.ZipFile(written) as archive, zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "docProps/core.xml":
                data = MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z\g<2>", data)
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return frozen.getvalue()
