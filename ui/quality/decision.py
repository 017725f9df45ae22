"""The page of the decision to scale: what it is worth, how the goals stand, what was decided and who signed."""

from functools import partial

import streamlit as st

from assistant.schemas.decisions import Decision, DecisionLog, DecisionRequest, Ruling, SignatureRequest
from assistant.schemas.persons import Role
from assistant.schemas.roi import Assumptions, Range, RoiChange, RoiResult, RoiView
from ui import behaviour, frame, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.markup import text
from ui.problems import problem_card, problem_words
from ui.quality import business, charts
from ui.quality.business import PARTS
from ui.quality.charts import Span
from ui.quality.client import QualityClient
from ui.texts import Texts

_MAX_SPANS = 8
_K = 1000
_ENDS = ("low", "likely", "high")


def draw() -> None:
    texts, client = session.texts(), session.quality()
    behaviour.mount(texts, PageState())
    session.remember_in_address()
    with st.container(key="decision"):
        try:
            _page(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _page(client: QualityClient, texts: Texts) -> None:
    case, log, owner = client.roi(), client.decisions(), session.may(Role.OWNER)
    st.html(f'<h1>{texts("decision.heading")}</h1><p class="l-quiet">{texts("decision.about")}</p>')
    st.html(f"<h2>{texts('decision.worth')}</h2>{business.result(case, texts)}")
    _influences(case.result, texts)
    _assumptions(case, client, texts, owner)
    st.html(f"<h2>{texts('decision.goals')}</h2>{business.goals_table(case.goals, client.kpis(12), texts)}")
    if owner:
        _decide(client, texts)
    _log(log, client, texts, owner)


def _influences(result: RoiResult, texts: Texts) -> None:
    if not result.influences or result.net_value.middle is None:
        return
    st.html(f'<h3>{texts("decision.matters")}</h3><p class="l-quiet">{texts("decision.matters_about")}</p>')
    spans = [
        Span(
            texts(f"assumption.{each.assumption}"), each.at_low / 1000, each.at_high / 1000, business.told(each, texts)
        )
        for each in result.influences[:_MAX_SPANS]
    ]
    charts.draw_spans(spans, texts("axis.kSEK"), texts("decision.matters"))
    st.html(business.influences_table(result.influences, texts))


def _assumptions(case: RoiView, client: QualityClient, texts: Texts, owner: bool) -> None:
    words = texts("decision.version", n=case.version) if case.version else texts("decision.example")
    with st.expander(f"{texts('decision.assumptions')} · {words}", icon=":material/tune:", key="assumptions"):
        if case.changed_at is not None:
            by = texts("decision.changed", name=case.changed_by, date=case.changed_at.date().isoformat())
            st.html(f'<p class="l-quiet">{text(by)} {text(case.note)}</p>')
        if not owner:
            st.html(business.assumptions_table(case, texts))
            return
        with st.form(f"roi_{case.version}", border=False):
            ranges = {name: _range(name, case, texts) for part in PARTS for name in _part(part, texts)}
            note = st.text_input(texts("decision.note"), help=texts("decision.note_help"), key=f"note_{case.version}")
            submitted = st.form_submit_button(texts("decision.save"), type="primary")
        if submitted:
            _save(case, ranges, note, client, texts)


def _part(part: str, texts: Texts) -> tuple[str, ...]:
    st.html(f"<h3>{texts(f'assumptionpart.{part}')}</h3>")
    return PARTS[part]


def _range(name: str, case: RoiView, texts: Texts) -> tuple[float, float, float]:
    given: Range = getattr(case.assumptions, name)
    measured = business.measured(name, case, texts)
    st.html(f'<p class="l-assumption"><strong>{texts(f"assumption.{name}")}</strong> {measured}</p>')
    values = []
    for column, end in zip(st.columns(3), _ENDS, strict=True):
        with column:
            # A screen reader hears whose lowest it is; the eye sees it from the line above.
            st.html(f'<span class="l-facts" aria-hidden="true">{texts(f"end.{end}")}</span>')
            values.append(
                st.number_input(
                    f"{texts(f'assumption.{name}')}: {texts(f'end.{end}')}",
                    min_value=0.0,
                    value=float(getattr(given, end)),
                    format=_format(given.high),
                    label_visibility="collapsed",
                    key=f"roi_{name}_{end}_{case.version}",
                )
            )
    low, likely, high = values
    return low, likely, high


def _format(highest: float) -> str:
    """As many decimals as matter beside the largest value."""
    return "%.2f" if highest <= 10 else "%.1f" if highest <= 100 else "%.0f"


def _save(
    case: RoiView, ranges: dict[str, tuple[float, float, float]], note: str, client: QualityClient, texts: Texts
) -> None:
    disordered = [name for name, (low, likely, high) in ranges.items() if not low <= likely <= high]
    if disordered:
        names = ", ".join(texts(f"assumption.{name}") for name in disordered)
        st.error(texts("decision.disordered", names=names))
        return
    given = {name: {"low": low, "likely": likely, "high": high} for name, (low, likely, high) in ranges.items()}
    try:
        assumptions = Assumptions.model_validate(given)
    except ValueError:
        st.error(texts("decision.shares"))
        return
    try:
        client.change_roi(RoiChange(based_on=case.version, assumptions=assumptions, note=note))
    except ApiError as error:
        st.error(" ".join(problem_words(error, texts)))
        return
    st.rerun()


def _decide(client: QualityClient, texts: Texts) -> None:
    st.html(f'<h2>{texts("decision.decide")}</h2><p class="l-quiet">{texts("decision.decide_about")}</p>')
    number = session.held("decision_form", lambda: [0])
    with st.form(f"decide_{number[0]}"):
        ruling = st.radio(
            texts("decision.ruling"),
            list(Ruling),
            index=None,
            horizontal=True,
            format_func=lambda each: texts(f"ruling.{each}"),
        )
        reasons = st.text_area(texts("decision.reasons"), max_chars=10_000)
        deviations = st.text_area(texts("decision.deviations"), help=texts("decision.deviations_help"))
        submitted = st.form_submit_button(texts("decision.write"), type="primary")
    if not submitted:
        return
    if ruling is None or not reasons.strip():
        st.error(texts("decision.incomplete"))
        return
    lines = tuple(line.strip() for line in deviations.splitlines() if line.strip())
    try:
        client.decide(DecisionRequest(ruling=ruling, reasons=reasons.strip(), deviations=lines))
    except ApiError as error:
        st.error(" ".join(problem_words(error, texts)))
        return
    # A new key empties the form after it was written, and only then.
    number[0] += 1
    st.rerun()


def _log(log: DecisionLog, client: QualityClient, texts: Texts, owner: bool) -> None:
    st.html(f"<h2>{texts('decision.log')}</h2>{business.chain(log, texts)}")
    if not log.decisions:
        st.html(f'<p class="l-quiet">{texts("decision.none")}</p>')
    person = session.me()
    for decision in log.decisions:
        with st.container(border=True, key=f"decision_{decision.number}"):
            st.html(business.decision(decision, texts))
            with st.container(horizontal=True):
                signed = person is not None and person.user in {each.user for each in decision.signatures}
                if owner and not signed:
                    _sign(decision, client, texts)
                st.download_button(
                    texts("decision.download"),
                    partial(client.decision_paper, decision.number),
                    f"lardom-decision-{decision.number}.md",
                    "text/markdown",
                    icon=":material/download:",
                    key=f"paper_{decision.number}",
                )


def _sign(decision: Decision, client: QualityClient, texts: Texts) -> None:
    person = session.me()
    with st.popover(texts("decision.sign"), icon=":material/signature:"):
        st.write(texts("decision.sign_about", name=frame.literal(person.name if person else "")))
        statement = st.text_input(texts("decision.statement"), key=f"statement_{decision.number}")
        if st.button(texts("decision.sign_now"), type="primary", key=f"sign_{decision.number}"):
            try:
                client.sign(decision.number, SignatureRequest(statement=statement.strip()))
            except ApiError as error:
                st.error(" ".join(problem_words(error, texts)))
                return
            st.rerun()
