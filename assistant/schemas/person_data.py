"""The JSON of what is held about a person, of its erasure, and of the register of processing.

What identifies a person travels in bodies only, never in addresses.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from assistant.schemas.answers import Schema
from knowledge.personal_data.processing import DataKind as DataKind

Identifiers = Annotated[
    tuple[Annotated[str, Field(min_length=2, max_length=200)], ...], Field(min_length=1, max_length=20)
]
"""Names, mail addresses, numbers and user ids of one person."""


class Fate(StrEnum):
    """What erasing does."""

    DELETED = "deleted"
    PSEUDONYMISED = "pseudonymised"  # stays, and leads to nobody
    BLACKED_OUT = "blacked_out"  # the words that name the person
    KEPT = "kept"


class PersonRequest(Schema):
    identifiers: Identifiers
    language: Literal["sv", "en"] = "sv"


class EraseRequest(PersonRequest):
    """`confirm` is the word that the preview asks for: the number of places where something was found."""

    dry_run: bool = False
    confirm: int | None = None


class HeldItem(Schema):
    """One row or file. `row` is there where all of it is about the person; `excerpts` are words around a mention."""

    kind: DataKind
    place: str
    fate: Fate
    columns: tuple[str, ...] = ()
    key: str = ""
    row: dict[str, Any] = Field(default_factory=dict)
    excerpts: tuple[str, ...] = ()


class Holdings(Schema):
    """Everything held about a person; `counts` is the number of places by kind of data.

    `also` are user ids that stand beside the person's name as theirs, or with which somebody of that name or mail
    address signs in, and were not looked for: under them there is more.
    """

    at: datetime
    total: int
    counts: dict[DataKind, int]
    items: tuple[HeldItem, ...]
    also: tuple[str, ...] = ()


class ReceiptLine(Schema):
    """What became of `count` rows or files of one place; `why` says why what is kept is."""

    kind: DataKind
    place: str
    fate: Fate
    count: int
    why: str = ""


Store = Literal["index", "database"]


class Receipt(Schema):
    """Proof of an erasure. It names nobody: `fingerprints` tell, with this installation's key, the same person again.

    `remaining` are files of the data folder in whose bytes an identifier still stands, looked for after the erasure.
    `complete` is False where one of the `stores` was not written anew: a Qdrant server answers for itself, and a
    database server may lack the right, or hold an older transaction.
    """

    id: str
    at: datetime
    language: Literal["sv", "en"]
    dry_run: bool
    complete: bool
    stores: dict[Store, bool] = Field(default_factory=dict)
    lines: tuple[ReceiptLine, ...]
    documents: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()


class Receipts(Schema):
    receipts: tuple[Receipt, ...]
