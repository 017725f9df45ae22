"""Figures with 95 % intervals, where one person may have given several of the observations.

What one person asks and says is alike, so twenty questions of two people tell less than twenty of twenty. The variance
is that between people (linearized ratio estimator: Cochran, "Sampling techniques", 1977, chapter 9). A share has
Wilson's interval at the effective number of observations (Korn and Graubard, "Confidence intervals for proportions with
small expected number of positive counts estimated from survey data", 1998).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

_Z = 1.959964
# What is smaller than this, relative to the value, comes of adding floating point numbers.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Estimate:
    """`n` observations of `people` people; no interval where they are too few or too alike to give one."""

    value: float
    n: int
    people: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """The sum of one person's observations, and how many they are."""

    total: float
    n: int


def share(observed: Sequence[Observed]) -> Estimate | None:
    """Of observations that are 0 or 1; None without any."""
    n = sum(each.n for each in observed)
    if not n:
        return None
    value = sum(each.total for each in observed) / n
    alone = value * (1 - value) / n
    together = _variance(observed, value, n)
    effective = n / max(1.0, together / alone) if alone and together is not None else float(n)
    middle = (value + _Z**2 / (2 * effective)) / (1 + _Z**2 / effective)
    half = _Z * sqrt(value * (1 - value) / effective + _Z**2 / (4 * effective**2)) / (1 + _Z**2 / effective)
    return Estimate(value, n, len(observed), max(0.0, middle - half), min(1.0, middle + half))


def mean(observed: Sequence[Observed], lowest: float, highest: float) -> Estimate | None:
    """Of observations on the scale from `lowest` to `highest`; None without any."""
    n = sum(each.n for each in observed)
    if not n:
        return None
    value = sum(each.total for each in observed) / n
    variance = _variance(observed, value, n)
    if not variance or sqrt(variance) <= _ROUNDING * abs(value):
        return Estimate(value, n, len(observed))
    half = _student(len(observed) - 1) * sqrt(variance)
    return Estimate(value, n, len(observed), max(lowest, value - half), min(highest, value + half))


def quantile(values: Sequence[float], at: float, people: int) -> Estimate | None:
    """The smallest value that a share `at` of them do not exceed; its interval from the ranks (binomial)."""
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    value = ordered[max(0, ceil(at * n) - 1)]
    spread = _Z * sqrt(n * at * (1 - at))
    first, last = floor(n * at - spread), ceil(n * at + spread)
    if first < 1 or last > n:
        return Estimate(value, n, people)
    return Estimate(value, n, people, ordered[first - 1], ordered[last - 1])


def _variance(observed: Sequence[Observed], value: float, n: int) -> float | None:
    people = len(observed)
    if people < 2:
        return None
    return people / (people - 1) * sum((each.total - value * each.n) ** 2 for each in observed) / n**2


def _student(freedom: int) -> float:
    """The 97.5th percentile of Student's t, by the expansion of Abramowitz and Stegun 26.7.5; 1 % off at 3."""
    z, v = _Z, freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(v) ** (power + 1) for power, term in enumerate(terms))
