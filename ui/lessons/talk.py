"""What author and reviewers say to each other on a lesson."""

import streamlit as st

from assistant.schemas.lessons import MAX_REASON_CHARS, SubmissionView
from ui.lessons import cards as lesson_cards
from ui.lessons.client import LessonClient
from ui.texts import Texts


def draw(lesson: SubmissionView, client: LessonClient, texts: Texts) -> None:
    if not lesson.may.comment:
        return
    said_so_far = len(lesson.events)
    with st.container(key="lesson_talk"):
        # The number makes a new, empty box after each step; the browser keeps what is not sent, until the next.
        said = st.text_area(
            texts("lessons.comment"), key=_key(lesson, said_so_far), max_chars=MAX_REASON_CHARS, height=88
        )
        if st.button(texts("lessons.send_comment"), key="send_comment") and said.strip():
            client.comment_lesson(lesson.id, said)
            st.rerun()
        st.html(lesson_cards.saved_marks(said_so_far, {_key(lesson, said_so_far - 1): ()}))


def _key(lesson: SubmissionView, said_so_far: int) -> str:
    return f"comment_{lesson.id}_{said_so_far}"
