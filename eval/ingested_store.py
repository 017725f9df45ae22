"""A folder of documents in a knowledge store of its own, taken in as `lardom ingest` does, and gone afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.temporary_store import TemporaryStore
from ingest.bootstrap import build_parser, build_workshop
from ingest.pipeline import Order, ingest
from ingest.report import Progress
from knowledge.access import LOCAL_OWNER
from knowledge.errors import Refused
from knowledge.settings import Settings
from knowledge.store import open_store

_ALL = 1_000_000


@contextmanager
def ingested_store(documents: Path, settings: Settings, progress: Callable[[str], None]) -> Iterator[TemporaryStore]:
    """`ids` are the documents' own numbers, or their titles where they have none. Raises Refused for an empty folder.

    The embedding, sizes and thresholds are those of the settings; data folder, registry and index are not.
    """
    with TemporaryDirectory(prefix="lardom-eval-") as folder:
        own = settings.model_copy(update={"data": Path(folder), "database_url": None, "qdrant_url": None})
        store = open_store(own)
        try:
            with build_parser(own) as parser:
                report = ingest(Order((documents,), "eval"), build_workshop(store, own, parser), _Told(progress))
            for each in report.refused:
                progress(f"not read: {each.source}: {each.detail}")
            listed, _ = store.registry.documents.list(LOCAL_OWNER, limit=_ALL)
            if not listed:
                raise Refused(f"No document was found in {documents}.", "Name a folder of documents.")
            ids = {each.id: each.properties.reference or each.properties.title for each in listed}
            yield TemporaryStore(own, store, ids)
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class _Told:
    tell: Callable[[str], None]

    def progressed(self, progress: Progress) -> None:
        if progress.done == progress.total:
            self.tell(f"{progress.done} documents taken in")
