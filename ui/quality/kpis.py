"""The page of KPIs: how the assistant does in real use, against the goals."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assistant.schemas.kpis import GoalState, Kpi, KpiReport
from ui import behaviour, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.problems import problem_card
from ui.quality import charts, figures
from ui.quality.charts import Level, Point, Series
from ui.quality.client import QualityClient
from ui.texts import Texts

_WEEKS = (4, 12, 26, 52)
SECTIONS = {
    "use": ("use.questions", "use.active_users", "use.repeat_use"),
    "answers": ("use.answered_rate", "use.partial_rate", "use.abstained_rate", "use.accuracy"),
    "satisfaction": ("use.csat", "use.nps", "use.helpful_rate"),
    "time": ("use.response_p50_ms", "use.response_p95_ms", "use.time_to_answer_ms", "use.minutes_saved_per_case"),
    "cost": ("use.cost_per_case_sek",),
}

# Axes of amounts begin at zero; those of shares and scores where the values are, so that a step to a target is seen.
_COUNTED = {"questions", "people", "ms", "minutes", "SEK"}


def draw() -> None:
    texts, client = session.texts(), session.quality()
    behaviour.mount(texts, PageState())
    session.remember_in_address()
    with st.container(key="kpis"):
        try:
            _page(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _page(client: QualityClient, texts: Texts) -> None:
    st.html(f"<h1>{texts('kpis.heading')}</h1>")
    about = st.empty()
    report = _chosen(client, texts)
    span = texts("kpis.span", first=report.weeks[0], last=report.weeks[-1], least=report.least_people)
    about.html(f'<p class="l-quiet">{span}</p>')
    if not report.group:
        _goals(report, texts)
    if any(kpi.figure or any(week.figure for week in kpi.weeks) for kpi in report.kpis):
        _sections(report, texts)
    else:
        st.html(f"<h2>{texts('kpis.per_week')}</h2>{figures.few(texts)}")
    _topics(report, texts)
    name = f"lardom-kpis-{report.weeks[-1]}.csv"
    st.download_button(
        texts("kpis.download"),
        partial(client.kpis_csv, len(report.weeks), report.group),
        name,
        "text/csv",
        icon=":material/download:",
    )


def _chosen(client: QualityClient, texts: Texts) -> KpiReport:
    """How many weeks, and whose; a group that has figures no longer falls back to everyone."""
    with st.container(key="kpi_filters", horizontal=True, vertical_alignment="bottom"):
        weeks = st.selectbox(
            texts("kpis.period"),
            _WEEKS,
            index=1,
            format_func=lambda n: texts("kpis.weeks", n=n),
            key="kpi_weeks",
            width=200,
        )
        everyone = client.kpis(weeks)
        group = st.selectbox(
            texts("kpis.group"),
            ("", *everyone.groups),
            format_func=lambda name: name or texts("kpis.everyone"),
            key="kpi_group",
            width=260,
        )
    return client.kpis(weeks, group) if group else everyone


def _goals(report: KpiReport, texts: Texts) -> None:
    states = [kpi.goal.state for kpi in report.kpis if kpi.goal is not None]
    if not states:
        return
    counts = " · ".join(f"{states.count(state)} {texts(f'goal.{state}').lower()}" for state in GoalState)
    st.html(f"<h2>{texts('goal.heading')}</h2><p>{counts}</p>{figures.goals_table(report, texts)}")


def _sections(report: KpiReport, texts: Texts) -> None:
    by_metric = {kpi.metric: kpi for kpi in report.kpis}
    for name, metrics in SECTIONS.items():
        st.html(f"<h2>{texts(f'kpisection.{name}')}</h2>")
        _cards([by_metric[metric] for metric in metrics if metric in by_metric], texts)


def _cards(kpis: Sequence[Kpi], texts: Texts) -> None:
    across = 3 if len(kpis) == 3 else 2
    for row in (kpis[at : at + across] for at in range(0, len(kpis), across)):
        for column, kpi in zip(st.columns(across, gap="large"), row, strict=False):
            with column:
                _card(kpi, texts)


def _card(kpi: Kpi, texts: Texts) -> None:
    st.html(figures.heading(kpi, texts))
    if any(week.figure for week in kpi.weeks):
        charts.draw(_series(kpi, texts))
        st.html(figures.weeks_table(kpi, texts))


def _series(kpi: Kpi, texts: Texts) -> Series:
    """Shares are drawn in per cent, since an axis knows no units."""
    scale = 100.0 if kpi.unit == "share" else 1.0
    points = []
    for week in kpi.weeks:
        name, figure = figures.week_name(week.week, texts), week.figure
        if figure is None:
            points.append(Point(name, None, told=f"{week.week}: {texts('kpis.few')}"))
            continue
        told = f"{week.week}: {figures.amount(figure.value, kpi.unit, texts)}, {figures.counted(figure, texts)}"
        low, high = (None if end is None else end * scale for end in (figure.low, figure.high))
        points.append(Point(name, figure.value * scale, low, high, told))
    title = figures.title(kpi.metric, texts)
    goal = kpi.goal
    levels = {
        name: Level(value * scale, texts(f"level.{name}", value=figures.amount(value, kpi.unit, texts)))
        for name, value in ((("target", goal.target), ("baseline", goal.baseline)) if goal else ())
    }
    return Series(
        points, texts(f"axis.{kpi.unit}"), title, levels.get("target"), levels.get("baseline"), kpi.unit in _COUNTED
    )


def _topics(report: KpiReport, texts: Texts) -> None:
    st.html(f'<h2>{texts("kpis.topics")}</h2><p class="l-quiet">{texts("kpis.topics_about")}</p>')
    if report.topics:
        st.html(figures.topics_table(report.topics, texts))
    else:
        st.html(figures.few(texts))
