"""The page of evaluation: the newest run of the golden set against the goals, over time, by slice and by question."""

from collections.abc import Sequence

import streamlit as st

from assistant.schemas.evaluations import CaseSummary, EvaluationView, MeasuredGoal, RunSummary
from ui import behaviour, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.problems import problem_card
from ui.quality import charts, figures, run_tables
from ui.quality.charts import Level, Point, Series
from ui.quality.client import QualityClient
from ui.texts import Texts

_SLICES = ("language", "role", "topic", "kind", "difficulty", "document-kind")


def draw() -> None:
    texts, client = session.texts(), session.quality()
    behaviour.mount(texts, PageState())
    session.remember_in_address()
    with st.container(key="evaluation"):
        try:
            _page(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _page(client: QualityClient, texts: Texts) -> None:
    st.html(f"<h1>{texts('evaluation.heading')}</h1><p>{texts('evaluation.intro')}</p>")
    runs = client.evaluations().runs
    if not runs:
        st.html(f'<p class="l-quiet">{texts("evaluation.none")}</p>')
        return
    run = _choice(runs, texts)
    view = client.evaluation(run.id)
    st.html(run_tables.about(run, texts))
    if view.goals:
        st.html(f"<h2>{texts('evaluation.goals')}</h2>{run_tables.goals(view, texts)}")
        _trend(runs, view.goals, texts)
    st.html(f"<h2>{texts('evaluation.outcomes')}</h2>{run_tables.outcomes(run.outcomes, texts)}")
    _slices(view, texts)
    _questions(view, client, texts)


def _choice(runs: Sequence[RunSummary], texts: Texts) -> RunSummary:
    """The newest unless another is chosen."""
    by_id = {run.id: run for run in runs}
    chosen = st.selectbox(
        texts("evaluation.run"),
        list(by_id),
        format_func=lambda id_: _named(by_id[id_]),
        key="evaluation_run",
        width=420,
    )
    return by_id[chosen]


def _named(run: RunSummary) -> str:
    return " · ".join(part for part in (f"{run.at.astimezone():%Y-%m-%d %H:%M}", run.name, run.revision[:7]) if part)


def _trend(runs: Sequence[RunSummary], goals: Sequence[MeasuredGoal], texts: Texts) -> None:
    """How one goal's metric went from run to run, the oldest first."""
    whole = {item.figure.metric: item for item in goals if not item.slice}
    if not whole:
        return
    st.html(f"<h2>{texts('evaluation.trend')}</h2>")
    metric = st.selectbox(
        texts("evaluation.metric"),
        list(whole),
        format_func=lambda name: run_tables.metric_name(name, texts),
        key="evaluation_metric",
        width=420,
    )
    item = whole[metric]
    points = [(f"{run.at.astimezone():%m-%d %H:%M}", _value(run, metric)) for run in reversed(runs)]
    charts.draw(_series(points, item, texts))
    st.html(run_tables.trend(points, item.unit, texts))


def _series(points: Sequence[tuple[str, float | None]], item: MeasuredGoal, texts: Texts) -> Series:
    """Shares are drawn in per cent, since an axis knows no units."""
    unit, goal = item.unit, item.goal
    scale = 100.0 if unit == "share" else 1.0
    drawn = [
        Point(name, None if value is None else value * scale, told=f"{name}: {_told(value, unit, texts)}")
        for name, value in points
    ]
    target, baseline = (
        Level(value * scale, texts(f"level.{name}", value=figures.amount(value, unit, texts)))
        for name, value in (("target", goal.target), ("baseline", goal.baseline))
    )
    described = run_tables.metric_name(item.figure.metric, texts)
    return Series(drawn, texts(f"axis.{unit}"), described, target, baseline, from_zero=False)


def _told(value: float | None, unit: str, texts: Texts) -> str:
    return texts("evaluation.no_value") if value is None else figures.amount(value, unit, texts)


def _value(run: RunSummary, metric: str) -> float | None:
    return next((figure.value for figure in run.metrics if figure.metric == metric), None)


def _slices(view: EvaluationView, texts: Texts) -> None:
    present = {part.name for part in view.slices}
    names = [name for name in _SLICES if name in present]
    if not names:
        return
    st.html(f'<h2>{texts("evaluation.slices")}</h2><p class="l-quiet">{texts("evaluation.slices_about")}</p>')
    name = st.pills(
        texts("evaluation.slices"),
        names,
        default=names[0],
        required=True,
        format_func=lambda each: texts(f"slice.{each}"),
        key="evaluation_slice",
        label_visibility="collapsed",
    )
    st.html(run_tables.slices([part for part in view.slices if part.name in ("", name)], texts))


def _questions(view: EvaluationView, client: QualityClient, texts: Texts) -> None:
    st.html(f"<h2>{texts('evaluation.by_question')}</h2>")
    with st.container(key="evaluation_filters", horizontal=True, vertical_alignment="bottom"):
        outcomes = [item.outcome for item in view.run.outcomes if item.questions]
        chosen = st.multiselect(
            texts("outcomecolumn.outcome"),
            outcomes,
            default=[outcome for outcome in outcomes if outcome != run_tables.RIGHT],
            placeholder=texts("library.any"),
            format_func=lambda outcome: texts(f"caseoutcome.{outcome}"),
            key=f"evaluation_outcomes_{view.run.id}",
        )
    cases = {case.id: case for case in view.cases if not chosen or case.outcome in chosen}
    st.html(
        f'<p class="l-quiet" role="status">{texts("evaluation.shown", shown=len(cases), total=len(view.cases))}</p>'
    )
    if not cases:
        return
    case_id = st.selectbox(
        texts("evaluation.question"),
        list(cases),
        format_func=lambda id_: _line(cases[id_], texts),
        key=f"evaluation_case_{view.run.id}",
    )
    st.html(run_tables.case(client.evaluation_case(view.run.id, case_id), texts))


def _line(case: CaseSummary, texts: Texts) -> str:
    return f"{case.question} · {texts(f'caseoutcome.{case.outcome}')} · {case.id}"
