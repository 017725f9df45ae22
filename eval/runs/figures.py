"""From the results of a run's questions to its metrics, for all of them or for any part."""

from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np

from eval.runs.record import CaseResult, Suite
from eval.statistics.calibration import calibration_error
from eval.statistics.resampling import Figures

DEFINITIONS: Mapping[str, str] = {
    "retrieval.ndcg@10": "how high the gold documents stand among the ten best; 0 when none of them does",
    "retrieval.context_precision": "of the passages that the writer works with, those that hold a gold quote",
    "retrieval.context_recall": "of the gold quotes, those held by a passage that the writer works with",
    "evidence.quoted_spans": "of the quotes of an answer, those that stand word for word in what was found for it",
    "evidence.citation_precision": "of the documents that an answer cites, the gold ones; over answers",
    "evidence.citation_recall": "answers that cite a gold document, any of them; over answers",
    "evidence.gold_quote_recall": "of the gold quotes, those that a citation overlaps; over answers",
    "answer.supported_rate": "of an answer's sentences, those whose quotes stand in place and support them",
    "answer.f1": "words shared with the reference answer (token F1); a refusal counts 0",
    "answer.contains": "answers that say one of the expected short forms; a refusal counts 0",
    "answer.similarity": "cosine of the meanings of answer and reference; a refusal counts 0",
    "answer.right": "answered with a gold document cited first and a short form said, or rightly refused",
    "abstention.precision": "of the refused questions, those that cannot be answered",
    "abstention.recall": "of the questions that cannot be answered, the refused ones",
    "abstention.false_refusals": "of the questions that can be answered, the refused ones",
    "abstention.ece": "how far the confidence lies from the share of answers that begin with a gold document",
    "conversation.right": "`answer.right` of follow-up questions",
    "latency.p50_ms": "half of the questions are answered within this time",
    "latency.p95_ms": "95 % of the questions are answered within this time",
    "cost.per_question": "kronor a question: processor time, and tokens where a model writes",
    "judge.faithfulness": "of the statements in an answer, those that follow from the passages, says the judge",
    "judge.answer_relevancy": "how near the questions that the judge reads out of an answer are to the one asked",
    "judge.context_precision": "how high among the passages stand those that the judge finds useful",
    "judge.context_recall": "of the reference's statements, those that follow from the passages, says the judge",
    "judge.factual_correctness": "agreement of the statements of answer and reference (F1), says the judge",
    "judge.noise_sensitivity": "of an answer's statements, the wrong ones that the passages led to, says the judge",
    "judge.failed": "of the judgements, those that came to nothing; each counts as the worst score",
}
"""What each metric means, and what counts as a miss. Shares are from 0 to 1."""

LOWER_IS_BETTER = frozenset(
    {
        "abstention.false_refusals",
        "abstention.ece",
        "latency.p50_ms",
        "latency.p95_ms",
        "cost.per_question",
        "judge.noise_sensitivity",
        "judge.failed",
    }
)
NOT_REPRODUCIBLE = frozenset({"latency.p50_ms", "latency.p95_ms", "cost.per_question"})
"""They measure the machine as well, and differ from one run to the next."""


def metrics_of(cases: Sequence[CaseResult]) -> Figures:
    """Every metric that was measured on these questions; None where they do not allow one.

    A metric of single questions is the mean of their scores, a miss among them as 0; the others are of all together.
    """
    scores: dict[str, list[float]] = {}
    for case in cases:
        for name, score in case.scores.items():
            scores.setdefault(name, [])
            if score is not None:
                scores[name].append(score)
    means = {name: fmean(values) if values else None for name, values in sorted(scores.items())}
    return {**means, **_abstention(cases), **_spent(cases)} if cases else {}


def suites_of(metric: str) -> frozenset[Suite]:
    """The suites that measure it; empty for what every run does."""
    area = metric.partition(".")[0]
    if area == "abstention":
        return frozenset({Suite.ANSWER, Suite.CONVERSATION})
    return frozenset({Suite(area)}) if area in set(Suite) else frozenset()


def _abstention(cases: Sequence[CaseResult]) -> Figures:
    """What could not be asked was neither refused nor answered, and so counts against both."""
    refused = [case for case in cases if case.abstained]
    answerable = [case for case in cases if case.answerable]
    unanswerable = [case for case in cases if not case.answerable]
    return {
        "abstention.precision": _share([not case.answerable for case in refused]),
        "abstention.recall": _share([case.abstained for case in unanswerable]),
        "abstention.false_refusals": _share([not case.answered for case in answerable]),
        "abstention.ece": calibration_error([case.confidence for case in cases], [case.right for case in cases]),
    }


def _spent(cases: Sequence[CaseResult]) -> Figures:
    totals = [case.timings_ms["total"] for case in cases if "total" in case.timings_ms]
    p50, p95 = np.percentile(totals, (50, 95)).tolist() if totals else (None, None)
    return {
        "latency.p50_ms": p50,
        "latency.p95_ms": p95,
        "cost.per_question": fmean(case.cost_sek for case in cases),
    }


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None
