"""question -> the passages that may bear on it, under the asker's rights, from one consistent state of the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from assistant.questions.marks import with_marks
from assistant.rank import Ranked, rank
from assistant.schemas.answers import Scope
from knowledge.access import PassageFilter, Viewer
from knowledge.embeddings import Embedder
from knowledge.errors import Unavailable
from knowledge.index.protocol import Candidate, PassageIndex
from knowledge.index.vector_store import node_of
from knowledge.registry.documents import Snapshot

_ATTEMPTS = 5


class Snapshots(Protocol):
    """The part of the register of documents that a reader needs."""

    def snapshot(self) -> Snapshot: ...

    def generation(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidates in no order (rank.py orders them); `generation` is the registry's when they were found."""

    candidates: tuple[Candidate, ...]
    coverage: float
    generation: int


class Retriever:
    def __init__(
        self, documents: Snapshots, index: PassageIndex, embedder: Embedder, today: Callable[[], date]
    ) -> None:
        self._documents = documents
        self._index = index
        self._embedder = embedder
        self._today = today

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        """The `limit` best passages by meaning and as many by words; Unavailable when writes never pause.

        A Swedish question typed without marks is asked again as the passages found for it spell its words.
        """
        found = self._search(question, viewer, scope, limit, at_any_time)
        spelled = with_marks(
            question, (item.passage.text for item in found.candidates if item.passage.language == "sv")
        )
        return found if spelled == question else self._search(spelled, viewer, scope, limit, at_any_time)

    def _search(self, question: str, viewer: Viewer, scope: Scope, limit: int, at_any_time: bool) -> Retrieved:
        """A search that a write overtook may hold passages of the old state and miss those of the new one, so it is
        made again (docs/decisions/0002).
        """
        vector = self._embedder.embed_question(question)
        for _ in range(_ATTEMPTS):
            snapshot = self._documents.snapshot()
            within = PassageFilter(
                entitlements=viewer.entitlements,
                on=self._today(),
                hidden_revisions=snapshot.hidden,
                kinds=frozenset(scope.kinds) or None,
                languages=frozenset(scope.languages) or None,
                document_ids=frozenset(scope.document_ids) or None,
                at_any_time=at_any_time,
            )
            found = self._index.search(question, vector, within, limit)
            if self._documents.generation() == snapshot.generation:
                return Retrieved(found.items, found.coverage, snapshot.generation)
        raise Unavailable("The knowledge base is being changed too fast to be read.", "Ask again in a moment.")


class LlamaIndexRetriever(BaseRetriever):
    """The same passages in the same order as answers are made of, as LlamaIndex nodes, for one viewer."""

    def __init__(self, retriever: Retriever, viewer: Viewer, scope: Scope, limit: int = 10) -> None:
        super().__init__()
        self._retriever = retriever
        self._viewer = viewer
        self._scope = scope
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._retriever.retrieve(query_bundle.query_str, self._viewer, self._scope)
        return [_scored(ranked) for ranked in rank(found.candidates)[: self._limit]]


def _scored(ranked: Ranked) -> NodeWithScore:
    return NodeWithScore(node=node_of(ranked.candidate), score=ranked.score)
