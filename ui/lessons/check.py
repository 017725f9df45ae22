"""The last step of the form: what is missing, what should be looked at, and handing it in."""

import streamlit as st

from assistant.schemas.lessons import LessonCheckView, PersonalDataFinding
from ui import markup, session
from ui.client import ApiError
from ui.lessons import findings as lesson_findings
from ui.lessons import hidden as lesson_hidden
from ui.lessons.client import LessonClient
from ui.lessons.drafting import Draft, group_of
from ui.problems import problem_card
from ui.texts import Texts

_CHECKED = "lesson_checked"
_SHOWN_FINDINGS = 12
_MAX_REASON_CHARS = 1000


def draw(draft: Draft, client: LessonClient, texts: Texts) -> None:
    _missing(draft, texts)
    try:
        check = checked(draft.saved.id, draft.saved.version, client)
    except ApiError as error:
        st.html(problem_card(error, texts))
        return
    _personal_data(draft, check, texts)
    for card in (
        lesson_hidden.card(check.hidden, texts),
        lesson_findings.contradictions(check.contradictions, texts),
        lesson_findings.similar(check.similar, texts, to_author=True),
        lesson_findings.readability(check.readability, draft.fields, texts),
    ):
        if card:
            st.html(card)
    _submit(draft, check, client, texts)


def checked(lesson_id: str, version: int, client: LessonClient) -> LessonCheckView:
    """The check of what is saved, asked for once for each version and language."""
    asked = (lesson_id, version, session.language())
    held: tuple[object, LessonCheckView] | None = st.session_state.get(_CHECKED)
    if held is None or held[0] != asked:
        with st.spinner(session.texts()("lessoncheck.checking")):
            st.session_state[_CHECKED] = held = (asked, client.check_lesson(lesson_id))
    return held[1]


def _missing(draft: Draft, texts: Texts) -> None:
    if not draft.missing:
        return
    with st.container(key="missing_fields"):
        st.html(f"<h3>{markup.text(texts('lessons.missing'))}</h3>")
        with st.container(horizontal=True):
            for name in draft.missing:
                st.button(
                    texts(f"lessonfield.{name}"),
                    key=f"missing_{name}",
                    on_click=_go_to,
                    args=(group_of(name, draft.saved.kind),),
                )


def _personal_data(draft: Draft, check: LessonCheckView, texts: Texts) -> None:
    if not check.findings:
        st.html(f'<p class="l-quiet" role="status">{texts("lessoncheck.none_found")}</p>')
        return
    with st.container(key="personal_data"):
        heading, about = texts("lessoncheck.personal_data", n=len(check.findings)), texts("lessoncheck.personal_why")
        st.html(f'<h3 role="status">{markup.text(heading)}</h3><p>{markup.text(about)}</p>')
        if len(check.findings) > 1:
            words = texts("lessoncheck.redact_all")
            st.button(words, key="redact_all", type="primary", on_click=_redact, args=(draft, check.findings))
        for number, found in enumerate(check.findings[:_SHOWN_FINDINGS]):
            with st.container(key=f"finding_{number}"):
                st.html(lesson_findings.finding(found, draft.fields, texts))
                with st.container(horizontal=True):
                    words = texts("lessoncheck.redact")
                    st.button(words, key=f"redact_{number}", on_click=_redact, args=(draft, (found,)))
                    words = texts("lessoncheck.to_field")
                    where = group_of(found.field, draft.saved.kind)
                    st.button(words, key=f"to_{number}", type="tertiary", on_click=_go_to, args=(where,))
        left = len(check.findings) - _SHOWN_FINDINGS
        if left > 0:
            st.html(f'<p class="l-quiet">{texts("queue.more", n=left)}</p>')


def _submit(draft: Draft, check: LessonCheckView, client: LessonClient, texts: Texts) -> None:
    reason = ""
    if check.blocked:
        st.html(f'<p class="l-unsaved" role="alert">{markup.text(texts("lessoncheck.blocked"))}</p>')
    elif check.needs_reason:
        key = f"comment_why_{draft.saved.id}"
        reason = st.text_area(texts("lessoncheck.reason"), key=key, max_chars=_MAX_REASON_CHARS, height=88)
        st.html(f'<p class="l-hint">{markup.text(texts("lessoncheck.reason_hint"))}</p>')
    held_up = bool(draft.missing) or check.blocked
    if st.button(
        texts("lessons.submit"), type="primary", key="submit_lesson", disabled=held_up, icon=":material/send:"
    ):
        if check.needs_reason and not reason.strip():
            st.toast(texts("lessoncheck.reason_missing"))
            return
        draft.save(client)
        if draft.error is None:
            draft.saved = client.submit_lesson(draft.saved.id, draft.saved.version, reason)
            st.query_params.pop("step", None)
        st.rerun()


def _redact(draft: Draft, findings: tuple[PersonalDataFinding, ...]) -> None:
    draft.write(lesson_findings.redacted(draft.fields, findings), session.lessons())


def _go_to(step: str) -> None:
    st.query_params["step"] = step
