"""Many lessons at once from a sheet: choose the columns, see what would become of every row, and only then import."""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assistant.schemas.lesson_intake import ImportView, LessonField, RowState
from ui import markup
from ui.lessons import sheet_report as import_report
from ui.lessons.client import LessonClient
from ui.texts import Texts

_DONE, _SEEN = "import_done", "import_seen"
_NOTHING = -1


def draw(client: LessonClient, texts: Texts) -> None:
    if st.button(texts("lessons.to_list"), icon=":material/arrow_back:", type="tertiary", key="lessons_back"):
        st.session_state.pop(_DONE, None)
        del st.query_params["import"]
        st.rerun()
    st.html(f"<h1>{texts('import.heading')}</h1><p>{texts('import.intro')}</p>")
    done: ImportView | None = st.session_state.get(_DONE)
    if done is not None:
        st.html(import_report.summary(done, texts) + import_report.table(done, texts))
        if st.button(texts("import.another"), key="import_another"):
            del st.session_state[_DONE]
            st.rerun()
        return
    file = st.file_uploader(texts("import.file"), type=["xlsx", "xlsm", "csv", "tsv"], key="import_file")
    if file is not None:
        _prepare(file, client, texts)


def _prepare(file: UploadedFile, client: LessonClient, texts: Texts) -> None:
    first = _checked(file, None, client)
    st.html(f"<h2>{texts('import.columns')}</h2>{import_report.about(file.name, first, texts)}")
    mapping = _mapping(file, first, texts)
    trial = _checked(file, mapping, client)
    st.html(f"<h2>{texts('import.trial')}</h2>")
    if trial.refusal:
        st.html(f'<p class="l-unsaved" role="status">{markup.text(texts("import.needs"))}</p>')
        return
    ready = trial.counts.get(RowState.OK, 0)
    st.html(import_report.summary(trial, texts))
    words = texts("import.go", n=ready)
    if st.button(words, type="primary", key="import_go", disabled=ready == 0):
        with st.spinner(texts("import.going")):
            file.seek(0)
            st.session_state[_DONE] = client.import_lessons(file.name, file, mapping, dry_run=False)
        st.rerun()
    st.html(import_report.table(trial, texts))


def _mapping(file: UploadedFile, first: ImportView, texts: Texts) -> dict[LessonField, int]:
    """A column for each field: what the names of the columns say, until the person chooses another."""

    def words(column: int) -> str:
        if column == _NOTHING:
            return texts("import.no_column")
        named = first.columns[column]
        return f"{named.name} · {named.samples[0]}" if named.samples else named.name

    chosen = {}
    with st.container(key="import_columns"):
        for field in LessonField:
            options = [_NOTHING, *range(len(first.columns))]
            proposed = first.mapping.get(field, _NOTHING)
            column = st.selectbox(
                texts(f"lessonfield.{field}"),
                options,
                index=options.index(proposed),
                format_func=words,
                key=f"column_{file.file_id}_{field}",
            )
            if column != _NOTHING:
                chosen[field] = column
    return chosen


def _checked(file: UploadedFile, mapping: Mapping[LessonField, int] | None, client: LessonClient) -> ImportView:
    """A trial, asked for once for each file and mapping."""
    asked = (file.file_id, tuple(mapping.items()) if mapping is not None else None)
    seen: dict[object, ImportView] = st.session_state.setdefault(_SEEN, {})
    if asked not in seen:
        if not any(key[0] == file.file_id for key in seen if isinstance(key, tuple)):
            seen.clear()
        file.seek(0)
        seen[asked] = client.import_lessons(file.name, file, mapping, dry_run=True)
    return seen[asked]
