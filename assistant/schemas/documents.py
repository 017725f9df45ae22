"""The JSON of documents, their kept text and the jobs that take them in."""

from datetime import date, datetime

from assistant.schemas.answers import (
    Classification,
    Concealment,
    ErasureReason,
    JobState,
    Kind,
    Outcome,
    PersonalData,
    Reason,
    Schema,
    Status,
)


class HiddenTextView(Schema):
    """Text that a file holds and does not show; `place` is its page or sheet, where it has one."""

    kind: Concealment
    text: str
    place: str = ""


class PersonalDataView(Schema):
    """Personal data in the kept text: the characters [start, end), and how sure it is (0-1)."""

    kind: PersonalData
    text: str
    start: int
    end: int
    confidence: float
    why: Reason


class LinkedDocument(Schema):
    id: str
    title: str


class DocumentView(Schema):
    """`hidden_text` and `personal_data` (the first 200 findings, sensitive ones before others) are served for a
    document by itself, and left out of lists. They and `sources` are for reviewers, owners, administrators and who
    added it.

    `may_remove` says whether the caller may take the document out, and put it back;
    `may_edit` whether they answer for it, and may change what is known about it. `promoted_from` and `promoted_to` link
    a playbook with the lessons that it was made from, where the caller may see those.
    """

    id: str
    title: str
    kind: Kind
    language: str
    status: Status
    classification: Classification
    audience: tuple[str, ...]
    owner: str
    reference: str
    version: str
    valid_from: date | None
    valid_until: date | None
    review_by: date | None
    review_overdue: bool
    supersedes: tuple[str, ...]
    superseded_by: str | None
    in_force: bool
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    revision: str | None
    passages: int
    warnings: tuple[str, ...]
    hidden_text: tuple[HiddenTextView, ...] = ()
    personal_data: tuple[PersonalDataView, ...] = ()
    may_remove: bool = False
    may_edit: bool = False
    promoted_from: LinkedDocument | None = None
    promoted_to: tuple[LinkedDocument, ...] = ()
    added_at: datetime
    updated_at: datetime


class DocumentList(Schema):
    documents: tuple[DocumentView, ...]
    total: int


class BoxView(Schema):
    """A rectangle in points from the page's top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class PageView(Schema):
    number: int
    width: float
    height: float
    read: bool


class ErasedView(Schema):
    """When and why words of a text went: `retention` takes the whole text, `person` blacks out who was erased."""

    at: datetime
    why: ErasureReason


class RevisionText(Schema):
    """The kept text of a revision, around the asked span; offsets count into the whole text.

    A text whose time is out is empty, whatever span is asked for, and `erased` says so.
    """

    document_id: str
    revision: str
    title: str
    media_type: str
    text: str
    offset: int
    total_chars: int
    section: tuple[str, ...] = ()
    pages: tuple[PageView, ...] = ()
    boxes: tuple[BoxView, ...] = ()
    current: bool
    created_at: datetime
    erased: ErasedView | None = None


class SourceOutcome(Schema):
    source: str
    outcome: Outcome
    detail: str = ""
    document_id: str | None = None
    passages: int = 0


class JobView(Schema):
    id: str
    state: JobState
    created_at: datetime
    done: int
    total: int
    current: str
    seconds_left: float | None
    reports: tuple[SourceOutcome, ...]
    error: str
