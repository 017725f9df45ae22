"""The page where people judge a sample of answers, one at a time, without knowing who asked."""

import time

import streamlit as st

from assistant.schemas.feedback import MAX_COMMENT_CHARS, ReviewQueue, ReviewView, Verdict, VerdictRequest
from ui import behaviour, frame, markup, session
from ui.behaviour import Act, PageState
from ui.chat import answer, sources
from ui.client import ApiError
from ui.problems import problem_card
from ui.quality.client import QualityClient
from ui.quality.reviewing import Reviewing, verdicts_for
from ui.texts import Texts


def draw() -> None:
    reviewing, texts, client = session.held("reviewing", Reviewing), session.texts(), session.quality()
    queue, problem = _queue(client)
    review = reviewing.take_up(queue, time.monotonic()) if queue else None
    _act(reviewing, behaviour.mount(texts, _page_state(reviewing, review, texts)))
    session.remember_in_address()
    with st.container(key="reviews"):
        st.html(f"<h1>{texts('reviews.heading')}</h1><p>{texts('reviews.intro')}</p>")
        for error in (problem, reviewing.error):
            if error is not None:
                st.html(problem_card(error, texts))
        if queue is not None:
            _progress(queue, texts)
            _review(reviewing, review, texts) if review else _nothing_left(queue, texts)
        # Below, where the verdict was given: there it moves nothing when it comes and goes.
        _undo(reviewing, texts)
    if reviewing.chat.source is not None:
        sources.draw_panel(reviewing.chat, client, texts)


def _queue(client: QualityClient) -> tuple[ReviewQueue | None, ApiError | None]:
    try:
        return client.reviews(), None
    except ApiError as error:
        return None, error


def _page_state(reviewing: Reviewing, review: ReviewView | None, texts: Texts) -> PageState:
    source, words = reviewing.chat.source, ""
    if reviewing.judged is not None:
        words = texts("reviews.next", question=review.question) if review else texts("reviews.done")
    return PageState(
        focus=source.token if source else "",
        announcement=words,
        turns=len(reviewing.chat.turns),
        view=str(st.session_state.get(sources.VIEW_KEY, "")),
    )


def _act(reviewing: Reviewing, act: Act | None) -> None:
    match act:
        case Act(name="open"):
            reviewing.chat.open_citation(act.turn, act.index)
        case Act(name="nearest"):
            reviewing.chat.open_nearest(act.turn, act.index)
        case Act(name="close"):
            reviewing.chat.close_source()
        case Act(name="page", place=place) if place is not None:
            st.switch_page(frame.DOCUMENT_PAGE, query_params=place.query)
        case _:
            return
    st.rerun()


def _progress(queue: ReviewQueue, texts: Texts) -> None:
    total = queue.done + len(queue.reviews)
    if total:
        st.progress(queue.done / total, text=texts("reviews.progress", done=queue.done, total=total))


def _undo(reviewing: Reviewing, texts: Texts) -> None:
    judged = reviewing.judged
    if judged is None or judged.verdict is None:
        return
    with st.container(key="undo", horizontal=True, vertical_alignment="center"):
        # The browser drops its draft of the comment when it sees that it is saved.
        marks = f'data-l-saved="{judged.id}" data-l-draft="{_comment_key(judged)}"'
        words = texts("reviews.saved", verdict=texts(f"judgement.{judged.verdict}"))
        st.html(f'<p role="status" {marks}>{markup.text(words)}</p>')
        st.button(
            texts("library.undo"),
            key="undo_verdict",
            icon=":material/undo:",
            on_click=_take_back,
            args=(reviewing, judged),
        )


def _review(reviewing: Reviewing, review: ReviewView, texts: Texts) -> None:
    number = reviewing.number
    st.html(
        f'<div class="l-question" data-l-turn="{number}" role="group" aria-label="{texts("reviews.question")}">'
        f"<p>{markup.text(review.question)}</p></div>"
    )
    # To write to the owner is for whoever asked.
    st.html(answer.whole(review.answer.model_copy(update={"owner": ""}), number, texts))
    with st.container(key="verdict"):
        st.text_area(texts("reviews.comment"), key=_comment_key(review), max_chars=MAX_COMMENT_CHARS, height=88)
        st.html(f'<p class="l-quiet">{texts("feedback.no_personal_data")}</p>')
        with st.container(key="verdicts", horizontal=True, gap="small"):
            for key, verdict in verdicts_for(review).items():
                # The same keys for every answer: the focus stays where it is when the next one comes.
                st.button(
                    texts(f"judgement.{verdict}"),
                    key=f"verdict_{key}",
                    shortcut=key,
                    on_click=_judge,
                    args=(reviewing, review, verdict),
                )
            st.button(texts("reviews.later"), key="later", type="tertiary", on_click=reviewing.put_off_current)
        st.html(f'<p class="l-quiet">{texts("reviews.hint")}</p>')


def _nothing_left(queue: ReviewQueue, texts: Texts) -> None:
    heading = texts("reviews.done") if queue.done else texts("reviews.empty")
    st.html(f'<section class="l-card"><h3>{heading}</h3><p>{texts("reviews.empty_why")}</p></section>')


def _judge(reviewing: Reviewing, review: ReviewView, verdict: Verdict) -> None:
    comment = str(st.session_state.get(_comment_key(review)) or "").strip()
    request = VerdictRequest(verdict=verdict, comment=comment, minutes=reviewing.minutes(time.monotonic()))
    try:
        reviewing.took_verdict(session.quality().judge(review.id, request))
    except ApiError as error:
        reviewing.failed(error)


def _take_back(reviewing: Reviewing, judged: ReviewView) -> None:
    try:
        reviewing.took_back(session.quality().take_verdict_back(judged.id))
    except ApiError as error:
        reviewing.failed(error)
        return
    st.session_state[_comment_key(judged)] = judged.comment


def _comment_key(review: ReviewView) -> str:
    return f"comment_{review.id}"
