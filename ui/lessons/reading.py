"""One's own lesson when it cannot be changed: with a reviewer, published or rejected."""

import time

import streamlit as st

from assistant.schemas.lessons import SubmissionState, SubmissionView
from ui import markup, session
from ui.lessons import cards as lesson_cards
from ui.lessons import files as lesson_files
from ui.lessons import talk as lesson_talk
from ui.lessons.client import LessonClient
from ui.lessons.drafting import Draft
from ui.texts import Texts

_POLL_S = 0.5
_LONGEST_WAIT_S = 20.0


def draw(draft: Draft, client: LessonClient, texts: Texts) -> None:
    lesson = wait_until_published(draft.saved.id, client)
    draft.saved, draft.fields = lesson, lesson.fields
    zone = session.now().tzinfo
    st.html(lesson_cards.heading(lesson, texts, zone))
    if card := lesson_cards.problem(lesson, texts):
        st.html(card)
    reason = lesson_cards.last_reason(lesson)
    if reason is not None:
        words = texts("lessons.rejected_by", who=reason.by)
        st.html(f'<section class="l-card"><h3>{markup.text(words)}</h3><p>{markup.text(reason.text)}</p></section>')
    with st.container(key="lesson_actions", horizontal=True):
        if lesson.may.withdraw and st.button(texts("lessons.withdraw"), icon=":material/undo:", key="withdraw"):
            client.withdraw_lesson(lesson.id, lesson.version)
            st.rerun()
        _revise(lesson, client, texts)
    st.html(lesson_cards.published_text(lesson.fields, texts))
    lesson_files.draw_to_read(lesson, client, texts)
    lesson_talk.draw(lesson, client, texts)
    st.html(lesson_cards.history(lesson, texts, zone))


def _revise(lesson: SubmissionView, client: LessonClient, texts: Texts) -> None:
    if not lesson.published or lesson.document_id is None or not session.may_add():
        return
    words, means = texts("lessons.revise"), texts("lessons.revise_means")
    if st.button(words, icon=":material/edit:", key="revise", help=means):
        st.query_params["lesson"] = client.revise(lesson.document_id).id
        st.rerun()


def wait_until_published(lesson_id: str, client: LessonClient) -> SubmissionView:
    """The lesson; one that was just approved once it is taken in, which takes a moment."""
    deadline = time.monotonic() + _LONGEST_WAIT_S
    lesson = client.lesson(lesson_id)
    while lesson.state is SubmissionState.APPROVED and not lesson.published and not lesson.problem:
        if time.monotonic() > deadline:
            break
        time.sleep(_POLL_S)
        lesson = client.lesson(lesson_id)
    return lesson
