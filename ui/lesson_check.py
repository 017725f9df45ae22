"""The last step of the form: what is missing, what should be looked at, and handing it in."""

import streamlit as st

from ui import markup
from ui.drafting import Draft, group_of
from ui.lesson_client import LessonClient
from ui.texts import Texts


def draw(draft: Draft, client: LessonClient, texts: Texts) -> None:
    _missing(draft, texts)
    words = texts("lessons.submit")
    if st.button(words, type="primary", key="submit_lesson", disabled=bool(draft.missing), icon=":material/send:"):
        draft.save(client)
        if draft.error is None:
            draft.saved = client.submit_lesson(draft.saved.id, draft.saved.version)
            st.query_params.pop("step", None)
        st.rerun()


def _missing(draft: Draft, texts: Texts) -> None:
    if not draft.missing:
        return
    st.html(f'<section class="l-card"><h3>{markup.text(texts("lessons.missing"))}</h3></section>')
    with st.container(key="missing_fields", horizontal=True):
        for name in draft.missing:
            st.button(texts(f"lessonfield.{name}"), key=f"missing_{name}", on_click=_go_to, args=(group_of(name),))


def _go_to(step: str) -> None:
    st.query_params["step"] = step
