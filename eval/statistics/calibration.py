"""Does confidence tell right from wrong, and does it mean what it says?

Sources: Guo et al., "On calibration of modern neural networks" (ICML 2017) for the calibration error, with bins of
equal mass after Nguyen and O'Connor, "Posterior calibration and exploratory analysis" (EMNLP 2015); Murphy, "A new
vector partition of the probability score" (1973); Geifman, Uziel and El-Yaniv, "Bias-reduced uncertainty estimation for
deep neural classifiers" (ICLR 2019) for the area under risk and coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

BINS = 10
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """About a tenth of the cases, of neighbouring confidence: their number, mean confidence and share of right."""

    cases: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering from this `threshold` on covers this share of the cases, and this share of those answered is wrong."""

    coverage: float
    threshold: float
    risk: float


@dataclass(frozen=True, slots=True)
class AbstentionPoint:
    """Refusing what is no more confident than `confidence` catches `recall` of the unanswerable cases, and refuses
    the share `false_refusals` of the answerable ones."""

    confidence: float
    recall: float
    false_refusals: float


@dataclass(frozen=True, slots=True)
class Brier:
    """The mean squared error of the confidence: score = reliability - resolution + uncertainty.

    `uncertainty` is what a constant confidence at the mean would score, `resolution` what the bins win by differing
    from each other, `reliability` (lower is better) what is lost by confidences that don't come true.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float


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
    """Ten bins of equal mass, from unsure to sure; fewer where many have the same confidence, which share a bin."""
    if not confidences:
        return ()
    values, labels = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    cuts = np.sort(values)[[ceil(len(values) * step / BINS) - 1 for step in range(1, BINS)]]
    places = np.searchsorted(cuts, values)
    return tuple(
        Bin(int(inside.sum()), float(values[inside].mean()), float(labels[inside].mean()))
        for inside in (places == place for place in range(BINS))
        if inside.any()
    )


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Expected calibration error over ten bins of equal mass; None without cases."""
    if not confidences:
        return None
    bins = reliability(confidences, right)
    return sum(each.cases * abs(each.confidence - each.right) for each in bins) / len(confidences)


def brier(confidences: Sequence[float], right: Sequence[bool]) -> Brier | None:
    """None without cases. What confidences differ by within a bin is counted to the reliability."""
    if not confidences:
        return None
    values, labels = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    score, base = float(((values - labels) ** 2).mean()), float(labels.mean())
    resolution = sum(each.cases * (each.right - base) ** 2 for each in reliability(confidences, right)) / len(values)
    uncertainty = base * (1 - base)
    return Brier(score, score + resolution - uncertainty, resolution, uncertainty)


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """A point for each threshold that makes a difference, strictest first; empty without cases."""
    values, counts, wrong = _by_confidence(confidences, right)
    answered = np.cumsum(counts)
    return tuple(
        RiskPoint(float(covered), float(threshold), float(risk))
        for covered, threshold, risk in zip(
            answered / max(len(confidences), 1), values, np.cumsum(wrong) / answered, strict=True
        )
    )


def area_under_risk(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """AURC: the risk among the k most confident cases, averaged over every k; cases of equal confidence in any order.

    0 when nothing is wrong, 1 when everything is; None without cases.
    """
    if not confidences:
        return None
    _, counts, wrong = _by_confidence(confidences, right)
    expected_wrong = np.cumsum(np.repeat(wrong / counts, counts))
    return float((expected_wrong / np.arange(1, len(confidences) + 1)).mean())


def abstention_curve(confidences: Sequence[float], answerable: Sequence[bool]) -> tuple[AbstentionPoint, ...]:
    """A point for each confidence at which refusing could end, lowest first; empty when there are not both kinds."""
    labels = np.asarray(answerable, bool)
    if labels.all() or not labels.any():
        return ()
    values, counts, unanswerable = _by_confidence(confidences, answerable)
    caught = np.cumsum(unanswerable[::-1]) / (~labels).sum()
    refused = np.cumsum((counts - unanswerable)[::-1]) / labels.sum()
    return tuple(AbstentionPoint(*map(float, point)) for point in zip(values[::-1], caught, refused, strict=True))


def false_refusals_at(recall: float, confidences: Sequence[float], answerable: Sequence[bool]) -> float | None:
    """The share of answerable cases refused by the lowest threshold that refuses `recall` of the others."""
    points = abstention_curve(confidences, answerable)
    return next((point.false_refusals for point in points if point.recall >= recall - 1e-12), None)


def _by_confidence(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Array, NDArray[np.int64], Array]:
    """The different confidences, highest first, with how many cases have each, and how many of those are not right."""
    values, group, counts = np.unique(np.asarray(confidences, np.float64), return_inverse=True, return_counts=True)
    wrong = np.bincount(group, ~np.asarray(right, bool), len(values)).astype(np.float64)
    return values[::-1], counts[::-1].astype(np.int64), wrong[::-1]
