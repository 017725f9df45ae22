"""The business case and the decision log as HTML. Knows no Streamlit."""

from collections.abc import Sequence

from assistant.schemas.decisions import Decision, DecisionLog, FrozenGoal, Signature
from assistant.schemas.kpis import KpiReport
from assistant.schemas.roi import BusinessGoal, Influence, Range, RoiView, Spread
from ui.markup import text
from ui.quality.figures import amount, counted, day, goal_row, interval, state_badge, table, title
from ui.texts import Texts

PARTS: dict[str, tuple[str, ...]] = {
    "benefit": (
        "people",
        "questions_per_person_week",
        "minutes_saved_per_question",
        "realised_share",
        "first_months_share",
        "weeks_per_year",
        "hour_cost_sek",
    ),
    "cost": (
        "integration_sek",
        "training_hours_per_person",
        "licence_sek_year",
        "machine_sek_year",
        "operation_hours_year",
        "review_hours_year",
        "governance_hours_year",
    ),
}
_MEASURED_UNITS = {"minutes_saved_per_question": "minutes", "people": "people", "questions_per_person_week": "people"}
_RESULTS = {
    "net_value": "SEK",
    "payback_months": "months",
    "roi": "share",
    "first_year_roi": "share",
    "hours_saved_month": "hours",
    "yearly_benefit": "SEK",
    "yearly_cost": "SEK",
    "investment": "SEK",
}


def result(case: RoiView, texts: Texts) -> str:
    """What it comes to: the middle and the range of each figure, never a point by itself."""
    chance = texts("decision.chance", share=amount(case.result.chance_positive, "share", texts))
    rows = []
    for name, unit in _RESULTS.items():
        spread: Spread = getattr(case.result, name)
        low, middle, high = (_value(each, unit, texts) for each in (spread.low, spread.middle, spread.high))
        span = texts("kpis.interval", low=low, high=high)
        rows.append([f"<strong>{texts(f'result.{name}')}</strong>", f"<strong>{middle}</strong>", span])
    columns = [texts(f"resultcolumn.{name}") for name in ("figure", "middle", "range")]
    return f"<p>{chance}</p>{table(columns, rows, texts('decision.worth'))}"


def _value(value: float | None, unit: str, texts: Texts) -> str:
    """Of drawn cases no more than three figures tell anything."""
    if value is None:
        return texts("decision.never")
    return amount(float(f"{value:.3g}") if unit == "SEK" else value, unit, texts)


def told(each: Influence, texts: Texts) -> str:
    low, high = _value(each.at_low, "SEK", texts), _value(each.at_high, "SEK", texts)
    return f"{texts(f'assumption.{each.assumption}')}: {texts('kpis.interval', low=low, high=high)}"


def influences_table(influences: Sequence[Influence], texts: Texts) -> str:
    rows = [
        [
            texts(f"assumption.{each.assumption}"),
            _value(each.at_low, "SEK", texts),
            _value(each.at_high, "SEK", texts),
        ]
        for each in influences
    ]
    columns = [texts(f"influencecolumn.{name}") for name in ("assumption", "low", "high")]
    return (
        f'<details class="l-chart-table"><summary>{texts("kpis.as_table")}</summary>'
        f"{table(columns, rows, texts('decision.matters'))}</details>"
    )


def assumptions_table(case: RoiView, texts: Texts) -> str:
    """For those who may not change them."""
    rows = []
    for names in PARTS.values():
        for name in names:
            given: Range = getattr(case.assumptions, name)
            ends = [f"{value:g}" for value in (given.low, given.likely, given.high)]
            rows.append([texts(f"assumption.{name}"), *ends, measured(name, case, texts)])
    columns = [texts("influencecolumn.assumption"), *(texts(f"end.{end}") for end in ("low", "likely", "high"))]
    return table([*columns, texts("decision.measured")], rows, texts("decision.assumptions"))


def measured(name: str, case: RoiView, texts: Texts) -> str:
    """What use says of an assumption; "" where it does not."""
    figure = case.measured.get(name)
    if figure is None:
        return ""
    unit = _MEASURED_UNITS.get(name, "people")
    facts = (amount(figure.value, unit, texts), interval(figure, unit, texts), counted(figure, texts))
    words = " · ".join(part for part in facts if part)
    return f'<span class="l-facts">{texts("decision.measured")}: {words}</span>'


def goals_table(business: Sequence[BusinessGoal], use: KpiReport, texts: Texts) -> str:
    rows = [
        goal_row(title(kpi.metric, texts), kpi.goal, kpi.figure, kpi.unit, texts)
        for kpi in use.kpis
        if kpi.goal is not None
    ]
    for each in business:
        row = goal_row(texts(f"kpi.{each.metric.partition('.')[2]}"), each.goal, None, each.unit, texts)
        row[1] = f"<strong>{_value(each.value, each.unit, texts)}</strong>"
        rows.append(row)
    columns = ("kpi", "now", "baseline", "target", "date", "owner", "state")
    return table([texts(f"goal.{name}") for name in columns], rows, texts("decision.goals"))


def chain(log: DecisionLog, texts: Texts) -> str:
    """Whether the log is what was written."""
    if log.broken_at is not None:
        return f'<p class="l-few l-warn" role="alert">{texts("decision.broken", number=log.broken_at)}</p>'
    if not log.entries:
        return ""
    return f'<p class="l-quiet">{texts("decision.whole", n=log.entries)} <code>{log.head[:12]}</code></p>'


def decision(given: Decision, texts: Texts) -> str:
    """One entry of the log with the goals as they stood and its signatures."""
    when = texts("decision.entry", number=given.number, date=f"{given.at:%Y-%m-%d %H:%M}", name=given.name)
    reasons = "".join(f"<p>{text(line)}</p>" for line in given.reasons.splitlines() if line.strip())
    return (
        f'<div class="l-decision"><h3>{texts(f"ruling.{given.ruling}")}</h3><p class="l-facts">{text(when)}</p>'
        f"{reasons}{_deviations(given.deviations, texts)}{_case(given, texts)}{_goals(given.goals, texts)}"
        f"<h4>{texts('decision.signatures')}</h4>{_signatures(given.signatures, texts)}</div>"
    )


def _deviations(deviations: Sequence[str], texts: Texts) -> str:
    if not deviations:
        return ""
    items = "".join(f"<li>{text(each)}</li>" for each in deviations)
    return f"<h4>{texts('decision.deviations')}</h4><ul>{items}</ul>"


def _case(given: Decision, texts: Texts) -> str:
    spread = given.case.net_value
    low, middle, high = (_value(each, "SEK", texts) for each in (spread.low, spread.middle, spread.high))
    words = texts("decision.case", version=given.case.version, middle=middle, low=low, high=high)
    return f"<p>{words}</p>"


def _goals(goals: Sequence[FrozenGoal], texts: Texts) -> str:
    rows = [
        [
            text(goal.statement_sv if texts.language == "sv" else goal.statement),
            texts("kpis.few") if goal.value is None else amount(goal.value, goal.unit, texts),
            amount(goal.target, goal.unit, texts),
            day(goal.date),
            state_badge(goal.state, texts),
        ]
        for goal in goals
    ]
    columns = [texts(f"goal.{name}") for name in ("kpi", "now", "target", "date", "state")]
    return (
        f'<details class="l-chart-table"><summary>{texts("decision.frozen")}</summary>'
        f"{table(columns, rows, texts('decision.frozen'))}</details>"
    )


def _signatures(signatures: Sequence[Signature], texts: Texts) -> str:
    if not signatures:
        return f'<p class="l-quiet">{texts("decision.unsigned")}</p>'
    items = "".join(
        f"<li>{text(each.name)}, {each.at:%Y-%m-%d %H:%M}{f': {text(each.statement)}' if each.statement else ''}</li>"
        for each in signatures
    )
    return f"<ul>{items}</ul>"
