"""Looking after a document on its page: what would replace it, its review, properties, versions and history."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from assistant.schemas.answers import Classification, Status
from assistant.schemas.documents import DocumentView, RevisionText
from assistant.schemas.validity import RevisionView, SupersessionProposal
from ui import frame, markup, session
from ui.client import ApiError
from ui.documents import versions
from ui.documents.client import ValidityClient
from ui.places import Place
from ui.problems import problem_words
from ui.texts import Texts

_A_YEAR = timedelta(days=365)
_TOLD, _REFUSED = "upkeep_told", "upkeep_refused"
_DRAWN, _BASE = "upkeep_drawn", "upkeep_base"


def draw_proposals(document: DocumentView, texts: Texts) -> None:
    """What waits for a yes or no, above everything else."""
    client = session.validity()
    for proposal in client.proposals(document.id).proposals:
        with st.container(key=f"proposal_{proposal.successor.id}_{proposal.superseded.id}", border=True):
            _proposal(proposal, document, client, texts)


def _proposal(proposal: SupersessionProposal, document: DocumentView, client: ValidityClient, texts: Texts) -> None:
    is_old = document.id == proposal.superseded.id
    other = proposal.successor if is_old else proposal.superseded
    changed = proposal.confirmed_revision is not None
    said = ("upkeep.replaces_changed" if is_old else "upkeep.changed") if changed else None
    words = texts(said or ("upkeep.proposed" if is_old else "upkeep.proposes"), title="\0").split("\0")
    link = (
        f'<a class="l-link" data-l-act="page" href="{markup.text(Place(other.id).href)}">{markup.text(other.title)}</a>'
    )
    waits = texts("upkeep.both_hold" if proposal.may_decide else "upkeep.waits", owner=proposal.superseded.owner)
    if changed:
        waits = texts("upkeep.holds_meanwhile")
    st.html(f"<p><strong>{link.join(map(markup.text, words))}</strong> {markup.text(waits)}</p>")
    if not proposal.may_decide:
        return
    with st.container(horizontal=True):
        for confirmed, word in ((True, "upkeep.confirm"), (False, "upkeep.turn_down")):
            if st.button(texts(word), type="primary" if confirmed else "secondary", key=f"{word}_{other.id}"):
                client.decide_supersession(proposal.successor.id, proposal.superseded.id, confirmed)
                _tell(texts("upkeep.confirmed" if confirmed else "upkeep.turned_down"))


def draw_tools(document: DocumentView, texts: Texts, today: date) -> None:
    """For those who answer for the document."""
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.toast(frame.literal(told))
    if not document.may_edit:
        return
    client = session.validity()
    _review(document, client, texts, today)
    _edit(document, client, texts)
    archived = document.status is Status.ARCHIVED
    if document.status in (Status.PUBLISHED, Status.ARCHIVED) and st.button(
        texts("upkeep.publish" if archived else "upkeep.archive"),
        icon=":material/unarchive:" if archived else ":material/archive:",
        key="archive",
        help=texts("upkeep.archive_help"),
    ):
        client.edit(document.id, {"status": "published" if archived else "archived"})
        _tell(texts("upkeep.published" if archived else "upkeep.archived"))


def _review(document: DocumentView, client: ValidityClient, texts: Texts, today: date) -> None:
    with (
        st.popover(texts("upkeep.still_valid"), icon=":material/event_available:"),
        # Its name stays the same whatever somebody else does: a click on a form that is gone would be lost.
        st.form(f"review_{document.id}", border=False, clear_on_submit=True),
    ):
        st.html(f'<p class="l-quiet">{texts("upkeep.still_valid_hint")}</p>')
        until = st.date_input(
            texts("upkeep.next_review"), today + _A_YEAR, today + timedelta(days=1), format="YYYY-MM-DD"
        )
        note = st.text_input(texts("upkeep.note"), max_chars=2000)
        if st.form_submit_button(texts("upkeep.still_valid"), type="primary") and isinstance(until, date):
            client.still_valid(document.id, until, note)
            _tell(texts("upkeep.reviewed", date=until.isoformat()))


def _edit(document: DocumentView, client: ValidityClient, texts: Texts) -> None:
    drawn = _drawn_from(document)
    with (
        st.popover(texts("upkeep.edit"), icon=":material/edit:"),
        st.form(f"properties_{drawn.updated_at.isoformat()}", border=False),
    ):
        wanted = _form(drawn, texts)
        note = st.text_input(texts("upkeep.note"), max_chars=2000, key="edit_note")
        # Below the button it would stand outside what is seen of the form.
        said = st.empty()
        if not st.form_submit_button(texts("upkeep.save"), type="primary"):
            return
        base, now = (each.model_dump(mode="json") for each in (st.session_state[_BASE], document))
        changes = {name: value for name, value in wanted.items() if value != base[name]}
        if not changes:
            said.caption(texts("upkeep.nothing_changed"))
            return
        if clashing := [name for name in changes if base[name] != now[name]]:
            # Saved again, it is meant.
            st.session_state[_BASE] = st.session_state[_BASE].model_copy(
                update={name: getattr(document, name) for name in clashing}
            )
            said.warning(frame.literal(_meanwhile(clashing, now, texts)))
            return
        try:
            client.edit(document.id, {**changes, "note": note})
        except ApiError as error:
            said.error(frame.literal(" ".join(problem_words(error, texts))))
            return
        _tell(texts("upkeep.saved"))


def _drawn_from(document: DocumentView) -> DocumentView:
    """The document as it was when the form was first drawn. What somebody else changes meanwhile does not draw the form
    anew, which would lose what is written in it; it is drawn anew when it was away, or something was saved."""
    kept: DocumentView | None = st.session_state.get(_DRAWN)
    if kept is None or kept.id != document.id or _owner_key(kept) not in st.session_state:
        st.session_state[_DRAWN] = st.session_state[_BASE] = kept = document
    return kept


def _owner_key(drawn: DocumentView) -> str:
    return f"edit_owner_{drawn.id}_{drawn.updated_at.isoformat()}"


def _meanwhile(clashing: list[str], now: dict[str, Any], texts: Texts) -> str:
    said = ", ".join(
        f"{texts(f'property.{name}')}: {versions.value_in_words(name, now[name], texts)}" for name in clashing
    )
    return texts("upkeep.meanwhile", changed=said)


def _form(document: DocumentView, texts: Texts) -> dict[str, Any]:
    owner = st.text_input(texts("property.owner"), document.owner, max_chars=300, key=_owner_key(document))
    dates: dict[str, date | None] = {
        "valid_from": document.valid_from,
        "valid_until": document.valid_until,
        "review_by": document.review_by,
    }
    chosen = {
        name: st.date_input(texts(f"property.{name}"), value, format="YYYY-MM-DD") for name, value in dates.items()
    }
    classification = st.selectbox(
        texts("property.classification"),
        list(Classification),
        list(Classification).index(document.classification),
        format_func=lambda option: texts(f"classification.{option}"),
    )
    audience = st.text_input(
        texts("property.audience"), ", ".join(document.audience), help=texts("upkeep.audience_help")
    )
    tags = st.text_input(texts("property.tags"), ", ".join(document.tags))
    return {
        "owner": " ".join(owner.split()),
        **{name: value.isoformat() if isinstance(value, date) else None for name, value in chosen.items()},
        "classification": (classification or document.classification).value,
        "audience": _words(audience),
        "tags": _words(tags),
    }


def _words(written: str) -> list[str]:
    return [word for part in written.split(",") if (word := " ".join(part.split()))]


def _tell(words: str) -> None:
    """Said after the page is drawn anew with what has changed."""
    _note(words)
    st.rerun()


def _note(words: str) -> None:
    st.session_state[_TOLD] = words
    st.session_state.pop(_DRAWN, None)


def draw_history(document: DocumentView, around: RevisionText, texts: Texts) -> None:
    """Versions and changes, folded up; open, with the difference, where an old version is read."""
    client = session.validity()
    found = client.revisions(document.id).revisions
    read = next((each for each in found if each.id == around.revision), None)
    if read is not None and read.replaced_at is not None:
        words = texts("versions.replaced", date=versions.day(read.replaced_at))
        st.html(f'<p role="note">{markup.text(words)}</p>')
    with st.expander(texts("versions.heading"), expanded=not around.current, icon=":material/history:", key="versions"):
        st.html(versions.listed(document.id, found, texts))
        _compare(document, found, read, client, texts)
        if document.may_edit:
            _changes(document, client, texts)


def _compare(
    document: DocumentView,
    found: tuple[RevisionView, ...],
    read: RevisionView | None,
    client: ValidityClient,
    texts: Texts,
) -> None:
    readable = {each.id: versions.version_name(each, texts) for each in found if not each.erased}
    if len(readable) < 2:
        return
    ids = list(readable)
    old_at = ids.index(read.id) if read is not None and read.id in readable and read.id != ids[0] else 1
    with st.container(key="compare", horizontal=True):
        old = st.selectbox(texts("versions.from"), ids, old_at, format_func=readable.__getitem__, key=f"from_{old_at}")
        new = st.selectbox(texts("versions.to"), ids, 0, format_func=readable.__getitem__, key="to")
    if old != new:
        st.html(versions.difference(client.difference(document.id, old, new), texts))


def _changes(document: DocumentView, client: ValidityClient, texts: Texts) -> None:
    made = client.changes(document.id).changes
    if not made:
        return
    st.html(f"<h2>{texts('versions.changes')}</h2>")
    for each in made:
        with st.container(key=f"change_{each.number}", horizontal=True, vertical_alignment="center"):
            st.html(versions.change(each, texts))
            if each.undone_by is None:
                # Called before the page is drawn: a click found only down here is lost when the drawing is interrupted.
                st.button(
                    texts("library.undo"),
                    key=f"undo_change_{each.number}",
                    icon=":material/undo:",
                    type="tertiary",
                    on_click=_take_back,
                    args=(document.id, each.number, texts),
                )
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(frame.literal(refused))


def _take_back(document_id: str, number: int, texts: Texts) -> None:
    try:
        session.validity().take_back(document_id, number)
    except ApiError as error:
        st.session_state[_REFUSED] = " ".join(problem_words(error, texts))
    else:
        _note(texts("upkeep.taken_back"))
