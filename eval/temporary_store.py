"""Documents in a knowledge store of their own, gone afterwards: a question set's, or a folder's, taken in as usual."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from uuid import NAMESPACE_URL, uuid5

from eval.question_sets.files import SourceText
from ingest.bootstrap import build_parser, build_workshop
from ingest.chunk import Chunker
from ingest.elements import Element, ElementKind
from ingest.pipeline import Order, ingest
from ingest.report import Progress
from ingest.revisions import Prepared, RevisionWriter
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Properties, Revision, RevisionState
from knowledge.errors import Refused
from knowledge.language import Language, detect_language
from knowledge.registry.documents import Source
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore, open_store

PILOT = Path(__file__).parents[1] / "pilot" / "knowledge"
_BATCH = 64
_ALL = 1_000_000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TemporaryStore:
    """`ids` gives for each document id of the store the id it has in the question set."""

    settings: Settings
    store: KnowledgeStore
    ids: dict[str, str]


@contextmanager
def temporary_store(
    documents: tuple[SourceText, ...], settings: Settings, progress: Callable[[int], None]
) -> Iterator[TemporaryStore]:
    """The embedding, sizes and thresholds are those of the settings; data folder, registry and index are not."""
    with _empty_store(settings) as (own, store):
        writer = RevisionWriter(store)
        chunker = Chunker(store.embedder.count_tokens, own.passage_tokens)
        prepared = [_prepared(document, chunker) for document in documents]
        for begin in range(0, len(prepared), _BATCH):
            writer.write(prepared[begin : begin + _BATCH], LOCAL_OWNER)
            progress(min(begin + _BATCH, len(prepared)))
        ids = {made.revision.document_id: document.id for made, document in zip(prepared, documents, strict=True)}
        yield TemporaryStore(own, store, ids)


@contextmanager
def ingested(
    paths: Sequence[Path], settings: Settings, progress: Callable[[int], None] = lambda _: None
) -> Iterator[TemporaryStore]:
    """What `lardom ingest` makes of the paths; `ids` are the documents' references, or their ids where they have none.

    Raises Refused when a file cannot be read: an evaluation of fewer documents than meant would mislead.
    """
    with _empty_store(settings) as (own, store):
        with build_parser(own) as parser:
            report = ingest(Order(tuple(paths), "eval"), build_workshop(store, own, parser), _Counted(progress))
        if report.refused:
            first = report.refused[0]
            raise Refused(f"{first.source} was not taken in: {first.detail}", "Correct the file, or leave it out.")
        documents, _ = store.registry.documents.list(LOCAL_OWNER, limit=_ALL)
        if not documents:
            raise Refused("There is no document to ask about.", "Name a folder that holds some.")
        yield TemporaryStore(own, store, {each.id: each.properties.reference or each.id for each in documents})


@contextmanager
def _empty_store(settings: Settings) -> Iterator[tuple[Settings, KnowledgeStore]]:
    with TemporaryDirectory(prefix="lardom-eval-") as folder:
        own = settings.model_copy(update={"data": Path(folder), "database_url": None, "qdrant_url": None})
        store = open_store(own)
        try:
            yield own, store
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class _Counted:
    """Tells how many files are done."""

    tell: Callable[[int], None]

    def progressed(self, progress: Progress) -> None:
        self.tell(progress.done)


def _prepared(document: SourceText, chunker: Chunker) -> Prepared:
    document_id = str(uuid5(NAMESPACE_URL, f"document:{document.id}"))
    revision_id = str(uuid5(NAMESPACE_URL, f"revision:{document.id}"))
    content_hash = sha256(document.text.encode()).hexdigest()
    language = _language_of(document)
    paragraphs = (line.strip() for line in document.text.split("\n"))
    elements = [Element(ElementKind.PARAGRAPH, paragraph) for paragraph in paragraphs if paragraph]
    chunked = chunker.chunk(elements, document_id, revision_id, language)
    revision = Revision(
        revision_id, document_id, content_hash, "text/plain", chunked.text, RevisionState.STAGED, _NOW, "eval"
    )
    source = Source(f"eval:{document.id}", content_hash, content_hash, "added", document_id=document_id)
    return Prepared(revision, chunked.passages, Properties(document.title, language=language), source, None)


def _language_of(document: SourceText) -> Language:
    if document.language in ("sv", "en"):
        return cast(Language, document.language)
    return detect_language(f"{document.title} {document.text}")
