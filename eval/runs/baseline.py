"""The accepted run that later ones are compared with (`eval/datasets/baseline.json`): scores, and no answers.

One question a line, so that a change of the file shows which questions moved.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.schemas.answers import AnswerStatus
from eval.question_sets.figures import Outcome
from eval.runs.record import CaseResult, RunRecord
from knowledge.errors import Refused

BASELINE = Path(__file__).parents[1] / "datasets" / "baseline.json"
_DIGITS = 4


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Acceptance(_Row):
    """Who made a run the one to be compared with, and why."""

    at: datetime
    author: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    run: str = Field(min_length=1)


class BaselineCase(_Row):
    """`scores` are in the order of the baseline's `scores`; the time is for the whole answer."""

    id: str
    suite: Literal["answer", "conversation"]
    answerable: bool
    status: AnswerStatus | None
    confidence: float
    right: bool
    outcome: Outcome
    ms: float
    cost_sek: float
    scores: tuple[float | None, ...]


class Baseline(_Row):
    """`accepted`, newest first. `scores` names what each case was scored on."""

    form: Literal[1] = 1
    accepted: tuple[Acceptance, ...] = Field(min_length=1)
    configuration: Mapping[str, Any]
    metrics: Mapping[str, float | None]
    scores: tuple[str, ...]
    cases: tuple[BaselineCase, ...]

    @model_validator(mode="after")
    def _each_case_has_each_score(self) -> Self:
        short = [case.id for case in self.cases if len(case.scores) != len(self.scores)]
        if short:
            raise ValueError(f"{', '.join(short)} must have {len(self.scores)} scores")
        return self

    def results(self) -> tuple[CaseResult, ...]:
        """Its cases as those of a run, without what was asked and said."""
        return tuple(_result(case, self.scores) for case in self.cases)


def accepted(run: RunRecord, acceptance: Acceptance, before: Baseline | None) -> Baseline:
    """`before` is the baseline that this one replaces; its acceptances are kept."""
    names = tuple(sorted({name for case in run.cases for name in case.scores}))
    return Baseline(
        accepted=(acceptance, *(before.accepted if before else ())),
        configuration=run.configuration,
        metrics={name: _rounded(value) for name, value in run.metrics.items()},
        scores=names,
        cases=tuple(_case(case, names) for case in run.cases),
    )


def read_baseline(path: Path = BASELINE) -> Baseline | None:
    """None when there is none yet. Raises Refused for a file of another form."""
    if not path.exists():
        return None
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {error}.", "Name a baseline that can be read.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(
            f"{path} is no baseline ({where}: {first['msg']}).", "`lardom eval baseline` writes one from a run."
        ) from error


def text_of(baseline: Baseline) -> str:
    """One case a line."""
    written = baseline.model_dump(mode="json")
    cases = ",\n".join(f"  {_line(case)}" for case in written.pop("cases"))
    head = ",\n".join(f" {_line(name)}: {_line(value)}" for name, value in written.items())
    return f'{{\n{head},\n "cases": [\n{cases}\n ]\n}}\n'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _case(case: CaseResult, names: Sequence[str]) -> BaselineCase:
    return BaselineCase(
        id=case.case_id,
        suite=case.suite,
        answerable=case.answerable,
        status=case.status,
        confidence=round(case.confidence, _DIGITS),
        right=case.right,
        outcome=case.outcome,
        ms=round(case.timings_ms.get("total", 0.0), 1),
        cost_sek=round(case.cost_sek, _DIGITS),
        scores=tuple(_rounded(case.scores.get(name)) for name in names),
    )


def _result(case: BaselineCase, names: Sequence[str]) -> CaseResult:
    return replace(
        _NOTHING_SAID,
        case_id=case.id,
        suite=case.suite,
        answerable=case.answerable,
        status=case.status,
        confidence=case.confidence,
        right=case.right,
        outcome=case.outcome,
        scores=dict(zip(names, case.scores, strict=True)),
        timings_ms={"total": case.ms},
        cost_sek=case.cost_sek,
    )


_NOTHING_SAID = CaseResult(
    case_id="",
    suite="answer",
    question="",
    earlier=(),
    language="",
    slices={},
    answerable=True,
    status=None,
    confidence=0.0,
    right=False,
    outcome=Outcome.RETRIEVAL,
    answer="",
    reference="",
    citations=(),
    scores={},
    timings_ms={},
    cost_sek=0.0,
)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
