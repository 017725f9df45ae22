"""What stands around every page: title, style, sidebar with history and language."""

import time
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assistant.schemas.answers import ConversationSummary
from assistant.schemas.persons import Role
from ui import session
from ui.client import ApiError
from ui.markup import text
from ui.texts import LANGUAGES, Texts, load_texts

_STYLE = Path(__file__).with_name("style.css")
_ICON = Path(__file__).with_name("icon.svg")
_SHOWN_CONVERSATIONS = 30
_WAITING, _ASK_AGAIN_S = "lessons_waiting", 60.0
ASK_PAGE, LIBRARY_PAGE, DOCUMENT_PAGE = "screens/ask.py", "screens/library.py", "screens/document.py"
KPIS_PAGE, EVALUATION_PAGE, GAPS_PAGE = "screens/kpis.py", "screens/evaluation.py", "screens/gaps.py"
DECISION_PAGE, REVIEWS_PAGE = "screens/decision.py", "screens/reviews.py"
PERSONS_PAGE, AUDIT_PAGE = "screens/persons.py", "screens/audit.py"
LESSONS_PAGE, QUEUE_PAGE = "screens/lessons.py", "screens/review_queue.py"
ABOUT_PAGE = "screens/about.py"
Link = tuple[str, str, str, frozenset[Role]]
_INSIGHT = frozenset(Role) - {Role.READER}
_GAP_KEEPERS = frozenset({Role.OWNER, Role.REVIEWER, Role.ADMINISTRATOR})
_ANSWERABLE = frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.OWNER, Role.ADMINISTRATOR})
OWNERSHIP_PAGE = "screens/ownership.py"
_QUALITY = (
    ("kpis", KPIS_PAGE, ":material/monitoring:", _INSIGHT),
    ("evaluation", EVALUATION_PAGE, ":material/rule:", _INSIGHT),
    ("reviews", REVIEWS_PAGE, ":material/fact_check:", frozenset({Role.REVIEWER, Role.OWNER})),
    ("ownership", OWNERSHIP_PAGE, ":material/inventory:", _ANSWERABLE),
    ("gaps", GAPS_PAGE, ":material/extension:", _GAP_KEEPERS),
    ("decision", DECISION_PAGE, ":material/gavel:", _INSIGHT),
    ("persons", PERSONS_PAGE, ":material/shield_person:", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    ("audit", AUDIT_PAGE, ":material/history:", frozenset({Role.AUDITOR})),
)
"""The pages about quality: the word, the page, its sign, and who has a use for it."""
_LESSONS = (
    ("lessons", LESSONS_PAGE, ":material/edit_note:", frozenset({Role.CONTRIBUTOR, Role.OWNER, Role.ADMINISTRATOR})),
    ("queue", QUEUE_PAGE, ":material/inbox:", frozenset({Role.REVIEWER, Role.OWNER})),
)
"""The same for writing lessons and reviewing them."""


def prepare() -> None:
    """What every page has, the one to sign in on too."""
    st.set_page_config(page_title=session.texts()("app.name"), page_icon=str(_ICON), layout="wide")
    st.html(_STYLE)


def draw() -> None:
    texts = session.texts()
    with st.sidebar:
        _links(texts)
        _history(texts)
        _about(texts)
        _language_switch(texts)
        _person(texts)


def _links(texts: Texts) -> None:
    st.html(f'<p class="l-brand">{texts("app.name")}</p>')
    if st.button(texts("nav.new"), icon=":material/edit_square:", type="tertiary", width="stretch", key="new"):
        session.chat().start_over()
        st.switch_page(ASK_PAGE)
    if st.button(texts("nav.library"), icon=":material/menu_book:", type="tertiary", width="stretch", key="to_library"):
        st.switch_page(LIBRARY_PAGE)
    _links_to(_LESSONS, "", texts)
    _links_to(_QUALITY, texts("nav.quality"), texts)


def _links_to(links: Sequence[Link], heading: str, texts: Texts) -> None:
    """Only those that the person has a role for."""
    open_to = [link for link in links if session.may(*link[3])]
    if open_to and heading:
        st.html(f'<h2 class="l-side-heading">{heading}</h2>')
    for word, page, icon, _ in open_to:
        waiting = _waiting() if page == QUEUE_PAGE else 0
        label = f"{texts(f'nav.{word}')} · {waiting}" if waiting else texts(f"nav.{word}")
        if st.button(label, icon=icon, type="tertiary", width="stretch", key=f"to_{word}"):
            st.switch_page(page)


def _waiting() -> int:
    """How many lessons wait for this reviewer or for anybody; asked now and then, for it stands on every page."""
    at, waiting = st.session_state.get(_WAITING, (-_ASK_AGAIN_S, 0))
    if time.monotonic() - at > _ASK_AGAIN_S:
        try:
            queue = session.lessons().queue().lessons
            waiting = sum(not line.mine and (line.assigned_to_me or not line.assignee) for line in queue)
        except ApiError:
            # The page itself says what is wrong.
            waiting = 0
        st.session_state[_WAITING] = (time.monotonic(), waiting)
    return int(waiting)


def count_again() -> None:
    """What waits has changed."""
    st.session_state.pop(_WAITING, None)


def _history(texts: Texts) -> None:
    st.html(f'<h2 class="l-side-heading">{texts("nav.history")}</h2>')
    try:
        conversations = session.client().conversations()
    except ApiError:
        # The page itself says what is wrong; without history there is nothing to add here.
        conversations = ()
    with st.container(key="history", gap=None):
        for conversation in conversations[:_SHOWN_CONVERSATIONS]:
            _conversation(conversation, texts)
        if not conversations:
            st.html(f'<p class="l-quiet">{texts("nav.history_empty")}</p>')


def _conversation(conversation: ConversationSummary, texts: Texts) -> None:
    # The page takes up the conversation that the address names only after the sidebar is drawn.
    open_now = st.query_params.get("conversation") or session.chat().conversation_id
    place = "current" if open_now == conversation.id else "other"
    with st.container(horizontal=True, gap=None, wrap=False, key=f"history_{place}_{conversation.id}"):
        # Streamlit reads labels as Markdown; the title is a person's own words and stays as typed.
        if st.button(literal(conversation.title), type="tertiary", width="stretch", key=f"open_{conversation.id}"):
            st.switch_page(ASK_PAGE, query_params={"conversation": conversation.id})
        with st.popover("", icon=":material/delete:", type="tertiary", help=texts("nav.delete_conversation")):
            st.write(texts("nav.delete_conversation_sure"))
            if st.button(texts("nav.delete_yes"), key=f"delete_{conversation.id}"):
                _delete_conversation(conversation.id)


def _delete_conversation(conversation_id: str) -> None:
    try:
        session.client().delete_conversation(conversation_id)
    except ApiError as error:
        if error.code != "not-found":
            st.toast(session.texts()("error.internal.title"))
            return
    if session.chat().conversation_id == conversation_id:
        session.chat().start_over()
        st.switch_page(ASK_PAGE)
    st.rerun()


def _about(texts: Texts) -> None:
    if st.button(texts("about.link"), icon=":material/info:", type="tertiary", width="stretch", key="to_about"):
        st.switch_page(ABOUT_PAGE)


def _language_switch(texts: Texts) -> None:
    st.segmented_control(
        texts("app.language"),
        LANGUAGES,
        default=session.language(),
        required=True,
        # Each language in its own words, for those who cannot read the one they are in.
        format_func=lambda code: load_texts(code)(f"lang.{code}"),
        key="language",
        label_visibility="collapsed",
    )


def _person(texts: Texts) -> None:
    """Who has signed in, and the way out."""
    me = session.me()
    if me is None or me.mode != "sign-in":
        return
    with st.container(key="person", horizontal=True, gap=None, vertical_alignment="center"):
        st.html(f'<p class="l-quiet">{text(me.name)}</p>')
        if st.button(texts("nav.sign_out"), icon=":material/logout:", type="tertiary", key="sign_out"):
            st.logout()


def literal(words: str) -> str:
    """The words with Markdown's signs escaped, for Streamlit labels."""
    escaped = "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~:$^" else sign for sign in words)
    return " ".join(escaped.split())
