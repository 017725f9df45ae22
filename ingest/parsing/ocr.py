"""Text and tables in pictures, read by tesseract through pytesseract, when it is installed."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import pytesseract
from PIL import Image

from ingest.elements import Element
from ingest.parsing.page_layout import PlacedWord
from ingest.parsing.pdf_tables import grids_of, tables_of
from ingest.parsing.picture_lines import without_lines
from knowledge.documents import Box
from knowledge.language import detect_language

_PAGE_TIMEOUT_S = 90.0
_MIN_CONFIDENCE = 30.0
_MIN_LONG_CONFIDENCE = 5.0
_MIN_MARK_CONFIDENCE = 70.0
_TESSERACT_NAMES = {"sv": "swe", "en": "eng"}


@dataclass(frozen=True, slots=True)
class PictureText:
    """The words of a picture outside its tables, and the tables."""

    words: tuple[PlacedWord, ...]
    tables: tuple[Element, ...]


class Ocr:
    """Reads pictures of pages until `deadline` (on the monotonic clock). `obstacle` says why one was not read."""

    def __init__(self, languages: str, deadline: float) -> None:
        self._languages = languages
        self._order: list[str] = []
        self._deadline = deadline
        self._checked = False
        self.obstacle = ""

    def read(self, picture: Callable[[], Image.Image], page: int, pixels_per_point: float) -> PictureText | None:
        """What stands in the picture, placed in points; None when it could not be read."""
        if not self._checked:
            self._check()
        if self.obstacle:
            return None
        image, rules = without_lines(picture(), pixels_per_point)
        words = self._words(image, page, pixels_per_point)
        if words is None:
            return None
        tables, rest = tables_of(grids_of(rules), words, page)
        return PictureText(rest, tables)

    def _words(self, image: Image.Image, page: int, pixels_per_point: float) -> tuple[PlacedWord, ...] | None:
        """The page's words, read in its own language: together, the English one takes the rings and dots off Swedish.

        Measured on a clean page of Swedish: "swe" reads all of 11 words with å, ä or ö, "swe+eng" 3 of them.
        """
        data = self._recognized(image, self._order[0])
        if data is None:
            return None
        detected = _TESSERACT_NAMES[detect_language(" ".join(data["text"]))]
        if detected != self._order[0] and detected in self._order:
            self._order.sort(key=lambda name: name != detected)  # the next page is in the same one, as a rule
            data = self._recognized(image, detected) or data
        return tuple(_placed(data, page, 1 / pixels_per_point))

    def _recognized(self, image: Image.Image, languages: str) -> dict[str, list[str]] | None:
        left_s = self._deadline - time.monotonic()
        if left_s <= 1:
            self.obstacle = "there was no time left; split the file, or raise `parse_timeout_s`"
            return None
        try:
            data: dict[str, list[str]] = pytesseract.image_to_data(
                image,
                lang=languages,
                output_type=pytesseract.Output.DICT,
                timeout=min(_PAGE_TIMEOUT_S, left_s),
            )
        except (pytesseract.TesseractError, RuntimeError):  # RuntimeError: its time was up
            return None
        return data

    def _check(self) -> None:
        self._checked = True
        try:
            installed = set(pytesseract.get_languages())
        except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError):
            self.obstacle = "tesseract is not installed; install tesseract-ocr and tesseract-ocr-swe"
            return
        wanted = [name for name in self._languages.split("+") if name]
        usable = [name for name in wanted if name in installed]
        if not usable:
            self.obstacle = f"tesseract lacks the languages {self._languages}; install tesseract-ocr-swe"
            return
        # With languages that we cannot tell apart, tesseract has to, all at once.
        self._order = usable if set(usable) <= set(_TESSERACT_NAMES.values()) else ["+".join(usable)]


def unread_warning(pages: Sequence[int], ocr: Ocr) -> tuple[str, ...]:
    """The warning that names the pages not read, and why; none when all were."""
    if not pages:
        return ()
    noun = "Page" if len(pages) == 1 else "Pages"
    reason = ocr.obstacle or "they could not be opened or made out"
    return (f"{noun} {_ranges(pages)} not read: {reason}.",)


def _ranges(pages: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _placed(data: dict[str, list[str]], page: int, scale: float) -> list[PlacedWord]:
    columns = ("text", "conf", "left", "top", "width", "height", "block_num", "par_num", "line_num")
    rows = [row for row in zip(*(data[key] for key in columns), strict=True) if _is_word(str(row[0]), float(row[1]))]
    heights: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for text, _, _, _, _, height, *line in rows:
        heights[tuple(map(str, line))].append(float(height) * scale / _height_share(str(text)))
    words: list[PlacedWord] = []
    for text, _, left, top, width, height, *line in rows:
        x, y = float(left) * scale, float(top) * scale
        box = Box(page, x, y, x + float(width) * scale, y + float(height) * scale)
        words.append(PlacedWord(str(text).strip(), box, median(heights[tuple(map(str, line))])))
    return words


def _is_word(text: str, confidence: float) -> bool:
    # Marks without a letter or digit are dirt, unless tesseract is sure of them.
    # Long words are kept in doubt: tesseract is unsure of Swedish compounds, and dirt is short.
    letters = sum(map(str.isalnum, text))
    wanted = _MIN_LONG_CONFIDENCE if letters > 4 else _MIN_CONFIDENCE if letters else _MIN_MARK_CONFIDENCE
    return bool(text.strip()) and confidence >= wanted


def _height_share(text: str) -> float:
    """How much of the font's height the word's letters take up: "på" more than "av". From common text fonts."""
    rises = any(c.isupper() or c.isdigit() or c in "bdfhijklt\u00e5\u00e4\u00f6|/()" for c in text)
    falls = any(c in "gjpqy,;()|/Q" for c in text)
    ringed = any(c in "\u00c5\u00c4\u00d6\u00c9" for c in text)
    return 0.48 + 0.24 * rises + 0.21 * falls + 0.2 * ringed
