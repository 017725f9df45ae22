"""The business case as it stands: the latest assumptions, what they come to, and the goals set for that."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf, isfinite

from assistant.schemas.kpis import Figure, Kpi, KpiReport
from assistant.schemas.roi import Assumptions, BusinessGoal, RoiResult, RoiView
from assistant.steering.kpis import goal_view
from assistant.steering.roi import EXAMPLE, roi_of
from knowledge.goals import Goal, GoalSource
from knowledge.intervals import Estimate
from knowledge.registry.decisions import StoredAssumptions

_MEASURED = {"minutes_saved_per_question": "use.minutes_saved_per_case", "people": "use.active_users"}


def case_of(stored: StoredAssumptions | None, use: KpiReport, goals: Sequence[Goal], today: date) -> RoiView:
    assumptions = Assumptions.model_validate(stored.assumptions) if stored else EXAMPLE
    result = roi_of(assumptions)
    figures = {kpi.metric: kpi.figure for kpi in use.kpis}
    return RoiView(
        version=stored.version if stored else 0,
        changed_at=stored.at if stored else None,
        changed_by=stored.user if stored else "",
        note=stored.note if stored else "",
        assumptions=assumptions,
        result=result,
        measured=_measured(figures, use.kpis),
        goals=tuple(_goal(goal, result, today) for goal in goals if goal.source is GoalSource.BUSINESS),
    )


def _measured(figures: Mapping[str, Figure | None], kpis: Sequence[Kpi]) -> dict[str, Figure]:
    """What use says of an assumption, where enough people have had a say."""
    found = {name: figure for name, metric in _MEASURED.items() if (figure := figures.get(metric)) is not None}
    asked, active = (
        [week.figure for kpi in kpis if kpi.metric == metric for week in kpi.weeks if week.figure]
        for metric in ("use.questions", "use.active_users")
    )
    person_weeks = sum(figure.value for figure in active)
    if person_weeks:
        questions = sum(figure.value for figure in asked)
        people = max(figure.people for figure in active)
        found["questions_per_person_week"] = Figure(value=questions / person_weeks, n=round(questions), people=people)
    return found


def _goal(goal: Goal, result: RoiResult, today: date) -> BusinessGoal:
    value = _middle(goal.metric, result)
    estimate = None if value is None else Estimate(value, 0, 0)
    shown = value if value is not None and isfinite(value) else None
    return BusinessGoal(metric=goal.metric, unit=goal.unit, value=shown, goal=goal_view(goal, estimate, today))


def _middle(metric: str, result: RoiResult) -> float | None:
    """The middle case of what a goal is about; infinite for what is never paid back, None for what is not known."""
    spreads = {
        "business.payback_months": result.payback_months,
        "business.roi": result.first_year_roi,
        "business.hours_saved": result.hours_saved_month,
        "business.net_value": result.net_value,
    }
    spread = spreads.get(metric)
    if spread is None:
        return None
    return inf if spread.middle is None else spread.middle
