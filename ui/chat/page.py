"""The chat page: questions and answers, and the box to ask in."""

import time
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.schemas.answers import AnswerStatus, Kind, Readiness, Scope
from ui import behaviour, frame, markup, session
from ui.behaviour import Act, PageState
from ui.chat import answer, feedback, reasons, sources
from ui.chat.asking import Progress
from ui.client import ApiError, Client
from ui.problems import problem_card
from ui.state import Chat
from ui.texts import LANGUAGES, Texts

MAX_QUESTION_CHARS = 2000
_WAIT_S = 0.5
_LOOK_AGAIN_S = 2.0
_SHOWN_SUGGESTIONS = 4
_SHOWN_FOLLOW_UPS = 3
_QUESTION, _QUESTION_BACK, _QUESTION_TAKEN = "question", "question_back", "question_taken"


@dataclass(frozen=True, slots=True)
class Places:
    """The parts of the page from top to bottom, drawn into in any order."""

    problem: DeltaGenerator
    start: DeltaGenerator
    turns: DeltaGenerator
    after: DeltaGenerator


def draw() -> None:
    chat, texts, client = session.chat(), session.texts(), session.client()
    problem = _resume(chat, client)
    _ask_box(chat, texts)
    _act(chat, behaviour.mount(texts, _page_state(chat, texts)))
    ready = _readiness(client) if chat.asking is not None or not chat.turns else None
    with st.container(key="conversation"):
        conversation = _places(chat)
    if chat.source is not None:
        sources.draw_panel(chat, client, texts)
    session.remember_in_address(conversation=chat.conversation_id)
    if problem is not None:
        conversation.problem.html(problem_card(problem, texts))
    if not chat.turns:
        with conversation.start:
            _start(chat, client, texts, ready)
        return
    slot = _turns(chat, conversation.turns, client, texts)
    if chat.asking is not None:
        _follow(chat, client, slot, texts, ready)
    with conversation.after:
        _after(chat, client, texts)


def _places(chat: Chat) -> Places:
    """Always four, in this order: Streamlit keeps what an earlier run drew until a later one draws in its place.

    What is not drawn now is emptied at once; what is drawn is never emptied first, which would drop the focus.
    """
    start = st.container() if not chat.turns else st.empty()
    return Places(st.empty(), start, st.container(), st.container() if chat.asking is None else st.empty())


def _resume(chat: Chat, client: Client) -> ApiError | None:
    """Take up the conversation that the address names; the error when that cannot be done."""
    wanted = st.query_params.get("conversation")
    if not wanted or wanted == chat.conversation_id or chat.asking is not None:
        return None
    try:
        chat.resume(client.conversation(wanted))
    except ApiError as error:
        chat.start_over()
        return error
    return None


def _act(chat: Chat, act: Act | None) -> None:
    match act:
        case Act(name="open"):
            chat.open_citation(act.turn, act.index)
        case Act(name="nearest"):
            chat.open_nearest(act.turn, act.index)
        case Act(name="close"):
            chat.close_source()
        case Act(name="page", place=place) if place is not None:
            st.switch_page(frame.DOCUMENT_PAGE, query_params=place.query)
        case _:
            return
    # The panel's focus token is sent before the act is known: draw anew with the right one.
    st.rerun()


def _readiness(client: Client) -> Readiness | None:
    try:
        return client.readiness()
    except ApiError:
        return None


def _page_state(chat: Chat, texts: Texts) -> PageState:
    token = chat.source.token if chat.source else ""
    view = str(st.session_state.get(sources.VIEW_KEY, ""))
    return PageState(focus=token, announcement=_announcement(chat, texts), turns=len(chat.turns), view=view)


def _announcement(chat: Chat, texts: Texts) -> str:
    """What a screen reader says when the answer is there."""
    last = chat.turns[-1] if chat.turns else None
    if last is None or chat.asking is not None or last.answer is None:
        return ""
    if last.answer.status is AnswerStatus.ABSTAINED:
        return texts("abstain.heading")
    return f"{texts('chat.answer')}: {' '.join(sentence.text for sentence in last.answer.sentences)}"


def _ask_box(chat: Chat, texts: Texts) -> None:
    if _QUESTION_BACK in st.session_state:
        st.session_state[_QUESTION] = st.session_state.pop(_QUESTION_BACK)
    with st.bottom:
        _scope(chat, texts)
        words = st.chat_input(texts("chat.placeholder"), key=_QUESTION, max_chars=MAX_QUESTION_CHARS, on_submit=_ask)
    # A question that interrupts a page which has not come as far as its box is handed in without the callback.
    if st.session_state.pop(_QUESTION_TAKEN, None) != words and words:
        _take_question(words)


def _ask() -> None:
    """A callback, which runs before anything else: an act that comes while the page is drawn takes no question away."""
    words = st.session_state[_QUESTION]
    st.session_state[_QUESTION_TAKEN] = words
    _take_question(words)


def _take_question(words: str | None) -> None:
    chat, question = session.chat(), (words or "").strip()
    if question:
        chat.ask(question, _chosen_scope(chat), session.client().ask)


def _scope(chat: Chat, texts: Texts) -> None:
    scope = _chosen_scope(chat)
    chosen = [texts(f"kind.{kind}") for kind in scope.kinds] + [texts(f"lang.{code}") for code in scope.languages]
    chosen += [chat.focus.title] if chat.focus else []
    label = texts("filter.some", what=frame.literal(", ".join(chosen))) if chosen else texts("filter.all")
    with st.popover(label, icon=":material/tune:", type="tertiary", key="scope"):
        st.pills(
            texts("filter.kinds"),
            list(Kind),
            selection_mode="multi",
            format_func=lambda kind: texts(f"kind.{kind}"),
            key="scope_kinds",
        )
        st.pills(
            texts("filter.languages"),
            LANGUAGES,
            selection_mode="multi",
            format_func=lambda code: texts(f"lang.{code}"),
            key="scope_languages",
        )
        if chat.focus and st.button(frame.literal(f"✕ {chat.focus.title}"), key="unfocus"):
            chat.focus = None
            st.rerun()
        st.caption(texts("filter.hint"))


def _chosen_scope(chat: Chat) -> Scope:
    kinds: list[Kind] = st.session_state.get("scope_kinds", [])
    languages: list[Literal["sv", "en"]] = st.session_state.get("scope_languages", [])
    document_ids = (chat.focus.document_id,) if chat.focus else ()
    return Scope(kinds=tuple(kinds), languages=tuple(languages), document_ids=document_ids)


def _start(chat: Chat, client: Client, texts: Texts, ready: Readiness | None) -> None:
    st.html(f'<div class="l-start"><h1>{texts("chat.heading")}</h1>{_introduction(texts, ready)}</div>')
    if ready is not None and ready.documents == 0:
        _nothing_yet(ready, texts)
        return
    try:
        suggestions = client.suggestions(texts.language)
    except ApiError as error:
        st.html(problem_card(error, texts))
        return
    if suggestions:
        st.html(f'<h2 class="l-quiet-heading">{texts("chat.suggestions")}</h2>')
        _questions(suggestions[:_SHOWN_SUGGESTIONS], "suggestion", chat, client)


def _nothing_yet(ready: Readiness, texts: Texts) -> None:
    """No documents: being read in just now, or to be added by the person."""
    if ready.ingesting:
        st.html(f'<p class="l-status" role="status">{texts("chat.ingesting")}</p>')
        time.sleep(_LOOK_AGAIN_S)
        st.rerun()
    if not session.may_add():
        st.html(f'<p class="l-quiet">{texts("library.nothing_for_you")}</p>')
        return
    st.html(
        f'<section class="l-card"><h3>{texts("error.index-empty.title")}</h3>'
        f"<p>{texts('error.index-empty.body')}</p></section>"
    )
    if st.button(texts("abstain.to_library"), key="empty_to_library"):
        st.switch_page(frame.LIBRARY_PAGE)


def _introduction(texts: Texts, ready: Readiness | None) -> str:
    words = texts("chat.intro", n=ready.documents) if ready and ready.documents else texts("app.tagline")
    return f"<p>{words}</p>"


def _questions(questions: tuple[str, ...], key: str, chat: Chat, client: Client) -> None:
    with st.container(key=f"questions_{key}", gap="small"):
        for number, question in enumerate(questions):
            if st.button(frame.literal(question), key=f"{key}_{number}", width="stretch"):
                chat.ask(question, chat.turns[-1].request.scope if chat.turns else Scope(), client.ask)
                st.rerun()


def _turns(chat: Chat, place: DeltaGenerator, client: Client, texts: Texts) -> DeltaGenerator:
    """Draw every turn; returns the place of the answer that is under way."""
    slot = place
    for number, turn in enumerate(chat.turns):
        place.html(
            f'<div class="l-question" data-l-turn="{number}" role="group" aria-label="{texts("chat.you")}">'
            f"<p>{markup.text(turn.request.question)}</p></div>"
        )
        if turn.answer is not None:
            filtered = turn.request.scope != Scope()
            place.html(answer.whole(turn.answer, number, texts, filtered=filtered) + answer.tools(turn.answer, texts))
            with place:
                reasons.draw(turn.answer.trace_id, client, texts)
                feedback.draw(turn.answer, client, texts)
        elif turn.error is not None:
            place.html(problem_card(turn.error, texts))
        else:
            slot = place.empty()
    return slot


def _follow(chat: Chat, client: Client, slot: DeltaGenerator, texts: Texts, ready: Readiness | None) -> None:
    """Draw the answer as it comes, then the page once more with all that belongs to a finished one."""
    assert chat.asking is not None
    progress = chat.asking.progress()
    while not progress.done:
        slot.html(_under_way(progress, len(chat.turns) - 1, texts, ready))
        progress = chat.asking.wait(progress.version, _WAIT_S)
    chat.finish(progress, client.ask)
    if progress.answer is not None:
        feedback.begin(progress.answer)
    if progress.error is not None:
        # A failure must not cost anyone what they typed.
        st.session_state[_QUESTION_BACK] = chat.take_back()
    st.rerun()


def _under_way(progress: Progress, turn: int, texts: Texts, ready: Readiness | None) -> str:
    status = texts(f"status.{progress.stage}", n=ready.documents if ready else 0)
    so_far = ""
    if progress.sentences:
        so_far = markup.sentences(progress.sentences, progress.citations, turn, texts, texts.language)
    return f'{so_far}<p class="l-status" role="status">{status}</p>'


def _after(chat: Chat, client: Client, texts: Texts) -> None:
    """What may come next: again, wider, or further."""
    last = chat.turns[-1]
    given = last.answer
    if last.error is not None and st.button(texts("chat.retry"), key="retry", icon=":material/refresh:"):
        _ask_again(chat, client, last.request.scope)
    if given is None:
        return
    narrowed = last.request.scope != Scope()
    if given.status is AnswerStatus.ABSTAINED and narrowed and st.button(texts("abstain.search_all"), key="search_all"):
        chat.focus = None
        _ask_again(chat, client, Scope())
    if given.follow_ups:
        st.html(f'<h2 class="l-quiet-heading">{texts("chat.follow_ups")}</h2>')
        _questions(given.follow_ups[:_SHOWN_FOLLOW_UPS], f"follow_{len(chat.turns)}", chat, client)


def _ask_again(chat: Chat, client: Client, scope: Scope) -> None:
    chat.ask(chat.turns[-1].request.question, scope, client.ask)
    st.rerun()
