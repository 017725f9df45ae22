"""The guided form: a few questions at a time, each saved as it is written."""

from typing import Any

import streamlit as st

from assistant.schemas.answers import Classification, Kind
from assistant.schemas.lessons import MAX_BODY_CHARS, MAX_FIELD_CHARS, AttachmentRole, LessonFields
from ui import markup, session
from ui.lessons import cards as lesson_cards
from ui.lessons import check as lesson_check
from ui.lessons import files as lesson_files
from ui.lessons import upload as lesson_upload
from ui.lessons.client import LessonClient
from ui.lessons.drafting import GROUPS, TEXTS, Draft, filled, groups_from
from ui.problems import problem_words
from ui.texts import LANGUAGES, Texts

_HELD = "lesson_draft"
_MAX_TITLE_CHARS = 300
_TALL, _LOW = 190, 120
_HEIGHTS = {"body": 480, "applies_to": _LOW, "evidence": _LOW, "context": _LOW}
_LISTS = ("tags", "audience")


def draft_of(lesson_id: str, client: LessonClient) -> Draft:
    """The draft under way; read anew when another lesson is opened or it is no longer the author's to change."""
    held: Draft | None = st.session_state.get(_HELD)
    if held is not None and held.saved.id == lesson_id:
        if held.saved.may.edit:
            return held
        held.saved = client.lesson(lesson_id)
        held.fields = held.saved.fields
        return held
    st.session_state[_HELD] = draft = Draft.of(client.lesson(lesson_id), session.now)
    return draft


def leave() -> None:
    st.session_state.pop(_HELD, None)


def draw(draft: Draft, client: LessonClient, texts: Texts) -> None:
    _take_up(draft)
    title = draft.fields.title or texts("lessons.new")
    st.html(f"<h1>{markup.text(title)}</h1>{lesson_cards.origin_line(draft.saved, texts)}")
    _sent_back(draft, texts)
    lesson_upload.draw_placed(draft.saved.id, texts)
    step = _step(draft, texts)
    with st.container(key="lesson_form"):
        if step == "check":
            _status(draft, texts)
            lesson_check.draw(draft, client, texts)
        else:
            _group(draft, step, client, texts)
    _onward(_steps(draft), step, texts)
    _delete(draft, client, texts)
    st.html(lesson_cards.history(draft.saved, texts, session.now().tzinfo))


def _sent_back(draft: Draft, texts: Texts) -> None:
    """Why it came back, and what the reviewer would write instead."""
    reason = lesson_cards.last_reason(draft.saved)
    if reason is not None:
        words = texts("lessons.sent_back", who=reason.by)
        st.html(f'<section class="l-card"><h3>{markup.text(words)}</h3><p>{markup.text(reason.text)}</p></section>')
    for name, words in lesson_cards.open_suggestions(draft.saved.model_copy(update={"fields": draft.fields})).items():
        with st.container(key=f"suggested_{name}"):
            st.html(
                f"<h3>{markup.text(texts('lessons.suggested', field=texts(f'lessonfield.{name}')))}</h3>"
                f"{lesson_cards.suggestion({name: words}, draft.fields, texts)}"
            )
            st.button(texts("lessons.take_over"), key=f"take_{name}", on_click=_take_over, args=(draft, {name: words}))


def _step(draft: Draft, texts: Texts) -> str:
    asked, steps = st.query_params.get("step", ""), _steps(draft)
    step = asked if asked in steps else steps[0]

    def words(name: str) -> str:
        done = name != "check" and filled(draft, name)
        return f"{'✓ ' if done else ''}{texts(f'lessonstep.{name}')}"

    key = f"step_{draft.saved.id}"
    st.session_state[key] = step
    st.pills(
        texts("lessons.steps"),
        steps,
        required=True,
        format_func=words,
        key=key,
        on_change=_go_to_chosen,
        args=(key,),
        label_visibility="collapsed",
    )
    return step


def _go_to_chosen(key: str) -> None:
    _go_to(st.session_state[key])


def _go_to(step: str) -> None:
    st.query_params["step"] = step


def _steps(draft: Draft) -> tuple[str, ...]:
    return tuple(GROUPS[draft.saved.kind])


def _onward(steps: tuple[str, ...], step: str, texts: Texts) -> None:
    place = steps.index(step)
    with st.container(key="lesson_onward", horizontal=True):
        if place > 0:
            words = texts("lessons.back")
            st.button(words, icon=":material/arrow_back:", key="step_back", on_click=_go_to, args=(steps[place - 1],))
        if place + 1 < len(steps):
            words = texts("lessons.onward", step=texts(f"lessonstep.{steps[place + 1]}"))
            st.button(words, type="primary", key="step_on", on_click=_go_to, args=(steps[place + 1],))


def _delete(draft: Draft, client: LessonClient, texts: Texts) -> None:
    if not draft.saved.may.delete:
        return
    with st.popover(texts("lessons.delete"), icon=":material/delete:", type="tertiary", key="delete_draft"):
        st.write(texts("lessons.delete_sure"))
        if st.button(texts("lessons.delete_yes"), key="delete_lesson"):
            client.delete_lesson(draft.saved.id)
            leave()
            st.query_params.pop("step", None)
            del st.query_params["lesson"]
            st.rerun()


def _group(draft: Draft, group: str, client: LessonClient, texts: Texts) -> None:
    # No fragment: a click on another step leaves the field first, and Streamlit then runs the fragment alone.
    _status(draft, texts)
    for name in GROUPS[draft.saved.kind][group]:
        if name == "body" and any(file.role is AttachmentRole.ORIGINAL for file in draft.saved.attachments):
            st.html(f'<p class="l-hint">{markup.text(texts("lessons.text_of_file"))}</p>')
            continue
        _field(draft, name, texts)
        _dispute(draft, name, texts)
    if group == "evidence" and draft.fields.body.strip():
        _rest(draft, texts)
    if group in ("evidence", "text"):
        lesson_files.draw_own(draft, client, texts)


def _field(draft: Draft, name: str, texts: Texts) -> None:
    key = _key(draft, name)
    st.session_state.setdefault(key, _shown(draft, name))
    # The rest of a write-up and the text of a document are kept in the same place.
    word = "text" if name == "body" else name
    label = texts(f"lessonfield.{word}")
    if name in draft.missing:
        label = f"{label} \u2009·\u2009 {texts('lessons.required')}"
    hint = texts(f"lessonhint.{word}")
    options: dict[str, Any] = {"key": key, "on_change": _take_up, "args": (draft,)}
    if name == "language":
        st.segmented_control(label, LANGUAGES, required=True, format_func=lambda code: texts(f"lang.{code}"), **options)
    elif name == "classification":
        st.selectbox(label, list(Classification), format_func=lambda each: texts(f"classification.{each}"), **options)
    elif name in ("title", "owner", *_LISTS):
        st.text_input(label, max_chars=_MAX_TITLE_CHARS, **options)
    elif name == "document_kind":
        st.selectbox(label, list(Kind), format_func=lambda each: texts(f"kind.{each}"), **options)
    else:
        most = MAX_BODY_CHARS if name == "body" else MAX_FIELD_CHARS
        st.text_area(label, max_chars=most, height=_HEIGHTS.get(name, _TALL), **options)
    st.html(f'<p class="l-hint">{markup.text(hint)}</p>')


def _rest(draft: Draft, texts: Texts) -> None:
    """What a write-up held that fits no question. It is kept with the draft and not published."""
    st.html(f'<p class="l-hint">{markup.text(texts("lessonhint.body"))}</p>')
    key = _key(draft, "body")
    st.session_state.setdefault(key, draft.fields.body)
    st.text_area(texts("lessonfield.body"), key=key, height=_TALL, on_change=_take_up, args=(draft,))


def _dispute(draft: Draft, name: str, texts: Texts) -> None:
    if name not in draft.theirs:
        return
    theirs = draft.theirs[name]
    words = ", ".join(theirs) if isinstance(theirs, tuple) else str(theirs)
    with st.container(key=f"dispute_{name}"):
        st.html(
            f'<section class="l-card l-problem" role="alert"><h3>{markup.text(texts("lessons.two_versions"))}</h3>'
            f'<p class="l-text">{markup.text(words)}</p></section>'
        )
        with st.container(horizontal=True):
            st.button(texts("lessons.keep_mine"), key=f"mine_{name}", on_click=_keep_mine, args=(draft, name))
            st.button(texts("lessons.take_theirs"), key=f"theirs_{name}", on_click=_take_theirs, args=(draft, name))


def _status(draft: Draft, texts: Texts) -> None:
    """Saved, and when; or not, why, and the way on. The browser drops its copies of what is saved."""
    with st.container(key="lesson_status", horizontal=True, vertical_alignment="center", gap="small"):
        if draft.error is not None:
            title, body = problem_words(draft.error, texts)
            words = texts("lessons.not_saved", why=title)
            st.html(
                f'<span class="l-unsaved" role="alert" title="{markup.text(body)}">{markup.text(words)}</span>',
                width="content",
            )
            st.button(texts("chat.retry"), type="tertiary", key="save_again", on_click=_retry, args=(draft,))
        else:
            at = draft.saved_at or draft.saved.changed_at.astimezone(session.now().tzinfo)
            day = "" if at.date() == session.now().date() else f"{at:%Y-%m-%d} "
            words = texts("lessons.saved", when=f"{day}{at:%H:%M}")
            st.html(f'<span class="l-quiet" role="status">{words}</span>', width="content")
        kept = {_key(draft, name): getattr(draft.saved.fields, name) for name in (*TEXTS, "owner", *_LISTS)}
        st.html(lesson_cards.saved_marks(draft.saved.version, kept), width="content")


def _take_up(draft: Draft) -> None:
    """Save whatever the fields on the page hold and the draft does not.

    As a callback when a field is left, and again as the page is drawn: Streamlit gives up a callback in the middle for
    the click that left the field, and does not call it again.
    """
    changes = {}
    for name in LessonFields.model_fields:
        key = _key(draft, name)
        if key in st.session_state and st.session_state[key] != _shown(draft, name):
            changes[name] = _value(name, st.session_state[key])
    if changes:
        draft.write(changes, session.lessons())
        _show_taken(draft)


def _value(name: str, given: Any) -> Any:
    if name not in _LISTS:
        return given
    return groups_from(given) or (("all",) if name == "audience" else ())


def _take_over(draft: Draft, changes: dict[str, str]) -> None:
    for name, words in changes.items():
        st.session_state[_key(draft, name)] = words
    draft.write(changes, session.lessons())


def _retry(draft: Draft) -> None:
    draft.save(session.lessons())


def _keep_mine(draft: Draft, name: str) -> None:
    draft.keep_mine(name, session.lessons())


def _take_theirs(draft: Draft, name: str) -> None:
    draft.take_theirs(name, session.lessons())
    st.session_state[_key(draft, name)] = _shown(draft, name)


def _show_taken(draft: Draft) -> None:
    """Fields that came from elsewhere meanwhile, and lists, are shown as they are kept."""
    if draft.error is not None:
        return
    for name in LessonFields.model_fields:
        key = _key(draft, name)
        if key in st.session_state and st.session_state[key] != _shown(draft, name):
            st.session_state[key] = _shown(draft, name)


def _shown(draft: Draft, name: str) -> object:
    value = draft.value(name)
    return ", ".join(value) if name in _LISTS else value


def _key(draft: Draft, name: str) -> str:
    """Begins as behaviour.js knows the fields whose unsaved words it keeps in the browser."""
    return f"draft_{draft.saved.id}_{name}"
