"""The goals: what each figure is to become, from where, by when, and who answers for it (`eval/goals.toml`).

A goal is SMART: one figure, measured in one way, with where it stood before, where it is to stand, a date and an owner.
"""

import tomllib
from collections import Counter
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AllowInfNan,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StrictBool,
    StringConstraints,
    ValidationError,
    model_validator,
)

from knowledge.errors import SettingsError
from knowledge.settings import Settings

_REMEDY = "docs/evaluation.md, The gate, tells what each key of a [[goal]] means."
_MILLISECONDS = "_ms"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Metric = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9_@]+$")]
Slice = Annotated[str, StringConstraints(pattern=r"^([a-z-]+=\S.*)?$")]
Number = Annotated[float, Strict(), AllowInfNan(False)]
Unit = Literal["share", "score", "ms", "minutes", "hours", "months", "people", "SEK"]


class GoalSource(StrEnum):
    """Where the figure comes from: the golden set, answers to real questions, or the business case."""

    EVALUATION = "evaluation"
    USE = "use"
    BUSINESS = "business"


class Goal(BaseModel):
    """`slice` is "" for all questions, or one part of them: "language=sv". `baseline_from` tells what the baseline was
    measured on.

    `blocking`: a missed goal fails the gate, or holds the decision to scale. `lowest` is the value past which a pilot
    is stopped. `allowed_regression`, in `unit`, is how much worse than the accepted run the figure may surely be;
    without it a regression is told, and does not block.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Name
    statement: Text
    statement_sv: Text
    source: GoalSource
    metric: Metric
    slice: Slice = ""
    unit: Unit
    better: Literal["higher", "lower"]
    baseline: Number
    baseline_from: Text
    target: Number
    lowest: Number | None = None
    date: date
    owner: Text
    blocking: StrictBool
    allowed_regression: Annotated[Number, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        room = self.metric.partition(".")[0]
        expected = GoalSource(room) if room in (GoalSource.USE, GoalSource.BUSINESS) else GoalSource.EVALUATION
        if expected is not self.source:
            raise ValueError(f"{self.metric} is measured in {expected}, and source says {self.source}")
        if (self.unit == "ms") is not self.metric.endswith(_MILLISECONDS):
            raise ValueError(f"{self.metric} is not measured in {self.unit}")
        if self.lowest is not None and self._worse(self.target, self.lowest):
            raise ValueError(f"lowest, {self.lowest:g}, is better than the target, {self.target:g}")
        return self

    @property
    def higher_is_better(self) -> bool:
        return self.better == "higher"

    @property
    def part(self) -> tuple[str, str] | None:
        """The slice as name and value; None for all questions."""
        name, _, value = self.slice.partition("=")
        return (name, value) if name else None

    def reached(self, value: float | None) -> bool | None:
        """None when there is no value to judge."""
        return None if value is None else not self._worse(value, self.target)

    def stops(self, value: float | None) -> bool:
        """Whether the value is past the lowest one."""
        return value is not None and self.lowest is not None and self._worse(value, self.lowest)

    def progress(self, value: float | None) -> float | None:
        """0 at the baseline, 1 at the target, below and above as it falls; with nothing left to gain 1 or 0."""
        if value is None:
            return None
        if self.target == self.baseline:
            return float(not self._worse(value, self.target))
        return (value - self.baseline) / (self.target - self.baseline)

    def _worse(self, value: float, than: float) -> bool:
        return value < than if self.higher_is_better else value > than


class Parity(BaseModel):
    """How far any slice of one kind ("language") may be under the whole in `metric`, in the unit of the metric."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slice: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$")]
    metric: Metric
    allowed_gap: Annotated[Number, Field(gt=0)]
    reason: Text
    owner: Text
    blocking: StrictBool


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    goal: tuple[Goal, ...] = Field(min_length=1)
    parity: tuple[Parity, ...] = ()


def goals_of(settings: Settings) -> tuple[Goal, ...]:
    """Raises SettingsError, as `read_goals` does."""
    return read_goals(goals_file(settings))


def goals_file(settings: Settings) -> Path:
    return settings.goals or packaged_goals()


def packaged_goals() -> Path:
    """Those of the pilot. The folder is found by name: evaluation is built on knowledge, not the other way round."""
    return Path(str(files("eval").joinpath("goals.toml")))


def read_goals(path: Path) -> tuple[Goal, ...]:
    """Raises SettingsError that names the file, the goal and the key."""
    return _read(path).goal


def read_parity(path: Path) -> tuple[Parity, ...]:
    """The rules of fairness in the file of the goals; raises as `read_goals` does."""
    return _read(path).parity


def _read(path: Path) -> _File:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", "The setting `goals` names the file.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML: {error}.", _REMEDY) from error
    try:
        read = _File.model_validate(written)
    except ValidationError as error:
        problems = "; ".join(_problem(written, found["loc"], found["msg"]) for found in error.errors())
        raise SettingsError(f"{path}: {problems}.", _REMEDY) from error
    twice = sorted(id_ for id_, count in Counter(goal.id for goal in read.goal).items() if count > 1)
    if twice:
        raise SettingsError(f"{path}: more than one goal is called {', '.join(twice)}.", "Give each an id of its own.")
    return read


def _problem(written: dict[str, Any], place: tuple[str | int, ...], message: str) -> str:
    """`place` is ("goal", 3, "target"), from the top of the file."""
    match place:
        case (str(table), int(number), *keys):
            row = written[table][number]
            id_ = row.get("id") if isinstance(row, dict) else None
            which = f"{table} {id_}" if id_ else f"{table} number {number + 1}"
            return ", ".join([which, *map(str, keys), message])
        case _:
            return ", ".join([*map(str, place), message])
