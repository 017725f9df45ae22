"""The JSON of lessons and documents that wait to be published."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.documents.readability import Level as Level
from assistant.schemas.answers import Classification, Concealment, Difference, Kind, PersonalData, Schema
from assistant.schemas.documents import HiddenTextView
from knowledge.documents import EVERYONE
from knowledge.personal_data.policy import Handling as Handling
from knowledge.submissions import AttachmentRole as AttachmentRole
from knowledge.submissions import Step as Step
from knowledge.submissions import SubmissionKind as SubmissionKind
from knowledge.submissions import SubmissionState as SubmissionState

MAX_FIELD_CHARS = 20_000
MAX_BODY_CHARS = 200_000
MAX_REASON_CHARS = 4_000

Prose = Annotated[str, Field(max_length=MAX_FIELD_CHARS)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=MAX_REASON_CHARS, pattern=r"\S")]
Comment = Annotated[str, Field(max_length=MAX_REASON_CHARS)]
Language = Annotated[str, Field(pattern="^(sv|en)$")]


class LessonFields(Schema):
    """What the author writes; everything may be empty until it is submitted. Texts may hold Markdown.

    A lesson uses `what_happened` to `evidence`, a document `document_kind` and `body`. `owner` keeps it true once it is
    published; `reference` is the organisation's own number; `supersedes` names other documents by theirs. Without
    `valid_from` and `review_by`, the day of approval and a year later are set.
    """

    title: Annotated[str, Field(max_length=300)] = ""
    what_happened: Prose = ""
    context: Prose = ""
    cause: Prose = ""
    lesson: Prose = ""
    recommendation: Prose = ""
    applies_to: Prose = ""
    evidence: Prose = ""
    body: Annotated[str, Field(max_length=MAX_BODY_CHARS)] = ""
    document_kind: Kind = Kind.LESSON
    language: Language = "sv"
    owner: Annotated[str, Field(max_length=300)] = ""
    classification: Classification = Classification.INTERNAL
    audience: Annotated[tuple[Word, ...], Field(min_length=1, max_length=50)] = (EVERYONE,)
    tags: Annotated[tuple[Word, ...], Field(max_length=30)] = ()
    reference: Annotated[str, Field(max_length=200)] = ""
    supersedes: Annotated[tuple[Word, ...], Field(max_length=20)] = ()
    version: Annotated[str, Field(max_length=100)] = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    questions: Annotated[tuple[Word, ...], Field(max_length=20)] = ()


class NewLesson(Schema):
    """`revises`: the published lesson, by document, that this is to become a new revision of."""

    kind: SubmissionKind = SubmissionKind.LESSON
    fields: LessonFields = LessonFields()


class LessonSave(Schema):
    """The whole of what the author has written; `version` is the one it is based on."""

    version: int
    fields: LessonFields


class OnVersion(Schema):
    """Which version the caller has seen: when it was changed since, nothing is done."""

    version: int


class HandingIn(OnVersion):
    """`acknowledge_reason`: why sensitive personal data that the check found has to stay, where it may."""

    acknowledge_reason: Comment = ""


class Approval(OnVersion):
    comment: Comment = ""


class Refusal(OnVersion):
    """Why it is sent back or rejected, in words for its author."""

    reason: Reason


class Remark(Schema):
    text: Reason


class Suggestion(Schema):
    """What the reviewer would write instead, by field."""

    changes: Annotated[dict[str, Annotated[str, Field(max_length=MAX_BODY_CHARS)]], Field(min_length=1)]
    text: Comment = ""


class ReviewerChoice(Schema):
    """`user` as in `/v1/me`; null for oneself, "" for nobody."""

    user: Annotated[str, Field(max_length=300)] | None = None
    name: Annotated[str, Field(max_length=300)] = ""


class EventView(Schema):
    """A line of the history, `by` a name and `user` the id. `changes` are what a reviewer suggests, by field;
    `same_person`: the author decided.
    `acknowledged`: why sensitive personal data stayed when it was submitted.
    """

    number: int
    at: datetime
    by: str
    mine: bool
    step: Step
    text: str = ""
    changes: dict[str, str] = Field(default_factory=dict)
    same_person: bool = False
    acknowledged: str = ""
    user: str = ""


class AttachmentView(Schema):
    """`size` is in bytes; `role` says whether the document is made from this file."""

    id: str
    name: str
    media_type: str
    size: int
    role: AttachmentRole
    added_at: datetime


class May(Schema):
    """What the caller may do with it now: which buttons to show."""

    edit: bool = False
    submit: bool = False
    withdraw: bool = False
    delete: bool = False
    comment: bool = False
    suggest: bool = False
    assign: bool = False
    decide: bool = False


class SubmissionLine(Schema):
    """One of a list, without its text and history. `document_id` is what it became, where the caller may see that;
    `published` says whether answers rest on it by now, `problem` why it could not be taken in. `waiting_days` counts
    from when it was submitted, while it waits. `revises` is the document that it is to become a new version of,
    `promoted_from` the lesson that it was made from.
    """

    id: str
    kind: SubmissionKind
    state: SubmissionState
    version: int
    title: str
    language: str
    author: str
    mine: bool
    assignee: str
    assigned_to_me: bool
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    waiting_days: int | None
    document_id: str | None
    published: bool
    problem: str
    revises: str | None = None
    promoted_from: str | None = None


class SubmissionView(SubmissionLine):
    """`fields` are what its author has written, and for others what was last submitted. `missing` are the fields that
    it cannot be submitted without. `previous` is what was submitted before it was sent back, while it is reviewed.
    """

    fields: LessonFields
    previous: LessonFields | None = None
    missing: tuple[str, ...]
    may: May
    attachments: tuple[AttachmentView, ...]
    events: tuple[EventView, ...]


class SubmissionList(Schema):
    lessons: tuple[SubmissionLine, ...]


class PersonalDataFinding(Schema):
    """Personal data at [start, end) of a field, and what could stand there instead. `handling` is what becomes of it in
    documents of that classification; `block` keeps the lesson from being submitted, `sensitive` asks for a reason.
    """

    field: str
    start: int
    end: int
    kind: PersonalData
    text: str
    suggestion: str
    confidence: float
    sensitive: bool
    handling: Handling


class SimilarView(Schema):
    """A document that seems to tell the same, with the passage that is nearest. `score` is for ordering only."""

    document_id: str
    title: str
    kind: Kind
    language: str
    owner: str
    quote: str
    url: str
    score: float


class ContradictionView(Schema):
    """The field says `quote_mine` at [start, end), and a rule in force says `quote`: `values` are mine and its."""

    field: str
    start: int
    end: int
    quote_mine: str
    document_id: str
    title: str
    kind: Kind
    quote: str
    url: str
    difference: Difference
    values: tuple[str, str]


class LongSentence(Schema):
    field: str
    start: int
    end: int
    words: int


class ReadabilityView(Schema):
    """`lix` (under 30 very easy, over 60 very hard), and what it means in the reader's language."""

    lix: int
    words: int
    level: Level
    meaning: str
    long_sentences: tuple[LongSentence, ...]


class HidingPlace(StrEnum):
    """Where text is hidden. ORIGINAL: the file that the document is taken in from; WRITE_UP: the one that the form was
    filled from, which is not kept."""

    TEXT = "text"
    ORIGINAL = "original"
    ATTACHMENT = "attachment"
    WRITE_UP = "write_up"


class HiddenView(Schema):
    """What a reader of the text, or of `file`, does not see. Of a write-up it is only counted, in `left_out`, for it is
    not in the lesson. `problem` says why the file could not be looked into.
    """

    place: HidingPlace
    file: str = ""
    found: tuple[HiddenTextView, ...] = ()
    left_out: dict[Concealment, int] = Field(default_factory=dict)
    problem: str = ""


class LessonCheckView(Schema):
    """What there is to see to before submitting. `blocked` says that it cannot be submitted with the personal data that
    was found, `needs_reason` that it can with a reason. `readability` is null for a few words.
    """

    findings: tuple[PersonalDataFinding, ...]
    blocked: bool
    needs_reason: bool
    similar: tuple[SimilarView, ...]
    contradictions: tuple[ContradictionView, ...]
    readability: ReadabilityView | None
    missing: tuple[str, ...]
    hidden: tuple[HiddenView, ...] = ()


class OfDocument(Schema):
    """A published lesson, by the document that it is."""

    document_id: str


class CreditLine(Schema):
    """A published lesson of one's own. `cited` are answers to others that rested on it, `helpful` people who said that
    such an answer helped: rounded down to a multiple of five, and null for fewer than five people.
    """

    id: str
    document_id: str
    title: str
    cited: int | None
    helpful: int | None


class CreditList(Schema):
    lessons: tuple[CreditLine, ...]


class ReminderList(Schema):
    """What has waited for more than `days`: `to_review` for the caller as a reviewer (theirs, or nobody's yet),
    `to_revise` as an author to whom it was sent back.
    """

    days: int
    to_review: tuple[SubmissionLine, ...]
    to_revise: tuple[SubmissionLine, ...]
