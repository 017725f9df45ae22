"""The JSON of evaluation runs: the golden set, asked of the production pipeline."""

from datetime import datetime

from assistant.schemas.answers import AnswerStatus, Schema
from assistant.schemas.kpis import GoalView


class Measured(Schema):
    """A metric over `n` questions, with a 95 % interval where one can be given; no value where none of them has one."""

    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


class OutcomeCount(Schema):
    """`outcome` is "right", or the first stage of the pipeline at which a question went wrong."""

    outcome: str
    questions: int


class RunSummary(Schema):
    """`revision` is the commit that was measured; `failed` counts questions that could not be asked."""

    id: str
    at: datetime
    name: str
    suites: tuple[str, ...]
    questions: int
    failed: int
    metrics: tuple[Measured, ...]
    outcomes: tuple[OutcomeCount, ...]
    writer: str
    lardom: str
    revision: str
    duration_s: float
    problems: tuple[str, ...]


class EvaluationList(Schema):
    """The newest first."""

    runs: tuple[RunSummary, ...]


class MeasuredGoal(Schema):
    """A goal beside what the run measured; `slice` is "" for all questions, or a part of them: "language=sv"."""

    goal: GoalView
    unit: str
    slice: str
    figure: Measured


class SliceView(Schema):
    """A part of the questions, such as "language" "sv"."""

    name: str
    value: str
    questions: int
    figures: tuple[Measured, ...]


class CaseSummary(Schema):
    """A question of the golden set, and what became of it; `status` is None where asking failed."""

    id: str
    suite: str
    question: str
    language: str
    outcome: str
    status: AnswerStatus | None
    confidence: float
    slices: dict[str, str]


class EvaluationView(Schema):
    run: RunSummary
    goals: tuple[MeasuredGoal, ...]
    slices: tuple[SliceView, ...]
    cases: tuple[CaseSummary, ...]


class CitedView(Schema):
    """`document` is the document's own number; `gold`: it is one that answers the question."""

    document: str
    title: str
    quote: str
    gold: bool


class CaseView(Schema):
    """`withheld`: answer, reference and quotes are left out, for they rest on documents that the viewer may not see."""

    case: CaseSummary
    earlier: tuple[str, ...]
    answerable: bool
    withheld: bool
    answer: str
    reference: str
    citations: tuple[CitedView, ...]
    scores: tuple[Measured, ...]
    total_ms: float | None
    error: str
