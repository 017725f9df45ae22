"""A whole run made by hand, and what each broken stage would make of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from assistant.schemas.answers import AnswerStatus
from eval.question_sets.figures import Outcome
from eval.runs.baseline import Acceptance, Baseline, accepted
from eval.runs.figures import metrics_of
from eval.runs.record import CaseResult, CitedPassage, RunRecord
from tests.unit.eval.runs import RESULT, RUN

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_TOPICS = ("buying", "data", "pilots")
_GOOD = {
    "retrieval.ndcg@10": 1.0,
    "evidence.citation_precision": 1.0,
    "evidence.citation_recall": 1.0,
    "answer.supported_rate": 1.0,
    "answer.contains": 1.0,
    "answer.right": 1.0,
}
_FAILED = dict.fromkeys(_GOOD, 0.0)
_OTHER = CitedPassage("NF-9", "Parkering", "Parkering kostar 200 kronor.", False)


def answerable(number: int, language: str) -> CaseResult:
    slices = {"language": language, "role": "employee", "topic": _TOPICS[number % 3], "kind": "fact"}
    confidence = 0.6 + number / 100
    return replace(
        RESULT, case_id=f"{language}-{number}", language=language, slices=slices, scores=_GOOD, confidence=confidence
    )


def unanswerable(number: int, language: str) -> CaseResult:
    return replace(
        answerable(number, language),
        case_id=f"{language}-none-{number}",
        answerable=False,
        status=AnswerStatus.ABSTAINED,
        confidence=0.1,
        right=False,
        outcome=Outcome.RIGHT,
        answer="",
        reference="",
        citations=(),
        scores={name: 1.0 if name == "answer.right" else None for name in _GOOD},
    )


CASES = tuple(
    make(number, language)
    for language in ("sv", "en")
    for make, many in ((answerable, 24), (unanswerable, 8))
    for number in range(many)
)


def run_of(cases: tuple[CaseResult, ...]) -> RunRecord:
    return replace(RUN, cases=cases, metrics=metrics_of(cases))


def changed(change: Callable[[CaseResult], CaseResult]) -> RunRecord:
    return run_of(tuple(map(change, CASES)))


def baseline_of(run: RunRecord) -> Baseline:
    return accepted(run, Acceptance(at=NOW, author="Farid Nasseri", reason="The first", run=run.id), None)


def shuffled(case: CaseResult) -> CaseResult:
    """Every second answer begins with another document, because the right one stands lower."""
    if not case.answerable or int(case.case_id.rpartition("-")[2]) % 2:
        return case
    scores = {**_FAILED, "retrieval.ndcg@10": 0.4, "answer.supported_rate": 1.0}
    return replace(case, right=False, outcome=Outcome.RANKING, citations=(_OTHER,), scores=scores)


def wrongly_cited(case: CaseResult) -> CaseResult:
    """Found and ranked as before, and another document cited."""
    broken = shuffled(case)
    return replace(broken, scores={**broken.scores, "retrieval.ndcg@10": case.scores["retrieval.ndcg@10"]})


def unverified(case: CaseResult) -> CaseResult:
    if not case.answerable or int(case.case_id.rpartition("-")[2]) % 6:
        return case
    return replace(case, scores={**case.scores, "answer.supported_rate": 0.5})


def always_answering(case: CaseResult) -> CaseResult:
    if case.answerable:
        return case
    return replace(
        case,
        status=AnswerStatus.ANSWERED,
        outcome=Outcome.ABSTENTION,
        scores={**case.scores, "answer.right": 0.0, "answer.supported_rate": 1.0},
    )


def always_refusing(case: CaseResult) -> CaseResult:
    if not case.answerable:
        return case
    scores = {**_FAILED, "retrieval.ndcg@10": 1.0, "answer.supported_rate": None}
    return replace(case, status=AnswerStatus.ABSTAINED, outcome=Outcome.ABSTENTION, scores=scores)


def swedish_lost(case: CaseResult) -> CaseResult:
    if case.language != "sv" or not case.answerable or int(case.case_id.rpartition("-")[2]) % 2:
        return case
    return replace(case, right=False, outcome=Outcome.RETRIEVAL, scores={**_FAILED, "answer.supported_rate": 1.0})
