"""PDF through pypdfium2: text pages by their words, scanned pages by OCR, each with its tables."""

import time
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.document_layout import PageContent, elements_of
from ingest.parsing.frames import ParseOptions
from ingest.parsing.ocr import Ocr, unread_warning
from ingest.parsing.page_layout import Line, PlacedWord, blocks_of, text_with_words
from ingest.parsing.pdf_tables import TableFinder, tables_of
from ingest.parsing.pdf_words import page_words
from knowledge.documents import Concealment, Page
from knowledge.errors import UnreadableSource

_TIME_SHARE = 0.8  # of the time for one file: what is read by then must not be lost to the limit


def read(path: Path, options: ParseOptions) -> Parsed:
    """Read a PDF: every page up to `options.max_pages`, scanned ones by OCR as far as time allows."""
    deadline = time.monotonic() + _TIME_SHARE * options.timeout_s
    document = _opened(path)
    try:
        total = len(document)
        with TableFinder(path) as finder:
            ocr = Ocr(options.ocr_languages, deadline)
            pages = [_content(document, number, finder, ocr) for number in range(1, min(total, options.max_pages) + 1)]
    finally:
        document.close()
    warnings = unread_warning([content.page.number for content in pages if not content.page.read], ocr)
    if total > options.max_pages:
        warnings += (f"Only the first {options.max_pages:,} of {total:,} pages were read. Split it to have the rest.",)
    elements = elements_of(pages)
    return Parsed("application/pdf", tuple(elements), tuple(content.page for content in pages), warnings=warnings)


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise UnreadableSource("It is locked with a password.", "Remove the password and give it again.") from error
        raise UnreadableSource(
            "It is damaged, or no PDF.", "Open it in a PDF reader and save or print it to a new PDF."
        ) from error


def _content(document: pypdfium2.PdfDocument, number: int, finder: TableFinder, ocr: Ocr) -> PageContent:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:  # one damaged page must not take the others with it
        return PageContent(Page(number, 0.0, 0.0, read=False), ())
    try:
        width, height = page.get_size()
        found = page_words(page, number)
        if found.scanned:
            text = ocr.read(lambda: _picture(page, found.dpi), number, found.dpi / 72)
            if text is None:
                return PageContent(Page(number, width, height, read=False), ())
            return PageContent(Page(number, width, height), tuple(blocks_of(text.words)), text.tables)
        grids = finder.grids(number) if found.ruled else []
        tables, rest = tables_of(grids, found.visible, number)
        asides = (*_aside(found.sideways, number), *_aside(found.hidden, number, Concealment.UNSEEN))
        return PageContent(Page(number, width, height), tuple(blocks_of(rest)), tables, asides)
    finally:
        page.close()


def _aside(words: tuple[PlacedWord, ...], number: int, concealed: Concealment | None = None) -> tuple[Element, ...]:
    """Words that are no part of the page's lines, in the order of the file."""
    if not words:
        return ()
    text, placed = text_with_words([Line(words)])
    return (Element(ElementKind.PARAGRAPH, text, page=number, words=placed, concealed=concealed),)


def _picture(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    image: Image.Image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    return image
