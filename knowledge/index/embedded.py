"""Qdrant Edge: the engine inside this process, in the data folder. One process at a time may have it open."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

import qdrant_edge as edge

from knowledge.errors import IndexLocked, IndexMismatch, IndexUnavailable
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
from knowledge.index.shards import Turns
from knowledge.lexical import SparseVector

_SHARD, _IDENTITY = "shard", "index.json"
_EVERY = 1_000_000_000
_COPIED_AT_ONCE = 500


class EdgeEngine:
    """Exact search: at 100k passages it takes about 10 ms, so no graph is built (docs/decisions)."""

    def __init__(self, folder: Path, identity: Identity) -> None:
        """Open the index in `folder`, made if it isn't there. Raises IndexLocked, IndexMismatch, IndexUnavailable."""
        if not (folder / _IDENTITY).exists():
            _create(folder, identity)
        self._folder, self._identity = folder, identity
        self._name = _check(folder, identity)
        self._turns = Turns()
        self._shard = _load(folder / self._name)
        self._sweep()

    def upsert(self, points: Sequence[Point]) -> None:
        made = [
            edge.Point(id=point.id, vector={DENSE: point.dense, LEXICAL: _sparse(point.lexical)}, payload=point.payload)
            for point in points
        ]
        self._update(edge.UpdateOperation.upsert_points(made))

    def delete(self, conditions: tuple[Condition, ...]) -> None:
        self._update(edge.UpdateOperation.delete_points_by_filter(_filter(conditions)))

    def set_payload(self, payload: Payload, conditions: tuple[Condition, ...]) -> None:
        self._update(edge.UpdateOperation.set_payload_by_filter(_filter(conditions), payload))

    def query(self, queries: Sequence[Query]) -> list[list[Hit]]:
        request = edge.QueryBatchRequest([_request(query) for query in queries])
        results = self._used(lambda: self._shard.query_batch(request))
        return [[_hit(point) for point in points] for points in results]

    def values(self, key: str) -> frozenset[str]:
        request = edge.FacetRequest(key=key, limit=_EVERY, exact=True)
        # A value whose points are all deleted stays in the key's index, with a count of 0.
        return frozenset(hit.value for hit in self._used(lambda: self._shard.facet(request)).hits if hit.count)

    def count(self) -> int:
        return int(self._used(lambda: self._shard.count(edge.CountRequest(exact=True))))

    def flush(self) -> None:
        self._used(lambda: self._shard.flush())

    def rewrite(self) -> bool:
        """Into a shard of its own, beside the old one; the identity's file says which of them counts.

        Deleting a point leaves its payload in segments and log, which is not enough for what must be gone.
        """
        name = f"{_SHARD}-{token_hex(4)}"
        shard = _new_shard(self._folder / name, self._identity)
        _translated(lambda: self._copy_into(shard))
        with self._turns.give_way():
            _translated(lambda: self._shard.close())
            _write_identity(self._folder, self._identity, name)
            self._name, self._shard = name, _load(self._folder / name)
        self._sweep()
        return True

    def close(self) -> None:
        with self._turns.give_way():
            _translated(lambda: self._shard.close())

    def _copy_into(self, shard: Any) -> None:
        offset = None
        while True:
            request = edge.ScrollRequest(offset=offset, limit=_COPIED_AT_ONCE, with_payload=True, with_vector=True)
            with self._turns.use():
                records, offset = self._shard.scroll(request)
            copies = [edge.Point(id=each.id, vector=each.vector, payload=each.payload) for each in records]
            if copies:
                shard.update(edge.UpdateOperation.upsert_points(copies))
            if offset is None:
                break
        shard.flush()
        shard.close()

    def _update(self, operation: Any) -> None:
        self._used(lambda: self._shard.update(operation))

    def _used(self, call: Callable[[], Any]) -> Any:
        with self._turns.use():
            return _translated(call)

    def _sweep(self) -> None:
        """What a rewriting left, or was cut off in."""
        for path in self._folder.glob(f"{_SHARD}*"):
            if path.name != self._name:
                shutil.rmtree(path, ignore_errors=True)


def _load(path: Path) -> Any:
    return _translated(lambda: edge.EdgeShard.load(str(path)))


def _create(folder: Path, identity: Identity) -> None:
    """Make the whole index beside its place and move it there, so that a crash leaves none rather than half of one."""
    folder.parent.mkdir(0o700, parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    shard = _new_shard(making / _SHARD, identity)
    shard.flush()
    shard.close()
    _write_identity(making, identity, _SHARD)
    try:
        os.rename(making, folder)
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        if not (folder / _IDENTITY).exists():
            raise IndexUnavailable(
                f"The index cannot be made in {folder}: {error.strerror}.",
                "Move what lies there out of the way, or choose another `data` folder.",
            ) from error


def _new_shard(path: Path, identity: Identity) -> Any:
    path.mkdir(exist_ok=True)
    config = edge.EdgeConfig(
        vectors={DENSE: edge.EdgeVectorParams(size=identity.dimension, distance=edge.Distance.Cosine)},
        sparse_vectors={LEXICAL: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
    )
    shard = _translated(lambda: edge.EdgeShard.create(str(path), config))
    # Without these a filtered search reads every payload: 94 ms instead of 7 at 20k passages.
    for keys, schema in ((KEYWORDS, edge.PayloadSchemaType.Keyword), (NUMBERS, edge.PayloadSchemaType.Integer)):
        for key in keys:
            shard.update(edge.UpdateOperation.create_field_index(key, schema))
    return shard


def _write_identity(folder: Path, identity: Identity, shard: str) -> None:
    """The old file or the new one, whatever interrupts it."""
    beside = folder / f"{_IDENTITY}.new"
    beside.write_text(json.dumps({**identity.as_dict(), "shard": shard}), encoding="utf-8")
    os.replace(beside, folder / _IDENTITY)


def _check(folder: Path, identity: Identity) -> str:
    """The name of the shard that counts; indexes of before there were several do not say."""
    try:
        read = json.loads((folder / _IDENTITY).read_text(encoding="utf-8"))
        name = str(read.pop("shard", _SHARD))
        stored = Identity(**read)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexUnavailable(
            f"The index in {folder} cannot be read: {error}.", "Delete that folder and run `lardom reindex`."
        ) from error
    if stored != identity:
        raise mismatch(stored, identity)
    return name


def mismatch(stored: Identity, wanted: Identity) -> IndexMismatch:
    return IndexMismatch(
        f"The index was built with {stored.embedding} ({stored.dimension} dimensions, words {stored.lexical}), but "
        f"{wanted.embedding} ({wanted.dimension}, words {wanted.lexical}) is set.",
        "Set `embedding` back, or build the index again with `lardom reindex`.",
    )


def _translated(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:  # Qdrant Edge raises plain Exception for everything
        if "WouldBlock" in str(error):
            raise IndexLocked(
                "The index is in use: another Lärdom process (lardom serve) uses this data folder.",
                "Stop that process, or let this command go through it.",
            ) from error
        raise IndexUnavailable(f"The index failed: {error}.", "Run `lardom doctor`.") from error


def _request(query: Query) -> Any:
    conditions = _filter(query.conditions)
    prefetches = None
    if query.among is not None:
        prefetches = [edge.Prefetch(query=_nearest(query.among), limit=query.limit, filter=conditions)]
    return edge.QueryRequest(
        query=_nearest(query.target),
        prefetches=prefetches,
        filter=conditions,
        limit=query.limit,
        with_payload=query.with_payload,
        with_vector=[LEXICAL] if query.with_lexical else False,
    )


def _nearest(target: list[float] | SparseVector) -> Any:
    if isinstance(target, SparseVector):
        return edge.Query.Nearest(_sparse(target), using=LEXICAL)
    return edge.Query.Nearest(target, using=DENSE)


def _sparse(vector: SparseVector) -> Any:
    return edge.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _hit(point: Any) -> Hit:
    lexical = (point.vector or {}).get(LEXICAL)
    terms = {} if lexical is None else dict(zip(lexical.indices, lexical.values, strict=True))
    return Hit(point.id, point.score, point.payload or {}, terms)


def _filter(conditions: tuple[Condition, ...]) -> Any:
    must: list[Any] = []
    must_not: list[Any] = []
    for condition in conditions:
        if isinstance(condition, AnyOf):
            must.append(edge.FieldCondition(key=condition.key, match=edge.MatchAny(list(condition.values))))
        elif isinstance(condition, NoneOf):
            must_not.append(edge.FieldCondition(key=condition.key, match=edge.MatchAny(list(condition.values))))
        elif isinstance(condition, Either):
            # Without an alternative nothing may match, where an empty `should` would match everything.
            alternatives = condition.alternatives or ((AnyOf(REVISION, ()),),)
            must.append(edge.Filter(should=[_filter(alternative) for alternative in alternatives]))
        else:
            span = edge.RangeFloat(gte=condition.least, lte=condition.most)
            must.append(edge.FieldCondition(key=condition.key, range=span))
    return edge.Filter(must=must, must_not=must_not)
