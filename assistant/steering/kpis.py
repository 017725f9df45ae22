"""The KPIs from use beside their goals."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from assistant.schemas.kpis import Figure, GoalState, GoalView, Kpi, KpiReport, TopicView, WeekView
from knowledge.disclosure import LEAST_PEOPLE
from knowledge.goals import Goal, GoalSource
from knowledge.intervals import Estimate
from knowledge.registry.usage import Usage
from knowledge.settings import Settings
from knowledge.usage import Prices, UseFigure

_HALFWAY = 0.5


def prices_of(settings: Settings) -> Prices:
    return Prices(
        settings.price_cpu_hour_sek,
        settings.price_input_mtoken_sek,
        settings.price_output_mtoken_sek,
        settings.price_review_hour_sek,
    )


def report_of(usage: Usage, goals: Sequence[Goal], today: date) -> KpiReport:
    """Goals are set for all people, so a group's figures stand without them."""
    wanted = {goal.metric: goal for goal in goals if goal.source is GoalSource.USE and not goal.slice}
    return KpiReport(
        weeks=usage.weeks,
        group=usage.group,
        groups=usage.groups,
        least_people=LEAST_PEOPLE,
        kpis=tuple(_kpi(each, None if usage.group else wanted.get(each.metric), today) for each in usage.figures),
        topics=tuple(
            TopicView(
                document_id=topic.document_id,
                title=topic.title,
                kind=topic.kind,
                tags=topic.tags,
                people_at_least=topic.people,
                weeks=topic.weeks,
            )
            for topic in usage.topics
        ),
    )


def goal_view(goal: Goal, estimate: Estimate | None, today: date) -> GoalView:
    return GoalView(
        id=goal.id,
        statement=goal.statement,
        statement_sv=goal.statement_sv,
        baseline=goal.baseline,
        baseline_from=goal.baseline_from,
        target=goal.target,
        better=goal.better,
        lowest=goal.lowest,
        date=goal.date,
        owner=goal.owner,
        blocking=goal.blocking,
        state=state_of(goal, estimate, today),
    )


def state_of(goal: Goal, estimate: Estimate | None, today: date) -> GoalState:
    if estimate is None:
        return GoalState.NO_DATA
    if goal.reached(estimate.value):
        return GoalState.REACHED
    progress = goal.progress(estimate.value) or 0.0
    # A missed target has more than all of the way behind it where it is one not to fall below, such as "at most 15 %".
    halfway = _HALFWAY <= progress < 1
    within = estimate.low is not None and estimate.high is not None and estimate.low <= goal.target <= estimate.high
    return GoalState.ON_TRACK if today <= goal.date and (within or halfway) else GoalState.BEHIND


def table_of(report: KpiReport) -> str:
    """The report as CSV: a row for each KPI and week, and one for all weeks together; empty where people are few."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["metric", "unit", "group", "week", "value", "low", "high", "n", "people", "baseline", "target"])
    for kpi in report.kpis:
        goal = [kpi.goal.baseline, kpi.goal.target] if kpi.goal else ["", ""]
        for week, figure in [("all", kpi.figure), *((each.week, each.figure) for each in kpi.weeks)]:
            cells = [figure.value, figure.low, figure.high, figure.n, figure.people] if figure else [""] * 5
            writer.writerow([kpi.metric, kpi.unit, _unspoken(report.group), week, *cells, *goal])
    return out.getvalue()


def _unspoken(text: str) -> str:
    """A spreadsheet takes a cell that begins with one of these for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _kpi(each: UseFigure, goal: Goal | None, today: date) -> Kpi:
    return Kpi(
        metric=each.metric,
        unit=each.unit,
        figure=_figure(each.whole),
        weeks=tuple(WeekView(week=week, figure=_figure(estimate)) for week, estimate in each.weeks),
        goal=goal_view(goal, each.whole, today) if goal else None,
    )


def _figure(estimate: Estimate | None) -> Figure | None:
    if estimate is None:
        return None
    return Figure(value=estimate.value, n=estimate.n, people=estimate.people, low=estimate.low, high=estimate.high)
