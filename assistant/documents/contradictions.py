"""Documents in force that contradict each other, whatever is asked: all compared within bounded time."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.evidence.conflicts import Claim, document_of, oppose, rough_words, valued_claims
from assistant.evidence.units import units_of
from assistant.schemas.answers import Difference
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate

_MOST_SHOWN = 200
_SHARED_WORDS = 3
# With no question to say what they are about, both sentences must be about the same in nearly all their words: on the
# pilot's 45 documents 13 pairs pass the rules for answers, nearly all of them false, and none passes this.
_ALIKE = 0.6
# A word that so many sentences with values have tells of no common subject.
_COMMON = 40


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two documents' ids, what they differ in, and the sentences and values of each."""

    one: str
    other: str
    difference: Difference
    sentences: tuple[str, str]
    values: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contradictions:
    """`whole` is False when the time ran out before all had been compared."""

    found: tuple[Contradiction, ...]
    whole: bool


def contradictions(
    passages: Sequence[tuple[Passage, Properties]], seconds: float, now: Callable[[], float] = time.monotonic
) -> Contradictions:
    """Compares what the passages' sentences state in amounts, deadlines, percentages and dates, for at most so long."""
    end = now() + seconds
    claims: list[Claim] = []
    for passage, properties in passages:
        if now() > end:
            return Contradictions((), False)
        for unit in units_of(Candidate(passage, properties, None, 0.0, 0.0, 0.0)):
            claims += valued_claims(unit)
    found: dict[tuple[object, ...], Contradiction] = {}
    for one, other in _near(claims):
        if now() > end or len(found) >= _MOST_SHOWN:
            return Contradictions(tuple(found.values()), False)
        if oppose(one, other):
            pair = sorted((one, other), key=lambda claim: document_of(claim.unit))
            key = (*(document_of(claim.unit) for claim in pair), *(claim.written for claim in pair))
            found.setdefault(key, _told(pair[0], pair[1]))
    return Contradictions(tuple(found.values()), True)


def _near(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Claims of one measure, from two documents, that share three words which not everything has."""
    words = [rough_words(claim.rest) for claim in claims]
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        for word in words[index]:
            holders[claim.measure, word].append(index)
    seen: set[tuple[int, int]] = set()
    for indices in holders.values():
        if len(indices) > _COMMON:
            continue
        for pair in combinations(indices, 2):
            one, other = pair
            if pair in seen or document_of(claims[one].unit) == document_of(claims[other].unit):
                continue
            seen.add(pair)
            shared = len(words[one] & words[other])
            if shared >= _SHARED_WORDS and shared >= _ALIKE * max(len(words[one]), len(words[other])):
                yield claims[one], claims[other]


def _told(one: Claim, other: Claim) -> Contradiction:
    return Contradiction(
        document_of(one.unit),
        document_of(other.unit),
        one.difference,
        (one.sentence, other.sentence),
        (one.written, other.written),
    )
