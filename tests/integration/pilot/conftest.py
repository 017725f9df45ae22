"""The assistant over the pilot knowledge base, taken in once as `lardom ingest` does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.bootstrap import build_assistant
from assistant.evidence.found import Found
from assistant.evidence.selector import EvidenceSelector, Selection
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer
from assistant.understand import Understanding
from ingest.bootstrap import build_parser, build_workshop
from ingest.pipeline import Order, ingest
from ingest.report import Progress
from knowledge.access import LOCAL_OWNER
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore, open_store

KNOWLEDGE = Path(__file__).parents[3] / "pilot" / "knowledge"
TODAY = date(2026, 11, 23)


class Watched:
    """A selector that remembers what it chose from, and what it chose."""

    def __init__(self, selector: EvidenceSelector) -> None:
        self._selector = selector
        self.made: list[Selection] = []

    def select(self, question: Understanding, found: Found) -> Selection:
        self.made.append(self._selector.select(question, found))
        return self.made[-1]


@dataclass(frozen=True, slots=True)
class Pilot:
    assistant: Assistant
    watched: Watched
    store: KnowledgeStore

    def ask(self, question: str, *earlier: str) -> tuple[Answer, Selection]:
        """The answer, and what it was made of. `earlier` are standalone questions, oldest first."""
        self.watched.made.clear()
        *_, answer = self.assistant.answer(Ask(question, LOCAL_OWNER, earlier=earlier))
        assert isinstance(answer, Answer)
        return answer, self.watched.made[0]


@pytest.fixture(scope="session")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pilot]:
    settings = Settings(data=tmp_path_factory.mktemp("pilot") / "data")
    store = open_store(settings)
    try:
        with build_parser(settings) as parser:
            ingest(Order((KNOWLEDGE,), "test"), build_workshop(store, settings, parser), _Unwatched())
        built = build_assistant(settings, store, lambda: TODAY)
        watched = Watched(built.selector)
        yield Pilot(replace(built, selector=watched), watched, store)
    finally:
        store.close()


class _Unwatched:
    def progressed(self, progress: Progress) -> None: ...
