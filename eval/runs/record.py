"""What a run of the golden set leaves behind: every question with what became of it, and what the figures were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from assistant.schemas.answers import AnswerStatus
from eval.question_sets.figures import Outcome
from knowledge.errors import Refused

FORM: Final = 1
"""The version of the record's JSON; another one is refused rather than misread."""


class Suite(StrEnum):
    """What is measured: finding, what answers rest on, answering and refusing, and follow-ups."""

    RETRIEVAL = "retrieval"
    EVIDENCE = "evidence"
    ANSWER = "answer"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """`document` is the document's own number ("GV-POL-004"); `gold`: it is one that answers the question."""

    document: str
    title: str
    quote: str
    gold: bool


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One question and what became of it.

    `scores` has each metric that was measured on this question, by its dotted name, 0 to 1: a miss is 0, and None is
    "does not apply". `right`: the answer, or what a withheld one would have been, begins with a citation of a gold
    document, which is what `confidence` estimates. `status` is None when asking failed; `error` says how.
    """

    case_id: str
    suite: Literal["answer", "conversation"]
    question: str
    earlier: tuple[str, ...]
    language: str
    slices: Mapping[str, str]
    answerable: bool
    status: AnswerStatus | None
    confidence: float
    right: bool
    outcome: Outcome
    answer: str
    reference: str
    citations: tuple[CitedPassage, ...]
    scores: Mapping[str, float | None]
    timings_ms: Mapping[str, float]
    cost_sek: float
    error: str = ""

    @property
    def abstained(self) -> bool:
        return self.status is AnswerStatus.ABSTAINED

    @property
    def answered(self) -> bool:
        """Also in part; a question that could not be asked is neither answered nor abstained from."""
        return self.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """`configuration` is all that the metrics depend on; `metrics` is None where the questions do not allow one."""

    id: str
    at: datetime
    name: str
    configuration: Mapping[str, Any]
    suites: tuple[Suite, ...]
    cases: tuple[CaseResult, ...]
    metrics: Mapping[str, float | None]
    duration_s: float
    problems: tuple[str, ...] = ()
    form: Literal[1] = FORM


_RECORDS = TypeAdapter(RunRecord)


def to_json(run: RunRecord) -> str:
    return _RECORDS.dump_json(run, indent=1).decode()


def from_json(text: str | bytes) -> RunRecord:
    """Raises Refused for what is no record of a run, or one of another form."""
    try:
        return _RECORDS.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Refused(
            f"This is no record of an evaluation run of form {FORM} ({f'{place}: ' if place else ''}{first['msg']}).",
            "`lardom eval run --out FILE` writes one.",
        ) from error
