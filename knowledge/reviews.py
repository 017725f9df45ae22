"""The sample of answers that people judge each week: which answers, and what a judgement may be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    RIGHTLY_REFUSED = "rightly-refused"
    WRONGLY_REFUSED = "wrongly-refused"


class ReviewState(StrEnum):
    """`skipped` was drawn while its week ran and then gave way to another answer, or its conversation was deleted."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may be drawn; its stratum is its language and status."""

    trace_id: str
    language: str
    status: str

    @property
    def stratum(self) -> tuple[str, str]:
        return self.language, self.status


def sample(candidates: Iterable[Candidate], size: int, week: str, kept: frozenset[str] = frozenset()) -> frozenset[str]:
    """The traces to review: `size` of the week's answers, stratified, the same whenever it is drawn from the same.

    Each stratum gets its share of the places, and one at least while there are enough, so that a rare language or
    status is seen at all. Within a stratum answers are taken in the order of a hash seeded by the week. Those `kept`
    (judged already) have a place, whatever their hash.
    """
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for candidate in candidates:
        strata[candidate.stratum].append(candidate.trace_id)
    held = {stratum: len(kept.intersection(ids)) for stratum, ids in strata.items()}
    places = _places({stratum: len(ids) for stratum, ids in strata.items()}, held, size)
    return frozenset(
        id_
        for stratum, ids in strata.items()
        for id_ in sorted(ids, key=lambda id_: (id_ not in kept, order(id_, week)))[: places[stratum]]
    )


def order(trace_id: str, week: str) -> str:
    """Where an answer stands in its week's random order."""
    return sha256(f"{week}:{trace_id}".encode()).hexdigest()


def _places(
    sizes: Mapping[tuple[str, str], int], held: Mapping[tuple[str, str], int], size: int
) -> dict[tuple[str, str], int]:
    """How many places each stratum gets beyond those `held`: one at a time to whichever has none, then to whichever is
    furthest below its share (largest remainder)."""
    places, total = dict(held), sum(sizes.values())
    for _ in range(min(size, total) - sum(held.values())):
        wanting = max(
            (stratum for stratum in sizes if places[stratum] < sizes[stratum]),
            key=lambda stratum: (
                places[stratum] == 0,
                sizes[stratum] * size / total - places[stratum],
                sizes[stratum],
                stratum,
            ),
        )
        places[wanting] += 1
    return places
