"""The words of a PDF page, through pypdfium2, with their places, sizes and looks."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.parsing.page_layout import PlacedWord
from knowledge.documents import Box

_OCR_DPI = (150, 300)
_MAX_OCR_PIXELS = 40_000_000
_FEW_CHARS = 25
_MIN_PICTURE_SHARE = 0.03
_GARBLED_SHARE = 0.3
_TINY_POINTS = 1.0
_INVISIBLE = 3
_WHITE = 250
_DEVICE_UNITS = 100  # pdfium turns places into whole device units: hundredths of a point
_BOLD_WEIGHT = 600
_FONT_NAME_BYTES = 128
# pdfium writes 2 for a hyphen at a line's end, and TeX's fonts give ligatures by their place in the font.
_LETTERS = {
    2: "-",
    11: "ff",
    14: "ffi",
    15: "ffl",
    0xF0A7: "•",
    0xF0B7: "•",
    0xF06E: "•",
    0xF0D8: "•",
    0xFB00: "ff",
} | {0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_MAX_SHAPES = 6_000  # a drawing has more, and no tables
_STRAIGHT = 0.1  # radians


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page by what a reader sees of them.

    `scanned`: the page is a picture, best read at `dpi`. `ruled`: it has lines that may make tables.
    """

    visible: tuple[PlacedWord, ...]
    sideways: tuple[PlacedWord, ...]
    hidden: tuple[PlacedWord, ...]
    scanned: bool
    ruled: bool
    dpi: float


def page_words(page: pypdfium2.PdfPage, number: int) -> PageWords:
    """The words of a page in the order of the file; `number` counts from 1."""
    width, height = page.get_size()
    boxes = _drawn(page)
    textpage = page.get_textpage()
    try:
        visible: list[PlacedWord] = []
        sideways: list[PlacedWord] = []
        hidden: list[PlacedWord] = []
        turn = page.get_rotation()
        unreadable = total = 0
        for text, first, place in _raw_words(textpage):
            total += len(text)
            unreadable += sum(1 for c in text if c in "\ufffd\ufffe\uffff" or "\ue000" <= c <= "\uf8ff")
            box = _on_page(page, place, number, width, height)
            size = _size(textpage, first, place)
            word = PlacedWord(text, box, size, _is_bold(textpage, first))
            if _is_hidden(textpage, first, word, place, boxes, (width, height)):
                hidden.append(word)
            else:
                (sideways if _is_sideways(textpage, first, turn) else visible).append(word)
    finally:
        textpage.close()
    covered = sum(map(_area, boxes.images)) > _MIN_PICTURE_SHARE * width * height
    shown = sum(len(word.text) for word in (*visible, *sideways))
    garbled = total > _FEW_CHARS and unreadable > _GARBLED_SHARE * total
    scanned = (covered and shown < _FEW_CHARS) or garbled
    return PageWords(
        tuple(visible), tuple(sideways), tuple(hidden), scanned, boxes.ruled, _dpi(boxes.image_dpi, width, height)
    )


_Place = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own points, from its lower left corner."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    images: list[_Place]
    shapes: list[_Place]
    image_dpi: float

    @property
    def ruled(self) -> bool:
        return 4 <= len(self.shapes) <= _MAX_SHAPES


def _drawn(page: pypdfium2.PdfPage) -> _Drawn:
    images: list[_Place] = []
    shapes: list[_Place] = []
    dpi = 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=6):
        try:
            place = item.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images.append(place)
            dpi = max(dpi, _resolution(item, place))
        else:
            shapes.append(place)
        if len(shapes) > _MAX_SHAPES:
            break
    return _Drawn(images, shapes, dpi)


def _resolution(image: pypdfium2.PdfImage, place: _Place) -> float:
    width = int(image.get_px_size()[0])
    return 72.0 * width / max(1.0, place[2] - place[0])


def _dpi(image_dpi: float, width: float, height: float) -> float:
    """The picture's own resolution within what OCR reads well, and within a bound on pixels."""
    area = max(width * height, 1.0) / 72**2
    return float(min(max(image_dpi, _OCR_DPI[0]), _OCR_DPI[1], (_MAX_OCR_PIXELS / area) ** 0.5))


def _area(place: _Place) -> float:
    return max(0.0, place[2] - place[0]) * max(0.0, place[3] - place[1])


def _raw_words(textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[str, int, _Place]]:
    """Each word with the index of its first character and its place; a wide gap or a new line ends a word, too."""
    count = textpage.count_chars()
    letters: list[str] = []
    first, turned = 0, False
    place: _Place | None = None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        letter = _LETTERS.get(code) or (chr(code) if 32 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "")
        if not letter or letter.isspace():
            if letters and place:
                yield "".join(letters), first, place
            letters, place = [], None
            continue
        pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        box = (left.value, bottom.value, right.value, top.value)
        if place is not None and not turned and _breaks(place, box):
            yield "".join(letters), first, place
            letters, place = [], None
        if place is None:
            first, place = index, box
            turned = abs(pdfium_c.FPDFText_GetCharAngle(textpage, index)) > _STRAIGHT
        else:
            place = (min(place[0], box[0]), min(place[1], box[1]), max(place[2], box[2]), max(place[3], box[3]))
        letters.append(letter)
    if letters and place:
        yield "".join(letters), first, place


def _breaks(word: _Place, box: _Place) -> bool:
    height = max(word[3] - word[1], box[3] - box[1], 1.0)
    beside = box[0] - word[2]
    return beside > 1.5 * height or box[0] < word[0] - height or box[1] > word[3] or box[3] < word[1] - 0.7 * height


def _on_page(page: pypdfium2.PdfPage, place: _Place, number: int, width: float, height: float) -> Box:
    """The place from the top left corner of the page as it is shown: cropped and turned."""
    scale = _DEVICE_UNITS
    x, y = ctypes.c_int(), ctypes.c_int()
    corners: list[tuple[float, float]] = []
    for across, up in ((place[0], place[1]), (place[2], place[3])):
        pdfium_c.FPDF_PageToDevice(page, 0, 0, int(width * scale), int(height * scale), 0, across, up, x, y)
        corners.append((x.value / scale, y.value / scale))
    (x0, y0), (x1, y1) = corners
    return Box(number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _size(textpage: pypdfium2.PdfTextPage, index: int, place: _Place) -> float:
    loose = pdfium_c.FS_RECTF()
    if pdfium_c.FPDFText_GetLooseCharBox(textpage, index, loose) and loose.top > loose.bottom:
        return float(loose.top - loose.bottom)
    return place[3] - place[1]


def _is_sideways(textpage: pypdfium2.PdfTextPage, index: int, page_turn: int) -> bool:
    # Clockwise, as pdfium has it for letters as well as for pages.
    degrees = math.degrees(pdfium_c.FPDFText_GetCharAngle(textpage, index)) + page_turn
    return abs(math.cos(math.radians(degrees))) < 0.5


def _is_bold(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(textpage, index, name, _FONT_NAME_BYTES, flags)
    return any(mark in name.value.lower() for mark in (b"bold", b"black", b"heavy", b"semibold"))


def _is_hidden(
    textpage: pypdfium2.PdfTextPage,
    index: int,
    word: PlacedWord,
    place: _Place,
    drawn: _Drawn,
    size: tuple[float, float],
) -> bool:
    """Whether a reader would not see the word: off the page, tiny, invisible, or white on nothing."""
    box = word.box
    if box.right < 0 or box.bottom < 0 or box.left > size[0] or box.top > size[1]:
        return True
    if word.size < _TINY_POINTS:
        return True
    if not _is_unpainted(textpage, index):
        return False
    # White on a dark shape is seen; and invisible text upon a picture is what OCR wrote: seen, too.
    behind = (*drawn.images, *drawn.shapes)
    across, up = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    return not any(b[0] <= across <= b[2] and b[1] <= up <= b[3] for b in behind)


def _is_unpainted(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    item: Any = pdfium_c.FPDFText_GetTextObject(textpage, index)
    if item and pdfium_c.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE
