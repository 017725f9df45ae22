"""The JSON of the KPIs."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from assistant.schemas.answers import Kind, Schema


class GoalState(StrEnum):
    """`on-track`: the date is still to come, and half of the way to the target is gone or the target lies within the
    interval. `no-data`: too few people have given something to count."""

    REACHED = "reached"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    NO_DATA = "no-data"


class GoalView(Schema):
    """What a figure is to become. `blocking` goals hold the decision to scale; `lowest` is where a pilot is stopped."""

    id: str
    statement: str
    statement_sv: str
    baseline: float
    baseline_from: str
    target: float
    better: Literal["higher", "lower"]
    lowest: float | None
    date: date
    owner: str
    blocking: bool
    state: GoalState


class Figure(Schema):
    """`n` observations of `people` people, with a 95 % interval where one can be given."""

    value: float
    n: int
    people: Annotated[int, Field(ge=5)]
    low: float | None = None
    high: float | None = None


class WeekView(Schema):
    """An ISO week, such as 2026-W05. Without a figure: fewer than five people, or so few that it could be inferred."""

    week: str
    figure: Figure | None


class Kpi(Schema):
    """`figure` is of the weeks that have one, taken together."""

    metric: str
    unit: str
    figure: Figure | None
    weeks: tuple[WeekView, ...]
    goal: GoalView | None


class TopicView(Schema):
    """A document that answers rest on: at least so many people in its busiest week, and in how many weeks."""

    document_id: str
    title: str
    kind: Kind
    tags: tuple[str, ...]
    people_at_least: Annotated[int, Field(ge=5)]
    weeks: int


class KpiReport(Schema):
    """KPIs from real use of the last whole weeks, for everyone ("") or one group. No figure is about fewer than
    `least_people`, and none can be had by subtracting others."""

    weeks: tuple[str, ...]
    group: str
    groups: tuple[str, ...]
    least_people: int
    kpis: tuple[Kpi, ...]
    topics: tuple[TopicView, ...]
