"""What the knowledge base is made of: documents, their revisions, and the passages that answers cite."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from knowledge.personal_data.findings import Finding

EVERYONE = "all"
"""The audience group that every viewer belongs to."""


class Kind(StrEnum):
    POLICY = "policy"
    PLAYBOOK = "playbook"
    LESSON = "lesson"
    REFERENCE = "reference"


class Status(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Classification(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Properties:
    """What is known about a document beside its text, from front matter, a sidecar file or the upload form.

    `reference` is the organisation's own number ("NF-POL-004"); `supersedes` names other documents by theirs.
    `language` is "sv" or "en". `questions` are questions the document answers, offered as suggestions.
    """

    title: str
    kind: Kind = Kind.REFERENCE
    language: str = "en"
    owner: str = ""
    reference: str = ""
    version: str = ""
    status: Status = Status.PUBLISHED
    classification: Classification = Classification.INTERNAL
    audience: tuple[str, ...] = (EVERYONE,)
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    supersedes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points (1/72 inch) from the page's top left corner. Pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Where the characters [start, end) of a revision's text stand on a page: one word, as a rule."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paged format. `read` is False when its text could not be had (a scan without OCR)."""

    number: int
    width: float
    height: float
    read: bool = True


class Concealment(StrEnum):
    """How a file hides text from its readers."""

    UNSEEN = "unseen"  # white, of no size, off the page, or marked as hidden
    SHEET = "sheet"  # on a hidden sheet
    COMMENT = "comment"
    ALTERNATIVE = "alternative"  # said instead of a picture
    CHARACTERS = "characters"  # written with, or broken up by, characters that are not seen


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that a reader of the original does not see: kept for those who review it, never searched and never cited.

    `place` is the page or the sheet, where there is one.
    """

    how: Concealment
    text: str
    place: str = ""


class RevisionState(StrEnum):
    STAGED = "staged"  # being written to the index; nobody sees it yet
    CURRENT = "current"  # what answers are made of
    RETIRED = "retired"  # replaced or removed; its passages are still to be swept from the index
    KEPT = "kept"  # out of the index; the text stays, so that old citations open


class ErasureReason(StrEnum):
    """Why words of a revision are gone."""

    RETENTION = "retention"  # its time was out: the whole text is gone
    PERSON = "person"  # somebody in it was erased: they are blacked out


@dataclass(frozen=True, slots=True)
class Erased:
    at: datetime
    why: ErasureReason


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a document's content. `text` is the kept text that every offset counts into, in code points.

    `content_hash` is the SHA-256 of the original bytes, which lie in the data folder under that name unless the text
    was redacted. `personal_data` is what was found in the text as it is kept.
    """

    id: str
    document_id: str
    content_hash: str
    media_type: str
    text: str
    state: RevisionState
    created_at: datetime
    created_by: str
    pages: tuple[Page, ...] = ()
    layout: tuple[PlacedText, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden_text: tuple[HiddenText, ...] = ()
    personal_data: tuple[Finding, ...] = ()
    erased: Erased | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable stretch of one revision: `revision.text[start:end] == text`, always.

    `context` stands outside the span and helps to find and read it: the header rows of a table that was split.
    """

    id: str
    document_id: str
    revision_id: str
    ordinal: int
    start: int
    end: int
    text: str
    section: tuple[str, ...] = ()
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    language: str = "en"
    context: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the registry knows it. `revision_id` is None while the first revision is staged.

    `added_by` is who handed in its first revision.
    """

    id: str
    properties: Properties
    revision_id: str | None
    added_at: datetime
    updated_at: datetime
    sources: tuple[str, ...] = ()
    superseded_by: str | None = None
    superseded_from: date | None = None
    removed_at: datetime | None = None
    passage_count: int = 0
    warnings: tuple[str, ...] = field(default=())
    added_by: str = ""

    def in_force(self, on: date) -> bool:
        """Whether answers may rest on the document on that day."""
        properties = self.properties
        return (
            properties.status is Status.PUBLISHED
            and self.removed_at is None
            and (self.superseded_from is None or on < self.superseded_from)
            and (properties.valid_from is None or properties.valid_from <= on)
            and (properties.valid_until is None or on <= properties.valid_until)
        )

    def review_overdue(self, on: date) -> bool:
        return self.properties.review_by is not None and self.properties.review_by < on


def boxes_of(layout: Sequence[PlacedText], start: int, end: int) -> tuple[Box, ...]:
    """The boxes of the characters [start, end), one for each line of text: words on a line are joined."""
    boxes: list[Box] = []
    for placed in layout:
        if placed.end <= start or placed.start >= end:
            continue
        box = placed.box
        last = boxes[-1] if boxes else None
        if last and last.page == box.page and _same_line(last, box):
            boxes[-1] = Box(box.page, last.left, min(last.top, box.top), box.right, max(last.bottom, box.bottom))
        else:
            boxes.append(box)
    return tuple(boxes)


def _same_line(left: Box, right: Box) -> bool:
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    height = min(left.bottom - left.top, right.bottom - right.top)
    # A gap of more than two heights is another column, not the next word.
    return overlap > 0.5 * height and -height <= right.left - left.right <= 2 * height
