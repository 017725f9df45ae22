"""Under an answer: did it help, and if not, why. Each click is saved at once, and can be undone."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from assistant.schemas.answers import Answer
from assistant.schemas.feedback import MAX_COMMENT_CHARS, Judgement, Reason
from ui import markup, session
from ui.chat.judgement import Judged, coherent, sentence_labels
from ui.client import ApiError, Client
from ui.problems import problem_words
from ui.texts import Texts

_FIELDS = tuple(Judgement.model_fields)
_MINUTES = (0, 5, 15, 30, 60)
Option = TypeVar("Option")
_KNOWN, _INVITED = "judged", "nps_invitation"


def begin(given: Answer) -> None:
    """An answer that was just given: nothing is said of it yet, so that the server need not be asked."""
    known: dict[str, Judged] = session.held(_KNOWN, dict)
    known.setdefault(given.trace_id, Judged(given.trace_id, Judgement()))


def draw(given: Answer, client: Client, texts: Texts) -> None:
    """Nothing for an answer that is not the person's own or not recorded, and nothing while that cannot be told."""
    judged = _judged(given.trace_id, client)
    if judged is not None:
        _form(given, judged, texts)


def _judged(trace_id: str, client: Client) -> Judged | None:
    known: dict[str, Judged] = session.held(_KNOWN, dict)
    if trace_id not in known:
        try:
            known[trace_id] = Judged(trace_id, client.feedback(trace_id))
        except ApiError:
            return None
    return known[trace_id]


@st.fragment
def _form(given: Answer, judged: Judged, texts: Texts) -> None:
    """A part of its own: a click here draws nothing else anew, so that the page stands still."""
    _show(judged)
    with st.container(key=f"feedback_{given.trace_id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<span class="l-quiet">{texts("feedback.helpful")}</span>', width="content")
            yes_or_no = {True: texts("feedback.yes"), False: texts("feedback.no")}
            helpful = _choice("helpful", yes_or_no, judged, texts("feedback.helpful"), hidden=True)
            _state(judged, texts)
        if helpful is not None:
            with st.container(key=f"feedback_more_{given.trace_id}"):
                _more(given, helpful, judged, texts)


def _more(given: Answer, helpful: bool, judged: Judged, texts: Texts) -> None:
    if not helpful:
        _choice("reason", {each: texts(f"fault.{each}") for each in Reason}, judged, texts("feedback.reason"))
        if len(given.sentences) > 1:
            _which_sentence(given, judged, texts)
    st.text_area(
        texts("feedback.comment"),
        key=_key("comment", judged),
        max_chars=MAX_COMMENT_CHARS,
        height=88,
        on_change=_save,
        args=(judged,),
    )
    st.html(f'<p class="l-quiet">{texts("feedback.no_personal_data")}</p>')
    if helpful:
        minutes = {n: texts("feedback.minutes", n=n) if n else texts("feedback.no_time") for n in _MINUTES}
        _choice("minutes_saved", minutes, judged, texts("feedback.minutes_saved"))
    _choice("csat", {n: str(n) for n in range(1, 6)}, judged, texts("feedback.csat"))
    if _invited() == judged.trace_id:
        _choice("nps", {n: str(n) for n in range(11)}, judged, texts("feedback.nps"))


def _which_sentence(given: Answer, judged: Judged, texts: Texts) -> None:
    labels = sentence_labels(given.sentences)
    st.selectbox(
        texts("feedback.sentence"),
        range(len(labels)),
        index=None,
        placeholder=texts("feedback.whole_answer"),
        format_func=lambda index: labels[index],
        key=_key("sentence", judged),
        on_change=_save,
        args=(judged,),
    )


def _choice(
    field: str, options: Mapping[Option, str], judged: Judged, label: str, *, hidden: bool = False
) -> Option | None:
    """One of a few, each with its words; a second click takes it back."""
    return st.pills(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=_key(field, judged),
        on_change=_save,
        args=(judged,),
        label_visibility="collapsed" if hidden else "visible",
    )


def _state(judged: Judged, texts: Texts) -> None:
    """Saved, with the way back; or not saved, and why."""
    if judged.error is not None:
        title, body = problem_words(judged.error, texts)
        words = texts("feedback.not_saved", why=title)
        st.html(
            f'<span class="l-unsaved" role="alert" title="{markup.text(body)}">{markup.text(words)}</span>',
            width="content",
        )
        st.button(texts("chat.retry"), key=f"again_{judged.trace_id}", type="tertiary", on_click=_retry, args=(judged,))
    elif judged.before is not None:
        # The browser drops its draft of the free text when it sees a new saving.
        marks = f'data-l-saved="{judged.savings}" data-l-draft="{markup.text(_key("comment", judged))}"'
        st.html(f'<span class="l-quiet" role="status" {marks}>{texts("feedback.saved")}</span>', width="content")
        st.button(texts("library.undo"), key=f"undo_{judged.trace_id}", type="tertiary", on_click=_undo, args=(judged,))


def _show(judged: Judged) -> None:
    """Put what is known into the controls that hold nothing yet, as after a reload."""
    for field in _FIELDS:
        st.session_state.setdefault(_key(field, judged), getattr(judged.shown, field))


def _save(judged: Judged) -> None:
    said = {field: st.session_state.get(_key(field, judged)) for field in _FIELDS}
    said["comment"] = (said["comment"] or "").strip()
    judged.give(coherent(Judgement.model_validate(said)), session.client())
    st.session_state[_key("comment", judged)] = judged.shown.comment
    _look_for_invitation()


def _undo(judged: Judged) -> None:
    judged.undo(session.client())
    for field in _FIELDS:
        st.session_state[_key(field, judged)] = getattr(judged.shown, field)


def _retry(judged: Judged) -> None:
    judged.retry(session.client())


def _key(field: str, judged: Judged) -> str:
    return f"{field}_{judged.trace_id}"


def _invited() -> str | None:
    """The trace of the answer under which NPS is asked."""
    if _INVITED not in st.session_state:
        _look_for_invitation()
    invited: str | None = st.session_state.get(_INVITED)
    return invited


def _look_for_invitation() -> None:
    """Feedback may bring one, which the server decides. Without an answer from it nobody is asked."""
    if st.session_state.get(_INVITED) is not None:
        return
    try:
        st.session_state[_INVITED] = session.client().invitation()
    except ApiError:
        st.session_state[_INVITED] = None
