"""The page of knowledge gaps: what people ask in vain, who sees to it, and the proof that it is answered now."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assistant.schemas.gaps import GapList, GapState, GapView
from ui import behaviour, frame, markup, session
from ui.behaviour import Act, PageState
from ui.client import ApiError
from ui.documents.catalogue import state_of
from ui.documents.library import today
from ui.problems import problem_card
from ui.quality import gap_cards
from ui.quality.client import QualityClient
from ui.texts import Texts

_POLL_S = 0.5
_MORE = 20
_TO_DO = "todo"
_FILTERS: dict[str, tuple[GapState, ...]] = {
    _TO_DO: (GapState.OPEN, GapState.ASSIGNED),
    "open": (GapState.OPEN,),
    "assigned": (GapState.ASSIGNED,),
    "closed": (GapState.CLOSED,),
    "dismissed": (GapState.DISMISSED,),
}


@dataclass
class Gaps:
    """What the page holds between runs: the last change, in words, with what takes it back."""

    shown: int = _MORE
    told: str = ""
    take_back: Callable[[QualityClient], object] | None = None

    def changed(self, told: str, take_back: Callable[[QualityClient], object]) -> None:
        self.told, self.take_back = told, take_back

    def settle(self) -> None:
        self.told, self.take_back = "", None


def draw() -> None:
    page, texts, client = session.held("gaps", Gaps), session.texts(), session.quality()
    act = behaviour.mount(texts, PageState())
    gap_id = st.query_params.get("gap")
    session.remember_in_address(gap=gap_id)
    with st.container(key="gaps"):
        try:
            _open_document(act)
            if gap_id:
                _one(gap_id, page, client, texts)
            else:
                _list(page, client, texts)
        except ApiError as error:
            st.html(problem_card(error, texts))


def _open_document(act: Act | None) -> None:
    if act is not None and act.name == "page" and act.place is not None:
        st.switch_page(frame.DOCUMENT_PAGE, query_params=act.place.query)


# The list


def _list(page: Gaps, client: QualityClient, texts: Texts) -> None:
    st.html(f"<h1>{texts('gaps.heading')}</h1><p>{texts('gaps.intro')}</p>")
    found = client.gaps()
    _gather(found, client, texts)
    _undo(page, client, texts)
    chosen = _filter(found, texts)
    gaps = [gap for gap in found.gaps if gap.state in _FILTERS[chosen]]
    if not gaps:
        st.html(f'<p class="l-quiet" role="status">{texts("gaps.none_here" if found.gaps else "gaps.none")}</p>')
    for gap in gaps[: page.shown]:
        _row(gap, texts)
    if len(gaps) > page.shown and st.button(texts("library.more"), key="more_gaps"):
        page.shown += _MORE
        st.rerun()


def _gather(found: GapList, client: QualityClient, texts: Texts) -> None:
    with st.container(key="gather", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="l-quiet">{gap_cards.gathered(found.refreshed_on, texts)}</p>')
        if st.button(texts("gaps.gather"), icon=":material/refresh:", key="gather_now"):
            client.refresh_gaps()
            with st.spinner(texts("gaps.gathering")):
                while client.gaps().refreshing:
                    time.sleep(_POLL_S)
            st.rerun()


def _filter(found: GapList, texts: Texts) -> str:
    def words(name: str) -> str:
        return f"{texts(f'gapfilter.{name}')} · {sum(gap.state in _FILTERS[name] for gap in found.gaps)}"

    return st.pills(
        texts("gaps.show"),
        list(_FILTERS),
        default=_TO_DO,
        required=True,
        format_func=words,
        key="gap_filter",
        label_visibility="collapsed",
    )


def _row(gap: GapView, texts: Texts) -> None:
    with st.container(key=f"gaprow_{gap.id}", gap=None):
        if st.button(frame.literal(gap.title), type="tertiary", width="stretch", key=f"gap_{gap.id}"):
            st.query_params["gap"] = gap.id
            st.rerun()
        st.html(gap_cards.counts(gap, texts))


# One of them


def _one(gap_id: str, page: Gaps, client: QualityClient, texts: Texts) -> None:
    if st.button(texts("gaps.to_list"), icon=":material/arrow_back:", type="tertiary", key="gaps_back"):
        del st.query_params["gap"]
        st.rerun()
    gap = client.gap(gap_id)
    st.html(gap_cards.heading(gap, texts))
    _undo(page, client, texts)
    st.html(gap_cards.standing(gap, texts))
    with st.container(key="gap_actions", horizontal=True):
        if gap.state in (GapState.OPEN, GapState.ASSIGNED):
            _assign(gap, page, client, texts)
            _close(gap, page, client, texts)
            _dismiss(gap, page, client, texts)
        elif st.button(texts("gaps.reopen"), icon=":material/undo:", key="reopen_gap"):
            client.reopen_gap(gap.id)
            page.settle()
            st.rerun()
        if st.button(texts("gaps.reask"), icon=":material/replay:", key="reask_gap", help=texts("gaps.reask_help")):
            _reask(gap, page, client, texts)
    st.html(gap_cards.questions(gap, texts))
    st.html(gap_cards.nearest(gap, texts))


def _assign(gap: GapView, page: Gaps, client: QualityClient, texts: Texts) -> None:
    with (
        st.popover(texts("gaps.assign"), icon=":material/person:"),
        st.form(f"assign_{gap.id}_{gap.state}_{gap.owner}", border=False),
    ):
        owner = st.text_input(texts("gaps.owner"), gap.owner or gap.likely_owner, max_chars=300)
        due = st.date_input(texts("gaps.due"), gap.due, format="YYYY-MM-DD")
        if st.form_submit_button(texts("gaps.assign"), type="primary"):
            client.assign_gap(gap.id, owner, due if isinstance(due, date) else None)
            words = texts("gaps.told_assigned", owner=owner) if owner.strip() else texts("gaps.told_unassigned")
            page.changed(words, lambda api: api.assign_gap(gap.id, gap.owner, gap.due))
            st.rerun()


def _close(gap: GapView, page: Gaps, client: QualityClient, texts: Texts) -> None:
    with st.popover(texts("gaps.close"), icon=":material/task_alt:"):
        st.html(f'<p class="l-quiet">{texts("gaps.close_hint")}</p>')
        on = today()
        titles = {
            document.id: f"{document.title} · {texts(f'state.{state_of(document, on)}', date=document.valid_from)}"
            for document in client.documents().documents
        }
        chosen = st.selectbox(
            texts("gaps.document"),
            list(titles),
            index=None,
            placeholder=texts("gaps.document_search"),
            format_func=titles.__getitem__,
            key=f"document_{gap.id}",
        )
        if st.button(texts("gaps.close"), type="primary", key="close_gap", disabled=chosen is None) and chosen:
            closed = client.close_gap(gap.id, chosen)
            page.changed(texts("gaps.told_closed", title=titles[chosen]), lambda api: api.reopen_gap(gap.id))
            if not closed.waiting:
                _reask(closed, page, client, texts)
            st.rerun()


def _dismiss(gap: GapView, page: Gaps, client: QualityClient, texts: Texts) -> None:
    with st.popover(texts("gaps.dismiss"), icon=":material/block:"), st.form(f"dismiss_{gap.id}", border=False):
        reason = st.text_area(texts("gaps.reason"), max_chars=1000, help=texts("gaps.reason_help"))
        sent = st.form_submit_button(texts("gaps.dismiss"), type="primary")
        if sent and not reason.strip():
            st.caption(texts("gaps.reason_missing"))
        elif sent:
            client.dismiss_gap(gap.id, reason)
            page.changed(texts("gaps.told_dismissed"), lambda api: api.reopen_gap(gap.id))
            st.rerun()


def _reask(gap: GapView, page: Gaps, client: QualityClient, texts: Texts) -> None:
    with st.spinner(texts("gaps.asking")):
        after = client.reask_gap(gap.id)
    if gap.state is GapState.CLOSED and after.state is not GapState.CLOSED:
        # It was opened again: there is nothing left to take back.
        page.settle()
    st.rerun()


def _undo(page: Gaps, client: QualityClient, texts: Texts) -> None:
    if page.take_back is None:
        return
    with st.container(key="undo", horizontal=True, vertical_alignment="center"):
        st.html(f'<p role="status">{markup.text(page.told)}</p>')
        if st.button(texts("library.undo"), key="undo_gap", icon=":material/undo:"):
            take_back = page.take_back
            page.settle()
            take_back(client)
            st.rerun()
        if st.button(texts("library.dismiss"), key="dismiss_undo", type="tertiary"):
            page.settle()
            st.rerun()
