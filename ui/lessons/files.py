"""Files that lie with a lesson: for its author to add and take away, for reviewers to read. They are not published."""

import streamlit as st

from assistant.schemas.lessons import AttachmentView, SubmissionView
from ui import frame, markup, session
from ui.client import ApiError
from ui.lessons.client import LessonClient
from ui.lessons.drafting import Draft
from ui.problems import problem_words
from ui.texts import Texts

_KB = 1_000
MOST = 10


def draw_own(draft: Draft, client: LessonClient, texts: Texts) -> None:
    """With the way to add and to take away."""
    with st.container(key="lesson_files"):
        st.html(f"<h3>{texts('lessonfiles.heading')}</h3>")
        for file in draft.saved.attachments:
            with st.container(key=f"file_{file.id}", horizontal=True, vertical_alignment="center"):
                _download(draft.saved, file, client, texts)
                words = texts("lessonfiles.remove")
                st.button(words, key=f"detach_{file.id}", type="tertiary", on_click=_detach, args=(draft, file.id))
        if len(draft.saved.attachments) < MOST:
            # A new key empties the control after each file.
            key = f"attach_{draft.saved.id}_{len(draft.saved.attachments)}"
            st.file_uploader(
                texts("lessonfiles.add"), key=key, on_change=_attach, args=(draft, key), label_visibility="collapsed"
            )
        if problem := st.session_state.pop("attach_problem", ""):
            st.html(f'<p class="l-unsaved" role="alert">{markup.text(problem)}</p>')
        st.html(f'<p class="l-hint">{texts("lessonfiles.hint")}</p>')


def draw_to_read(lesson: SubmissionView, client: LessonClient, texts: Texts) -> None:
    if not lesson.attachments:
        return
    with st.container(key="lesson_files"):
        st.html(f"<h3>{texts('lessonfiles.heading')}</h3>")
        for file in lesson.attachments:
            _download(lesson, file, client, texts)


def _download(lesson: SubmissionView, file: AttachmentView, client: LessonClient, texts: Texts) -> None:
    """The bytes are fetched when somebody wants them; the browser stores them and opens nothing."""
    st.download_button(
        frame.literal(f"{file.name} · {size_of(file.size)}"),
        lambda: client.attachment(lesson.id, file.id),
        file_name=file.name,
        mime="application/octet-stream",
        key=f"download_{file.id}",
        on_click="ignore",
        type="tertiary",
        icon=":material/attach_file:",
    )


def size_of(size: int) -> str:
    """ "12 kB", "3.4 MB"."""
    return f"{max(1, round(size / _KB))} kB" if size < _KB * _KB else f"{size / _KB / _KB:.1f} MB"


def _attach(draft: Draft, key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        draft.refresh(session.lessons().attach(draft.saved.id, file.name, file))
    except ApiError as error:
        st.session_state["attach_problem"] = " ".join(problem_words(error, session.texts()))


def _detach(draft: Draft, attachment_id: str) -> None:
    try:
        draft.refresh(session.lessons().detach(draft.saved.id, attachment_id))
    except ApiError as error:
        st.session_state["attach_problem"] = " ".join(problem_words(error, session.texts()))
