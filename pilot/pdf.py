"""Builds PDF files: with text and tables, or as a scan of the same pages. The same bytes every time."""

import time
from io import BytesIO
from xml.sax.saxutils import escape

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from pilot.office import AUTHOR, footer_text, header_text
from pilot.source import Block, Heading, ListItem, Note, Paragraph, Source, Table

MARGIN = 2.2 * cm
STYLES = getSampleStyleSheet()
BODY = ParagraphStyle("body", parent=STYLES["Normal"], fontSize=11, leading=15, spaceAfter=6)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=18, bulletIndent=4, spaceAfter=3)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=10, leading=13, spaceAfter=0)
HEADER_CELL = ParagraphStyle("header cell", parent=CELL, fontName="Helvetica-Bold")
CELL_PADDING = 6.5  # points: reportlab's own 6 and a little for rounding
MAX_SHARE = 44  # characters: a longer cell gets no wider column
GRID = [
    ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
SCAN_DPI = 200
SCAN_SEED = 20260505
SCAN_TILT_DEGREES = 0.3
SCAN_NOISE = 3.0  # standard deviation, in grey levels
EPOCH = time.gmtime(1767225600)  # 2026-01-01


def build_pdf(source: Source) -> bytes:
    return _pages(source, page_furniture=True)


def build_scan(source: Source) -> bytes:
    """Pages as a copier sends them: grey, slightly tilted and speckled, without a text layer."""
    random = np.random.default_rng(SCAN_SEED)
    with pypdfium2.PdfDocument(_pages(source, page_furniture=False)) as document:
        pages = [page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil() for page in document]
    scans = [_scanned(page, random, number) for number, page in enumerate(pages)]
    written = BytesIO()
    scans[0].save(
        written,
        "PDF",
        save_all=True,
        append_images=scans[1:],
        resolution=SCAN_DPI,
        quality=60,
        creationDate=EPOCH,
        modDate=EPOCH,
    )
    return written.getvalue()


def _scanned(page: Image.Image, random: np.random.Generator, number: int) -> Image.Image:
    tilt = SCAN_TILT_DEGREES if number % 2 == 0 else -SCAN_TILT_DEGREES
    tilted = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(tilted, dtype=np.float32) * 0.95 + 8
    noise = random.standard_normal(grey.shape, dtype=np.float32) * SCAN_NOISE
    return Image.fromarray(np.clip(grey + noise, 0, 255).astype(np.uint8))


def _pages(source: Source, page_furniture: bool) -> bytes:
    written = BytesIO()
    template = SimpleDocTemplate(
        written,
        pagesize=A4,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        title=source.property_text("title"),
        author=AUTHOR,
        lang=source.property_text("language"),
        invariant=1,
    )

    def draw_furniture(canvas: Canvas, _: object) -> None:
        if page_furniture:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(MARGIN, A4[1] - 1.3 * cm, header_text(source))
            canvas.drawString(MARGIN, 1.2 * cm, footer_text(source))
            canvas.drawRightString(A4[0] - MARGIN, 1.2 * cm, page_label(source, canvas.getPageNumber()))

    story = [flowable for block in source.blocks for flowable in _flowables(block, template.width)]
    template.build(story, onFirstPage=draw_furniture, onLaterPages=draw_furniture)
    return written.getvalue()


def page_label(source: Source, number: int) -> str:
    return f"{'Sida' if source.property_text('language') == 'sv' else 'Page'} {number}"


def _flowables(block: Block, width: float) -> list[Flowable]:
    match block:
        case Heading(level, text):
            return [Text(escape(text), STYLES[f"Heading{level}"])]
        case Paragraph(text) | Note(text):
            return [Text(escape(text), BODY)]
        case ListItem(text, number):
            return [Text(escape(text), ITEM, bulletText="•" if number is None else f"{number}.")]
        case Table(rows):
            return [_grid(rows, width), Spacer(1, 8)]


def _grid(rows: tuple[tuple[str, ...], ...], width: float) -> Grid:
    cells = [
        [Text(escape(text), HEADER_CELL if number == 0 else CELL) for text in row] for number, row in enumerate(rows)
    ]
    widths = _column_widths(list(zip(*rows, strict=True)), width)
    return Grid(cells, colWidths=widths, repeatRows=1, style=GRID)


def _column_widths(columns: list[tuple[str, ...]], width: float) -> list[float]:
    """Each column fits its longest word, so that none is broken; what is left is shared by the longest cell."""
    least = [
        max(_word_width(word) for text in column for word in text.split()) + 2 * CELL_PADDING for column in columns
    ]
    shares = [min(MAX_SHARE, max(map(len, column))) for column in columns]
    spare = width - sum(least)
    return [narrowest + spare * share / sum(shares) for narrowest, share in zip(least, shares, strict=True)]


def _word_width(word: str) -> float:
    return float(stringWidth(word, HEADER_CELL.fontName, HEADER_CELL.fontSize))
