"""The source beside the answer: text with the quote marked, or the page with the words boxed."""

import streamlit as st

from assistant.schemas.documents import RevisionText
from ui import markup, session
from ui.client import ApiError, Client
from ui.documents import versions
from ui.places import Place
from ui.problems import problem_card
from ui.state import Chat, OpenSource
from ui.texts import Texts

_PAGE_WIDTH_PX = 1000
TEXT, PAGE = "text", "page"
VIEW_KEY = "source_view"


def draw_panel(chat: Chat, client: Client, texts: Texts) -> None:
    source = chat.source
    assert source is not None
    with st.container(key="source_panel"):
        if st.button(texts("source.close"), key="close_source", icon=":material/close:", type="tertiary"):
            chat.close_source()
            st.rerun()
        st.html(_heading(source, texts))
        try:
            place, revision = read(client, source.place)
            _body(source, place, revision, client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def read(client: Client, place: Place) -> tuple[Place, RevisionText]:
    """The text around the place; of the current revision where the place names none. Raises ApiError."""
    if not place.revision:
        current = client.document(place.document_id).revision or ""
        place = Place(place.document_id, current, place.start, place.end)
    start, end = place.span or (0, 0)
    return place, client.revision_text(place.document_id, place.revision, start, end)


def view_switch(revision: RevisionText, texts: Texts, key: str) -> str:
    """Text or page: the choice is offered where the format has pages to show."""
    if revision.media_type != "application/pdf" or not revision.pages:
        return TEXT
    chosen = st.segmented_control(
        texts("source.view"),
        [TEXT, PAGE],
        default=TEXT,
        required=True,
        format_func=lambda view: texts(f"source.{view}"),
        key=key,
        label_visibility="collapsed",
    )
    return chosen or TEXT


def draw_page(client: Client, place: Place, page: int, alt: str, at: float = 0.0) -> None:
    png = client.page_image(place.document_id, place.revision, page, place.span or (0, 0), _PAGE_WIDTH_PX)
    st.html(markup.page_image(png, alt, at))


def _heading(source: OpenSource, texts: Texts) -> str:
    facts = markup.facts(source.citation, texts) if source.citation else ""
    return (
        f'<h2 class="l-panel-heading" tabindex="-1" data-l-token="{source.token}">{markup.text(source.title)}</h2>'
        f"{facts}{markup.heading_path(markup.below_title(source.title, source.section))}"
    )


def _replaced(client: Client, place: Place, texts: Texts) -> str:
    """That the text is not the current one, since when, and the way to what changed."""
    badge = f'<p><span class="l-badge l-warn">{texts("badge.not_current")}</span>'
    try:
        found = session.validity().revisions(place.document_id).revisions
    except ApiError:
        return f"{badge}</p>"
    moment = next((each.replaced_at for each in found if each.id == place.revision), None)
    if moment is None:
        return f"{badge}</p>"
    when = texts("versions.replaced_short", date=versions.day(moment))
    return f"{badge} {when} {markup.link(place, texts('versions.see'))}</p>"


def _at(revision: RevisionText) -> float:
    """How far down its page the quote stands, from 0 to 1."""
    heights = {page.number: page.height for page in revision.pages}
    return next((box.top / heights[box.page] for box in revision.boxes if heights.get(box.page)), 0.0)


def _body(source: OpenSource, place: Place, revision: RevisionText, client: Client, texts: Texts) -> None:
    if not revision.current:
        st.html(_replaced(client, place, texts))
    if view_switch(revision, texts, VIEW_KEY) == PAGE:
        page = revision.boxes[0].page if revision.boxes else source.page or 1
        quote = source.citation.quote if source.citation else ""
        draw_page(
            client, place, page, texts("source.page_alt", page=page, title=source.title, quote=quote), _at(revision)
        )
    else:
        st.html(markup.marked(revision, place, texts))
    st.html(markup.link(place, texts("source.open_document")))
