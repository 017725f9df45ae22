"""One lesson under review: the text as it will be published, what changed, what to look at, and the decision."""

import streamlit as st

from assistant.schemas.lessons import MAX_REASON_CHARS, LessonCheckView, ReviewerChoice, SubmissionState, SubmissionView
from ui import frame, markup, session
from ui.lessons import cards as lesson_cards
from ui.lessons import check as lesson_check
from ui.lessons import files as lesson_files
from ui.lessons import findings as lesson_findings
from ui.lessons import hidden as lesson_hidden
from ui.lessons import talk as lesson_talk
from ui.lessons.client import LessonClient
from ui.lessons.drafting import TEXTS
from ui.lessons.reading import wait_until_published
from ui.texts import Texts


def draw(lesson_id: str, client: LessonClient, texts: Texts) -> None:
    lesson = wait_until_published(lesson_id, client)
    zone = session.now().tzinfo
    st.html(lesson_cards.heading(lesson, texts, zone))
    if card := lesson_cards.problem(lesson, texts):
        st.html(card)
    _own(lesson, texts)
    _assign(lesson, client, texts)
    check = _check(lesson, client, texts)
    _text(lesson, check, texts)
    lesson_files.draw_to_read(lesson, client, texts)
    _decide(lesson, check, client, texts)
    _suggest(lesson, client, texts)
    lesson_talk.draw(lesson, client, texts)
    st.html(lesson_cards.history(lesson, texts, zone))


def _own(lesson: SubmissionView, texts: Texts) -> None:
    if lesson.mine and lesson.state is SubmissionState.IN_REVIEW and not lesson.may.decide:
        st.html(
            f'<section class="l-card" role="note"><h3>{markup.text(texts("queue.own_heading"))}</h3>'
            f"<p>{markup.text(texts('queue.own_why'))}</p></section>"
        )


def _text(lesson: SubmissionView, check: LessonCheckView | None, texts: Texts) -> None:
    """As it will be published; where it was sent back before, with what changed since on demand."""
    before = None
    if lesson.previous is not None:
        views = {"now": texts("queue.text_now"), "changes": texts("queue.text_changes")}
        chosen = st.segmented_control(
            texts("queue.view"),
            list(views),
            default="changes",
            required=True,
            format_func=views.__getitem__,
            key=f"view_{lesson.id}",
            label_visibility="collapsed",
        )
        before = lesson.previous if chosen == "changes" else None
    marks = lesson_findings.marks_by_field(check, texts)
    st.html(lesson_cards.published_text(lesson.fields, texts, before, marks))


def _check(lesson: SubmissionView, client: LessonClient, texts: Texts) -> LessonCheckView | None:
    """What the reviewer should know before reading; nothing for what is decided already."""
    if lesson.state is not SubmissionState.IN_REVIEW:
        return None
    check = lesson_check.checked(lesson.id, lesson.version, client)
    if check.findings:
        heading = texts("lessoncheck.personal_data", n=len(check.findings))
        kinds = ", ".join(dict.fromkeys(texts(f"personal.{found.kind}") for found in check.findings))
        st.html(
            f'<section class="l-card" role="note"><h3>{markup.text(heading)}</h3>'
            f"<p>{markup.text(texts('queue.personal_data', kinds=kinds))}</p></section>"
        )
    for card in (
        lesson_hidden.card(check.hidden, texts),
        lesson_findings.contradictions(check.contradictions, texts),
        lesson_findings.similar(check.similar, texts, to_author=False),
    ):
        if card:
            st.html(card)
    return check


def _assign(lesson: SubmissionView, client: LessonClient, texts: Texts) -> None:
    if not lesson.may.assign:
        return
    words = texts("queue.let_go") if lesson.assigned_to_me else texts("queue.take")
    if st.button(words, icon=":material/person:", key="take_review"):
        client.assign_lesson(lesson.id, ReviewerChoice(user="" if lesson.assigned_to_me else None))
        _rerun()


def _decide(lesson: SubmissionView, check: LessonCheckView | None, client: LessonClient, texts: Texts) -> None:
    if not lesson.may.decide:
        return
    with st.container(key="review_decision", horizontal=True):
        with st.popover(texts("queue.approve"), icon=":material/task_alt:", type="primary"):
            st.html(f'<p class="l-quiet">{texts("queue.approve_means")}</p>')
            if check is not None and lesson_hidden.suspicious(check.hidden):
                words = markup.text(texts("queue.approve_hidden"))
                st.html(f'<p class="l-warnings" role="alert"><strong>{words}</strong></p>')
            comment = st.text_area(texts("queue.approve_comment"), max_chars=MAX_REASON_CHARS, key="approve_comment")
            if st.button(texts("queue.approve_yes"), type="primary", key="approve_lesson"):
                client.approve_lesson(lesson.id, lesson.version, comment)
                _rerun()
        if reason := _reason("return", "queue.send_back", ":material/undo:", texts):
            client.return_lesson(lesson.id, lesson.version, reason)
            _rerun()
        if reason := _reason("reject", "queue.reject", ":material/block:", texts):
            client.reject_lesson(lesson.id, lesson.version, reason)
            _rerun()


def _reason(name: str, label: str, icon: str, texts: Texts) -> str:
    """What was written when it is sent; "" until then."""
    with st.popover(texts(label), icon=icon), st.form(f"{name}_lesson", border=False):
        reason = st.text_area(texts("queue.reason"), max_chars=MAX_REASON_CHARS, height=120)
        st.html(f'<p class="l-hint">{texts("queue.reason_help")}</p>')
        sent = st.form_submit_button(texts(label), type="primary")
    if sent and not reason.strip():
        st.toast(texts("queue.reason_missing"))
    return reason if sent else ""


def _suggest(lesson: SubmissionView, client: LessonClient, texts: Texts) -> None:
    if not lesson.may.suggest:
        return
    with st.expander(texts("queue.suggest"), icon=":material/edit:"):
        names = [name for name in TEXTS if name != "body"]
        name = st.selectbox(
            texts("queue.suggest_where"),
            names,
            format_func=lambda each: texts(f"lessonfield.{each}"),
            key="suggest_field",
        )
        before = str(getattr(lesson.fields, name))
        # The browser keeps what is not sent, as it does for comments.
        words = st.text_area(texts("queue.suggest_words"), before, key=f"comment_{lesson.id}_{name}", height=190)
        why = st.text_input(texts("queue.suggest_why"), max_chars=300, key=f"suggest_why_{len(lesson.events)}")
        if st.button(texts("queue.suggest_send"), key="send_suggestion", disabled=words == before):
            client.suggest_for_lesson(lesson.id, {name: words}, why)
            _rerun()


def _rerun() -> None:
    frame.count_again()
    st.rerun()
