"""Documents that say nearly the same, by the runs of words they share.

Each text is its set of five-word shingles, of which one in four is kept (by its hash, so that equal ones are kept in
both); two texts are as alike as the share of the smaller one's shingles that stand in the other. No two of the pilot's
45 documents are alike by 5 %; a translation is not found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

NEAR = 0.5
"""From this share on, two documents are near-duplicates."""
SAME = 0.95
_WORDS = 5
_KEPT_OF = 4
_LEAST_SHINGLES = 3
# A run of words that stands in so many documents is a form's or a letterhead's.
_COMMON = 20
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two documents' ids, and how alike they are, NEAR to 1."""

    one: str
    other: str
    likeness: float

    @property
    def is_same(self) -> bool:
        return self.likeness >= SAME


def near_duplicates(texts: Mapping[str, str], least: float = NEAR) -> tuple[NearDuplicate, ...]:
    """Pairs of the texts, most alike first. The time grows with what they share, not with the number of pairs."""
    shingles = {name: _shingles(text) for name, text in texts.items()}
    holders: dict[int, list[str]] = defaultdict(list)
    for name, kept in shingles.items():
        for shingle in kept:
            holders[shingle].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 2 <= len(names) <= _COMMON:
            shared.update(combinations(sorted(names), 2))
    found = []
    for (one, other), count in shared.items():
        smaller = min(len(shingles[one]), len(shingles[other]))
        if smaller >= _LEAST_SHINGLES and count / smaller >= least:
            found.append(NearDuplicate(one, other, round(count / smaller, 3)))
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.one, pair.other)))


def _shingles(text: str) -> frozenset[int]:
    words = _WORD.findall(text.casefold())
    hashes = (crc32(" ".join(words[at : at + _WORDS]).encode()) for at in range(len(words) - _WORDS + 1))
    return frozenset(value for value in hashes if value % _KEPT_OF == 0)
