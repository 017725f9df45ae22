"""The page of the review queue: what waits for me, for anybody, for somebody else, and what was decided."""

from collections.abc import Sequence

import streamlit as st

from assistant.schemas.lessons import SubmissionLine, SubmissionState
from ui import behaviour, frame, session
from ui.behaviour import PageState
from ui.client import ApiError
from ui.lessons import cards as lesson_cards
from ui.lessons import review as lesson_review
from ui.lessons.client import LessonClient
from ui.lessons.page import open_document
from ui.problems import problem_card
from ui.texts import Texts

_MORE = 30
FILTERS = ("mine", "free", "others", "returned", "approved", "rejected")


def draw() -> None:
    texts, client = session.texts(), session.lessons()
    act = behaviour.mount(texts, PageState())
    lesson_id = st.query_params.get("lesson")
    session.remember_in_address(lesson=lesson_id)
    with st.container(key="queue"):
        try:
            open_document(act)
            if lesson_id:
                _one(lesson_id, client, texts)
            else:
                _list(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _one(lesson_id: str, client: LessonClient, texts: Texts) -> None:
    if st.button(texts("queue.to_list"), icon=":material/arrow_back:", type="tertiary", key="queue_back"):
        del st.query_params["lesson"]
        st.rerun()
    lesson_review.draw(lesson_id, client, texts)


def _list(client: LessonClient, texts: Texts) -> None:
    st.html(f"<h1>{texts('queue.heading')}</h1><p>{texts('queue.intro')}</p>")
    waiting, reminders = client.queue().lessons, client.reminders()
    if reminders.to_review:
        words = texts("queue.waits_long", n=len(reminders.to_review), days=reminders.days)
        st.html(f'<p class="l-unsaved" role="status">{words}</p>')
    chosen = _filter(waiting, texts)
    lines = lines_of(waiting, chosen) if chosen in FILTERS[:3] else client.queue(SubmissionState(chosen)).lessons
    if not lines:
        st.html(f'<p class="l-quiet" role="status">{texts("queue.none_here" if waiting else "queue.none")}</p>')
    for line in lines[:_MORE]:
        _row(line, texts)
    if len(lines) > _MORE:
        st.html(f'<p class="l-quiet">{texts("queue.more", n=len(lines) - _MORE)}</p>')


def _filter(waiting: Sequence[SubmissionLine], texts: Texts) -> str:
    def words(name: str) -> str:
        count = f" · {len(lines_of(waiting, name))}" if name in FILTERS[:3] else ""
        return f"{texts(f'queuefilter.{name}')}{count}"

    return st.pills(
        texts("queue.show"),
        FILTERS,
        default="mine" if lines_of(waiting, "mine") else "free",
        required=True,
        format_func=words,
        key="queue_filter",
        label_visibility="collapsed",
    )


def lines_of(waiting: Sequence[SubmissionLine], chosen: str) -> list[SubmissionLine]:
    """Of what waits: what is assigned to me, to nobody, or to somebody else."""
    if chosen == "mine":
        return [line for line in waiting if line.assigned_to_me]
    if chosen == "free":
        return [line for line in waiting if not line.assignee]
    return [line for line in waiting if line.assignee and not line.assigned_to_me]


def _row(line: SubmissionLine, texts: Texts) -> None:
    with st.container(key=f"queuerow_{line.id}", gap=None):
        if st.button(frame.literal(line.title), type="tertiary", width="stretch", key=f"review_{line.id}"):
            st.query_params["lesson"] = line.id
            st.rerun()
        st.html(lesson_cards.queue_line(line, texts))
