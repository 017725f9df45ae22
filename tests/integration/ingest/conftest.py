"""A real registry and a real embedded index, with a parser and an embedding small enough to run in a test.

As a program, `python conftest.py DATA FOLDER` ingests the folder: test_kill.py runs and kills it.
"""

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.archives import ArchiveLimits
from ingest.chunk import Chunker
from ingest.elements import Element, ElementKind, Parsed
from ingest.originals import Originals
from ingest.pipeline import Order, Workshop, ingest
from ingest.report import IngestReport, Progress
from ingest.revisions import RevisionWriter
from knowledge.access import Entitlement, PassageFilter
from knowledge.documents import Classification
from knowledge.embeddings import Embedder
from knowledge.errors import ModelUnavailable, UnreadableSource
from knowledge.index.embedded import EdgeEngine
from knowledge.index.engine import Identity
from knowledge.index.index import EngineIndex
from knowledge.index.protocol import PassageIndex
from knowledge.personal_data.policy import Handling, Policy
from knowledge.registry.registry import Registry
from knowledge.store import KnowledgeStore

DIMENSION = 64


class WordEmbedder:
    """Each word is a direction: texts with the same words are near."""

    name = "words"
    dimension = DIMENSION

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.is_down = False

    def embed_question(self, text: str) -> NDArray[np.float32]:
        row = np.full(DIMENSION, 1e-3, np.float32)
        for word in text.lower().split():
            row[zlib.crc32(word.encode()) % DIMENSION] += 1
        return np.asarray(row / np.linalg.norm(row), np.float32)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.is_down:
            raise ModelUnavailable("The embedding model is down.", "Try again.")
        self.embedded.extend(texts)
        return np.stack([self.embed_question(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(text.split())


class TextParser:
    """Reads UTF-8 text: a line beginning with "#" is a heading, a blank line ends a paragraph."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def parse(self, path: Path, name: str) -> Parsed:
        self.read.append(name)
        text = path.read_text("utf-8")
        if "BROKEN" in text:
            raise UnreadableSource("The file is damaged.", "Save it again.")
        elements = [
            Element(ElementKind.HEADING, block.removeprefix("#").strip(), level=1)
            if block.startswith("#")
            else Element(ElementKind.PARAGRAPH, block)
            for block in text.strip().split("\n\n")
        ]
        warnings = ("Page 2 was not read.",) if "SCAN" in text else ()
        return Parsed("text/plain", tuple(elements), warnings=warnings)


class Quiet:
    def progressed(self, progress: Progress) -> None:
        pass


@dataclass
class Library:
    """A knowledge store and all that an ingest into it needs."""

    data: Path
    store: KnowledgeStore
    embedder: WordEmbedder
    parser: TextParser
    workshop: Workshop = field(init=False)

    def __post_init__(self) -> None:
        self.policy = Policy(Handling.ALLOW, Handling.ALLOW)
        self.workshop = Workshop(
            store=self.store,
            writer=RevisionWriter(self.store),
            parser=self.parser,
            chunker=Chunker(self.embedder.count_tokens, 12),
            originals=Originals(self.data / "originals"),
            folder=self.data,
            limits=ArchiveLimits(),
            policy_for=lambda _: self.policy,
            reading="",
            environment="",
            now=lambda: datetime.now(UTC),
        )

    def ingest(self, *paths: Path) -> IngestReport:
        return ingest(Order(paths, "tester"), self.workshop, Quiet())

    def upload(self, path: Path, name: str, **given: object) -> IngestReport:
        return ingest(Order((path,), "tester", upload=name, given=given), self.workshop, Quiet())

    def search(self, question: str, *groups: str) -> list[str]:
        """The texts of the passages that a reader with these groups finds, as the assistant searches."""
        while True:
            snapshot = self.store.registry.documents.snapshot()
            named = (Entitlement(frozenset(Classification), frozenset(groups)),) if groups else None
            within = PassageFilter(named, date(2026, 1, 1), snapshot.hidden)
            found = self.store.index.search(question, self.embedder.embed_question(question), within, 100)
            if self.store.registry.documents.generation() == snapshot.generation:
                return [candidate.passage.text for candidate in found.items]


def open_index(data: Path) -> PassageIndex:
    return EngineIndex(EdgeEngine(data / "index", Identity("words", DIMENSION, "1")))


def make_library(data: Path, index: PassageIndex) -> Library:
    embedder = WordEmbedder()
    registry = Registry(f"sqlite:///{data / 'registry.sqlite'}")
    return Library(data, KnowledgeStore(registry, index, cast(Embedder, embedder)), embedder, TextParser())


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    """One for all tests, since making one takes up to a second; each test leaves it empty."""
    opened = open_index(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.fixture
def library(tmp_path: Path, index: PassageIndex) -> Iterator[Library]:
    opened = make_library(tmp_path / "data", index)
    yield opened
    index.delete_revisions(sorted(index.revision_ids()))
    opened.store.registry.close()


@pytest.fixture
def open_library() -> Callable[[Path], Library]:
    """Opens the library that a process ingested into; the caller closes its store."""
    return lambda data: make_library(data, open_index(data))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


if __name__ == "__main__":
    made = make_library(Path(sys.argv[1]), open_index(Path(sys.argv[1])))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    made.ingest(Path(sys.argv[2]))
    made.store.close()
