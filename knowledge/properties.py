"""What an owner changes about a document by hand, and how the values are written as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from knowledge.documents import Classification, Properties, Status
from knowledge.errors import Refused

EDITABLE = ("owner", "valid_from", "valid_until", "review_by", "status", "audience", "classification", "tags")
"""In the order in which they are shown. Title, kind, number and language are the source's own."""
_DATES = frozenset({"valid_from", "valid_until", "review_by"})
_MAX_OWNER_CHARS, _MAX_WORDS, _MAX_WORD_CHARS = 300, 50, 200


class ChangeAct(StrEnum):
    """What a change was made as. SOURCE: the document's file said something else than before."""

    EDIT = "edit"
    REVIEW = "review"
    UNDO = "undo"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a change, as what, and why; `undoes` is the number of the change that it takes back."""

    by: str
    act: ChangeAct
    note: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One change of a document. `changes` is {property: (before, after)} as JSON values; numbers count from 1.

    `undoes` is the number of the change that this one took back, `undone_by` of the one that took this back.
    """

    number: int
    at: datetime
    by: str
    act: ChangeAct
    note: str
    changes: Mapping[str, tuple[Any, Any]]
    undoes: int | None = None
    undone_by: int | None = None


def values_of(properties: Properties) -> dict[str, Any]:
    """The editable properties as JSON values."""
    return {name: _written(getattr(properties, name)) for name in EDITABLE}


def with_values(properties: Properties, values: Mapping[str, Any]) -> Properties:
    """The properties with these, given as JSON values. Raises Refused where one cannot be."""
    changed = as_set(properties, values)
    if changed.valid_from and changed.valid_until and changed.valid_until < changed.valid_from:
        raise Refused("The document would end before it begins.", "Set `valid_until` to `valid_from` or later.")
    if not changed.audience:
        raise Refused("The audience names nobody.", "Name a group, or `all` for everyone.")
    return changed


def as_set(properties: Properties, values: Mapping[str, Any]) -> Properties:
    """The same without asking whether they go together: what a file says may be at odds with what was set by hand."""
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise Refused(f"`{min(unknown)}` is not changed by hand.", f"These are: {', '.join(EDITABLE)}.")
    return replace(properties, **{name: _read(name, value) for name, value in values.items()})


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _read(name: str, value: Any) -> Any:
    try:
        if name in _DATES:
            return date.fromisoformat(value) if value else None
        if name == "status":
            return Status(value)
        if name == "classification":
            return Classification(value)
    except (TypeError, ValueError) as error:
        raise Refused(f"`{name}` cannot be {value!r}.", "A date is written YYYY-MM-DD.") from error
    if name == "owner":
        return " ".join(str(value or "").split())[:_MAX_OWNER_CHARS]
    words = dict.fromkeys(word for item in value or () if (word := " ".join(str(item).split())[:_MAX_WORD_CHARS]))
    if len(words) > _MAX_WORDS:
        raise Refused(f"`{name}` has more than {_MAX_WORDS} words.", "Leave some out.")
    return tuple(words)
