"""Mounts behaviour.js, and reads what it reports. The browser is not trusted: every value is checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from ui.places import Place, place_of_query
from ui.texts import Texts

_SCRIPT = Path(__file__).with_name("behaviour.js")
_MAX_INDEX = 10_000
_COMPONENT, _TAKEN, _WAITING = "behaviour_component", "behaviour_taken", "behaviour_act"
_MAX_ID_CHARS = 32


@dataclass(frozen=True, slots=True)
class Act:
    """What the person did: open or nearest (turn, index), close, page (place), delete (document_id)."""

    name: str
    turn: int = 0
    index: int = 0
    document_id: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PageState:
    """What the behaviour follows: `focus` names the source panel that keyboard and screen reader move to ("" sends
    them back where they were), `announcement` is said by screen readers, a new turn is scrolled to, and in another
    `view` of the source the quote is scrolled to again. Who is `signed_out` comes back to this address afterwards."""

    focus: str = ""
    announcement: str = ""
    turns: int = 0
    view: str = ""
    signed_out: bool = False


def mount(texts: Texts, state: PageState) -> Act | None:
    """Put the behaviour on the page; returns the act that caused this run, if one did."""
    component = st.components.v2.component("lardom_behaviour", js=_SCRIPT.read_text("utf-8"), isolate_styles=False)
    data = {
        "language": texts.language,
        "focus": state.focus,
        "panelLabel": texts("source.panel"),
        "announcement": state.announcement,
        "turns": state.turns,
        "view": state.view,
        "signedOut": state.signed_out,
        "taken": st.session_state.get(_TAKEN, ""),
        "chooseFiles": texts("upload.choose_files"),
        "copyFailed": texts("chat.copy_failed"),
    }
    with st.container(key="behaviour"):
        component(key=_COMPONENT, data=data, on_act_change=_take)
    return act_of(st.session_state.pop(_WAITING, None))


def _take() -> None:
    """Keep the reported act for `mount`; the browser reports an act again until `taken` names it."""
    reported = reported_in(st.session_state.get(_COMPONENT))
    if reported is None:
        return
    number = str(reported.get("id", ""))[:_MAX_ID_CHARS]
    if number != st.session_state.get(_TAKEN):
        st.session_state[_TAKEN] = number
        st.session_state[_WAITING] = reported


def reported_in(component: object) -> Mapping[str, object] | None:
    """What the component holds; None too where Streamlit, interrupted as it drew the page, calls back without it."""
    reported = component.get("act") if isinstance(component, Mapping) else None
    return reported if isinstance(reported, Mapping) else None


def act_of(reported: object) -> Act | None:
    """The act that the browser reported; None for anything that is not one."""
    if not isinstance(reported, Mapping):
        return None
    name = str(reported.get("act", ""))
    if name not in {"open", "nearest", "close", "page", "delete"}:
        return None
    query = dict(parse_qsl(urlsplit(str(reported.get("href", ""))).query)) if name == "page" else {}
    return Act(
        name,
        _index(reported.get("lTurn")),
        _index(reported.get("lIndex")),
        str(reported.get("lDocument", "")),
        place_of_query(query),
    )


def _index(value: object) -> int:
    digits = str(value)
    return min(int(digits), _MAX_INDEX) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
