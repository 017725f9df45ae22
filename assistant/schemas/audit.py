"""The audit log as JSON."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from assistant.schemas.answers import Schema


class AuditEntryView(Schema):
    """`actor` is a pseudonym, `key:` and an API key's id, `system` or `stranger`. `actor_name` is what the key is
    called: whom a pseudonym stands for is told for a reason only. `mine` when the caller did it. `details` holds ids,
    hashes and counts.
    """

    number: int
    at: datetime
    act: str
    actor: str
    subject: str
    details: dict[str, Any]
    hash: str
    actor_name: str = ""
    mine: bool = False


class AuditPage(Schema):
    """Newest first. `before` asks for the next page; None where there is none."""

    entries: tuple[AuditEntryView, ...]
    before: int | None
    acts: tuple[str, ...]


class QuestionRequest(Schema):
    question: Annotated[str, Field(min_length=1, max_length=2000)]


class WhereAsked(Schema):
    """The newest entries of answers and searches for a question, at most 500."""

    entries: tuple[AuditEntryView, ...]


class AuditCheck(Schema):
    """The chain of hashes, read anew. `head` is the last hash, to be written down elsewhere; `broken_at` the first
    entry that was changed or is missing."""

    entries: int
    head: str
    broken_at: int | None


class ResolutionRequest(Schema):
    """Why a name is needed is kept in the log, without personal data."""

    pseudonym: Annotated[str, Field(min_length=1, max_length=64)]
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class Resolution(Schema):
    """`name` is what they are called, where that is known."""

    pseudonym: str
    user: str
    name: str = ""
