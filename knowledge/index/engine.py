"""What the index asks of a vector engine, in neither library's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from knowledge.index.payload import Condition, Payload, Point
from knowledge.lexical import SparseVector


@dataclass(frozen=True, slots=True)
class Query:
    """The `limit` points nearest to `target` (a list: dense; sparse: lexical) that meet all `conditions`.

    With `among`, the points nearest to that are taken first and only they are scored against `target`.
    """

    target: list[float] | SparseVector
    conditions: tuple[Condition, ...]
    limit: int
    among: list[float] | SparseVector | None = None
    with_payload: bool = False
    with_lexical: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """`lexical` holds the weight of each term. It and `payload` are empty when the query did not ask for them."""

    id: UUID
    score: float
    payload: Payload
    lexical: dict[int, float]


@dataclass(frozen=True, slots=True)
class Identity:
    """What vectors in a collection mean. Vectors of different identities cannot be compared."""

    embedding: str
    dimension: int
    lexical: str

    def as_dict(self) -> dict[str, str | int]:
        return {"embedding": self.embedding, "dimension": self.dimension, "lexical": self.lexical}


class Engine(Protocol):
    """Raises IndexUnavailable when the engine fails."""

    def upsert(self, points: Sequence[Point]) -> None: ...

    def delete(self, conditions: tuple[Condition, ...]) -> None: ...

    def set_payload(self, payload: Payload, conditions: tuple[Condition, ...]) -> None:
        """Overwrite these keys of every point that meets the conditions, leaving its other keys."""

    def query(self, queries: Sequence[Query]) -> list[list[Hit]]:
        """Run the queries as one request; one list of hits, best first, for each."""

    def values(self, key: str) -> frozenset[str]:
        """Every value of a keyword key that any point has."""

    def count(self) -> int: ...

    def flush(self) -> None: ...

    def rewrite(self) -> bool:
        """Leave nothing of deleted points in the engine's files; False where that is not in our hands."""

    def close(self) -> None: ...
