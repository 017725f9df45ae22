"""The one file that knows where Streamlit keeps things between runs, and who the reader is."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import streamlit as st

from ui.client import Client, Server, open_http
from ui.state import Chat
from ui.texts import LANGUAGES, Texts, load_texts, preferred_language

LANGUAGE_KEY = "lang"
Held = TypeVar("Held")


def held(name: str, make: Callable[[], Held]) -> Held:
    """The object kept under `name` for this person's session, made on first use."""
    if name not in st.session_state:
        st.session_state[name] = make()
    value: Held = st.session_state[name]
    return value


def chat() -> Chat:
    return held("chat", Chat)


def texts() -> Texts:
    return load_texts(language())


def language() -> str:
    """The interface language: what the person chose, what the address says, or what the browser asks for."""
    chosen = st.session_state.get("language") or st.query_params.get(LANGUAGE_KEY)
    return chosen if chosen in LANGUAGES else browser_language()


def browser_language() -> str:
    return preferred_language(st.context.headers.get("Accept-Language") or st.context.locale or "")


def client() -> Client:
    section = st.secrets["lardom"]
    return Client(_http(section["url"], section["token"], language()))


def origin() -> str:
    """The address that the person's browser shows, without path."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def remember_in_address(**values: str | None) -> None:
    """Keep these in the address, so that a reload or a sent link comes back to the same place."""
    wanted = {**values, LANGUAGE_KEY: None if language() == browser_language() else language()}
    for name, value in wanted.items():
        if value is None and name in st.query_params:
            del st.query_params[name]
        elif value is not None and st.query_params.get(name) != value:
            st.query_params[name] = value


@st.cache_resource(show_spinner=False)
def _http(url: str, token: str, language: str) -> httpx.Client:
    return open_http(Server(url, token), language)
