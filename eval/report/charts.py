"""Line charts as inline SVG, in the colours of the page they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

_WIDTH, _HEIGHT = 460, 352
_LEFT, _TOP, _RIGHT, _BOTTOM = 58, 32, 14, 48
_TICKS = 5
_LINE = 13


@dataclass(frozen=True, slots=True)
class Axis:
    """From 0 to `top`, with `label` telling what it is."""

    label: str
    top: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with what is written above it. Its height is sure within `interval`."""

    at: Point
    text: str
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chart:
    """`id` is unique on the page; `title` and `description` are for those who do not see the picture.

    `line` joins points; `diagonal` draws what would be ideal; `marks` are points of their own; `here` is the point in
    force, with what it is called.
    """

    id: str
    title: str
    description: str
    x: Axis
    y: Axis
    line: Sequence[Point] = ()
    marks: Sequence[Mark] = ()
    here: tuple[Point, str] | None = None
    diagonal: bool = False

    def svg(self) -> str:
        parts = [
            f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-labelledby="{self.id}-title {self.id}-desc">',
            f'<title id="{self.id}-title">{escape(self.title)}</title>',
            f'<desc id="{self.id}-desc">{escape(self.description)}</desc>',
            *self._grid(),
        ]
        if self.diagonal:
            parts.append(self._path("ideal", [(0, 0), (min(self.x.top, self.y.top),) * 2]))
        if len(self.line) > 1:
            parts.append(self._path("line", self.line))
        for number, mark in enumerate(self.marks):
            parts += self._mark(number, mark)
        if self.here:
            parts += self._here(*self.here)
        return "".join([*parts, "</svg>"])

    def _grid(self) -> list[str]:
        parts = []
        for step in range(_TICKS + 1):
            share = step / _TICKS
            x, y = self._place((share * self.x.top, share * self.y.top))
            bottom, left = _HEIGHT - _BOTTOM, _LEFT
            parts += [
                f'<path class="grid" d="M{x:.1f} {_TOP}V{bottom}M{left} {y:.1f}H{_WIDTH - _RIGHT}"/>',
                f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{_tick(share * self.x.top)}</text>',
                f'<text x="{left - 7}" y="{y + 4:.1f}" text-anchor="end">{_tick(share * self.y.top)}</text>',
            ]
        middle_x, middle_y = (_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2
        return [
            *parts,
            f'<text class="label" x="{middle_x}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(self.x.label)}</text>',
            f'<text class="label" transform="translate(14 {middle_y}) rotate(-90)" text-anchor="middle">'
            f"{escape(self.y.label)}</text>",
        ]

    def _path(self, name: str, points: Sequence[Point]) -> str:
        places = (self._place(point) for point in points)
        return f'<path class="{name}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>'

    def _mark(self, number: int, mark: Mark) -> list[str]:
        x, y = self._place(mark.at)
        low, high = (self._place((mark.at[0], bound))[1] for bound in mark.interval)
        above = _TOP - 4 - _LINE * (number % 2)  # in two rows, so that neighbours don't touch
        return [
            f'<path class="bar" d="M{x:.1f} {low:.1f}V{high:.1f}"/>',
            f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
            f'<text x="{x:.1f}" y="{above}" text-anchor="middle">{escape(mark.text)}</text>',
        ]

    def _here(self, point: Point, text: str) -> list[str]:
        x, y = self._place(point)
        beside, anchor = (x - 9, "end") if x > _WIDTH / 2 else (x + 9, "start")
        height = y + 4 if y < _HEIGHT / 2 else y - 6
        return [
            f'<circle class="here" cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
            f'<text class="here" x="{beside:.1f}" y="{height:.1f}" text-anchor="{anchor}">{escape(text)}</text>',
        ]

    def _place(self, point: Point) -> Point:
        x = _LEFT + min(point[0] / self.x.top, 1) * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - min(point[1] / self.y.top, 1) * (_HEIGHT - _TOP - _BOTTOM)
        return x, y


def _tick(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
