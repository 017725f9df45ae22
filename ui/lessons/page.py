"""The page of one's own lessons: the list, and by what the address names the form, the text or the import."""

from collections.abc import Mapping

import streamlit as st

from assistant.schemas.lessons import CreditLine, LessonFields, SubmissionList
from ui import behaviour, frame, session
from ui.behaviour import Act, PageState
from ui.client import ApiError
from ui.lessons import cards as lesson_cards
from ui.lessons import form as lesson_form
from ui.lessons import reading as lesson_reading
from ui.lessons import sheet as lesson_import
from ui.lessons import upload as lesson_upload
from ui.lessons.client import LessonClient
from ui.problems import problem_card
from ui.texts import Texts

_MORE = 30


def draw() -> None:
    texts, client = session.texts(), session.lessons()
    act = behaviour.mount(texts, PageState())
    lesson_id, importing = st.query_params.get("lesson"), st.query_params.get("import")
    session.remember_in_address(lesson=lesson_id, step=st.query_params.get("step"))
    with st.container(key="lessons"):
        try:
            open_document(act)
            if lesson_id:
                _one(lesson_id, client, texts)
            elif importing:
                lesson_import.draw(client, texts)
            else:
                _list(client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def open_document(act: Act | None) -> None:
    if act is not None and act.name == "page" and act.place is not None:
        st.switch_page(frame.DOCUMENT_PAGE, query_params=act.place.query)


def _one(lesson_id: str, client: LessonClient, texts: Texts) -> None:
    if st.button(texts("lessons.to_list"), icon=":material/arrow_back:", type="tertiary", key="lessons_back"):
        lesson_form.leave()
        st.query_params.pop("step", None)
        del st.query_params["lesson"]
        st.rerun()
    draft = lesson_form.draft_of(lesson_id, client)
    if draft.saved.may.edit:
        lesson_form.draw(draft, client, texts)
    else:
        lesson_reading.draw(draft, client, texts)


def _list(client: LessonClient, texts: Texts) -> None:
    st.html(f"<h1>{texts('lessons.heading')}</h1><p>{texts('lessons.intro')}</p>")
    found = client.lessons()
    credit = {line.id: line for line in client.credit().lessons}
    if waiting := client.reminders().to_revise:
        st.html(f'<p class="l-unsaved" role="status">{texts("lessons.to_revise", n=len(waiting))}</p>')
    with st.container(key="lesson_begin", horizontal=True):
        if st.button(texts("lessons.begin"), type="primary", icon=":material/add:", key="begin_lesson"):
            _begin(client)
        with st.popover(texts("lessons.upload"), icon=":material/upload_file:"):
            lesson_upload.draw(client, texts)
        if st.button(texts("lessons.import"), icon=":material/table_view:", key="to_import"):
            st.query_params["import"] = "1"
            st.rerun()
    _lines(found, credit, texts)


def _begin(client: LessonClient) -> None:
    """The author keeps it true until they name somebody else."""
    person = session.me()
    language = session.language()
    made = client.begin_lesson(LessonFields(owner=person.name if person else "", language=language))
    open_lesson(made.id)


def open_lesson(lesson_id: str) -> None:
    st.query_params.pop("import", None)
    st.query_params["lesson"] = lesson_id
    st.rerun()


def _lines(found: SubmissionList, credit: Mapping[str, CreditLine], texts: Texts) -> None:
    if not found.lessons:
        st.html(f'<p class="l-quiet" role="status">{texts("lessons.none")}</p>')
        return
    zone = session.now().tzinfo
    replaced = lesson_cards.replaced(found.lessons)
    shown = int(st.session_state.get("lessons_shown", _MORE))
    for line in found.lessons[:shown]:
        with st.container(key=f"lessonrow_{line.id}", gap=None):
            title = frame.literal(line.title or texts("lessons.untitled"))
            if st.button(title, type="tertiary", width="stretch", key=f"lesson_{line.id}"):
                open_lesson(line.id)
            said = lesson_cards.own_line(line, texts, zone, replaced=line.id in replaced)
            st.html(said + lesson_cards.credit(credit.get(line.id), texts))
    if len(found.lessons) > shown and st.button(texts("library.more"), key="more_lessons"):
        st.session_state["lessons_shown"] = shown + _MORE
        st.rerun()
