"""A Qdrant server or cluster, through qdrant-client."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

import httpx
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException

from knowledge.errors import IndexUnavailable
from knowledge.index.embedded import mismatch
from knowledge.index.engine import Hit, Identity, Query
from knowledge.index.payload import (
    DENSE,
    KEYWORDS,
    LEXICAL,
    NUMBERS,
    REVISION,
    AnyOf,
    Condition,
    Either,
    NoneOf,
    Payload,
    Point,
)
from knowledge.lexical import SparseVector
from knowledge.settings import Settings

_EVERY = 1_000_000
_FOREIGN = {"embedding": "another program", "dimension": 0, "lexical": "?"}
T = TypeVar("T")


def connect(settings: Settings) -> QdrantClient:
    key = settings.qdrant_key.get_secret_value() if settings.qdrant_key else None
    return QdrantClient(url=settings.qdrant_url, api_key=key, timeout=30)


def drop_collection(client: QdrantClient, settings: Settings) -> None:
    """Delete the collection with all its passages. Raises IndexUnavailable, also when the collection is not ours."""
    name = settings.qdrant_collection
    if not _translated(lambda: client.collection_exists(name)):
        return
    if "embedding" not in (_translated(lambda: client.get_collection(name)).config.metadata or {}):
        raise IndexUnavailable(
            f"The collection {name} belongs to another program.", "Choose another `qdrant_collection`."
        )
    _translated(lambda: client.delete_collection(name))


class ServerEngine:
    """One collection, made with the settings' shards, replicas and quantization when it isn't there."""

    def __init__(self, client: QdrantClient, settings: Settings, identity: Identity) -> None:
        """Raises IndexMismatch, IndexUnavailable."""
        self._client = client
        self._name = settings.qdrant_collection
        if not _translated(lambda: client.collection_exists(self._name)):
            _translated(lambda: _create(client, settings, identity))
        stored = _translated(lambda: client.get_collection(self._name)).config.metadata or {}
        if stored != identity.as_dict():
            raise mismatch(
                Identity(**{"embedding": "another program", "dimension": 0, "lexical": "", **stored}), identity
            )

    def upsert(self, points: Sequence[Point]) -> None:
        made = [
            models.PointStruct(
                id=str(point.id),
                vector={DENSE: point.dense, LEXICAL: _sparse(point.lexical)},
                payload=point.payload,
            )
            for point in points
        ]
        _translated(lambda: self._client.upsert(self._name, made, wait=True))

    def delete(self, conditions: tuple[Condition, ...]) -> None:
        selector = models.FilterSelector(filter=_filter(conditions))
        _translated(lambda: self._client.delete(self._name, selector, wait=True))

    def set_payload(self, payload: Payload, conditions: tuple[Condition, ...]) -> None:
        _translated(lambda: self._client.set_payload(self._name, payload, points=_filter(conditions), wait=True))

    def query(self, queries: Sequence[Query]) -> list[list[Hit]]:
        requests = [_request(query) for query in queries]
        responses = _translated(lambda: self._client.query_batch_points(self._name, requests))
        return [[_hit(point) for point in response.points] for response in responses]

    def values(self, key: str) -> frozenset[str]:
        response = _translated(lambda: self._client.facet(self._name, key, limit=_EVERY, exact=True))
        return frozenset(str(hit.value) for hit in response.hits)

    def count(self) -> int:
        return _translated(lambda: self._client.count(self._name, exact=True)).count

    def rewrite(self) -> bool:
        # The server's optimizer drops deleted points when enough of a segment is deleted.
        return False

    def flush(self) -> None:
        """Nothing to do: every write waits until the server's log has it."""

    def close(self) -> None:
        self._client.close()


def _create(client: QdrantClient, settings: Settings, identity: Identity) -> None:
    name = settings.qdrant_collection
    client.create_collection(
        name,
        vectors_config={DENSE: models.VectorParams(size=identity.dimension, distance=models.Distance.COSINE)},
        sparse_vectors_config={LEXICAL: models.SparseVectorParams(modifier=models.Modifier.IDF)},
        shard_number=settings.qdrant_shards,
        replication_factor=settings.qdrant_replicas,
        quantization_config=_quantization(settings.qdrant_quantization),
        metadata=identity.as_dict(),
    )
    for key in KEYWORDS:
        client.create_payload_index(name, key, models.PayloadSchemaType.KEYWORD)
    for key in NUMBERS:
        client.create_payload_index(name, key, models.PayloadSchemaType.INTEGER)


def _quantization(kind: str) -> models.ScalarQuantization | models.BinaryQuantization | None:
    if kind == "int8":
        return models.ScalarQuantization(scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8))
    if kind == "binary":
        return models.BinaryQuantization(binary=models.BinaryQuantizationConfig())
    return None


def _translated(call: Callable[[], T]) -> T:
    try:
        return call()
    except (ApiException, httpx.HTTPError, ValueError) as error:
        raise IndexUnavailable(
            f"The Qdrant server failed: {error}.", "Check that it runs at `qdrant_url` and that `qdrant_key` fits."
        ) from error


def _request(query: Query) -> models.QueryRequest:
    conditions = _filter(query.conditions)
    target, using = _nearest(query.target)
    prefetch = None
    if query.among is not None:
        first, first_using = _nearest(query.among)
        prefetch = [models.Prefetch(query=first, using=first_using, limit=query.limit, filter=conditions)]
    return models.QueryRequest(
        query=target,
        using=using,
        prefetch=prefetch,
        filter=conditions,
        limit=query.limit,
        with_payload=query.with_payload,
        with_vector=[LEXICAL] if query.with_lexical else False,
    )


def _nearest(target: list[float] | SparseVector) -> tuple[list[float] | models.SparseVector, str]:
    return (_sparse(target), LEXICAL) if isinstance(target, SparseVector) else (target, DENSE)


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _hit(point: models.ScoredPoint) -> Hit:
    vectors = point.vector if isinstance(point.vector, dict) else {}
    lexical = vectors.get(LEXICAL)
    terms: dict[int, float] = {}
    if isinstance(lexical, models.SparseVector):
        terms = dict(zip(lexical.indices, lexical.values, strict=True))
    return Hit(UUID(str(point.id)), point.score, point.payload or {}, terms)


def _filter(conditions: tuple[Condition, ...]) -> models.Filter:
    must: list[models.Condition] = []
    must_not: list[models.Condition] = []
    for condition in conditions:
        if isinstance(condition, AnyOf):
            match = models.MatchAny(any=list(condition.values))
            must.append(models.FieldCondition(key=condition.key, match=match))
        elif isinstance(condition, NoneOf):
            match = models.MatchAny(any=list(condition.values))
            must_not.append(models.FieldCondition(key=condition.key, match=match))
        elif isinstance(condition, Either):
            # Without an alternative nothing may match, where an empty `should` would match everything.
            alternatives = condition.alternatives or ((AnyOf(REVISION, ()),),)
            must.append(models.Filter(should=[_filter(alternative) for alternative in alternatives]))
        else:
            span = models.Range(gte=condition.least, lte=condition.most)
            must.append(models.FieldCondition(key=condition.key, range=span))
    return models.Filter(must=must, must_not=must_not)
