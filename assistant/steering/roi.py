"""What the assistant is worth: hours saved against what it costs, as a range, and what that hangs on most.

Every assumption is a range (least, most likely, most). Cases are drawn from it by PERT's distribution (Malcolm and
others, "Application of a technique for research and development program evaluation", 1959), all assumptions
independently and always with the same seed, so that the same assumptions give the same range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from assistant.schemas.roi import Assumptions, Influence, Range, RoiResult, Spread

YEARS = 3
HORIZON_MONTHS = 60
FIRST_MONTHS = 3
_DRAWS = 4_000
_SEED = 20261125
_MONTHS = 12
_CENTILES = (5, 50, 95)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shape (cases,) each; money in SEK, payback infinite when the horizon is too short for it."""

    net_value: Values
    roi: Values
    first_year_roi: Values
    payback_months: Values
    hours_saved_month: Values
    yearly_benefit: Values
    yearly_cost: Values
    investment: Values


def roi_of(assumptions: Assumptions) -> RoiResult:
    outcome = _outcome(_drawn(assumptions))
    spreads = {field.name: _spread(getattr(outcome, field.name)) for field in fields(Outcome)}
    return RoiResult(
        **spreads,
        chance_positive=float((outcome.net_value > 0).mean()),
        influences=_influences(assumptions),
    )


def _outcome(given: Mapping[str, Values]) -> Outcome:
    questions_year = given["people"] * given["questions_per_person_week"] * given["weeks_per_year"]
    hours_year = questions_year * given["minutes_saved_per_question"] / 60
    benefit = hours_year * given["realised_share"] * given["hour_cost_sek"]
    worked = given["operation_hours_year"] + given["review_hours_year"] + given["governance_hours_year"]
    cost = given["licence_sek_year"] + given["machine_sek_year"] + worked * given["hour_cost_sek"]
    training = given["people"] * given["training_hours_per_person"] * given["hour_cost_sek"]
    investment = given["integration_sek"] + training
    # Month by month, the first ones with less benefit. Shape (cases, months).
    shares = np.ones((len(benefit), HORIZON_MONTHS))
    shares[:, :FIRST_MONTHS] = given["first_months_share"][:, None]
    benefits = np.cumsum(benefit[:, None] / _MONTHS * shares, axis=1)
    costs = investment[:, None] + cost[:, None] / _MONTHS * np.arange(1, HORIZON_MONTHS + 1)
    ahead = benefits > costs
    payback = np.where(ahead.any(axis=1), ahead.argmax(axis=1) + 1.0, np.inf)
    gained, spent = benefits[:, YEARS * _MONTHS - 1], costs[:, YEARS * _MONTHS - 1]
    return Outcome(
        net_value=gained - spent,
        roi=_ratio(gained - spent, spent),
        first_year_roi=_ratio(benefits[:, _MONTHS - 1] - costs[:, _MONTHS - 1], costs[:, _MONTHS - 1]),
        payback_months=payback,
        hours_saved_month=hours_year / _MONTHS,
        yearly_benefit=benefit,
        yearly_cost=cost,
        investment=investment,
    )


def _ratio(over: Values, under: Values) -> Values:
    """Infinite where nothing is spent."""
    return np.divide(over, under, out=np.full_like(over, np.inf), where=under > 0)


def _drawn(assumptions: Assumptions) -> dict[str, Values]:
    generator = np.random.default_rng(_SEED)
    return {name: _pert(given, generator) for name, given in _ranges(assumptions).items()}


def _pert(given: Range, generator: np.random.Generator) -> Values:
    width = given.high - given.low
    if width == 0:
        # The draw is made all the same, so that one assumption's range does not change another's cases.
        generator.beta(1, 1, _DRAWS)
        return np.full(_DRAWS, given.likely)
    towards = (given.likely - given.low) / width
    return given.low + width * generator.beta(1 + 4 * towards, 1 + 4 * (1 - towards), _DRAWS)


def _influences(assumptions: Assumptions) -> tuple[Influence, ...]:
    """Each assumption by itself, the widest first; those that change nothing are left out."""
    ranges = _ranges(assumptions)
    likely = {name: given.likely for name, given in ranges.items()}
    found = [
        Influence(
            assumption=name,
            at_low=_net_value({**likely, name: given.low}),
            at_high=_net_value({**likely, name: given.high}),
        )
        for name, given in ranges.items()
    ]
    told = [each for each in found if each.at_low != each.at_high]
    return tuple(sorted(told, key=lambda each: -abs(each.at_high - each.at_low)))


def _net_value(values: Mapping[str, float]) -> float:
    return float(_outcome({name: np.array([value]) for name, value in values.items()}).net_value[0])


def _ranges(assumptions: Assumptions) -> dict[str, Range]:
    return {name: getattr(assumptions, name) for name in Assumptions.model_fields}


def _spread(values: Values) -> Spread:
    # "higher" keeps to drawn values: between a month and never there is nothing to interpolate.
    low, middle, high = (_told(float(value)) for value in np.percentile(values, _CENTILES, method="higher"))
    return Spread(low=low, middle=middle, high=high)


def _told(value: float) -> float | None:
    return value if isfinite(value) else None


def _range(low: float, likely: float, high: float) -> Range:
    return Range(low=low, likely=likely, high=high)


EXAMPLE = Assumptions(
    people=_range(40, 50, 60),
    questions_per_person_week=_range(1, 2, 4),
    minutes_saved_per_question=_range(2, 5, 9),
    realised_share=_range(0.3, 0.5, 0.8),
    first_months_share=_range(0.25, 0.5, 0.75),
    weeks_per_year=_range(42, 44, 46),
    hour_cost_sek=_range(500, 550, 600),
    integration_sek=_range(50_000, 90_000, 160_000),
    training_hours_per_person=_range(0.5, 1, 2),
    licence_sek_year=_range(0, 0, 0),
    machine_sek_year=_range(6_000, 10_000, 20_000),
    operation_hours_year=_range(20, 40, 80),
    review_hours_year=_range(15, 25, 50),
    governance_hours_year=_range(20, 40, 60),
)
"""Made up, to begin from: a pilot of 50 people on a server of one's own, with the rules of GV-PB-011."""
