"""From quotes to citations, and from passages to the sources named when there is no answer."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from urllib.parse import quote as quoted

from assistant.evidence.found import Quote
from assistant.schemas.answers import Citation, NearestSource
from knowledge.index.protocol import Candidate

NEAREST = 3


class Citations:
    """The citations of one answer: the same quote is cited once, under one index."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._indexes: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []

    @property
    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations)

    def add(self, quotes: Iterable[Quote]) -> tuple[tuple[int, ...], list[tuple[int, Citation]]]:
        """The indexes of the quotes' citations, and those of them that are new."""
        indexes: list[int] = []
        new: list[tuple[int, Citation]] = []
        for quote in quotes:
            key = (quote.source.passage.revision_id, quote.start, quote.end)
            if key not in self._indexes:
                self._indexes[key] = len(self._citations)
                citation = citation_of(quote, self._on)
                self._citations.append(citation)
                new.append((self._indexes[key], citation))
            if self._indexes[key] not in indexes:
                indexes.append(self._indexes[key])
        return tuple(indexes), new


def citation_of(quote: Quote, on: date) -> Citation:
    passage, properties = quote.source.passage, quote.source.properties
    superseded_from = quote.source.superseded_from
    return Citation(
        passage_id=passage.id,
        document_id=passage.document_id,
        revision=passage.revision_id,
        title=properties.title,
        section=passage.section,
        page=passage.page,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        url=url_of(passage.document_id, passage.revision_id, quote.start, quote.end),
        kind=properties.kind,
        language=passage.language,
        owner=properties.owner,
        reference=properties.reference,
        version=properties.version,
        valid_from=properties.valid_from,
        review_overdue=properties.review_by is not None and properties.review_by < on,
        superseded=superseded_from is not None and superseded_from <= on,
        expired=properties.valid_until is not None and properties.valid_until < on,
        ended=end if (end := ended(quote.source)) and end <= on else None,
    )


def ended(source: Candidate) -> date | None:
    """The first day on which a document is not in force any more, as far as it is known."""
    until = source.properties.valid_until
    days = [source.superseded_from, until + timedelta(days=1) if until and until < date.max else None]
    # A successor without a first day of its own replaces from the beginning of time.
    return min((day for day in days if day and day > date.min), default=None)


def nearest_of(sources: Sequence[Candidate]) -> tuple[NearestSource, ...]:
    """The best passage of each of the nearest documents."""
    by_document: dict[str, Candidate] = {}
    for item in sources:
        by_document.setdefault(item.passage.document_id, item)
    return tuple(_nearest(item) for item in list(by_document.values())[:NEAREST])


def url_of(document_id: str, revision_id: str, start: int, end: int) -> str:
    """Where the API serves the revision's text around [start, end)."""
    return f"/v1/documents/{quoted(document_id)}/revisions/{quoted(revision_id)}/text?start={start}&end={end}"


def _nearest(item: Candidate) -> NearestSource:
    passage, properties = item.passage, item.properties
    return NearestSource(
        passage_id=passage.id,
        document_id=passage.document_id,
        title=properties.title,
        section=passage.section,
        page=passage.page,
        kind=properties.kind,
        owner=properties.owner,
        score=item.dense,
        url=url_of(passage.document_id, passage.revision_id, passage.start, passage.end),
    )
