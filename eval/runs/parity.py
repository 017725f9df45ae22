"""Is it as good for everyone? Each slice of the questions beside the whole: the bias audit.

A slice is below when its figure is more than the allowed gap under the whole, and surely under it: the interval of the
gap leaves out 0. The intervals of a rule's judged slices hold together with 95 % (Bonferroni), because one of many
would look bad by chance. Their width is a bootstrap's standard error (Efron and Tibshirani 1993).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from eval.runs.figures import LOWER_IS_BETTER
from eval.runs.record import CaseResult
from eval.statistics.resampling import Interval
from knowledge.goals import Parity

LEAST_CASES = 10
_ERROR = 0.05
_RESAMPLES = 2000


class Verdict(StrEnum):
    """SMALL: fewer than LEAST_CASES questions, which are shown and not judged."""

    WITHIN = "within"
    BELOW = "below"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class SliceGap:
    """One slice under one rule. `difference`, in the figure's unit, is above 0 where it is better than the whole."""

    rule: Parity
    value: str
    cases: int
    score: float
    whole: float
    difference: float
    interval: Interval
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Slice:
    rule: Parity
    value: str
    members: NDArray[np.bool_]
    scores: NDArray[np.float64]  # nan where the figure does not apply

    @property
    def cases(self) -> int:
        return int((self.members & ~np.isnan(self.scores)).sum())


def parity(cases: Sequence[CaseResult], rules: Sequence[Parity], seed: int) -> tuple[SliceGap, ...]:
    """In the order of the rules, the widest gap first."""
    weights = _resampled(len(cases), seed)
    return tuple(gap for rule in rules for gap in _gaps(_slices(cases, rule), weights))


def _gaps(slices: Sequence[_Slice], weights: NDArray[np.float64]) -> list[SliceGap]:
    judged = sum(each.cases >= LEAST_CASES for each in slices)
    width = NormalDist().inv_cdf(1 - _ERROR / (2 * max(judged, 1)))
    return sorted((_gap(each, weights, width) for each in slices), key=lambda gap: gap.difference)


def _slices(cases: Sequence[CaseResult], rule: Parity) -> list[_Slice]:
    scored = (case.scores.get(rule.metric) for case in cases)
    scores = np.array([np.nan if score is None else score for score in scored], np.float64)
    names = np.array([case.slices.get(rule.slice, "") for case in cases])
    found = [_Slice(rule, str(name), names == name, scores) for name in np.unique(names) if name]
    return [each for each in found if each.cases]


def _resampled(cases: int, seed: int) -> NDArray[np.float64]:
    """How often each case is drawn in each resample: (resamples, cases)."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(cases, np.full(cases, 1 / max(cases, 1)), _RESAMPLES).astype(np.float64)


def _gap(of: _Slice, weights: NDArray[np.float64], width: float) -> SliceGap:
    scored = ~np.isnan(of.scores)
    scores = np.where(scored, of.scores, 0.0)
    sign = -1 if of.rule.metric in LOWER_IS_BETTER else 1
    whole, part = float(scores[scored].mean()), float(scores[scored & of.members].mean())
    drawn = _means(scores, scored & of.members, weights) - _means(scores, scored, weights)
    difference, margin = sign * (part - whole), width * float(np.nanstd(drawn))
    below = difference + margin < 0 and -difference > of.rule.allowed_gap
    verdict = Verdict.SMALL if of.cases < LEAST_CASES else Verdict.BELOW if below else Verdict.WITHIN
    interval = difference - margin, difference + margin
    return SliceGap(of.rule, of.value, of.cases, part, whole, difference, interval, verdict)


def _means(scores: NDArray[np.float64], among: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean in each resample; nan where none of these cases was drawn."""
    counts = weights @ among
    with np.errstate(invalid="ignore"):
        means: NDArray[np.float64] = weights @ (scores * among) / counts
    return means
