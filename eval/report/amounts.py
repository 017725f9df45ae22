"""Figures as people read them: with unit, and no more digits than they are worth."""

from math import floor, log10

from eval.statistics.resampling import Interval
from knowledge.goals import Goal, Unit

_SCORES = ("retrieval.ndcg@10", "abstention.ece", "answer.f1", "answer.similarity")
_NARROW = "\u202f"  # a thin space that no line breaks at: "6 100", "87 %"


def unit_of(metric: str) -> Unit:
    """That of a metric which no goal names."""
    if metric.endswith("_ms"):
        return "ms"
    if metric.startswith("cost."):
        return "SEK"
    return "score" if metric in _SCORES else "share"


def amount(value: float | None, unit: Unit) -> str:
    if value is None:
        return "not measured"
    match unit:
        case "share":
            return f"{_percent(value)}{_NARROW}%"
        case "score":
            return f"{value:.2f}"
        case "SEK":
            return f"SEK{_NARROW}{_money(value)}"
        case _:
            return f"{_number(value)}{_NARROW}{unit}"


def between(interval: Interval | None, unit: Unit) -> str:
    """The unit once: "84.1–90.2 %"."""
    if interval is None:
        return ""
    low, high = interval
    if unit == "share":
        return f"{_percent(low)}–{_percent(high)}{_NARROW}%"
    return f"{amount(low, unit).removesuffix(f'{_NARROW}{unit}')}–{amount(high, unit).removeprefix(f'SEK{_NARROW}')}"


def gained(value: float, unit: Unit) -> str:
    """A change or a gap, with its sign; of shares in percentage points."""
    return f"{_sign(value)}{size(value, unit)}"


def gained_between(interval: Interval, unit: Unit) -> str:
    """The unit once: "−28.1 to −9.4 points"."""
    low, high = interval
    first = gained(low, unit)
    return f"{first.removesuffix(f'{_NARROW}points').removesuffix(f'{_NARROW}{unit}')} to {gained(high, unit)}"


def size(value: float, unit: Unit) -> str:
    """Of a change or a gap, without its sign."""
    return f"{abs(value) * 100:.1f}{_NARROW}points" if unit == "share" else amount(abs(value), unit)


def aim(goal: Goal) -> str:
    return f"{'≥' if goal.higher_is_better else '≤'}{_NARROW}{amount(goal.target, goal.unit)}"


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"


def _percent(value: float) -> str:
    """Never "100" for what is not all, nor "0" for what is not nothing."""
    shown = f"{value * 100:.1f}"
    if shown == "100.0":
        return "100" if value >= 1 else "> 99.9"
    return "0" if value == 0 else "< 0.1" if shown == "0.0" else shown


def _money(value: float) -> str:
    """To the öre, and what is less than that to the first digit that counts."""
    if abs(value) >= 1:
        return _number(value)
    return f"{value:.{max(2, -floor(log10(abs(value)))) if value else 2}f}"


def _number(value: float) -> str:
    rounded = round(value) if abs(value) >= 10 else round(value, 2)
    return f"{rounded:,}".replace(",", _NARROW)
