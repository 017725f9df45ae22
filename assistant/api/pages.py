"""Images of PDF pages with the quoted words boxed: the one file that talks to pdfium."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from knowledge.documents import Box, Revision, boxes_of
from knowledge.errors import NotFound, Refused

PDF = "application/pdf"
MIN_WIDTH, MAX_WIDTH = 200, 2000
# A page drawn at 2000 px wide may be this much taller than wide; more is a hostile file.
_MAX_PIXELS = 12_000_000
_CACHED_IMAGES = 64
_MARK = (255, 196, 0, 90)
_MARK_EDGE = (200, 120, 0, 255)


class PageImages:
    """Renders on demand and keeps the last few. Thread-safe: pdfium is not, so one page is drawn at a time."""

    def __init__(self, originals: Path) -> None:
        self._originals = originals
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, int, int, int, int], bytes] = OrderedDict()

    def png(self, revision: Revision, number: int, width: int, span: tuple[int, int]) -> bytes:
        """Page `number` (from 1), `width` pixels wide, with the characters of `span` marked."""
        if revision.media_type != PDF or not any(page.number == number for page in revision.pages):
            raise NotFound("There is no such page.", "Only pages of PDF documents have images.")
        key = (revision.content_hash, number, width, *span)
        with self._lock:
            if key not in self._cache:
                boxes = [box for box in boxes_of(revision.layout, *span) if box.page == number]
                self._cache[key] = _draw(self._originals / revision.content_hash, number, width, boxes)
                while len(self._cache) > _CACHED_IMAGES:
                    self._cache.popitem(last=False)
            self._cache.move_to_end(key)
            return self._cache[key]


def _draw(path: Path, number: int, width: int, boxes: Sequence[Box]) -> bytes:
    if not path.is_file():
        raise NotFound("The original file is not kept any more.", "Ingest the document again to see its pages.")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("The page cannot be drawn.", "Open the original file instead.") from error
    try:
        page = document[number - 1]
        page_width, page_height = page.get_size()
        scale = width / max(page_width, 1.0)
        if width * page_height * scale > _MAX_PIXELS:
            raise Refused("The page is too large to draw.", "Ask for a smaller `width`.")
        image = page.render(scale=scale).to_pil().convert("RGBA")
    except pypdfium2.PdfiumError as error:
        raise Refused("The page cannot be drawn.", "Open the original file instead.") from error
    finally:
        document.close()
    return _png(_marked(image, boxes, scale))


def _marked(image: Image.Image, boxes: Sequence[Box], scale: float) -> Image.Image:
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for box in boxes:
        corners = (box.left * scale - 2, box.top * scale - 2, box.right * scale + 2, box.bottom * scale + 2)
        draw.rectangle(corners, fill=_MARK, outline=_MARK_EDGE, width=2)
    return Image.alpha_composite(image, layer)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.convert("RGB").save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
