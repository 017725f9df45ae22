"""From judged answers to the figures of a report, with bootstrap intervals, for all questions and by language."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

import numpy as np

from assistant.schemas import AnswerStatus
from eval.calibration import Figures, auroc, bootstrap, calibration_error, reliability, risk_coverage


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it.

    `right`: the answer, or what a withheld one would have been, begins with a citation of a gold document. `cited`
    are the documents the answer cites, first things first. `f1` and `contains` are None where no answer is expected.
    """

    language: str
    answerable: bool
    status: AnswerStatus
    confidence: float
    right: bool
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


def answers_report(judged: Sequence[Judged], seed: int) -> dict[str, Any]:
    return {
        **_report(judged),
        "intervals": {
            name: [round(low, 4), round(high, 4)] for name, (low, high) in bootstrap(judged, figures_of, seed).items()
        },
        **_curves(judged),
        "latency_ms": _latency(judged),
        "by_language": {
            language: _report([each for each in judged if each.language == language])
            for language in sorted({each.language for each in judged})
        },
    }


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Every figure by its place in the report; None where the questions do not allow it.

    Citation precision and recall are over answered questions that have gold documents; `end_to_end` is the share of
    all answerable questions that were answered with the right citation first, so that a refusal is a miss.
    """
    answerable = [each for each in judged if each.answerable]
    cited = [each for each in answerable if each.gold and each.cited]
    abstained = [each for each in judged if each.abstained]
    unanswerable = [each for each in judged if not each.answerable]
    confidences = [each.confidence for each in judged]
    return {
        "answer.f1": _mean(answerable, lambda each: each.f1),
        "answer.contains": _mean(answerable, lambda each: each.contains),
        "citations.precision": _mean(cited, lambda each: sum(id_ in each.gold for id_ in each.cited) / len(each.cited)),
        "citations.recall": _mean(cited, lambda each: float(not each.gold.isdisjoint(each.cited))),
        "citations.end_to_end": _mean(
            [each for each in answerable if each.gold], lambda each: float(each.right and not each.abstained)
        ),
        "supported_rate": _share(sum(each.supported for each in judged), sum(each.sentences for each in judged)),
        "abstention.precision": _share(sum(not each.answerable for each in abstained), len(abstained)),
        "abstention.recall": _share(sum(each.abstained for each in unanswerable), len(unanswerable)),
        "abstention.false_refusals": _share(sum(each.abstained for each in answerable), len(answerable)),
        "abstention.auroc": auroc(confidences, [each.answerable for each in judged]),
        "abstention.ece": calibration_error(confidences, [each.right for each in judged]),
    }


def _report(judged: Sequence[Judged]) -> dict[str, Any]:
    report: dict[str, Any] = {"questions": len(judged)}
    report |= {status.value: sum(each.status is status for each in judged) for status in AnswerStatus}
    for place, value in figures_of(judged).items():
        section, _, name = place.partition(".")
        rounded = None if value is None else round(value, 4)
        if name:
            report.setdefault(section, {})[name] = rounded
        else:
            report[section] = rounded
    return report


def _curves(judged: Sequence[Judged]) -> dict[str, Any]:
    confidences, right = [each.confidence for each in judged], [each.right for each in judged]
    return {
        "risk_coverage": [_rounded(asdict(point)) for point in risk_coverage(confidences, right)],
        "reliability": [_rounded(asdict(each)) for each in reliability(confidences, right)],
    }


def _latency(judged: Sequence[Judged]) -> dict[str, Any]:
    if not judged:
        return {}
    stages = {name: [each.timings_ms[name] for each in judged] for name in judged[0].timings_ms}
    p50, p95 = np.percentile(stages.pop("total"), (50, 95))
    medians = {name: round(float(np.median(values)), 1) for name, values in stages.items()}
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "stages": medians}


def _mean(rows: Sequence[Judged], value: Callable[[Judged], float | None]) -> float | None:
    values = [found for row in rows if (found := value(row)) is not None]
    return fmean(values) if values else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
