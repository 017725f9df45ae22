"""The page of the audit log, for auditors: to read, to verify and to keep. Nothing on it changes the log."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import streamlit as st

from assistant.schemas.audit import AuditEntryView
from ui import behaviour, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.markup import text
from ui.oversight.audit_client import AuditClient, AuditFilter
from ui.oversight.audit_tables import check_line, entries_table
from ui.problems import problem_card
from ui.texts import Texts

_BEFORE = "audit_before"
# The first parts of the acts that are looked for; the others are found without a choice.
_GROUPS = (
    "answer",
    "search",
    "document",
    "lesson",
    "person",
    "retention",
    "key",
    "gap",
    "review",
    "decision",
    "backup",
    "server",
    "access",
    "audit",
)


def draw() -> None:
    texts, client = session.texts(), session.audit()
    behaviour.mount(texts, PageState())
    session.remember_in_address()
    with st.container(key="audit"):
        try:
            _page(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _page(client: AuditClient, texts: Texts) -> None:
    st.html(f"<h1>{texts('audit.heading')}</h1><p>{texts('audit.intro')}</p>")
    _check(client, texts)
    asked = _asked(texts)
    page = client.audit(asked, st.session_state.get(_BEFORE))
    if page.entries:
        st.html(entries_table(page.entries, texts))
    else:
        st.html(f'<p class="l-quiet" role="status">{texts("audit.none")}</p>')
    _turning(page.before, texts)
    _keeping(client, asked, texts)
    _resolving(client, page.entries, texts)


def _check(client: AuditClient, texts: Texts) -> None:
    """On request: the whole chain is read."""
    if st.button(texts("audit.verify"), icon=":material/verified:", key="audit_verify"):
        st.html(check_line(client.check(), texts))


def _asked(texts: Texts) -> AuditFilter:
    with st.container(key="audit_filters", horizontal=True, vertical_alignment="bottom"):
        act = st.selectbox(
            texts("audit.act"),
            ("", *_GROUPS),
            format_func=lambda name: texts(f"auditact.{name}") if name else texts("library.any"),
            key="audit_act",
            on_change=_from_the_newest,
            width=220,
        )
        actor = st.text_input(texts("audit.actor"), key="audit_actor", on_change=_from_the_newest, width=240)
        subject = st.text_input(texts("audit.subject"), key="audit_subject", on_change=_from_the_newest, width=240)
        since = st.date_input(
            texts("audit.since"), None, key="audit_since", on_change=_from_the_newest, format="YYYY-MM-DD", width=150
        )
        until = st.date_input(
            texts("audit.until"), None, key="audit_until", on_change=_from_the_newest, format="YYYY-MM-DD", width=150
        )
    return AuditFilter(act, actor.strip(), subject.strip(), _begin(since), _begin(until, later=1))


def _begin(day: date | None, later: int = 0) -> datetime | None:
    """Of the day, or of the one after: `until` includes its day."""
    return datetime.combine(day + timedelta(days=later), time.min, UTC) if isinstance(day, date) else None


def _from_the_newest() -> None:
    st.session_state.pop(_BEFORE, None)


def _turning(before: int | None, texts: Texts) -> None:
    with st.container(horizontal=True, key="audit_pages"):
        st.button(
            texts("audit.newest"),
            icon=":material/first_page:",
            key="audit_newest",
            disabled=_BEFORE not in st.session_state,
            on_click=_from_the_newest,
        )
        st.button(
            texts("audit.older"),
            icon=":material/chevron_right:",
            key="audit_older",
            disabled=before is None,
            on_click=lambda: st.session_state.update({_BEFORE: before}),
        )


def _keeping(client: AuditClient, asked: AuditFilter, texts: Texts) -> None:
    st.download_button(
        texts("audit.export"),
        partial(client.export, asked),
        "lardom-audit.jsonl",
        "application/x-ndjson",
        icon=":material/download:",
        key="audit_export",
    )


def _resolving(client: AuditClient, entries: tuple[AuditEntryView, ...], texts: Texts) -> None:
    people = list(dict.fromkeys(entry.actor for entry in entries if entry.actor.startswith("person-")))
    if not people:
        return
    st.html(f'<h2>{texts("audit.resolve")}</h2><p class="l-quiet">{texts("audit.resolve_about")}</p>')
    with st.form("audit_resolve", border=False):
        pseudonym = st.selectbox(texts("audit.pseudonym"), people, width=420)
        reason = st.text_input(texts("audit.reason"), max_chars=500, width=420)
        sent = st.form_submit_button(texts("audit.resolve_now"))
    if not sent:
        return
    if not reason.strip():
        st.html(f'<p role="alert" class="l-warn">{texts("audit.reason_missing")}</p>')
        return
    try:
        found = client.resolve(pseudonym, reason)
    except ApiError as error:
        st.html(problem_card(error, texts))
        return
    user = f"{text(found.name)} (<code>{text(found.user)}</code>)" if found.name else text(found.user)
    st.html(f'<p role="status">{texts("audit.resolved", pseudonym=text(pseudonym), user=user)}</p>')
