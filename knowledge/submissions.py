"""Lessons and documents on their way to be published: written, looked at by somebody else, and only then taken in.

    draft -> in review -> approved (published once it is taken in)
      ^          |-> returned, with a reason -> in review
      '----------'-> rejected, with a reason

Nothing of them is in a table or an index that answers, searches, counts, figures or exports are made from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from knowledge.access import Role, Viewer
from knowledge.documents import EVERYONE, Classification, Concealment, Kind

SUBMITTED = "lesson:"
"""Begins the address of what was taken in from here; the rest is the submission's id."""
WRITERS = (Role.CONTRIBUTOR, Role.OWNER, Role.ADMINISTRATOR)
DECIDERS = (Role.REVIEWER, Role.OWNER)


class SubmissionKind(StrEnum):
    LESSON = "lesson"
    DOCUMENT = "document"


class SubmissionState(StrEnum):
    DRAFT = "draft"  # its author's own
    IN_REVIEW = "in_review"
    RETURNED = "returned"  # sent back, with a reason; its author changes it
    APPROVED = "approved"  # published, or about to be
    REJECTED = "rejected"


class Step(StrEnum):
    """What somebody did."""

    CREATED = "created"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    SUGGESTED = "suggested"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Content:
    """What the author writes. `document_kind` and `body` are a document's, the questions of the guided form a lesson's.

    Texts may hold Markdown. `supersedes` names other documents by the organisation's own numbers. Of an uploaded file
    the `body` is what could be read; the file itself is taken in.
    """

    title: str = ""
    what_happened: str = ""
    context: str = ""
    cause: str = ""
    lesson: str = ""
    recommendation: str = ""
    applies_to: str = ""
    evidence: str = ""
    body: str = ""
    document_kind: Kind = Kind.LESSON
    language: str = "sv"
    owner: str = ""
    classification: Classification = Classification.INTERNAL
    audience: tuple[str, ...] = (EVERYONE,)
    tags: tuple[str, ...] = ()
    reference: str = ""
    supersedes: tuple[str, ...] = ()
    version: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    questions: tuple[str, ...] = ()

    def missing(self, kind: SubmissionKind) -> tuple[str, ...]:
        """The fields without which it cannot be submitted. `owner` is who keeps it true."""
        texts = ("title", "what_happened", "lesson") if kind is SubmissionKind.LESSON else ("title", "body")
        return tuple(name for name in (*texts, "owner") if not getattr(self, name).strip())

    def as_json(self) -> dict[str, Any]:
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


TEXTS = ("title", "what_happened", "context", "cause", "lesson", "recommendation", "applies_to", "evidence", "body")
"""The fields of Content that are prose, in the order of the form."""


def content_of(kept: Mapping[str, Any]) -> Content:
    """What `Content.as_json` made."""
    values = dict(kept)
    for name in ("audience", "tags", "supersedes", "questions"):
        values[name] = tuple(values[name])
    for name in ("valid_from", "valid_until", "review_by"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["document_kind"], values["classification"] = (
        Kind(values["document_kind"]),
        Classification(values["classification"]),
    )
    return Content(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a draft comes from that was not begun empty. `address` is the source that it is to replace; `revises` and
    `promoted_from` as in Submission; `left_out` counts what a write-up hides from its readers and the draft is without.
    """

    address: str = ""
    revises: str | None = None
    promoted_from: str | None = None
    left_out: Mapping[Concealment, int] = field(default_factory=dict)


NO_ORIGIN = Origin()


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history. `details` holds a suggestion's `changes`, what was handed in `before`, `same_person` for
    a decision on one's own, and what of a write-up was `left_out`.
    """

    number: int
    at: datetime
    by: str
    by_name: str
    step: Step
    text: str = ""
    details: Mapping[str, Any] | None = None


class AttachmentRole(StrEnum):
    EVIDENCE = "evidence"
    ORIGINAL = "original"  # the file that the document is taken in from


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that lies with the submission. `size` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    content_hash: str
    role: AttachmentRole
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """`content` is what its author has saved; `submitted` what reviewers see and what is published.

    `address` is the source that it is taken in under. `document_id` is what it became; `published` says whether answers
    rest on it by now, `problem` why it could not be taken in. `revises` is the document that it is to become a new
    revision of, `promoted_from` the lesson that it was made from. `version` counts changes.
    """

    id: str
    kind: SubmissionKind
    state: SubmissionState
    version: int
    author: str
    author_name: str
    content: Content
    submitted: Content | None
    address: str
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    assignee: str = ""
    assignee_name: str = ""
    revises: str | None = None
    promoted_from: str | None = None
    document_id: str | None = None
    published: bool = False
    problem: str = ""
    attachments: tuple[Attachment, ...] = ()
    events: tuple[Event, ...] = ()

    def files_shown_to(self, viewer: Viewer) -> tuple[Attachment, ...]:
        """To others than its author those that were there when it was submitted."""
        if viewer.user == self.author:
            return self.attachments
        return tuple(a for a in self.attachments if self.submitted_at is not None and a.added_at <= self.submitted_at)

    def shown_to(self, viewer: Viewer) -> Content:
        """Its author sees what they are writing, others what was submitted."""
        return self.content if viewer.user == self.author or self.submitted is None else self.submitted

    @property
    def before(self) -> Content | None:
        """What was handed in before it was sent back, while it waits to be compared with what is handed in now."""
        kept = [event.details["before"] for event in self.events if event.details and "before" in event.details]
        return content_of(kept[-1]) if kept else None

    @property
    def left_out(self) -> Mapping[Concealment, int]:
        """What the write-up that it began with hides, counted; nothing of it is in the lesson, or kept."""
        first = self.events[0].details if self.events else None
        return {Concealment(how): count for how, count in (first or {}).get("left_out", {}).items()}

    @property
    def original(self) -> Attachment | None:
        """The file that it is taken in from, where it is one."""
        return next((file for file in self.attachments if file.role is AttachmentRole.ORIGINAL), None)

    @property
    def editable(self) -> bool:
        return self.state in (SubmissionState.DRAFT, SubmissionState.RETURNED)
