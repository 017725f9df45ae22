"""Passages as points of the engine: the only place that knows payload keys.

Dates are stored as whole numbers yyyymmdd, "never" and "always" as numbers outside every date, so that each condition
of a filter is one range and a missing date needs no case of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from knowledge.access import Entitlement, PassageFilter
from knowledge.documents import Box, Classification, Kind, Passage, Properties, Status
from knowledge.findable import text_to_count
from knowledge.index.protocol import IndexEntry
from knowledge.lexical import SparseVector, passage_terms

DENSE, LEXICAL = "dense", "lexical"
REVISION, DOCUMENT, LANGUAGE = "revision", "document", "language"
KEYWORDS = (REVISION, DOCUMENT, "audience", "kind", LANGUAGE, "status", "classification")
NUMBERS = ("valid_from", "valid_until", "superseded_from")
_ALWAYS, _NEVER = 0, 100_000_000

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The key's value, or one of its values, is among these; none of them matches nothing."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """`least` <= the key's value <= `most`."""

    key: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """All conditions of one of these; none of them matches nothing."""

    alternatives: tuple[tuple[AnyOf, ...], ...]


Condition = AnyOf | NoneOf | Between | Either


@dataclass(frozen=True, slots=True)
class Point:
    id: UUID
    dense: list[float]
    lexical: SparseVector
    payload: Payload


def point_of(entry: IndexEntry) -> Point:
    passage = entry.passage
    payload = {
        REVISION: passage.revision_id,
        DOCUMENT: passage.document_id,
        LANGUAGE: passage.language,
        "passage": {
            "id": passage.id,
            "ordinal": passage.ordinal,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "section": list(passage.section),
            "page": passage.page,
            "boxes": [[box.page, box.left, box.top, box.right, box.bottom] for box in passage.boxes],
            "context": passage.context,
        },
        **payload_of_properties(entry.properties, entry.superseded_from),
    }
    terms = passage_terms(text_to_count(passage, entry.properties), passage.language)
    return Point(point_id(passage.id), [float(value) for value in entry.vector], terms, payload)


def point_id(passage_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, passage_id)


def payload_of_properties(properties: Properties, superseded_from: date | None) -> Payload:
    """The part of a payload that follows the document's properties: filters, and the properties to show."""
    return {
        "audience": list(properties.audience),
        "kind": properties.kind.value,
        "status": properties.status.value,
        "classification": properties.classification.value,
        "valid_from": _number(properties.valid_from, _ALWAYS),
        "valid_until": _number(properties.valid_until, _NEVER),
        "superseded_from": _number(superseded_from, _NEVER),
        "properties": {
            "title": properties.title,
            "language": properties.language,
            "owner": properties.owner,
            "reference": properties.reference,
            "version": properties.version,
            "review_by": _number(properties.review_by, _NEVER),
            "supersedes": list(properties.supersedes),
            "tags": list(properties.tags),
            "questions": list(properties.questions),
        },
    }


def passage_of(payload: Payload) -> Passage:
    stored = payload["passage"]
    return Passage(
        id=stored["id"],
        document_id=payload[DOCUMENT],
        revision_id=payload[REVISION],
        ordinal=stored["ordinal"],
        start=stored["start"],
        end=stored["end"],
        text=stored["text"],
        section=tuple(stored["section"]),
        page=stored["page"],
        boxes=tuple(Box(*box) for box in stored["boxes"]),
        language=payload[LANGUAGE],
        context=stored["context"],
    )


def properties_of(payload: Payload) -> Properties:
    stored = payload["properties"]
    return Properties(
        title=stored["title"],
        kind=Kind(payload["kind"]),
        language=stored["language"],
        owner=stored["owner"],
        reference=stored["reference"],
        version=stored["version"],
        status=Status(payload["status"]),
        classification=Classification(payload["classification"]),
        audience=tuple(payload["audience"]),
        valid_from=_date(payload["valid_from"]),
        valid_until=_date(payload["valid_until"]),
        review_by=_date(stored["review_by"]),
        supersedes=tuple(stored["supersedes"]),
        tags=tuple(stored["tags"]),
        questions=tuple(stored["questions"]),
    )


def superseded_from_of(payload: Payload) -> date | None:
    return _date(payload["superseded_from"])


def conditions_of(within: PassageFilter) -> tuple[Condition, ...]:
    """Every condition a passage must meet, all of them together."""
    conditions: list[Condition] = [AnyOf("status", (Status.PUBLISHED.value,))]
    if not within.at_any_time:
        today = _number(within.on, _ALWAYS)
        conditions += [
            Between("valid_from", most=today),
            Between("valid_until", least=today),
            Between("superseded_from", least=today + 1),
        ]
    if within.hidden_revisions:
        conditions.append(NoneOf(REVISION, tuple(sorted(within.hidden_revisions))))
    if within.entitlements is not None:
        conditions.append(Either(tuple(map(_covered, within.entitlements))))
    for key, allowed in (
        ("classification", within.classifications),
        ("kind", within.kinds),
        (LANGUAGE, within.languages),
        (DOCUMENT, within.document_ids),
    ):
        if allowed is not None:
            conditions.append(_any_of(key, allowed))
    return tuple(conditions)


def _covered(entitlement: Entitlement) -> tuple[AnyOf, ...]:
    return _any_of("classification", entitlement.classifications), _any_of("audience", entitlement.groups)


def _any_of(key: str, allowed: Iterable[str]) -> AnyOf:
    return AnyOf(key, tuple(sorted(str(value) for value in allowed)))


def _number(day: date | None, missing: int) -> int:
    return missing if day is None else day.year * 10_000 + day.month * 100 + day.day


def _date(number: int) -> date | None:
    if number in (_ALWAYS, _NEVER):
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)
