"""Bring revisions into the knowledge store so that a reader sees the old or the new one, whatever interrupts us.

    stage in the registry -> passages to the index, flushed -> publish -> sweep what was replaced

`recover` completes or undoes what an interruption left, at any point of that (docs/decisions/0002).
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Document, Passage, Properties, Revision, RevisionState
from knowledge.errors import NotFound
from knowledge.findable import text_to_embed
from knowledge.index.protocol import IndexEntry
from knowledge.properties import ChangeAct
from knowledge.registry.documents import Source
from knowledge.store import KnowledgeStore

_EMBED_AT_ONCE = 256
# So few are embedded one by one: batches wait for each other, and an approved lesson should not wait for a library.
_FEW = 8

Reindexed = Callable[[int, int], None]
"""Told after each revision how many of how many are in the index again."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A revision ready to be stored. `before` is its document as it was when that was decided, None for a new one."""

    revision: Revision
    passages: tuple[Passage, ...]
    properties: Properties
    source: Source
    before: Document | None


class RevisionWriter:
    """The one writer of registry and index. Its methods may be called from several threads."""

    def __init__(self, store: KnowledgeStore) -> None:
        self._documents = store.registry.documents
        self._properties = store.registry.properties
        self._supersessions = store.registry.supersessions
        self._index = store.index
        self._embedder = store.embedder
        self._lock = threading.RLock()

    def write(self, batch: Sequence[Prepared], viewer: Viewer) -> frozenset[str]:
        """Embed, store and publish; returns the ids of revisions left out as their document was removed meanwhile.

        They replace only such documents as the `viewer` answers for; the rest waits for a decision.
        """
        vectors = self._embedded([(passage, made.properties) for made in batch for passage in made.passages])
        with self._lock:
            left_out = frozenset(made.revision.id for made in batch if self._removed_meanwhile(made))
            kept = [made for made in batch if made.revision.id not in left_out]
            self._documents.stage_all([(made.revision, made.passages, made.properties) for made in kept])
            position = 0
            for made in batch:
                rows = vectors[position : position + len(made.passages)]
                position += len(made.passages)
                if made.revision.id not in left_out:
                    self._upsert(made.passages, made.properties, rows)
            self._index.flush()
            self._documents.publish_all([(made.revision.id, made.properties, made.source) for made in kept], viewer)
            self.catch_up()
            return left_out

    def update_properties(self, document_id: str, properties: Properties, source: Source, viewer: Viewer) -> None:
        """Change what is known about a document without embedding its passages again."""
        with self._lock:
            self._documents.update_properties(document_id, properties, viewer)
            self.catch_up()
            self._documents.record_source(source)

    def decide_supersession(self, successor: str, superseded: str, confirmed: bool, viewer: Viewer, note: str) -> None:
        """Let one document take another's place, or not; answers go by it when this returns."""
        with self._lock:
            self._supersessions.decide(successor, superseded, confirmed, viewer, note)
            self.catch_up()

    def change_properties(
        self, document_id: str, values: Mapping[str, Any], viewer: Viewer, note: str, act: ChangeAct
    ) -> int:
        """Set properties by hand; answers go by them when this returns. Returns the number of the change."""
        with self._lock:
            number = self._properties.change(document_id, values, viewer, note, act)
            self.catch_up()
            return number

    def undo_change(self, document_id: str, number: int, viewer: Viewer) -> int:
        with self._lock:
            number = self._properties.undo(document_id, number, viewer)
            self.catch_up()
            return number

    def remove(self, document_id: str, by: Viewer | str) -> None:
        """Take a document out of all answers; they are without it when this returns."""
        with self._lock:
            self._documents.remove(document_id, by)
            self.catch_up()

    def drop_source(self, uri: str, by: Viewer | str) -> bool:
        """Forget a source that is gone; returns whether its document was removed with it."""
        with self._lock:
            removed = self._documents.drop_source(uri, by)
            self.catch_up()
            return removed

    def restore(self, document_id: str, by: Viewer | str) -> None:
        """Bring a removed document back as it was."""
        with self._lock:
            self._finish_restoring(self._documents.stage_again(document_id, by))

    def recover(self, reindexed: Reindexed | None = None) -> None:
        """Complete what was interrupted, and make the index hold exactly the current revisions."""
        with self._lock:
            for revision_id in self._documents.in_state(RevisionState.STAGED):
                self._settle_staged(revision_id)
            self.catch_up()
            current = frozenset(self._documents.in_state(RevisionState.CURRENT))
            indexed = self._index.revision_ids()
            self._index.delete_revisions(sorted(indexed - current))
            missing = [id_ for id_ in sorted(current - indexed) if self._documents.passages(id_)]
            for number, revision_id in enumerate(missing, start=1):
                self._index_again(revision_id)
                if reindexed is not None:
                    reindexed(number, len(missing))
            if missing:
                self._index.flush()

    def rewrite(self, change: Callable[[], None]) -> bool:
        """A change that stages what answers rest on; the index then holds it as it is now, and no trace of before."""
        with self._lock:
            change()
            self.recover()
            self._index.flush()
            return self._index.rewrite()

    def catch_up(self) -> None:
        """Bring filters in the index into step with the registry, and take out what was replaced or removed."""
        with self._lock:
            behind = self._documents.out_of_step()
            retired = self._documents.in_state(RevisionState.RETIRED)
            if not behind and not retired:
                return
            for document in behind:
                self._index.set_properties(document.id, document.properties, document.superseded_from)
            if behind:
                self._index.flush()
            for document in behind:
                self._documents.mark_in_step(document)
            # Not flushed, which takes 0.2 s: should a crash of the machine undo the deletion, `recover` repeats it.
            self._index.delete_revisions(retired)
            self._documents.mark_kept(retired)

    def _embedded(self, passages: Sequence[tuple[Passage, Properties]]) -> NDArray[np.float32]:
        texts = [text_to_embed(passage, properties) for passage, properties in passages]
        at_once = 1 if len(texts) <= _FEW else _EMBED_AT_ONCE
        parts = [
            self._embedder.embed_passages(texts[begin : begin + at_once]) for begin in range(0, len(texts), at_once)
        ]
        return np.concatenate(parts) if parts else np.empty((0, self._embedder.dimension), np.float32)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._documents.get(document_id, LOCAL_OWNER)
        except NotFound:
            return None

    def _removed_meanwhile(self, made: Prepared) -> bool:
        now = self._document(made.revision.document_id)
        return made.before is not None and now is not None and now.removed_at != made.before.removed_at

    def _upsert(self, passages: Sequence[Passage], properties: Properties, vectors: NDArray[np.float32]) -> None:
        document = self._document(passages[0].document_id) if passages else None
        since = document.superseded_from if document else None
        self._index.upsert(
            [IndexEntry(passage, properties, since, vector) for passage, vector in zip(passages, vectors, strict=True)]
        )

    def _settle_staged(self, revision_id: str) -> None:
        document = self._document(self._documents.revision(revision_id, LOCAL_OWNER).document_id)
        if document is not None and document.revision_id == revision_id:
            self._finish_restoring(revision_id)
            return
        self._index.delete_revisions([revision_id])
        self._documents.discard_staged(revision_id)

    def _finish_restoring(self, revision_id: str) -> None:
        properties = self._index_again(revision_id)
        self._index.flush()
        self._documents.publish(revision_id, properties, viewer=None)
        self.catch_up()

    def _index_again(self, revision_id: str) -> Properties:
        revision = self._documents.revision(revision_id, LOCAL_OWNER)
        document = self._documents.get(revision.document_id, LOCAL_OWNER)
        passages = self._documents.passages(revision_id)
        self._upsert(
            passages,
            document.properties,
            self._embedded([(passage, document.properties) for passage in passages]),
        )
        return document.properties
