"""The one file that knows where Streamlit keeps things between runs, and who the reader is."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
import streamlit as st

from assistant.schemas.answers import CLAIMS_HEADER
from assistant.schemas.persons import Me, Role
from ui.client import ApiError, Client, Server, open_http
from ui.documents.client import ValidityClient
from ui.lessons.client import LessonClient
from ui.oversight.audit_client import AuditClient
from ui.oversight.person_client import PersonClient
from ui.quality.client import QualityClient
from ui.state import Chat
from ui.texts import LANGUAGES, Texts, load_texts, preferred_language

LANGUAGE_KEY = "lang"
_ME = "me"
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


class SignedIn(Enum):
    YES = "yes"  # also where nobody has to
    NO = "no"
    ENDED = "ended"


def signed_in() -> SignedIn:
    """Asked at the beginning of every run: a page is drawn for who is signed in now, and for nobody else."""
    if _people_sign_in() and not st.user.is_logged_in:
        return SignedIn.NO
    try:
        st.session_state[_ME] = client().me()
    except ApiError as error:
        if error.problem.status == 401 and _people_sign_in():
            return SignedIn.ENDED
        # The page itself says what is wrong.
        st.session_state.pop(_ME, None)
    return SignedIn.YES


def me() -> Me | None:
    """Who the person is and what they may do; None while the server cannot say."""
    found: Me | None = st.session_state.get(_ME)
    return found


def may(*roles: Role) -> bool:
    """Whether the person has one of the roles."""
    person = me()
    return person is not None and not set(roles).isdisjoint(person.roles)


def may_add() -> bool:
    """Whether the person may hand in documents."""
    return may(Role.CONTRIBUTOR, Role.OWNER, Role.ADMINISTRATOR)


def contact() -> str:
    """Whom to ask for access."""
    found: str = st.secrets["lardom"].get("contact", "")
    return found


def client() -> Client:
    """The API, asked in the name of who has signed in: by the claims that the sign-in verified, and no others."""
    return Client(*_connection())


def stranger() -> Client:
    """The API, asked in nobody's name."""
    return Client(_http(st.secrets["lardom"]["url"], "", language()))


def quality() -> QualityClient:
    """The same, for the pages about quality."""
    return QualityClient(*_connection())


def validity() -> ValidityClient:
    """The same, for what holds and who says so."""
    return ValidityClient(*_connection())


def lessons() -> LessonClient:
    """The same, for the pages about lessons."""
    return LessonClient(*_connection())


def audit() -> AuditClient:
    """The same, for the page of the audit log."""
    return AuditClient(*_connection())


def persons() -> PersonClient:
    """The same, for the page about personal data."""
    return PersonClient(*_connection())


def now() -> datetime:
    """In the time zone of the person's browser."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now().astimezone()
    return datetime.now(zone)


def _connection() -> tuple[httpx.Client, dict[str, str]]:
    section = st.secrets["lardom"]
    headers = {CLAIMS_HEADER: json.dumps(_claims(section["claims"]))} if _people_sign_in() else {}
    return _http(section["url"], section["token"], language()), headers


def _people_sign_in() -> bool:
    return "auth" in st.secrets


def _claims(names: Iterable[str]) -> dict[str, object]:
    given = st.user.to_dict()
    return {name: given[name] for name in names if name in given}


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
