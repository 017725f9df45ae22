"""A write-up that exists already becomes a draft: each part where it seems to belong, the rest below."""

import streamlit as st

from assistant.schemas.lesson_intake import FilledLesson
from ui import session
from ui.lessons.client import LessonClient
from ui.markup import text
from ui.texts import Texts

_PREFILLED = "prefilled"


def draw(client: LessonClient, texts: Texts) -> None:
    st.html(f'<p class="l-quiet">{texts("lessons.upload_means")}</p>')
    file = st.file_uploader(texts("lessons.upload_file"), key="write_up")
    if st.button(texts("lessons.upload_go"), type="primary", key="read_write_up", disabled=file is None) and file:
        person = session.me()
        with st.spinner(texts("lessons.reading")):
            made = client.lesson_from_file(file.name, file, person.name if person else "")
        st.session_state[_PREFILLED] = made
        st.query_params["lesson"] = made.lesson.id
        st.rerun()


def draw_placed(lesson_id: str, texts: Texts) -> None:
    """What the write-up's parts were known by, for as long as its draft is open; nothing for others."""
    made: FilledLesson | None = st.session_state.get(_PREFILLED)
    if made is None or made.lesson.id != lesson_id:
        return
    by = [
        texts("lessons.prefilled_from", field=texts(f"lessonfield.{name}"), words=words)
        for name, words in made.placed.items()
    ]
    items = "".join(f"<li>{text(line)}</li>" for line in (*by, *made.warnings))
    st.html(
        f'<section class="l-card" role="status"><p>{text(texts("lessons.prefilled"))}</p><ul>{items}</ul></section>'
    )
