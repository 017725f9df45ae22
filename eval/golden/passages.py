"""Where the golden set's quotes stand in the documents as they were taken in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.schemas.answers import Citation
from eval.golden.cases import Gold, GoldenCase
from eval.temporary_store import TemporaryStore
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Passage


@dataclass(frozen=True, slots=True)
class Place:
    """The characters [start, end) of a revision's text."""

    revision_id: str
    start: int
    end: int

    def overlaps(self, revision_id: str, start: int, end: int) -> bool:
        return self.revision_id == revision_id and self.start < end and start < self.end


class GoldPassages:
    """A quote's label is the same whichever passage holds it, so that cutting documents anew changes no gold."""

    def __init__(self, temporary: TemporaryStore, cases: Iterable[GoldenCase]) -> None:
        self._register = temporary.store.registry.documents
        ids = {reference: id_ for id_, reference in temporary.ids.items()}
        wanted = dict.fromkeys((gold.document, gold.quote) for case in cases for gold in case.gold)
        references = dict.fromkeys(reference for reference, _ in wanted if reference in ids)
        self._documents = {each: self._register.get(ids[each], LOCAL_OWNER) for each in references}
        found = {key: self._place(*key) for key in wanted}
        self._places = {key: place for key, place in found.items() if place is not None}
        self.lost = tuple(key for key, place in found.items() if place is None)

    def kind_of(self, case: GoldenCase) -> str | None:
        """The kind of the first gold document."""
        documents = (self._documents.get(gold.document) for gold in case.gold)
        return next((document.properties.kind.value for document in documents if document), None)

    def labels(self, case: GoldenCase) -> frozenset[str]:
        return frozenset(map(_label, case.gold))

    def found(self, case: GoldenCase, passages: Sequence[Passage]) -> list[str]:
        """For each passage the labels of the case's quotes that it holds, in part at least, or else its id."""
        return [
            label
            for passage in passages
            for label in self._held(case, passage.revision_id, passage.start, passage.end) or [passage.id]
        ]

    def quoted(self, case: GoldenCase, citations: Sequence[Citation]) -> frozenset[str]:
        """The labels of the case's quotes that a citation overlaps."""
        return frozenset(label for each in citations for label in self._held(case, each.revision, each.start, each.end))

    def _held(self, case: GoldenCase, revision_id: str, start: int, end: int) -> list[str]:
        placed = ((gold, self._places.get((gold.document, gold.quote))) for gold in case.gold)
        return [_label(gold) for gold, place in placed if place and place.overlaps(revision_id, start, end)]

    def _place(self, reference: str, quote: str) -> Place | None:
        document = self._documents.get(reference)
        if document is None or document.revision_id is None:
            return None
        start = self._register.revision(document.revision_id, LOCAL_OWNER).text.find(quote)
        return None if start < 0 else Place(document.revision_id, start, start + len(quote))


def _label(gold: Gold) -> str:
    return f"{gold.document}: {gold.quote}"
