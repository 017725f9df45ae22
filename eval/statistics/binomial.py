"""How sure is a share of few cases? Exact bounds, without a library for them.

Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial" (1934).
"""

from collections.abc import Callable
from math import log

import numpy as np

_HALVINGS = 30  # to a thousandth of a millionth


def at_most(successes: int, cases: int, chance: float) -> float:
    """The probability of no more than `successes` in `cases` when each comes with `chance`, 0 to 1."""
    if successes >= cases or chance <= 0:
        return 1.0
    if chance >= 1:
        return 0.0
    counts = np.arange(1, successes + 1)
    ways = np.concatenate([[0.0], np.cumsum(np.log((cases - counts + 1) / counts))])
    chances = np.arange(successes + 1) * log(chance) + np.arange(cases, cases - successes - 1, -1) * log(1 - chance)
    return min(1.0, float(np.exp(ways + chances).sum()))


def upper_bound(successes: int, cases: int, error: float) -> float:
    """The chance that is exceeded with probability `error` at most, one-sided; 1 without cases."""
    if successes >= cases:
        return 1.0
    return _crossing(lambda chance: at_most(successes, cases, chance) > error)


def lower_bound(successes: int, cases: int, error: float) -> float:
    """The chance that is fallen short of with probability `error` at most, one-sided; 0 without cases."""
    return 1 - upper_bound(cases - successes, cases, error) if cases else 0.0


def _crossing(holds: Callable[[float], bool]) -> float:
    """Where, from 0 to 1, `holds` ends."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return high
