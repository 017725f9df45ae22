"""The JSON of the business case."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from assistant.schemas.answers import Schema
from assistant.schemas.kpis import Figure, GoalView

Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class Range(Schema):
    """What something may be: at the least, most likely, and at the most."""

    low: Amount
    likely: Amount
    high: Amount

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("low, likely and high must rise")
        return self


class Assumptions(Schema):
    """What the business case rests on. Hours cost `hour_cost_sek` wherever they are spent or saved.

    `realised_share` is how much of the saved time is used for something else that was planned, `first_months_share` how
    much of the benefit comes in the first three months.
    """

    people: Range
    questions_per_person_week: Range
    minutes_saved_per_question: Range
    realised_share: Range
    first_months_share: Range
    weeks_per_year: Range
    hour_cost_sek: Range
    integration_sek: Range
    training_hours_per_person: Range
    licence_sek_year: Range
    machine_sek_year: Range
    operation_hours_year: Range
    review_hours_year: Range
    governance_hours_year: Range

    @model_validator(mode="after")
    def _shares(self) -> Self:
        for name in ("realised_share", "first_months_share"):
            if getattr(self, name).high > 1:
                raise ValueError(f"{name} is a share, from 0 to 1")
        return self


class Spread(Schema):
    """Of the drawn cases, 5 % lie below `low`, half below `middle`, 5 % above `high`; None is never, within the years
    looked at."""

    low: float | None
    middle: float | None
    high: float | None


class Influence(Schema):
    """The net value with one assumption at its low and high end and the others most likely."""

    assumption: str
    at_low: float
    at_high: float


class RoiResult(Schema):
    """Money is in SEK. `net_value` and `roi` are of three years, as in GV-PB-011; `chance_positive` is the share of the
    drawn cases in which the net value is above zero."""

    net_value: Spread
    roi: Spread
    first_year_roi: Spread
    payback_months: Spread
    hours_saved_month: Spread
    yearly_benefit: Spread
    yearly_cost: Spread
    investment: Spread
    chance_positive: float
    influences: tuple[Influence, ...]


class BusinessGoal(Schema):
    metric: str
    unit: str
    value: float | None
    goal: GoalView


class RoiView(Schema):
    """`version` 0 are examples that nobody has looked at. `measured` are figures from use for some assumptions."""

    version: int
    changed_at: datetime | None
    changed_by: str
    note: str
    assumptions: Assumptions
    result: RoiResult
    measured: dict[str, Figure]
    goals: tuple[BusinessGoal, ...]


class RoiChange(Schema):
    """`based_on` is the version that was changed; when there is a newer one, nothing is kept and the answer is 409."""

    based_on: Annotated[int, Field(ge=0)]
    assumptions: Assumptions
    note: Annotated[str, Field(max_length=2000)] = ""
