"""The JSON of what holds and what does not: who may replace a document, and what is changed by hand."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from assistant.documents.differences import Mark as Mark
from assistant.schemas.answers import Classification, Kind, Schema, Status
from knowledge.properties import ChangeAct as ChangeAct

Note = Annotated[str, Field(max_length=2000)]


class NamedDocument(Schema):
    id: str
    title: str
    kind: Kind
    owner: str
    reference: str
    version: str
    valid_from: date | None


class SupersessionProposal(Schema):
    """A document that says it replaces another, whose owner has not said so: both are in force until it is decided.

    With `confirmed_revision` they have, of that revision, and the text has changed since: it holds, and can be taken
    back.
    """

    successor: NamedDocument
    superseded: NamedDocument
    may_decide: bool
    confirmed_revision: str | None = None


class ProposalList(Schema):
    proposals: tuple[SupersessionProposal, ...]


class SupersessionDecision(Schema):
    """`confirmed` false turns the proposal down, or takes an earlier yes back."""

    successor: str
    superseded: str
    confirmed: bool
    note: Note = ""


class PropertyEdit(Schema):
    """What to change by hand; what is left out stays as it is, and a date that is null is taken away."""

    owner: Annotated[str, Field(max_length=300)] = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    status: Status = Status.PUBLISHED
    audience: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    classification: Classification = Classification.INTERNAL
    tags: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    note: Note = ""


class StillValid(Schema):
    """The document was read and holds; it is to be reviewed again by that day."""

    review_by: date
    note: Note = ""


class ChangedProperty(Schema):
    """Values are as in PropertyEdit: a word, a date, a list of words, or null."""

    name: str
    before: Any
    after: Any


class ChangeView(Schema):
    """One change of what is known about a document. `mine` when the caller made it; `by` is an id, `by_name` what
    they are called, where that is known.

    `undoes` is the number of the change that it took back, `undone_by` that of the one that took it back.
    """

    number: int
    at: datetime
    by: str
    mine: bool
    act: ChangeAct
    note: str
    changes: tuple[ChangedProperty, ...]
    undoes: int | None = None
    undone_by: int | None = None
    by_name: str = ""


class ChangeList(Schema):
    """Latest first."""

    changes: tuple[ChangeView, ...]


class ChangeCounts(Schema):
    """Of sentences."""

    added: int
    removed: int
    changed: int


class RevisionView(Schema):
    """One version of a document's text. `counts` compare it with the one before, where that was counted; `by` and
    `by_name` as in ChangeView."""

    id: str
    created_at: datetime
    by: str
    mine: bool
    current: bool
    erased: bool
    chars: int
    replaced_at: datetime | None
    counts: ChangeCounts | None
    by_name: str = ""


class RevisionList(Schema):
    """Latest first."""

    revisions: tuple[RevisionView, ...]


class DifferencePart(Schema):
    """`mark` is same, removed or added."""

    mark: Mark
    text: str


class DifferenceBlock(Schema):
    """A sentence; or, with the mark `skipped`, `sentences` that stay the same and are left out."""

    mark: Mark
    parts: tuple[DifferencePart, ...]
    paragraph: bool
    sentences: int


class DifferenceView(Schema):
    """`cut` when there is more than is shown."""

    from_revision: str
    to_revision: str
    from_at: datetime
    to_at: datetime
    counts: ChangeCounts
    blocks: tuple[DifferenceBlock, ...]
    cut: bool
