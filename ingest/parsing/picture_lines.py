"""The ruled lines in a picture of a page: found for its tables, and painted over, for they make OCR miss the cells."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.parsing.pdf_tables import Rule

_DARK_SHARE = 0.82  # of the paper's brightness: lines are often thin and gray
_MIN_LINE_POINTS = 30.0
_MAX_THICKNESS_POINTS = 4.0
_WHITE = 255
_MARGIN_PIXELS = 1

Mask = NDArray[np.bool_]


def without_lines(image: Image.Image, pixels_per_point: float) -> tuple[Image.Image, list[Rule]]:
    """The gray picture without its straight lines, and the lines, in points from the top left corner."""
    pixels = np.array(image.convert("L"))
    dark = pixels < _DARK_SHARE * float(np.median(pixels))
    length = max(8, int(_MIN_LINE_POINTS * pixels_per_point))
    thickness = max(3, int(_MAX_THICKNESS_POINTS * pixels_per_point)) + 2 * _MARGIN_PIXELS
    # Grown first, for on a page that lies askew a line is a stair of shorter ones.
    across = _thin_runs(_grown(dark), length, thickness)
    down = _thin_runs(_grown(dark.T), length, thickness).T
    rules = [
        *(Rule(x0 / pixels_per_point, y / pixels_per_point, x1 / pixels_per_point, y / pixels_per_point)
          for y, x0, x1 in _runs(across)),
        *(Rule(x / pixels_per_point, y0 / pixels_per_point, x / pixels_per_point, y1 / pixels_per_point)
          for x, y0, y1 in _runs(down.T)),
    ]  # fmt: skip
    if not rules:
        return image, []
    pixels[across | down] = _WHITE
    return Image.fromarray(pixels), rules


def _thin_runs(dark: Mask, length: int, thickness: int) -> Mask:
    """The dark pixels in rows of at least `length`, except where they are part of something thicker than a line."""
    runs = _opened(dark, length)
    return runs & ~_opened(runs.T, thickness + 1).T


def _opened(mask: Mask, length: int) -> Mask:
    """What is left of the mask when, in each row, runs shorter than `length` are taken out."""
    height, width = mask.shape
    if width < length:
        return np.zeros_like(mask)
    sums = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(mask, axis=1, out=sums[:, 1:])
    starts = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(sums[:, length:] - sums[:, :-length] == length, axis=1, out=starts[:, 1 : width - length + 2])
    starts[:, width - length + 2 :] = starts[:, [width - length + 1]]
    before = np.zeros((height, width), dtype=np.int32)
    before[:, length:] = starts[:, 1 : width - length + 1]
    kept: Mask = starts[:, 1:] - before > 0
    return kept


def _grown(mask: Mask) -> Mask:
    """The mask a pixel further up and down."""
    grown = mask.copy()
    for shift in range(1, _MARGIN_PIXELS + 1):
        grown[shift:] |= mask[:-shift]
        grown[:-shift] |= mask[shift:]
    return grown


def _runs(mask: Mask) -> Iterator[tuple[int, int, int]]:
    """Row, first and last column of every run in the mask."""
    for row in np.flatnonzero(mask.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], mask[row].view(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield int(row), int(start), int(end)
