"""How far would a figure move had other questions been drawn? Percentile bootstrap intervals, single and paired.

Source: Efron and Tibshirani, "An introduction to the bootstrap" (1993).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

RESAMPLES = 500
Row = TypeVar("Row")
Figures = Mapping[str, float | None]
Interval = tuple[float, float]


def intervals(
    rows: Sequence[Row], figures: Callable[[Sequence[Row]], Figures], seed: int, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """95 % intervals of each figure over the rows drawn with replacement; without those that are None.

    Every interval holds its figure: drawing with replacement raises a calibration error near zero above itself.
    """
    return _intervals(len(rows), lambda at: figures([rows[index] for index in at]), seed, resamples)


def paired_intervals(
    one: Sequence[Row],
    other: Sequence[Row],
    figures: Callable[[Sequence[Row]], Figures],
    seed: int,
    resamples: int = RESAMPLES,
) -> dict[str, Interval]:
    """95 % intervals of what each figure of `one` is above that of `other`, row by row of the same question."""
    if len(one) != len(other):
        raise ValueError("Paired rows must be of the same questions.")

    def differences(at: Sequence[int]) -> Figures:
        mine, its = figures([one[index] for index in at]), figures([other[index] for index in at])
        return {name: _difference(mine[name], its[name]) for name in mine}

    return _intervals(len(one), differences, seed, resamples)


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _intervals(
    rows: int, figures: Callable[[Sequence[int]], Figures], seed: int, resamples: int
) -> dict[str, Interval]:
    if not rows:
        return {}
    generator = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        for name, value in figures(generator.integers(rows, size=rows).tolist()).items():
            if value is not None:
                drawn.setdefault(name, []).append(value)
    found = {}
    for name, value in figures(range(rows)).items():
        if value is not None and name in drawn:
            low, high = np.percentile(drawn[name], (2.5, 97.5))
            found[name] = (min(float(low), value), max(float(high), value))
    return found
