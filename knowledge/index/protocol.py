"""The passage index: what ingest writes and search reads. Two implementations keep this one protocol:

`embedded.py` (Qdrant Edge, in the data folder) and `server.py` (a Qdrant server or cluster).
Only they know payload keys; everything else speaks in these types.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.access import PassageFilter
from knowledge.documents import Passage, Properties

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A passage ready to be found. `vector` is the L2-normalised embedding, shape (dimension,).

    From the day `superseded_from` on, another document stands in its place.
    """

    passage: Passage
    properties: Properties
    superseded_from: date | None
    vector: Vector


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search came upon.

    `dense` is the cosine to the question; `lexical` the BM25 score, 0.0 when no term of the question stands in it.
    `coverage` is the IDF-weighted share of the question's words that stand in the passage, 0 to 1.
    """

    passage: Passage
    properties: Properties
    superseded_from: date | None
    dense: float
    lexical: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The union of the best passages by meaning, in all and in each language, and by words, each with both scores.

    `coverage` is that of the best passage by words.
    """

    items: tuple[Candidate, ...]
    coverage: float


class PassageIndex(Protocol):
    """All methods are safe to call from several threads. Errors are those of `knowledge.errors`."""

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """Write passages; the same ids again replace the old ones."""

    def delete_revisions(self, revision_ids: Sequence[str]) -> None:
        """Remove every passage of these revisions; unknown ids are no error."""

    def set_properties(self, document_id: str, properties: Properties, superseded_from: date | None) -> None:
        """Bring the filters of a document's passages into step with its properties."""

    def search(self, question: str, vector: Vector, within: PassageFilter, limit: int) -> Candidates:
        """The `limit` best passages of each search, and half as many of each language, in one request."""

    def revision_ids(self) -> frozenset[str]:
        """Every revision with at least one passage in the index."""

    def count(self) -> int: ...

    def flush(self) -> None:
        """Return when everything written so far survives a crash."""

    def rewrite(self) -> bool:
        """Leave nothing of what was deleted in the index's own files; False where its server decides when.

        Nothing may be written meanwhile; searches go on.
        """

    def close(self) -> None: ...
