"""Figures in words and tables, as a reader of Swedish or English writes them. Knows no Streamlit."""

from collections.abc import Sequence
from datetime import date

from assistant.schemas.kpis import Figure, GoalState, GoalView, Kpi, KpiReport, TopicView
from ui.markup import text
from ui.places import Place
from ui.texts import Texts

_SECOND_MS = 1000
_SIGNS = {
    GoalState.REACHED: "l-calm",
    GoalState.ON_TRACK: "l-calm",
    GoalState.BEHIND: "l-warn",
    GoalState.NO_DATA: "l-unknown",
}
# Units of money and of whole things; the others are written with as many decimals as tell something.
_WHOLE = {"questions", "hours", "months"}


def number(value: float, decimals: int, texts: Texts) -> str:
    """1 234,5 in Swedish, 1,234.5 in English; without a minus before a zero."""
    rounded = round(value, decimals) + 0.0
    written = f"{rounded:,.{decimals}f}"
    if texts.language == "en":
        return written.replace("-", "\N{MINUS SIGN}")
    swapped = written.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return swapped.replace("-", "\N{MINUS SIGN}")


def amount(value: float, unit: str, texts: Texts) -> str:
    """The value with its unit: 84 %, 1,3 s, 12,40 kr."""
    if unit == "share":
        return texts("unit.share", value=number(100 * value, 0 if abs(value) >= 0.1 or value == 0 else 1, texts))
    if unit == "ms" and abs(value) >= _SECOND_MS:
        return texts("unit.s", value=number(value / _SECOND_MS, 1, texts))
    return texts(f"unit.{unit}", value=number(value, _decimals(value, unit), texts))


def _decimals(value: float, unit: str) -> int:
    if unit in _WHOLE or unit == "ms":
        return 0
    if unit == "SEK":
        return 2 if abs(value) < 100 else 0
    if unit == "score" and 0 < abs(value) < 1:
        return 2  # nDCG and its like: 0.57 is not yet the 0.60 aimed at.
    return 0 if value == round(value) and unit != "score" else 1


def interval(figure: Figure, unit: str, texts: Texts) -> str:
    """ "80-88 %" in words; "" where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return texts("kpis.interval", low=amount(figure.low, unit, texts), high=amount(figure.high, unit, texts))


def counted(figure: Figure, texts: Texts) -> str:
    return texts("kpis.counted", n=figure.n, people=figure.people)


def week_name(week: str, texts: Texts) -> str:
    """v. 5 for 2026-W05."""
    return texts("kpis.week", number=int(week[-2:]))


def state_badge(state: GoalState, texts: Texts) -> str:
    return f'<span class="l-badge l-state {_SIGNS[state]}">{texts(f"goal.{state}")}</span>'


def goals_table(report: KpiReport, texts: Texts) -> str:
    """Every KPI that has a goal: where it stands, where it came from, and where it is to be."""
    columns = ("kpi", "now", "baseline", "target", "date", "owner", "state")
    rows = [
        goal_row(title(kpi.metric, texts), kpi.goal, kpi.figure, kpi.unit, texts)
        for kpi in report.kpis
        if kpi.goal is not None
    ]
    return table([texts(f"goal.{name}") for name in columns], rows, texts("goal.table"))


def goal_row(name: str, goal: GoalView, figure: Figure | None, unit: str, texts: Texts) -> list[str]:
    statement = goal.statement_sv if texts.language == "sv" else goal.statement
    sign = "≥\N{NO-BREAK SPACE}" if goal.better == "higher" else "≤\N{NO-BREAK SPACE}"
    return [
        f'<strong>{name}</strong><span class="l-facts">{text(statement)}</span>',
        _value_cell(figure, unit, texts),
        f'{amount(goal.baseline, unit, texts)}<span class="l-facts">{text(goal.baseline_from)}</span>',
        sign + amount(goal.target, unit, texts),
        day(goal.date),
        text(goal.owner),
        state_badge(goal.state, texts),
    ]


def _value_cell(figure: Figure | None, unit: str, texts: Texts) -> str:
    if figure is None:
        return f'<span class="l-quiet">{texts("kpis.few")}</span>'
    facts = " · ".join(part for part in (interval(figure, unit, texts), counted(figure, texts)) if part)
    return f'<strong>{amount(figure.value, unit, texts)}</strong><span class="l-facts">{facts}</span>'


def heading(kpi: Kpi, texts: Texts) -> str:
    """The name of a KPI, its value now, and how sure that is."""
    name = f'<h3>{title(kpi.metric, texts)}</h3><p class="l-quiet">{texts(f"kpihelp.{key(kpi.metric)}")}</p>'
    if kpi.figure is None:
        return f'<div class="l-kpi">{name}{few(texts)}</div>'
    facts = " · ".join(part for part in (interval(kpi.figure, kpi.unit, texts), counted(kpi.figure, texts)) if part)
    badge = state_badge(kpi.goal.state, texts) if kpi.goal else ""
    value = f'<p class="l-kpi-value">{amount(kpi.figure.value, kpi.unit, texts)} {badge}</p>'
    return f'<div class="l-kpi">{name}{value}<p class="l-facts">{facts}</p></div>'


def few(texts: Texts) -> str:
    return f'<p class="l-few"><strong>{texts("kpis.few")}.</strong> {texts("kpis.few_why")}</p>'


def weeks_table(kpi: Kpi, texts: Texts) -> str:
    """What the chart shows, for those who would rather read it."""
    rows = []
    for each in kpi.weeks:
        figure = each.figure
        if figure is None:
            rows.append([text(each.week), texts("kpis.few"), "", "", ""])
            continue
        span = interval(figure, kpi.unit, texts)
        rows.append([text(each.week), amount(figure.value, kpi.unit, texts), span, str(figure.n), str(figure.people)])
    columns = [texts(f"weekcolumn.{name}") for name in ("week", "value", "interval", "n", "people")]
    return (
        f'<details class="l-chart-table"><summary>{texts("kpis.as_table")}</summary>'
        f"{table(columns, rows, title(kpi.metric, texts))}</details>"
    )


def topics_table(topics: Sequence[TopicView], texts: Texts) -> str:
    columns = [texts(f"topiccolumn.{name}") for name in ("document", "kind", "people", "weeks")]
    rows = [
        [
            f'<a class="l-link" href="{text(Place(topic.document_id).href)}">{text(topic.title)}</a>'
            f'<span class="l-facts">{text(", ".join(topic.tags))}</span>',
            texts(f"kind.{topic.kind}"),
            texts("kpis.at_least", people=topic.people_at_least),
            str(topic.weeks),
        ]
        for topic in topics
    ]
    return table(columns, rows, texts("kpis.topics"))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], label: str) -> str:
    """A table that style.css draws as cards on a phone; the cells are HTML, the first of a row heads it."""
    heads = "".join(f'<th role="columnheader" scope="col">{column}</th>' for column in columns)
    body = "".join(f'<tr role="row">{_cells(columns, row)}</tr>' for row in rows)
    return (
        f'<table class="l-table" role="table" aria-label="{text(label)}"><thead role="rowgroup"><tr role="row">{heads}'
        f'</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(columns: Sequence[str], row: Sequence[str]) -> str:
    first = f'<th role="rowheader" scope="row">{row[0]}</th>'
    rest = zip(columns[1:], row[1:], strict=True)
    return first + "".join(f'<td role="cell" data-label="{text(column)}">{cell}</td>' for column, cell in rest)


def title(metric: str, texts: Texts) -> str:
    return texts(f"kpi.{key(metric)}")


def key(metric: str) -> str:
    """use.nps -> nps."""
    return metric.partition(".")[2]


def day(value: date) -> str:
    return f'<span class="l-together">{value.isoformat()}</span>'
