"""Reading one consistent state of the knowledge while others write."""

from datetime import date

import numpy as np
import pytest

from assistant.retrieve import LlamaIndexRetriever, Retriever
from assistant.schemas.answers import Scope
from knowledge.access import LOCAL_OWNER, PassageFilter, Viewer
from knowledge.documents import Kind, Passage, Properties
from knowledge.errors import Unavailable
from knowledge.index.protocol import Candidate, Candidates, Vector
from knowledge.registry.documents import Snapshot

TODAY = date(2026, 11, 23)
ANNA = Viewer("anna", frozenset({"hr"}))


class Documents:
    """A register whose generation moves on as often as it is told to."""

    def __init__(self, writes: int = 0) -> None:
        self._writes = writes
        self._generation = 0

    def snapshot(self) -> Snapshot:
        return Snapshot(self._generation, frozenset({f"staged-{self._generation}"}))

    def generation(self) -> int:
        if self._writes:
            self._writes -= 1
            self._generation += 1
        return self._generation


class Index:
    """Remembers what it was asked and finds the same two passages each time."""

    def __init__(self) -> None:
        self.asked: list[PassageFilter] = []

    def search(self, question: str, vector: Vector, within: PassageFilter, limit: int) -> Candidates:
        self.asked.append(within)
        return Candidates((candidate("far", 0.7), candidate("near", 0.9)), 0.4)


class Model:
    def embed_question(self, text: str) -> Vector:
        return np.ones(4, np.float32)


def candidate(name: str, dense: float) -> Candidate:
    return Candidate(Passage(name, "d", "r", 0, 0, 4, "text"), Properties("Titel"), None, dense, 0.0, 0.0)


def retriever(index: Index, documents: Documents | None = None) -> Retriever:
    return Retriever(documents or Documents(), index, Model(), lambda: TODAY)


def test_rights_validity_and_hidden_revisions_are_part_of_the_search() -> None:
    index = Index()
    retriever(index).retrieve("fråga", ANNA, Scope(kinds=(Kind.POLICY,), languages=("sv",)))
    assert index.asked == [
        PassageFilter(
            entitlements=ANNA.entitlements,
            on=TODAY,
            hidden_revisions=frozenset({"staged-0"}),
            kinds=frozenset({Kind.POLICY}),
            languages=frozenset({"sv"}),
        )
    ]


def test_an_empty_scope_restricts_nothing() -> None:
    index = Index()
    retriever(index).retrieve("fråga", LOCAL_OWNER, Scope())
    (within,) = index.asked
    assert (within.entitlements, within.kinds, within.languages, within.document_ids) == (None, None, None, None)


def test_a_search_that_a_write_overtook_is_made_again_on_the_new_state() -> None:
    index = Index()
    found = retriever(index, Documents(writes=1)).retrieve("fråga", ANNA, Scope())
    assert [within.hidden_revisions for within in index.asked] == [{"staged-0"}, {"staged-1"}]
    assert found.generation == 1


def test_writes_that_never_pause_are_reported_rather_than_read_half() -> None:
    with pytest.raises(Unavailable, match="changed too fast"):
        retriever(Index(), Documents(writes=1000)).retrieve("fråga", ANNA, Scope())


def test_llamaindex_gets_the_passages_in_the_order_answers_use() -> None:
    nodes = LlamaIndexRetriever(retriever(Index()), ANNA, Scope()).retrieve("fråga")
    assert [node.node.node_id for node in nodes] == ["near", "far"]
    assert nodes[0].score is not None
    assert nodes[1].score is not None
    assert nodes[0].score > nodes[1].score
