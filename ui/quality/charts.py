"""Charts made to be read: target and baseline drawn and named, units, intervals. The one file that knows Altair.

Colours are those of Okabe and Ito ("Color universal design", 2008), which people with colour vision deficiencies tell
apart; shape and label say the same as the colour. Each chart has a table beside it with what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import streamlit as st

_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#808080"
_HEIGHT = 190
_PADDING = {"left": 0, "right": 5, "top": 5, "bottom": 0}


@dataclass(frozen=True, slots=True)
class Point:
    """Where there is no value the line breaks."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A value to compare with, and how it is written: "Mål 94 %"."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """Values in order; `axis` names their unit, `described` says in a sentence what the chart shows."""

    points: Sequence[Point]
    axis: str
    described: str
    target: Level | None = None
    baseline: Level | None = None
    from_zero: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """How far a result reaches from one end of an assumption to the other."""

    name: str
    low: float
    high: float
    told: str = ""


def draw(series: Series) -> None:
    st.altair_chart(over_time(series), width="stretch")


def draw_spans(spans: Sequence[Span], axis: str, described: str) -> None:
    st.altair_chart(tornado(spans, axis, described), width="stretch")


def over_time(series: Series) -> alt.LayerChart | alt.FacetChart:
    rows = [
        {"name": each.name, "value": each.value, "low": each.low, "high": each.high, "told": each.told}
        for each in series.points
    ]
    names = [each.name for each in series.points]
    across = alt.X("name:O", sort=names, title=None, axis=alt.Axis(labelAngle=0, labelOverlap="parity"))
    scale = alt.Scale(zero=series.from_zero or _is_flat(series), nice=True)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=across, tooltip=[alt.Tooltip("told:N", title=" ")])
    up = alt.Y("value:Q", title=series.axis, scale=scale)
    known = "isValid(datum.value)"
    layers: list[alt.Chart] = [
        base.transform_filter("isValid(datum.low)")
        .mark_rule(color=_BLUE, opacity=0.35, strokeWidth=6)
        .encode(y=alt.Y("low:Q", title=series.axis, scale=scale), y2="high:Q"),
        base.mark_line(color=_BLUE, strokeWidth=2, invalid="break-paths-show-domains").encode(y=up),
        base.transform_filter(known).mark_point(color=_BLUE, filled=True, size=55, opacity=1).encode(y=up),
    ]
    levels = [(level, *drawn) for level, drawn in _levels(series) if level is not None]
    highest = max((level.value for level, *_ in levels), default=0.0)
    for level, colour, dash in levels:
        layers += _level(level, colour, dash, above=level.value in {highest, 0})
    return alt.layer(*layers).properties(height=_HEIGHT, description=series.described, padding=_PADDING)


def _levels(series: Series) -> Sequence[tuple[Level | None, tuple[str, list[int]]]]:
    baseline, target = series.baseline, series.target
    if baseline and target and baseline.value == target.value:
        # One line, with both names.
        target = Level(target.value, f"{target.label} · {baseline.label}")
        baseline = None
    return (baseline, (_GREY, [2, 3])), (target, (_ORANGE, [7, 4]))


def _is_flat(series: Series) -> bool:
    """Whether all that is drawn is one value, which alone makes no axis."""
    drawn = {level.value for level in (series.baseline, series.target) if level is not None}
    for point in series.points:
        drawn |= {value for value in (point.value, point.low, point.high) if value is not None}
    return len(drawn) < 2


def _level(level: Level, colour: str, dash: list[int], above: bool) -> list[alt.Chart]:
    """A line with its label, above the upper one and below the lower one, so that two that are close do not collide."""
    data = alt.Chart(alt.InlineData(values=[{"value": level.value, "label": level.label}]))
    line = data.mark_rule(color=colour, strokeDash=dash, strokeWidth=2).encode(y="value:Q")
    label = data.mark_text(
        color=colour,
        fontSize=12,
        fontWeight=600,
        align="left",
        dx=2,
        dy=-4 if above else 4,
        baseline="bottom" if above else "top",
    )
    return [line, label.encode(y="value:Q", x=alt.value(0), text="label:N")]


def tornado(spans: Sequence[Span], axis: str, described: str) -> alt.LayerChart | alt.FacetChart:
    """What a result would be at either end of each assumption, and where it is zero."""
    rows = [{"name": each.name, "low": each.low, "high": each.high, "told": each.told} for each in spans]
    names = [each.name for each in spans]
    along = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=220))
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=_BLUE, height={"band": 0.6})
        .encode(y=along, x=alt.X("low:Q", title=axis), x2="high:Q", tooltip=[alt.Tooltip("told:N", title=" ")])
    )
    line = alt.Chart(alt.InlineData(values=[{"value": 0}])).mark_rule(color=_ORANGE, strokeWidth=2)
    return alt.layer(bars, line.encode(x="value:Q")).properties(height={"step": 30}, description=described)
