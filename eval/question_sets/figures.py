"""From judged answers to the figures of a report, with bootstrap intervals, for all questions and by language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from statistics import fmean
from typing import Any, Protocol, TypeVar

import numpy as np

from assistant.schemas.answers import AnswerStatus
from eval.statistics.binomial import lower_bound, upper_bound
from eval.statistics.calibration import (
    Bin,
    abstention_curve,
    area_under_risk,
    auroc,
    brier,
    calibration_error,
    false_refusals_at,
    reliability,
    risk_coverage,
)
from eval.statistics.resampling import Figures, intervals, paired_intervals

ABSTENTION_RECALL = 0.9
FALSE_REFUSALS_AT = f"abstention.false_refusals_at_abstention_recall_{ABSTENTION_RECALL:.2f}"
LOWER_IS_BETTER = frozenset(
    (
        "abstention.false_refusals",
        FALSE_REFUSALS_AT,
        "abstention.wrong",
        "abstention.ece",
        "abstention.brier",
        "abstention.aurc",
    )
)
_LATENCY = "latency_ms"
_CURVE_POINTS = 60

Point = TypeVar("Point")


class Outcome(StrEnum):
    """What became of a question: it went right, or the first stage of the pipeline at which it went wrong.

    retrieval: no gold document is among the ten best. ranking: one is, and the answer, or what it would have been,
    begins with another document. verification: what was written was held back. writing: the right document is cited
    first, and half the words of every expected answer are missing. abstention: the answer would have been from the
    right document and was withheld, or one was given where there is none.
    """

    RIGHT = "right"
    RETRIEVAL = "retrieval"
    RANKING = "ranking"
    WRITING = "writing"
    VERIFICATION = "verification"
    ABSTENTION = "abstention"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it.

    `right`: the answer, or what a withheld one would have been, begins with a citation of a gold document. `cited`
    are the documents the answer cites, first things first. `f1` and `contains` are None where no answer is expected.
    `sayable`: some sentence would be delivered whatever the confidence.
    """

    language: str
    answerable: bool
    foreign: bool
    status: AnswerStatus
    confidence: float
    right: bool
    sayable: bool
    outcome: Outcome
    cited: tuple[str, ...]
    gold: frozenset[str]
    f1: float | None
    contains: float | None
    sentences: int
    supported: int
    timings_ms: dict[str, float]

    @property
    def abstained(self) -> bool:
        return self.status is AnswerStatus.ABSTAINED


class Graded(Protocol):
    """What the curves of confidence are drawn from: `right` as in Judged."""

    @property
    def confidence(self) -> float: ...

    @property
    def right(self) -> bool: ...

    @property
    def answerable(self) -> bool: ...


def answers_report(judged: Sequence[Judged], seed: int) -> dict[str, Any]:
    return {
        **_report(judged, seed),
        "outcomes": {outcome.value: sum(each.outcome is outcome for each in judged) for outcome in Outcome},
        "calibration": _calibration(judged),
        **confidence_curves(judged),
        "by_language": {
            language: _report([each for each in judged if each.language == language], seed)
            for language in sorted({each.language for each in judged})
        },
        "by_origin": {
            name: _rejection([each for each in judged if each.answerable or each.foreign is foreign])
            for name, foreign in (("own", False), ("foreign", True))
            if any(not each.answerable and each.foreign is foreign for each in judged)
        },
    }


def compared(whole: Sequence[Judged], reduced: Mapping[str, Sequence[Judged]], seed: int) -> dict[str, Any]:
    """For each part that was taken out every figure with and without it, and what it is worth, with an interval.

    A worth above 0 is a gain, also where the figure is better when lower.
    """
    with_it = quality_of(whole)
    report: dict[str, Any] = {}
    for part, judged in reduced.items():
        without = quality_of(judged)
        rows = {}
        for place, (low, high) in paired_intervals(whole, judged, quality_of, seed).items():
            one, other, sign = with_it[place] or 0.0, without[place] or 0.0, -1 if place in LOWER_IS_BETTER else 1
            rows[place] = {
                "with": _rounded(one),
                "without": _rounded(other),
                "worth": _rounded(sign * (one - other)),
                "interval": [_rounded(bound) for bound in sorted((sign * low, sign * high))],
            }
        report[part] = rows
    return report


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Every figure by its place in the report; None where the questions do not allow it."""
    totals = [each.timings_ms["total"] for each in judged]
    p50, p95 = np.percentile(totals, (50, 95)).tolist() if totals else (None, None)
    return {**quality_of(judged), f"{_LATENCY}.p50": p50, f"{_LATENCY}.p95": p95}


def quality_of(judged: Sequence[Judged]) -> Figures:
    """The figures but for the time.

    Citation precision and recall are over answered questions that have gold documents; the `strict` ones are over all
    that have, and a refusal counts 0; `end_to_end` is the share of these answered with the right citation first.
    `abstention.wrong` is the share of the given answers that begin with another document than a gold one.
    """
    answerable = [each for each in judged if each.answerable]
    with_gold = [each for each in answerable if each.gold]
    cited = [each for each in with_gold if each.cited]
    given = [each for each in judged if not each.abstained]
    abstained = [each for each in judged if each.abstained]
    unanswerable = [each for each in judged if not each.answerable]
    confidences, right = [each.confidence for each in judged], [each.right for each in judged]
    is_answerable = [each.answerable for each in judged]
    squared = brier(confidences, right)
    return {
        "answer.f1": _mean(answerable, lambda each: each.f1),
        "answer.contains": _mean(answerable, lambda each: each.contains),
        "citations.precision": _mean(cited, _precision),
        "citations.recall": _mean(cited, _recall),
        "citations.precision_strict": _mean(with_gold, _precision),
        "citations.recall_strict": _mean(with_gold, _recall),
        "citations.end_to_end": _mean(with_gold, lambda each: float(each.right and not each.abstained)),
        "supported_rate": _share(sum(each.supported for each in judged), sum(each.sentences for each in judged)),
        "abstention.precision": _share(sum(not each.answerable for each in abstained), len(abstained)),
        "abstention.recall": _share(sum(each.abstained for each in unanswerable), len(unanswerable)),
        "abstention.false_refusals": _share(sum(each.abstained for each in answerable), len(answerable)),
        FALSE_REFUSALS_AT: false_refusals_at(ABSTENTION_RECALL, confidences, is_answerable),
        "abstention.wrong": _share(sum(not each.right for each in given), len(given)),
        "abstention.auroc": auroc(confidences, is_answerable),
        "abstention.ece": calibration_error(confidences, right),
        "abstention.brier": squared.score if squared else None,
        "abstention.aurc": area_under_risk(confidences, right),
    }


def _precision(each: Judged) -> float:
    return sum(id_ in each.gold for id_ in each.cited) / max(len(each.cited), 1)


def _recall(each: Judged) -> float:
    """Any gold document will do: they are alternatives (eval/question_sets/files.py)."""
    return float(not each.gold.isdisjoint(each.cited))


def _report(judged: Sequence[Judged], seed: int) -> dict[str, Any]:
    report: dict[str, Any] = {"questions": len(judged)}
    report |= {status.value: sum(each.status is status for each in judged) for status in AnswerStatus}
    for place, value in figures_of(judged).items():
        section, _, name = place.partition(".")
        if name:
            report.setdefault(section, {})[name] = _rounded(value, place)
        else:
            report[section] = _rounded(value)
    report[_LATENCY] |= _stages(judged)
    report["intervals"] = {
        place: [_rounded(bound, place) for bound in found]
        for place, found in intervals(judged, figures_of, seed).items()
    }
    return report


def _rejection(judged: Sequence[Judged]) -> dict[str, Any]:
    """How well one kind of unanswerable questions is told from the answerable ones."""
    unanswerable = [each for each in judged if not each.answerable]
    figures = quality_of(judged)
    places = ("abstention.recall", "abstention.auroc", FALSE_REFUSALS_AT)
    return {
        "unanswerable": len(unanswerable),
        **{place.partition(".")[2]: _rounded(figures[place]) for place in places},
    }


def _calibration(judged: Sequence[Judged]) -> dict[str, Any]:
    found = brier([each.confidence for each in judged], [each.right for each in judged])
    return {name: _rounded(value) for name, value in asdict(found).items()} if found else {}


def confidence_curves(judged: Sequence[Graded]) -> dict[str, Any]:
    """Points of risk and coverage and of abstention, and bins of reliability, as in a report."""
    confidences, right = [each.confidence for each in judged], [each.right for each in judged]
    answerable = [each.answerable for each in judged]
    return {
        "risk_coverage": [_point(asdict(each)) for each in _thinned(risk_coverage(confidences, right))],
        "abstention_curve": [_point(asdict(each)) for each in _thinned(abstention_curve(confidences, answerable))],
        "reliability": [_bin(each) for each in reliability(confidences, right)],
    }


def _thinned(points: Sequence[Point]) -> list[Point]:
    """At most _CURVE_POINTS of them, with the first and the last."""
    at = np.linspace(0, len(points) - 1, min(len(points), _CURVE_POINTS)).round().astype(int).tolist()
    return [points[index] for index in at]


def _bin(each: Bin) -> dict[str, Any]:
    """With the exact 95 % interval of the share of right ones."""
    right = round(each.right * each.cases)
    bounds = lower_bound(right, each.cases, 0.025), upper_bound(right, each.cases, 0.025)
    return {**_point(asdict(each)), "interval": [_rounded(bound) for bound in bounds]}


def _stages(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    names = [name for name in judged[0].timings_ms if name != "total"] if judged else []
    times = {name: np.percentile([each.timings_ms[name] for each in judged], (50, 95)).tolist() for name in names}
    return {
        "stages": {name: round(p50, 1) for name, (p50, _) in times.items()},
        "stages_p95": {name: round(p95, 1) for name, (_, p95) in times.items()},
    }


def _mean(rows: Sequence[Judged], value: Callable[[Judged], float | None]) -> float | None:
    values = [found for row in rows if (found := value(row)) is not None]
    return fmean(values) if values else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(value: float | None, place: str = "") -> float | None:
    return None if value is None else round(value, 1 if place.startswith(_LATENCY) else 4)


def _point(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
