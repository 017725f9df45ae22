"""The JSON of what holds and what does not: who may replace a document, and what is changed by hand; part of the
contract of schemas.py."""

from datetime import date
from typing import Annotated

from pydantic import Field

from assistant.schemas import Kind, Schema

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
    """A document that says it replaces another, whose owner has not said so: both are in force until it is decided."""

    successor: NamedDocument
    superseded: NamedDocument
    may_decide: bool


class ProposalList(Schema):
    proposals: tuple[SupersessionProposal, ...]


class SupersessionDecision(Schema):
    """`confirmed` false turns the proposal down, or takes an earlier yes back."""

    successor: str
    superseded: str
    confirmed: bool
    note: Note = ""
