"""From placed words to text in reading order: lines, columns, paragraphs, list items. Knows no library."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.elements import Word
from knowledge.documents import Box

_LIST_MARKER = re.compile(r"(?:[•▪◦●○■□‣·–—*-]|\(?(?:\d{1,3}|[a-zåäö]|[ivx]{1,4})[.)])")
_PARAGRAPH_GAP = 0.55  # of a line's height beyond the usual distance between lines
_SIZE_STEP = 0.12
_WORD_GAP = 1.4  # in line heights: more is another column or a table's next cell
_MIN_COLUMN_SHARE = 0.2  # of the region's width
_MIN_COLUMN_LINES = 4
_MAX_CROSSING_SHARE = 0.15
_MAX_COLUMN_DEPTH = 4
_NO_JOIN_AFTER_HYPHEN = frozenset({"och", "eller", "samt", "and", "or", "respektive", "to", "till", "und"})


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word on a page. `size` is its font's height in points."""

    text: str
    box: Box
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other, left to right."""

    words: tuple[PlacedWord, ...]

    @property
    def box(self) -> Box:
        return around([word.box for word in self.words])

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if word.bold) > 0.8 * letters


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that make one paragraph, heading or list item."""

    lines: tuple[Line, ...]
    is_item: bool

    @property
    def box(self) -> Box:
        return around([line.box for line in self.lines])

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`, which lie on one page."""
    return Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def blocks_of(words: Sequence[PlacedWord]) -> list[Block]:
    """The blocks of one page in reading order: down each column, columns from left to right."""
    blocks: list[Block] = []
    for column in _columns(_segments(words), 0):
        blocks.extend(_blocks(_joined_lines(column)))
    return blocks


def text_with_words(lines: Sequence[Line]) -> tuple[str, tuple[Word, ...]]:
    """The running text of some lines, and where each of its words stands.

    A word divided at a line's end is put together again: its halves are two placed words without a gap.
    """
    parts: list[str] = []
    placed: list[Word] = []
    length = 0
    words = [(word, index == len(line.words) - 1) for line in lines for index, word in enumerate(line.words)]
    for number, (word, ends_line) in enumerate(words):
        following = words[number + 1][0].text if number + 1 < len(words) else ""
        keeps, gap = _joint(word.text, following) if ends_line and following else (True, " " if following else "")
        text = word.text if keeps else word.text[:-1]
        placed.append(Word(length, length + len(text), word.box))
        parts += [text, gap]
        length += len(text) + len(gap)
    return "".join(parts), tuple(placed)


def _joint(end: str, following: str) -> tuple[bool, str]:
    """Whether a line's last word keeps its last character, and what stands between it and the next line's first."""
    if end.endswith("\u00ad"):
        return False, ""
    if not end.endswith(("-", "\u2010")) or not following[:1].islower():
        return True, " "
    if following.strip(".,;:").lower() in _NO_JOIN_AFTER_HYPHEN:
        return True, " "
    stem = re.split(r"[\W\d_]", end[:-1])[-1]
    # "IT-avdelning", "e-post" and "18-åring" keep their hyphen: only small letters are half a word.
    halved = len(stem) >= 2 and stem[1:].islower()
    return not halved, ""


def _segments(words: Sequence[PlacedWord]) -> list[Line]:
    """Words joined to the right as far as the gaps are those between words."""
    rows: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda w: (w.box.top + w.box.bottom, w.box.left)):
        row = next((row for row in reversed(rows[-4:]) if _on_one_line(row[-1].box, word.box)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    segments: list[Line] = []
    for row in rows:
        row.sort(key=lambda w: w.box.left)
        current = [row[0]]
        for word in row[1:]:
            if word.box.left - current[-1].box.right > _WORD_GAP * max(word.size, 4.0):
                segments.append(Line(tuple(current)))
                current = []
            current.append(word)
        segments.append(Line(tuple(current)))
    return segments


def _on_one_line(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _columns(segments: list[Line], depth: int) -> list[list[Line]]:
    """The segments by column. What stands across the gutter divides the page into bands, read one after the other."""
    gutter = _gutter(segments) if depth < _MAX_COLUMN_DEPTH else None
    if gutter is None:
        return [segments] if segments else []
    across = sorted((s for s in segments if s.box.left < gutter < s.box.right), key=lambda s: _middle(s.box))
    rest = sorted((s for s in segments if not s.box.left < gutter < s.box.right), key=lambda s: _middle(s.box))
    columns: list[list[Line]] = []
    for line in [*across, None]:
        band = [s for s in rest if line is None or _middle(s.box) < _middle(line.box)]
        rest = rest[len(band) :]
        columns.extend(_columns([s for s in band if s.box.right <= gutter], depth + 1))
        columns.extend(_columns([s for s in band if s.box.left >= gutter], depth + 1))
        if line is not None:
            columns.append([line])
    return _with_neighbours_joined(columns, across)


def _with_neighbours_joined(columns: list[list[Line]], across: list[Line]) -> list[list[Line]]:
    """Lines across the gutter that follow each other are one column again, or paragraphs would break at each line."""
    wide = {id(line) for line in across}
    joined: list[list[Line]] = []
    for column in columns:
        if joined and id(column[0]) in wide and id(joined[-1][-1]) in wide:
            joined[-1].extend(column)
        else:
            joined.append(list(column))
    return joined


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _gutter(segments: list[Line]) -> float | None:
    """Where a gutter between two columns of running text stands, if there is one.

    Columns of a table or a form are no columns of text: their pieces are short, and are read along the row.
    """
    if len(segments) < 2 * _MIN_COLUMN_LINES:
        return None
    boxes = [segment.box for segment in segments]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    width = right - left
    candidates = sorted({round(box.left, 1) - 1.0 for box in boxes if 0.2 * width < box.left - left < 0.8 * width})
    best: tuple[int, float] | None = None
    for x in candidates:
        crossing = sum(1 for box in boxes if box.left < x < box.right)
        if crossing > _MAX_CROSSING_SHARE * len(boxes):
            continue
        one = [box for box in boxes if box.right <= x]
        other = [box for box in boxes if box.left >= x]
        if _is_column(one, width) and _is_column(other, width) and (best is None or crossing < best[0]):
            best = (crossing, x)
    return None if best is None else best[1]


def _is_column(boxes: list[Box], region_width: float) -> bool:
    if len(boxes) < _MIN_COLUMN_LINES:
        return False
    return median(box.right - box.left for box in boxes) >= _MIN_COLUMN_SHARE * region_width


def _joined_lines(segments: list[Line]) -> list[Line]:
    """Segments of one column that stand on one line, joined; the lines from top to bottom."""
    lines: list[list[PlacedWord]] = []
    for segment in sorted(segments, key=lambda s: (_middle(s.box), s.box.left)):
        if lines and _on_one_line(Line(tuple(lines[-1])).box, segment.box):
            lines[-1].extend(segment.words)
        else:
            lines.append(list(segment.words))
    return [Line(tuple(sorted(words, key=lambda w: w.box.left))) for words in lines]


def _blocks(lines: list[Line]) -> list[Block]:
    if not lines:
        return []
    boxes = [line.box for line in lines]
    right_edge = max(box.right for box in boxes)
    distances = [b.top - a.bottom for a, b in pairwise(boxes) if b.top > a.top]
    # A page of single lines has no lines within a paragraph to measure: more than a line's height is no usual gap.
    usual = min([*([median(distances)] if distances else []), median(b.bottom - b.top for b in boxes)])
    groups: list[list[Line]] = [[lines[0]]]
    for index in range(1, len(lines)):
        if _begins_block(lines[index - 1], lines[index], usual, right_edge):
            groups.append([])
        groups[-1].append(lines[index])
    return [Block(tuple(group), _is_item(group[0])) for group in groups]


def _begins_block(above: Line, line: Line, usual_gap: float, right_edge: float) -> bool:
    one, other = above.box, line.box
    height = max(other.bottom - other.top, 1.0)
    if other.top - one.bottom > usual_gap + _PARAGRAPH_GAP * height or other.top < one.top:
        return True
    if abs(line.size - above.size) > _SIZE_STEP * max(line.size, above.size) or line.bold != above.bold:
        return True
    if _is_item(line):
        return True
    # A first line that is drawn in, after a line that stops early and ends a sentence.
    stops_early = right_edge - one.right > 0.15 * (right_edge - min(one.left, other.left))
    return stops_early and above.text.endswith((".", ":", "!", "?")) and line.text[:1].isupper()


def _is_item(line: Line) -> bool:
    return len(line.words) > 1 and bool(_LIST_MARKER.fullmatch(line.words[0].text))
