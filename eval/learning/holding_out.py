"""Which questions are kept from the reader's training, so that what is learned after it sees it as strangers would.

A third of the documents are held out, with everything that is told about them: documents share a fate when they have a
title in common, or questions of one id, which are the same question in two languages.
"""

import zlib
from collections.abc import Mapping

from eval.question_sets.files import QuestionSet

_PARTS = 3


def held_out(sets: Mapping[str, QuestionSet]) -> frozenset[tuple[str, str]]:
    """The (set, document id) that the reader's training never sees. The same sets always give the same ones."""
    titles = {
        (name, document.id): _title(name, document.id, document.title)
        for name, set_ in sets.items()
        for document in set_.documents
    }
    fates = _Fates()
    first: dict[str, str] = {}
    for name, set_ in sets.items():
        for question in set_.questions:
            for id_ in sorted(question.gold):
                title = titles[name, id_]
                fates.join(first.setdefault(question.id, title), title)
    return frozenset(place for place, title in titles.items() if zlib.crc32(fates.of(title).encode()) % _PARTS == 0)


def _title(name: str, id_: str, title: str) -> str:
    return f"{name} {title or id_}"


class _Fates:
    """Disjoint sets of titles; the least title stands for each, whatever the order of joining."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, title: str) -> str:
        while (above := self._above.get(title, title)) != title:
            title = above
        return title

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self._above[high] = low
