"""The JSON of the decision log."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.schemas.answers import Schema
from assistant.schemas.kpis import GoalState
from assistant.schemas.roi import Spread


class Ruling(StrEnum):
    """What is decided about the pilot."""

    GO = "go"
    HOLD = "hold"
    STOP = "stop"


class FrozenGoal(Schema):
    """A goal as it stood when the decision was made; `n` is None for figures that are not counted."""

    id: str
    statement: str
    statement_sv: str
    unit: str
    baseline: float
    target: float
    value: float | None
    n: int | None
    state: GoalState
    blocking: bool
    owner: str
    date: date


class FrozenCase(Schema):
    """The business case as it stood: which version of the assumptions, and what it came to."""

    version: int
    net_value: Spread
    payback_months: Spread
    chance_positive: float


class DecisionRequest(Schema):
    """`deviations` are what is not as it should be and is accepted, `reasons` why it is decided so all the same."""

    ruling: Ruling
    reasons: Annotated[str, Field(min_length=1, max_length=10_000)]
    deviations: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=2000)], ...], Field(max_length=50)] = ()


class SignatureRequest(Schema):
    statement: Annotated[str, Field(max_length=2000)] = ""


class Signature(Schema):
    """`user` is who signed, by the name the server knows them by."""

    user: str
    name: str
    at: datetime
    statement: str
    hash: str


class Decision(Schema):
    """`hash` is that of its entry in the log: write it down elsewhere, and a changed log shows."""

    number: int
    at: datetime
    by: str
    name: str
    ruling: Ruling
    reasons: str
    deviations: tuple[str, ...]
    goals: tuple[FrozenGoal, ...]
    case: FrozenCase
    signatures: tuple[Signature, ...]
    hash: str


class DecisionLog(Schema):
    """Newest first. `broken_at` is the first entry that is not what was written, None when all are; what comes after it
    is left out. `head` is the hash of the last entry."""

    decisions: tuple[Decision, ...]
    entries: int
    head: str
    broken_at: int | None
