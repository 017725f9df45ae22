"""Pictures of documents: each frame is a page, read by OCR."""

import time
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.elements import Parsed
from ingest.parsing.document_layout import PageContent, elements_of
from ingest.parsing.frames import ParseOptions
from ingest.parsing.ocr import Ocr, unread_warning
from ingest.parsing.page_layout import blocks_of
from knowledge.documents import Page
from knowledge.errors import UnreadableSource

_MAX_PIXELS = 100_000_000
_MAX_FRAMES = 200
_DPI_WHEN_UNKNOWN = 200.0


def read(path: Path, options: ParseOptions) -> Parsed:
    """Read a picture, or a TIFF of several."""
    Image.MAX_IMAGE_PIXELS = None  # its own limit only warns; ours, below, holds before anything is unpacked
    ocr = Ocr(options.ocr_languages, time.monotonic() + 0.8 * options.timeout_s)
    try:
        with Image.open(path) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise UnreadableSource(
                    f"It has {image.width * image.height / 1e6:,.0f} million pixels; up to 100 are read.",
                    "Scale it down; 300 dots per inch are enough.",
                )
            media_type = Image.MIME.get(image.format or "", "image/*")
            frames = getattr(image, "n_frames", 1)
            pages = [
                _content(frame, number, ocr)
                for number, frame in enumerate(ImageSequence.Iterator(image), start=1)
                if number <= _MAX_FRAMES
            ]
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, OSError) as error:
        raise UnreadableSource(
            "It is damaged, or no picture.", "Open it in its own program and save it as PNG or PDF."
        ) from error
    warnings = unread_warning([content.page.number for content in pages if not content.page.read], ocr)
    if frames > _MAX_FRAMES:
        warnings += (f"Only the first {_MAX_FRAMES} of {frames} pictures were read.",)
    elements = elements_of(pages)
    if not elements and not warnings:
        raise UnreadableSource("There is no readable text in the picture.", "Leave it out, or give a sharper one.")
    return Parsed(media_type, tuple(elements), tuple(content.page for content in pages), warnings=warnings)


def _content(frame: Image.Image, number: int, ocr: Ocr) -> PageContent:
    dpi = float(frame.info.get("dpi", (_DPI_WHEN_UNKNOWN,))[0]) or _DPI_WHEN_UNKNOWN
    dpi = dpi if dpi >= 70 else _DPI_WHEN_UNKNOWN
    upright = ImageOps.exif_transpose(frame).convert("L")
    page = Page(number, upright.width * 72 / dpi, upright.height * 72 / dpi)
    found = ocr.read(lambda: upright, number, dpi / 72)
    if found is None:
        return PageContent(Page(number, page.width, page.height, read=False), ())
    return PageContent(page, tuple(blocks_of(found.words)), found.tables)
