"""The page of ownership: what is to be reviewed, and what every document needs."""

from collections.abc import Sequence

import streamlit as st

from assistant.schemas.ownership import (
    DueDocument,
    DueList,
    OwnershipReport,
    Reason,
    ReportRow,
    Side,
)
from assistant.schemas.persons import Role
from ui import behaviour, frame, markup, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.documents.client import ValidityClient
from ui.places import Place
from ui.problems import problem_card
from ui.texts import Texts

_MORE = 30
_ALL = "all"
_PARTS = ("complete", "current", "consistent", "relevant")


def draw() -> None:
    texts, client = session.texts(), session.validity()
    act = behaviour.mount(texts, PageState())
    if act is not None and act.name == "page" and act.place is not None:
        st.switch_page(frame.DOCUMENT_PAGE, query_params=act.place.query)
    session.remember_in_address()
    with st.container(key="ownership"):
        st.html(f"<h1>{texts('ownership.heading')}</h1><p>{texts('ownership.intro')}</p>")
        try:
            st.html(_due(client.due(), texts))
            if session.may(Role.OWNER, Role.ADMINISTRATOR):
                with st.spinner(texts("ownership.working")):
                    report = client.ownership()
                _report(report, client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _due(found: DueList, texts: Texts) -> str:
    heading = f"<h2>{texts('ownership.due')}</h2>"
    if not found.documents:
        return f'{heading}<p class="l-quiet">{texts("ownership.none_due")}</p>'
    counts = texts("ownership.due_counts", overdue=found.overdue, soon=found.soon)
    items = "".join(_due_item(each, texts) for each in found.documents[:_MORE])
    return f'{heading}<p class="l-quiet">{counts}</p><ul class="l-versions">{items}</ul>'


def _due_item(each: DueDocument, texts: Texts) -> str:
    late = each.days < 0
    when = texts("ownership.overdue_by" if late else "ownership.days_left", n=abs(each.days))
    mine = f' <span class="l-badge l-calm">{texts("ownership.mine")}</span>' if each.mine else ""
    facts = " · ".join(part for part in (each.review_by.isoformat(), markup.owner_name(each.owner)) if part)
    return (
        f"<li>{_link(each.id, each.title)} "
        f'<span class="l-badge {"l-warn" if late else "l-calm"}">{when}</span>{mine}'
        f'<span class="l-facts">{markup.text(facts)}</span></li>'
    )


def _link(document_id: str, title: str) -> str:
    return markup.link(Place(document_id), title)


def _report(report: OwnershipReport, client: ValidityClient, texts: Texts) -> None:
    st.html(f"<h2>{texts('ownership.state')}</h2>")
    counts = {each.reason.value: each.documents for each in report.counts}
    chosen = st.pills(
        texts("ownership.show"),
        [_ALL, *counts],
        default=_ALL,
        required=True,
        format_func=lambda name: f"{texts(f'flaw.{name}')} · {counts.get(name, len(report.rows))}",
        key="ownership_reason",
    )
    rows = [row for row in report.rows if chosen == _ALL or Reason(chosen) in row.reasons]
    shown = st.session_state.setdefault("ownership_shown", _MORE)
    st.html(_table(rows[:shown], texts))
    if len(rows) > shown and st.button(texts("library.more"), key="more_rows"):
        st.session_state["ownership_shown"] = shown + _MORE
        st.rerun()
    st.html(f'<p class="l-quiet">{texts("ownership.relied", least=report.least_people, weeks=report.weeks)}</p>')
    st.html(_contradictions(report, texts) + _duplicates(report, texts) + _folders(report, texts))
    st.download_button(
        texts("ownership.download"),
        client.ownership_csv,
        f"lardom-ownership-{report.on.isoformat()}.csv",
        "text/csv",
        icon=":material/download:",
        key="ownership_csv",
    )


def _table(rows: Sequence[ReportRow], texts: Texts) -> str:
    columns = ("title", "score", "reasons", "relies")
    heads = "".join(f'<th role="columnheader" scope="col">{texts(f"ownercolumn.{name}")}</th>' for name in columns)
    body = "".join(_table_row(row, texts) for row in rows)
    return (
        f'<table class="l-table" role="table" aria-label="{markup.text(texts("ownership.state"))}">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _table_row(row: ReportRow, texts: Texts) -> str:
    parts = " · ".join(f"{texts(f'scorepart.{part}')} {getattr(row.score, part)}" for part in _PARTS)
    relies = texts("ownership.few")
    if not row.cited:
        relies = texts("ownership.nobody")
    elif row.answers is not None:
        relies = texts("ownership.answers", answers=row.answers)
    cells = {
        "score": f'<strong>{row.score.total}</strong> <span class="l-facts">{markup.text(parts)}</span>',
        "reasons": markup.text(", ".join(texts(f"flaw.{reason}") for reason in row.reasons) or texts("ownership.fine")),
        "relies": markup.text(" · ".join((relies, *row.groups))),
    }
    drawn = "".join(
        f'<td role="cell" data-label="{markup.text(texts(f"ownercolumn.{name}"))}">{value}</td>'
        for name, value in cells.items()
    )
    owner = markup.text(markup.owner_name(row.owner) or texts("ownership.no_owner"))
    return (
        f'<tr role="row"><th role="rowheader" scope="row" class="l-cell-title">{_link(row.id, row.title)}'
        f'<span class="l-facts">{owner}</span></th>{drawn}</tr>'
    )


def _contradictions(report: OwnershipReport, texts: Texts) -> str:
    if not report.contradictions:
        return ""
    items = "".join(
        f"<li>{_stated(each.sides[0])}<br>{_stated(each.sides[1])}</li>" for each in report.contradictions[:_MORE]
    )
    cut = "" if report.contradictions_whole else f'<p class="l-quiet">{texts("ownership.not_whole")}</p>'
    about = texts("ownership.contradictions_about")
    return (
        f'<h2>{texts("ownership.contradictions")}</h2><p class="l-quiet">{about}</p>{cut}'
        f'<ul class="l-versions">{items}</ul>'
    )


def _stated(side: Side) -> str:
    return f"<strong>{markup.text(side.value)}</strong> {_link(side.id, side.title)} ”{markup.text(side.sentence)}”"


def _duplicates(report: OwnershipReport, texts: Texts) -> str:
    if not report.duplicates:
        return ""
    items = "".join(
        f"<li>{_link(each.sides[0].id, each.sides[0].title)} · {_link(each.sides[1].id, each.sides[1].title)} "
        f'<span class="l-facts">{texts("ownership.alike", percent=round(100 * each.likeness))}</span></li>'
        for each in report.duplicates[:_MORE]
    )
    return f'<h2>{texts("ownership.duplicates")}</h2><ul class="l-versions">{items}</ul>'


def _folders(report: OwnershipReport, texts: Texts) -> str:
    if not report.folders:
        return ""
    items = "".join(
        f"<li><strong>{each.score.total}</strong> {markup.text(_folder(each.folder, texts))} "
        f'<span class="l-facts">{texts("ownership.documents", n=each.documents)}</span></li>'
        for each in report.folders[:_MORE]
    )
    return f'<h2>{texts("ownership.folders")}</h2><ul class="l-versions">{items}</ul>'


def _folder(name: str, texts: Texts) -> str:
    """What came through the pages has no folder."""
    key = f"ownerfolder.{name.removesuffix(':')}"
    return texts(key) if name.endswith(":") and key in texts else name
