"""Erasing with the store opened here: for commands, and after a backup was restored."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.bootstrap import now
from assistant.person_data.service import PersonData
from assistant.schemas.person_data import Receipt
from assistant.serving.plugins import build_ingestion
from knowledge.settings import Settings
from knowledge.store import open_store


@contextmanager
def opened(settings: Settings) -> Iterator[PersonData]:
    """Raises IndexLocked while a server has the data folder open."""
    store = open_store(settings)
    ingestion = build_ingestion(settings, store)
    try:
        yield PersonData(store.registry, settings, now, ingestion)
    finally:
        ingestion.stop()
        store.close()


def erase_again(settings: Settings) -> tuple[Receipt, ...]:
    """Everybody whose receipt lies in the data folder and whom the registry holds again, or still."""
    with opened(settings) as persons:
        return persons.erase_again()
