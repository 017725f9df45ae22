"""The passage index behind LlamaIndex's own types."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.indices.vector_store.base import VectorStoreIndex
from llama_index.core.schema import MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import MetadataFilters, VectorStoreQuery, VectorStoreQueryMode

from knowledge.access import PassageFilter, Viewer
from knowledge.documents import Box, Kind, Passage, Properties
from knowledge.embeddings import build_embedder
from knowledge.errors import Refused
from knowledge.index.embedded import EdgeEngine
from knowledge.index.engine import Identity
from knowledge.index.index import EngineIndex
from knowledge.index.protocol import IndexEntry, PassageIndex
from knowledge.index.vector_store import PassageVectorStore, node_of
from knowledge.settings import Settings

ON = date(2026, 11, 23)
EVERYONE = PassageFilter(entitlements=Viewer("anna").entitlements, on=ON)
PASSWORDS = IndexEntry(
    Passage(
        "p1", "d1", "r1", 0, 5, 30, "Lösenordet byts var nittionde dag.", ("Konton",), 2, (Box(2, 1, 2, 3, 4),), "sv"
    ),
    Properties("Lösenordspolicy", kind=Kind.POLICY, language="sv", valid_from=date(2024, 1, 1)),
    date(2027, 1, 1),
    np.eye(4, dtype=np.float32)[0],
)
INVOICES = replace(
    PASSWORDS,
    passage=Passage("p2", "d2", "r2", 0, 0, 33, "Fakturan betalas inom trettio dagar.", language="sv"),
    properties=Properties("Betalningar", language="sv"),
    superseded_from=None,
    vector=np.eye(4, dtype=np.float32)[1],
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    made = EngineIndex(EdgeEngine(tmp_path / "index", Identity("test", 4, "1")))
    yield made
    made.close()


@pytest.fixture
def store(index: PassageIndex) -> PassageVectorStore:
    return PassageVectorStore(index, lambda: EVERYONE)


def node(entry: IndexEntry) -> TextNode:
    made = node_of(entry)
    made.embedding = entry.vector.tolist()
    return made


def test_a_passage_survives_the_way_through_a_node(store: PassageVectorStore, index: PassageIndex) -> None:
    assert store.add([node(PASSWORDS)]) == ["p1"]
    (item,) = index.search("lösenord", PASSWORDS.vector, EVERYONE, 5).items
    assert (item.passage, item.properties, item.superseded_from) == (
        PASSWORDS.passage,
        PASSWORDS.properties,
        PASSWORDS.superseded_from,
    )


def test_a_query_orders_nodes_by_meaning_or_by_words(store: PassageVectorStore) -> None:
    store.add([node(PASSWORDS), node(INVOICES)])
    query = VectorStoreQuery([1.0, 0.0, 0.0, 0.0], similarity_top_k=2, query_str="När betalas fakturan?")
    assert store.query(query).ids == ["p1", "p2"]
    assert store.query(replace(query, mode=VectorStoreQueryMode.SPARSE)).ids == ["p2", "p1"]


def test_nothing_outside_the_stores_own_filter_is_found(index: PassageIndex) -> None:
    index.upsert([PASSWORDS])
    query = VectorStoreQuery([1.0, 0.0, 0.0, 0.0], similarity_top_k=5)
    closed = PassageVectorStore(index, lambda: replace(EVERYONE, hidden_revisions=frozenset({"r1"})))
    assert closed.query(query).ids == []


def test_what_the_store_cannot_do_is_refused_rather_than_passed_over(store: PassageVectorStore) -> None:
    with pytest.raises(Refused, match="filters"):
        store.query(VectorStoreQuery([1.0, 0.0, 0.0, 0.0], filters=MetadataFilters(filters=[])))
    with pytest.raises(Refused, match="mmr"):
        store.query(VectorStoreQuery([1.0, 0.0, 0.0, 0.0], mode=VectorStoreQueryMode.MMR))


def test_a_deleted_source_takes_its_nodes_along(store: PassageVectorStore, index: PassageIndex) -> None:
    store.add([node(PASSWORDS), node(INVOICES)])
    store.delete("r1")
    assert index.revision_ids() == {"r2"}


def test_a_model_reads_title_and_headings_but_no_bookkeeping() -> None:
    seen = node_of(PASSWORDS).get_content(MetadataMode.LLM)
    assert "Lösenordspolicy" in seen
    assert "Konton" in seen
    assert "audience" not in seen


def test_a_node_made_elsewhere_becomes_a_passage_of_its_own_source(
    store: PassageVectorStore, index: PassageIndex
) -> None:
    source = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id="file-1")}
    text = "Semestern ska beviljas av chefen."
    store.add(
        [TextNode(id_="n", text=text, embedding=[1.0, 0, 0, 0], relationships=source, metadata={"title": "Ledighet"})]
    )
    (item,) = index.search("semester", PASSWORDS.vector, EVERYONE, 5).items
    assert (item.passage.revision_id, item.passage.text, item.properties.title) == ("file-1", text, "Ledighet")
    assert item.passage.language == "sv"


def test_llamaindex_finds_passages_with_the_built_in_embedding(tmp_path: Path) -> None:
    embedder = build_embedder(Settings())
    index = EngineIndex(EdgeEngine(tmp_path / "index", Identity(embedder.name, embedder.dimension, "1")))
    store = PassageVectorStore(index, lambda: EVERYONE)
    built = VectorStoreIndex.from_vector_store(store, embed_model=embedder.model)
    built.insert_nodes([node_of(PASSWORDS), node_of(INVOICES)])
    (best,) = built.as_retriever(similarity_top_k=1).retrieve("What does the password policy say?")
    assert best.node.node_id == "p1"
    index.close()
