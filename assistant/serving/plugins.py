"""Parts that the assistant may not import, found by name: ingestion and the chat (decision 0001)."""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

from assistant.schemas.persons import SignIn
from knowledge.errors import SettingsError
from knowledge.jobs import Ingestion
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore

INGESTION = "lardom.ingestion"
CHAT = "lardom.chat"


def build_ingestion(settings: Settings, store: KnowledgeStore) -> Ingestion:
    """Raises SettingsError when the installation lacks it."""
    build: Callable[[KnowledgeStore, Settings], Ingestion] = _load(INGESTION)
    return build(store, settings)


def build_chat(url: str, token: str, sign_in: SignIn | None) -> Any | None:
    """The chat as an ASGI application, where people sign in if `sign_in` says how; None without the extra `ui`."""
    try:
        build = _load(CHAT)
    except ModuleNotFoundError:
        return None
    return build(url, token, sign_in)


def _load(group: str) -> Any:
    found = next(iter(entry_points(group=group, name="default")), None)
    if found is None:
        raise SettingsError(f"Nothing is installed under `{group}`.", "Install Lärdom again with `make install`.")
    return found.load()
