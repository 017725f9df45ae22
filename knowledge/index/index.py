"""The passage index over an engine: how passages become points, and one search becomes one request."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from knowledge.access import PassageFilter
from knowledge.documents import Properties
from knowledge.index.engine import Engine, Hit, Query
from knowledge.index.payload import (
    DOCUMENT,
    LANGUAGE,
    REVISION,
    AnyOf,
    conditions_of,
    passage_of,
    payload_of_properties,
    point_of,
    properties_of,
    superseded_from_of,
)
from knowledge.index.protocol import Candidate, Candidates, IndexEntry, Vector
from knowledge.language import Language
from knowledge.lexical import QuestionTerms, SparseVector, question_terms

# Qdrant Edge holds the interpreter during a write: 500 points are 0.1 s.
_BATCH = 500


class EngineIndex:
    """A `PassageIndex` (see protocol.py) on any `Engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        for begin in range(0, len(entries), _BATCH):
            self._engine.upsert([point_of(entry) for entry in entries[begin : begin + _BATCH]])

    def delete_revisions(self, revision_ids: Sequence[str]) -> None:
        if revision_ids:
            self._engine.delete((AnyOf(REVISION, tuple(revision_ids)),))

    def set_properties(self, document_id: str, properties: Properties, superseded_from: date | None) -> None:
        payload = payload_of_properties(properties, superseded_from)
        self._engine.set_payload(payload, (AnyOf(DOCUMENT, (document_id,)),))

    def search(self, question: str, vector: Vector, within: PassageFilter, limit: int) -> Candidates:
        conditions = conditions_of(within)
        terms = question_terms(question)
        dense, lexical = [float(value) for value in vector], terms.vector
        # Passages in the question's language lie closer than what says the same in another, and would fill the list.
        places = [conditions, *((*conditions, AnyOf(LANGUAGE, (language,))) for language in get_args(Language))]
        sizes = [limit, *[max(limit // 2, 1)] * (len(places) - 1)]
        queries = [
            Query(dense, place, size, with_payload=True, with_lexical=True)
            for place, size in zip(places, sizes, strict=True)
        ]
        if terms.words:
            queries += [
                Query(lexical, conditions, limit, with_payload=True, with_lexical=True),
                Query(dense, conditions, limit, among=lexical),
                *(Query(_alone(index), conditions, 1, with_lexical=True) for index in lexical.indices),
            ]
        hits = self._engine.query(queries)
        by_meaning = [hit for part in hits[: len(places)] for hit in part]
        by_words, meaning_of_those, *alone = hits[len(places) :] or [[], []]
        words = _Words(terms, alone)
        cosines = {hit.id: hit.score for hit in (*by_meaning, *meaning_of_those)}
        # A write between two parts of a server's answer may leave a hit without its cosine.
        found = {hit.id: hit for hit in (*by_meaning, *by_words) if hit.id in cosines}
        items = tuple(
            Candidate(
                passage_of(hit.payload),
                properties_of(hit.payload),
                superseded_from_of(hit.payload),
                cosines[id_],
                *words.of(hit),
            )
            for id_, hit in found.items()
        )
        return Candidates(items, words.of(by_words[0])[1] if by_words else 0.0)

    def revision_ids(self) -> frozenset[str]:
        return self._engine.values(REVISION)

    def count(self) -> int:
        return self._engine.count()

    def flush(self) -> None:
        self._engine.flush()

    def rewrite(self) -> bool:
        return self._engine.rewrite()

    def close(self) -> None:
        self._engine.close()


def _alone(index: int) -> SparseVector:
    return SparseVector((index,), (1.0,))


class _Words:
    """What the words of a question say about the hits.

    The best hit for one term alone scores IDF x its weight there, which gives the engine's own IDF of every term in
    the same request, without counting the corpus: 0.02 ms each, where asking the engine to score the hits by meaning
    a second time costs as much as the whole search.
    """

    def __init__(self, terms: QuestionTerms, alone: Sequence[Sequence[Hit]]) -> None:
        """`alone` holds for each term of the question the best hit for it, if any may be seen."""
        idf = {
            index: hit.score / hit.lexical[index]
            for index, hits in zip(terms.vector.indices, alone, strict=False)
            for hit in hits
        }
        asked = dict(zip(terms.vector.indices, terms.vector.values, strict=True))
        self._weights = {index: asked[index] * value for index, value in idf.items()}
        # A word that stands nowhere weighs as much as the rarest one that does.
        known = [max((idf[stem] for stem in word.stems if stem in idf), default=0.0) for word in terms.words]
        rarest = max(known, default=0.0) or 1.0
        self._words = [(word, value or rarest) for word, value in zip(terms.words, known, strict=True)]
        self._total = sum(value for _, value in self._words)

    def of(self, hit: Hit) -> tuple[float, float]:
        """BM25 of the passage, and its coverage: the IDF-weighted share of the question's words that stand in it."""
        present = self._weights.keys() & hit.lexical.keys()
        score = sum(self._weights[index] * hit.lexical[index] for index in present)
        explained = sum(value * word.explained_by(present) for word, value in self._words)
        return score, explained / self._total if self._total else 0.0
