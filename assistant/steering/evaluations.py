"""Kept evaluation runs, read for whoever answers for quality: against the goals, by slice, and question by question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.schemas.answers import AnswerStatus
from assistant.schemas.evaluations import (
    CaseSummary,
    CaseView,
    CitedView,
    EvaluationView,
    Measured,
    MeasuredGoal,
    OutcomeCount,
    RunSummary,
    SliceView,
)
from assistant.steering.kpis import goal_view
from knowledge.errors import NotFound, Refused
from knowledge.goals import Goal, GoalSource
from knowledge.intervals import Estimate, Observed, mean, quantile, share
from knowledge.registry.evaluations import StoredRun

OF_SLICES = ("answer.right", "evidence.citation_precision", "answer.supported_rate", "abstention.false_refusals")
"""What is shown of each part of the questions: the first is the whole, the others are what it comes from."""
_LATENCIES = {"latency.p50_ms": 0.5, "latency.p95_ms": 0.95}


class _Recorded(BaseModel):
    """A record may hold more than is shown here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class RecordedCitation(_Recorded):
    document: str
    title: str
    quote: str
    gold: bool


class RecordedCase(_Recorded):
    """A case of `eval.runs.record`, which this side does not import: its JSON is the agreement."""

    case_id: str
    suite: str
    question: str
    earlier: tuple[str, ...] = ()
    language: str
    slices: dict[str, str]
    answerable: bool
    status: AnswerStatus | None
    confidence: float
    outcome: str
    answer: str
    reference: str
    citations: tuple[RecordedCitation, ...]
    scores: dict[str, float | None]
    timings_ms: dict[str, float]
    error: str = ""


class RecordedRun(_Recorded):
    id: str
    at: datetime
    name: str
    cases: tuple[RecordedCase, ...]
    metrics: dict[str, float | None]


def read_record(record: Mapping[str, Any]) -> RecordedRun:
    """Raises Refused for a record that another version of Lärdom kept in another form."""
    try:
        return RecordedRun.model_validate(record)
    except ValidationError as error:
        raise Refused("The run was kept in a form that is not read here.", "Run `lardom eval run` anew.") from error


def run_summary(run: StoredRun) -> RunSummary:
    kept = run.summary
    return RunSummary(
        id=run.id,
        at=run.at,
        name=run.name,
        suites=tuple(kept.get("suites", ())),
        questions=kept.get("questions", 0),
        failed=kept.get("failed", 0),
        metrics=tuple(Measured(metric=name, value=value) for name, value in kept.get("metrics", {}).items()),
        outcomes=tuple(OutcomeCount(outcome=name, questions=n) for name, n in kept.get("outcomes", {}).items()),
        writer=kept.get("writer") or "",
        lardom=kept.get("lardom") or "",
        revision=kept.get("revision") or "",
        duration_s=kept.get("duration_s", 0.0),
        problems=tuple(kept.get("problems", ())),
    )


def evaluation_view(summary: RunSummary, run: RecordedRun, goals: Iterable[Goal], on: date) -> EvaluationView:
    return EvaluationView(
        run=summary,
        goals=tuple(_goal(goal, run, on) for goal in goals if goal.source is GoalSource.EVALUATION),
        slices=tuple(_slices(run.cases)),
        cases=tuple(map(_case_summary, run.cases)),
    )


def case_view(run: RecordedRun, case_id: str, seen: Callable[[str], bool]) -> CaseView:
    """`seen` says whether the viewer may see the document of that number. Raises NotFound."""
    case = next((case for case in run.cases if case.case_id == case_id), None)
    if case is None:
        raise NotFound("The run has no such question.", "Look at the run's list of questions.")
    # Where nothing is cited, the reference answer alone would tell what the asker may not see.
    cited = [each.document for each in case.citations] or ([""] if case.reference else [])
    withheld = not all(map(seen, cited))
    return CaseView(
        case=_case_summary(case),
        earlier=case.earlier,
        answerable=case.answerable,
        withheld=withheld,
        answer="" if withheld else case.answer,
        reference="" if withheld else case.reference,
        citations=tuple(
            CitedView(document=each.document, title=each.title, quote=each.quote, gold=each.gold)
            for each in case.citations
            if not withheld
        ),
        scores=tuple(Measured(metric=name, value=value, n=1) for name, value in case.scores.items()),
        total_ms=case.timings_ms.get("total"),
        error=case.error,
    )


def measured(metric: str, cases: Sequence[RecordedCase]) -> Estimate | None:
    """The metric over these questions with its interval, each question one observation; None where it does not apply.

    Values are those of the run record; metrics that are of all questions together, such as the calibration error,
    have no interval here.
    """
    if metric in _LATENCIES:
        totals = [case.timings_ms["total"] for case in cases if "total" in case.timings_ms]
        return quantile(totals, _LATENCIES[metric], len(totals))
    flags = _abstention(metric, cases)
    scores = [case.scores[metric] for case in cases if case.scores.get(metric) is not None]
    values = [float(value or 0.0) for value in (scores if flags is None else flags)]
    observed = [Observed(value, 1) for value in values]
    return share(observed) if set(values) <= {0.0, 1.0} else mean(observed, 0.0, 1.0)


def _abstention(metric: str, cases: Sequence[RecordedCase]) -> list[bool] | None:
    """What the share is taken of, as eval.runs.figures defines it; None for other metrics."""
    abstained = [case for case in cases if case.status is AnswerStatus.ABSTAINED]
    match metric:
        case "abstention.precision":
            return [not case.answerable for case in abstained]
        case "abstention.recall":
            return [case.status is AnswerStatus.ABSTAINED for case in cases if not case.answerable]
        case "abstention.false_refusals":
            answered = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
            return [case.status not in answered for case in cases if case.answerable]
    return None


def _goal(goal: Goal, run: RecordedRun, on: date) -> MeasuredGoal:
    cases = [case for case in run.cases if goal.part is None or case.slices.get(goal.part[0]) == goal.part[1]]
    estimate = measured(goal.metric, cases)
    whole = run.metrics.get(goal.metric) if goal.part is None else None
    if estimate is None and whole is not None:
        estimate = Estimate(whole, len(cases), len(cases))
    return MeasuredGoal(
        goal=goal_view(goal, estimate, on), unit=goal.unit, slice=goal.slice, figure=_figure(goal.metric, estimate)
    )


def _slices(cases: Sequence[RecordedCase]) -> Iterable[SliceView]:
    """By name, then value; the whole set first, as "" ""."""
    yield _slice("", "", cases)
    for name in sorted({name for case in cases for name in case.slices}):
        for value in sorted({case.slices[name] for case in cases if name in case.slices}):
            yield _slice(name, value, [case for case in cases if case.slices.get(name) == value])


def _slice(name: str, value: str, cases: Sequence[RecordedCase]) -> SliceView:
    figures = tuple(_figure(metric, measured(metric, cases)) for metric in OF_SLICES)
    return SliceView(name=name, value=value, questions=len(cases), figures=figures)


def _figure(metric: str, estimate: Estimate | None) -> Measured:
    if estimate is None:
        return Measured(metric=metric, value=None)
    return Measured(metric=metric, value=estimate.value, low=estimate.low, high=estimate.high, n=estimate.n)


def _case_summary(case: RecordedCase) -> CaseSummary:
    return CaseSummary(
        id=case.case_id,
        suite=case.suite,
        question=case.question,
        language=case.language,
        outcome=case.outcome,
        status=case.status,
        confidence=case.confidence,
        slices=case.slices,
    )
