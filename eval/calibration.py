"""Does confidence tell right from wrong, and does it mean what it says? AUROC, calibration error, risk and coverage.

Sources: Guo et al., "On calibration of modern neural networks" (ICML 2017) for the calibration error; El-Yaniv and
Wiener, "On the foundations of noise-free selective classification" (JMLR 2010) for risk and coverage; Efron and
Tibshirani, "An introduction to the bootstrap" (1993) for intervals.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

BINS = 10
RESAMPLES = 200
_COVERAGES = tuple(round(0.1 * step, 1) for step in range(1, 11))

Row = TypeVar("Row")
Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases whose confidence lies in one tenth of the scale: their number, mean confidence and share of right."""

    cases: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering only the `coverage` most confident share of the cases means this threshold and this share of wrong."""

    coverage: float
    threshold: float
    risk: float


def auroc(confidences: Sequence[float], positive: Sequence[bool]) -> float | None:
    """The chance that a positive case has a higher confidence than a negative one, ties counted half.

    None when there are not both kinds.
    """
    values, labels = np.asarray(confidences, np.float64), np.asarray(positive, bool)
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if not positives or not negatives:
        return None
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """The bins that hold a case, from unsure to sure."""
    values, labels = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    places = np.minimum((values * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(int(inside.sum()), float(values[inside].mean()), float(labels[inside].mean()))
        for inside in (places == place for place in range(BINS))
        if inside.any()
    )


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Expected calibration error over ten bins of equal width; None without cases."""
    if not confidences:
        return None
    bins = reliability(confidences, right)
    return sum(each.cases * abs(each.confidence - each.right) for each in bins) / len(confidences)


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """A point for each tenth of the cases, most confident first; empty without cases."""
    if not confidences:
        return ()
    order = np.argsort(-np.asarray(confidences, np.float64), kind="stable")
    wrong = np.cumsum(~np.asarray(right, bool)[order])
    points = []
    for coverage in _COVERAGES:
        last = max(round(coverage * len(order)), 1) - 1
        points.append(RiskPoint(coverage, float(confidences[order[last]]), float(wrong[last]) / (last + 1)))
    return tuple(points)


def bootstrap(
    rows: Sequence[Row], figures: Callable[[Sequence[Row]], Figures], seed: int, resamples: int = RESAMPLES
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of each figure over the rows drawn with replacement; without those that are None."""
    if not rows:
        return {}
    generator = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        for name, value in figures([rows[at] for at in generator.integers(len(rows), size=len(rows))]).items():
            if value is not None:
                drawn.setdefault(name, []).append(value)
    return {
        name: (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))) for name, values in drawn.items()
    }
