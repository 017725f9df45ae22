"""The document page: what the document is, and its text or pages at the place that the address names."""

from dataclasses import dataclass

import streamlit as st

from assistant.schemas.answers import Kind
from assistant.schemas.documents import DocumentView, LinkedDocument, RevisionText
from ui import behaviour, frame, markup, session
from ui.behaviour import PageState
from ui.chat import sources
from ui.client import ApiError, Client
from ui.documents import catalogue, upkeep
from ui.documents.library import today
from ui.places import Place, place_of_query
from ui.problems import problem_card
from ui.state import Focus
from ui.texts import Texts

_FIRST_CHARS = 12_000
_MORE_CHARS = 12_000


@dataclass
class Reading:
    """How much of which document is shown: the characters [start, end) around the place."""

    place: Place
    start: int
    end: int
    page: int


def draw() -> None:
    texts, client = session.texts(), session.client()
    act = behaviour.mount(texts, PageState())
    if act is not None and act.name == "page" and act.place is not None:
        st.switch_page(frame.DOCUMENT_PAGE, query_params=act.place.query)
    session.remember_in_address()
    place = place_of_query(st.query_params)
    with st.container(key="document"):
        if st.button(texts("document.to_library"), icon=":material/arrow_back:", type="tertiary", key="back"):
            st.switch_page(frame.LIBRARY_PAGE)
        if place is None:
            st.html(f"<h1>{texts('nav.document')}</h1><p>{texts('document.missing')}</p>")
            return
        try:
            _document(place, client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _document(place: Place, client: Client, texts: Texts) -> None:
    document = client.document(place.document_id)
    place, around = sources.read(client, place)
    reading = _reading(place, around)
    st.html(_heading(document, around, texts))
    upkeep.draw_proposals(document, texts)
    with st.container(key="document_tools", horizontal=True):
        _tools(document, texts)
        upkeep.draw_tools(document, texts, today())
    upkeep.draw_history(document, around, texts)
    if sources.view_switch(around, texts, "document_view") == sources.PAGE:
        _pages(reading, around, document, client, texts)
    else:
        _text(reading, around, client, texts)


def _reading(place: Place, around: RevisionText) -> Reading:
    """The window as far as the person has widened it; a new place starts anew."""
    kept: Reading | None = st.session_state.get("reading")
    if kept is not None and kept.place == place:
        return kept
    start = around.offset if place.span else 0
    end = max(around.offset + len(around.text), min(around.total_chars, start + _FIRST_CHARS))
    page = around.boxes[0].page if around.boxes else 1
    st.session_state["reading"] = reading = Reading(place, start, end, page)
    return reading


def _heading(document: DocumentView, around: RevisionText, texts: Texts) -> str:
    values = {
        texts("source.kind"): texts(f"kind.{document.kind}"),
        texts("source.owner"): document.owner,
        texts("source.reference"): document.reference,
        texts("source.version"): document.version,
        texts("source.date"): document.valid_from.isoformat() if document.valid_from else "",
        texts("document.review_by"): document.review_by.isoformat() if document.review_by else "",
        texts("document.supersedes"): ", ".join(document.supersedes),
    }
    rows = "".join(
        f"<div><dt>{name}</dt><dd>{markup.text(value)}</dd></div>" for name, value in values.items() if value
    )
    origins = {
        texts("document.promoted_from"): (document.promoted_from,) if document.promoted_from else (),
        texts("document.promoted_to"): document.promoted_to,
    }
    rows += "".join(
        f"<div><dt>{name}</dt><dd>{', '.join(_linked(each) for each in linked)}</dd></div>"
        for name, linked in origins.items()
        if linked
    )
    badges = catalogue.state_badge(document, today(), texts)
    if not around.current:
        badges += f' <span class="l-badge l-warn">{texts("badge.not_current")}</span>'
    return (
        f'<h1>{markup.text(document.title)}</h1><p>{badges}</p><dl class="l-properties">{rows}</dl>'
        f"{catalogue.remarks(document.warnings, texts)}{catalogue.hidden_text(document, texts)}"
        f"{catalogue.personal_data(document, texts)}"
    )


def _linked(other: LinkedDocument) -> str:
    href = markup.text(Place(other.id).href)
    return f'<a class="l-link" data-l-act="page" href="{href}">{markup.text(other.title)}</a>'


def _tools(document: DocumentView, texts: Texts) -> None:
    if document.kind is Kind.LESSON and document.in_force and session.may_add():
        words, means = texts("document.promote"), texts("document.promote_means")
        if st.button(words, icon=":material/upgrade:", key="promote", help=means):
            made = session.lessons().promote(document.id)
            st.switch_page(frame.LESSONS_PAGE, query_params={"lesson": made.id})
    if document.in_force and st.button(texts("document.ask"), icon=":material/chat:", key="ask_about"):
        chat = session.chat()
        chat.start_over()
        chat.focus = Focus(document.id, document.title)
        st.switch_page(frame.ASK_PAGE)


def _text(reading: Reading, around: RevisionText, client: Client, texts: Texts) -> None:
    shown = _window(client, reading)
    if reading.start > 0 and st.button(texts("document.earlier"), key="earlier"):
        reading.start = max(0, reading.start - _MORE_CHARS)
        st.rerun()
    st.html(markup.marked(shown, reading.place, texts))
    if reading.end < around.total_chars and st.button(texts("document.later"), key="later"):
        reading.end = min(around.total_chars, reading.end + _MORE_CHARS)
        st.rerun()


def _window(client: Client, reading: Reading) -> RevisionText:
    """Exactly the characters that are read: the API adds some around what it is asked for."""
    place = reading.place
    served = client.revision_text(place.document_id, place.revision, reading.start, reading.end)
    body = served.text[reading.start - served.offset : reading.end - served.offset]
    return served.model_copy(update={"text": body, "offset": reading.start})


def _pages(reading: Reading, around: RevisionText, document: DocumentView, client: Client, texts: Texts) -> None:
    last = len(around.pages)
    reading.page = st.number_input(texts("document.go_to_page"), 1, max(1, last), reading.page, width=160)
    alt = f"{texts('source.page_number', page=reading.page)}: {document.title}"
    sources.draw_page(client, reading.place, reading.page, alt)
