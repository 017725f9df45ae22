"""The passage index as a LlamaIndex vector store, for pipelines and retrievers built with LlamaIndex.

A node is a passage: its id is the passage's, its source document is the revision, and its metadata hold both the
passage and the document's properties. A node that was made elsewhere becomes a passage of its own source document.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from llama_index.core.schema import BaseNode, MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)
from pydantic import PrivateAttr, TypeAdapter

from knowledge.access import PassageFilter
from knowledge.documents import Passage, Properties
from knowledge.errors import Refused
from knowledge.index.protocol import Candidate, IndexEntry, PassageIndex
from knowledge.language import detect_language

_PASSAGE, _PROPERTIES, _SUPERSEDED = "passage", "properties", "superseded_from"
_passages, _properties = TypeAdapter(Passage), TypeAdapter(Properties)
_dates: TypeAdapter[date | None] = TypeAdapter(date | None)


class PassageVectorStore(BasePydanticVectorStore):
    """`within` gives the filter of each query, rights and validity included: a query cannot widen it."""

    stores_text: bool = True
    _index: PassageIndex = PrivateAttr()
    _within: Callable[[], PassageFilter] = PrivateAttr()

    def __init__(self, index: PassageIndex, within: Callable[[], PassageFilter]) -> None:
        super().__init__(stores_text=True)
        self._index = index
        self._within = within

    @property
    def client(self) -> PassageIndex:
        return self._index

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Write nodes that have embeddings; returns their ids."""
        self._index.upsert([_entry_of(node) for node in nodes])
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Remove every node of that source document (a revision)."""
        self._index.delete_revisions([ref_doc_id])

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """The best nodes by meaning, or by words in the modes SPARSE and TEXT_SEARCH, best first.

        Raises Refused for filters and modes it does not have: a filter that is passed over would show too much.
        """
        if query.filters is not None or query.node_ids or query.doc_ids:
            raise Refused("The passage store takes no filters in a query.", "Set them in its `within`.")
        score = _SCORES.get(query.mode)
        if score is None or query.query_embedding is None:
            raise Refused(
                f"The passage store has no {query.mode.value} queries.", "Use `default`, `sparse` or `text_search`."
            )
        vector = np.asarray(query.query_embedding, np.float32)
        found = self._index.search(query.query_str or "", vector, self._within(), query.similarity_top_k)
        best = sorted(found.items, key=score, reverse=True)[: query.similarity_top_k]
        return VectorStoreQueryResult(
            nodes=[node_of(candidate) for candidate in best],
            similarities=[score(candidate) for candidate in best],
            ids=[candidate.passage.id for candidate in best],
        )


def _by_meaning(candidate: Candidate) -> float:
    return candidate.dense


def _by_words(candidate: Candidate) -> float:
    return candidate.lexical


_SCORES = {
    VectorStoreQueryMode.DEFAULT: _by_meaning,
    VectorStoreQueryMode.SPARSE: _by_words,
    VectorStoreQueryMode.TEXT_SEARCH: _by_words,
}


def node_of(found: Candidate | IndexEntry) -> TextNode:
    passage, properties = found.passage, found.properties
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "title": properties.title,
            "section": " > ".join(passage.section),
            _PASSAGE: _passages.dump_python(passage, mode="json"),
            _PROPERTIES: _properties.dump_python(properties, mode="json"),
            _SUPERSEDED: _dates.dump_python(found.superseded_from, mode="json"),
        },
        # A model should read the title and the headings, not the bookkeeping.
        excluded_embed_metadata_keys=[_PASSAGE, _PROPERTIES, _SUPERSEDED],
        excluded_llm_metadata_keys=[_PASSAGE, _PROPERTIES, _SUPERSEDED],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.revision_id)},
    )


def _entry_of(node: BaseNode) -> IndexEntry:
    vector = np.asarray(node.get_embedding(), np.float32)
    if _PASSAGE not in node.metadata:
        return IndexEntry(_foreign_passage(node), _foreign_properties(node), None, vector)
    return IndexEntry(
        _passages.validate_python(node.metadata[_PASSAGE]),
        _properties.validate_python(node.metadata[_PROPERTIES]),
        _dates.validate_python(node.metadata[_SUPERSEDED]),
        vector,
    )


def _foreign_passage(node: BaseNode) -> Passage:
    text = node.get_content(MetadataMode.NONE)
    source = node.ref_doc_id or node.node_id
    return Passage(node.node_id, source, source, 0, 0, len(text), text, language=detect_language(text))


def _foreign_properties(node: BaseNode) -> Properties:
    title = node.metadata.get("title") or node.metadata.get("file_name") or ""
    return Properties(str(title), language=detect_language(node.get_content(MetadataMode.NONE)))
