"""The library page: the documents, taking new ones in, taking old ones out."""

import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.schemas.answers import Classification, JobState, Kind
from assistant.schemas.documents import DocumentList, DocumentView
from ui import behaviour, frame, markup, session
from ui.behaviour import Act, PageState
from ui.client import ApiError, Client
from ui.documents import catalogue
from ui.documents.catalogue import STATES, Library, Selection, Upload
from ui.problems import problem_card, problem_words
from ui.texts import LANGUAGES, Texts

_POLL_S = 0.5
_MORE = 50


def draw() -> None:
    library, texts, client = session.held("library", Library), session.texts(), session.client()
    act = behaviour.mount(texts, PageState())
    session.remember_in_address()
    with st.container(key="library"):
        try:
            _library(act, library, client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _library(act: Act | None, library: Library, client: Client, texts: Texts) -> None:
    _act(act, library, client)
    listed = client.documents()
    st.html(f"<h1>{texts('library.heading')}</h1><p>{texts('library.intro', n=listed.total)}</p>")
    _undo(library, client, texts)
    uploads = st.empty()
    if session.may_add():
        _upload(library, client, texts, first=listed.total == 0)
    _list(library, listed, texts)
    _follow_uploads(library, uploads, client, texts)


def _act(act: Act | None, library: Library, client: Client) -> None:
    match act:
        case Act(name="page", place=place) if place is not None:
            st.switch_page(frame.DOCUMENT_PAGE, query_params=place.query)
        case Act(name="delete", document_id=document_id) if document_id:
            document = client.document(document_id)
            client.delete_document(document_id)
            library.deleted = document
        case _:
            return


def _undo(library: Library, client: Client, texts: Texts) -> None:
    deleted = library.deleted
    if deleted is None:
        return
    with st.container(key="undo", horizontal=True, vertical_alignment="center"):
        st.html(f'<p role="status">{markup.text(texts("library.deleted", title=deleted.title))}</p>')
        if st.button(texts("library.undo"), key="undo_delete", icon=":material/undo:"):
            client.restore_document(deleted.id)
            library.deleted = None
            st.toast(frame.literal(texts("library.restored", title=deleted.title)))
            st.rerun()
        if st.button(texts("library.dismiss"), key="dismiss_delete", type="tertiary"):
            library.deleted = None
            st.rerun()


def _upload(library: Library, client: Client, texts: Texts, first: bool) -> None:
    with st.expander(texts("upload.heading"), expanded=first, icon=":material/upload_file:", key="upload"):
        # A new key empties the form after a successful hand-in, and only then.
        with st.form(f"upload_{library.form}", border=False):
            files = st.file_uploader(texts("upload.files"), accept_multiple_files=True, key=f"f{library.form}")
            st.html(f'<p class="l-quiet">{texts("upload.formats")}</p>')
            properties = _properties(library, texts)
            submitted = st.form_submit_button(texts("upload.submit"), type="primary", key=f"submit_{library.form}")
        if submitted and not files:
            st.caption(texts("upload.choose"))
        elif submitted:
            _hand_in(library, client, files, properties, texts)


def _properties(library: Library, texts: Texts) -> dict[str, Any]:
    """What the person filled in; what was left blank is left to the file."""
    st.html(f'<p class="l-quiet">{texts("upload.properties_hint")}</p>')
    left, right = st.columns(2)
    with left:
        kind = _choice("kind", list(Kind), "kind", library, texts)
        language = _choice("language", LANGUAGES, "lang", library, texts)
        valid_from = st.date_input(texts("upload.valid_from"), None, format="YYYY-MM-DD", key=f"v{library.form}")
        owner = st.text_input(texts("upload.owner"), help=texts("upload.owner_help"), key=f"o{library.form}")
    with right:
        classification = _choice("classification", list(Classification), "classification", library, texts)
        audience = st.text_input(texts("upload.audience"), help=texts("upload.audience_help"), key=f"a{library.form}")
        review_by = st.date_input(texts("upload.review_by"), None, format="YYYY-MM-DD", key=f"r{library.form}")
    groups = [group.strip() for group in audience.split(",") if group.strip()]
    given = {
        "kind": kind,
        "language": language,
        "valid_from": valid_from,
        "owner": owner.strip(),
        "classification": classification,
        "audience": groups,
        "review_by": review_by,
    }
    return {name: value for name, value in given.items() if value}


def _choice(name: str, options: Sequence[str], words: str, library: Library, texts: Texts) -> str | None:
    return st.selectbox(
        texts(f"upload.{name}"),
        options,
        index=None,
        placeholder=texts("upload.as_in_file"),
        format_func=lambda option: texts(f"{words}.{option}"),
        key=f"{name}_{library.form}",
    )


def _hand_in(
    library: Library, client: Client, files: Sequence[Any], properties: Mapping[str, Any], texts: Texts
) -> None:
    uploads = []
    for file in files:
        try:
            uploads.append(Upload(file.name, client.upload(file.name, file, properties)))
        except ApiError as error:
            uploads.append(Upload(file.name, refusal=" ".join(problem_words(error, texts))))
    library.uploads = uploads
    library.form += 1
    st.rerun()


def _follow_uploads(library: Library, place: DeltaGenerator, client: Client, texts: Texts) -> None:
    """Progress while files are read, the report afterwards. Drawn last, in its place above the rest."""
    while running := [upload for upload in library.uploads if not upload.finished]:
        with place.container():
            for upload in running:
                _bar(upload, texts)
        time.sleep(_POLL_S)
        for upload in running:
            _refresh(upload, client)
        if all(upload.finished for upload in library.uploads):
            # The list has changed.
            st.rerun()
    if library.uploads:
        with place.container():
            st.html(catalogue.report(library.uploads, texts))
            if st.button(texts("upload.clear"), key="clear_report"):
                library.uploads = []
                st.rerun()


def _refresh(upload: Upload, client: Client) -> None:
    if upload.job is None or upload.finished:
        return
    try:
        upload.job = client.job(upload.job.id)
    except ApiError as error:
        # A server that is restarting carries the job on; one that does not know it has nothing more to tell.
        if error.code == "not-found":
            upload.job, upload.refusal = None, error.problem.title


def _bar(upload: Upload, texts: Texts) -> None:
    assert upload.job is not None
    job = upload.job
    if job.state is JobState.QUEUED:
        words = [upload.name, texts("upload.queued")]
    else:
        words = [
            texts("upload.running", current=job.current or upload.name),
            texts("upload.progress", done=job.done, total=job.total),
            catalogue.time_left(job.seconds_left, texts),
        ]
    share = min(1.0, job.done / job.total) if job.total else 0.0
    st.progress(share, text=frame.literal(" · ".join(word for word in words if word)))


def _list(library: Library, listed: DocumentList, texts: Texts) -> None:
    if not listed.documents:
        words = texts("library.empty") if session.may_add() else texts("library.nothing_for_you")
        st.html(f'<p class="l-quiet">{words}</p>')
        return
    on = today()
    found = catalogue.matching(listed.documents, _selection(listed.documents, texts, on), on)
    if not found:
        st.html(f'<p class="l-quiet" role="status">{texts("library.none_match")}</p>')
        return
    shown = found[: library.shown]
    if len(shown) < len(listed.documents):
        words = texts("library.shown", shown=len(shown), total=len(listed.documents))
        st.html(f'<p class="l-quiet" role="status">{words}</p>')
    st.html(catalogue.table(shown, on, texts))
    if len(found) > len(shown) and st.button(texts("library.more"), key="more"):
        library.shown += _MORE
        st.rerun()


def _selection(documents: Sequence[DocumentView], texts: Texts, on: date) -> Selection:
    """The filters. Only what occurs is offered."""
    present = {catalogue.state_of(document, on) for document in documents}
    with st.container(key="library_filters", horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            texts("library.search"), placeholder=texts("library.search_placeholder"), key="library_words", width=300
        )
        kinds = _several("kind", list(Kind), "kind", texts)
        languages = _several("language", LANGUAGES, "lang", texts)
        states = _several("state", [state for state in STATES if state in present], "state", texts)
    return Selection(words, tuple(kinds), tuple(languages), tuple(states))


def _several(name: str, options: Sequence[Any], words: str, texts: Texts) -> list[Any]:
    return st.multiselect(
        texts(f"library.{name}"),
        options,
        placeholder=texts("library.any"),
        format_func=lambda option: texts(f"{words}.{option}", date="").strip(),
        key=f"library_{name}",
        width=160,
    )


def today() -> date:
    return datetime.now().astimezone().date()
