"""Rows of a figure each, with a small picture of where it stands: goals on a scale, and differences about a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from eval.statistics.resampling import Interval
from knowledge.goals import Goal

_WIDTH, _HEIGHT = 400, 30
_LEFT, _RIGHT, _MIDDLE = 9, _WIDTH - 9, _HEIGHT / 2
_TOPS = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """`picture` is SVG; everything else is text. `bad` colours the state, which says the same in words."""

    title: str
    detail: str
    picture: str
    figure: str
    beside: str
    state: str
    bad: bool = False


def rows(entries: Iterable[Row]) -> str:
    return f'<ul class="rows">{"".join(map(_row, entries))}</ul>'


def goal_picture(goal: Goal, value: float | None, interval: Interval | None) -> str:
    """From 0 to the right end; what reaches the goal is shaded, and a hollow point has not reached it."""
    top = _top([goal.target, goal.baseline, *([] if value is None else [value]), *(interval or ())], goal.unit)
    target = _at(goal.target / top)
    shaded = (target, _RIGHT) if goal.higher_is_better else (_LEFT, target)
    parts = [
        _bar("good", *shaded),
        f'<path class="target" d="M{target:.1f} 3V{_HEIGHT - 3}"/>',
        f'<path class="start" d="M{_at(goal.baseline / top):.1f} {_MIDDLE - 7}v14"/>',
    ]
    if value is not None:
        ends = (interval[0] / top, interval[1] / top) if interval else None
        parts.append(_point(value / top, ends, not goal.reached(value)))
    return _svg("".join(parts))


def difference_picture(difference: float, interval: Interval, allowed: float | None, widest: float, bad: bool) -> str:
    """About 0 in the middle, `widest` to each side; within the shade is what is allowed to be lost."""
    middle = (_LEFT + _RIGHT) / 2

    def share(value: float) -> float:
        return (value / widest + 1) / 2

    shade = _bar("allowed", _at(share(-allowed)), middle) if allowed else ""
    ends = share(interval[0]), share(interval[1])
    line = f'<path class="target" d="M{middle} 3V{_HEIGHT - 3}"/>'
    return _svg(f"{shade}{line}{_point(share(difference), ends, bad)}")


def _row(row: Row) -> str:
    state = f'<span class="tag{"" if row.bad else " right"}">{escape(row.state)}</span>' if row.state else ""
    what = f'<div class="what">{escape(row.title)} <small>{escape(row.detail)}</small></div>'
    figure = f"<strong>{escape(row.figure)}</strong> {state} <small>{escape(row.beside)}</small>"
    return f'<li>{what}{row.picture}<div class="figure">{figure}</div></li>'


def _svg(parts: str) -> str:
    """Hidden from those who listen: the figures beside it say the same."""
    return (
        f'<svg class="gauge" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path class="track" d="M{_LEFT} {_MIDDLE}H{_RIGHT}"/>{parts}</svg>'
    )


def _bar(name: str, begin: float, end: float) -> str:
    left, right = sorted((begin, end))
    return f'<path class="{name}" d="M{left:.1f} {_MIDDLE}H{right:.1f}"/>'


def _point(share: float, ends: Interval | None, hollow: bool) -> str:
    whisker = f'<path class="whisker" d="M{_at(ends[0]):.1f} {_MIDDLE}H{_at(ends[1]):.1f}"/>' if ends else ""
    name = "point missed" if hollow else "point"
    return f'{whisker}<circle class="{name}" cx="{_at(share):.1f}" cy="{_MIDDLE}" r="6"/>'


def _at(share: float) -> float:
    return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)


def _top(values: list[float], unit: str) -> float:
    highest = max(values)
    if unit == "share":
        return next((top for top in _TOPS if top >= highest), 1.0)
    return 1.0 if unit == "score" and highest <= 1 else highest * 1.1 or 1.0
