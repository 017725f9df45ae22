"""The JSON of knowledge gaps. Nothing in it says who asked."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from assistant.schemas.answers import AnswerStatus, Kind, Schema
from knowledge.gaps import Cause as Cause
from knowledge.gaps import GapState as GapState


class GapDocument(Schema):
    id: str
    title: str
    kind: Kind
    owner: str = ""


class GapCitation(Schema):
    """What an answer rests on now; only of documents that the viewer may see."""

    document_id: str
    title: str
    quote: str
    url: str


class GapProof(Schema):
    """What came of asking a question again. `answered`: for a closed gap, only if its document was cited."""

    at: datetime
    answered: bool
    status: AnswerStatus
    citations: tuple[GapCitation, ...] = ()


class GapQuestionView(Schema):
    """A question as it stood in its conversation, personal data redacted; the day it was asked is all that is kept."""

    id: str
    question: str
    language: str
    asked_on: date
    cause: Cause
    proof: GapProof | None = None


class LanguageCount(Schema):
    language: str
    questions: int


class CauseCount(Schema):
    cause: Cause
    questions: int


class GapView(Schema):
    """Questions on one topic without a good answer. `title` is the most central of them, in the reader's language where
    there is one. `document` is what was last said to answer it; it is `waiting` until that is published and in force.
    `changed_by` is "" where Lärdom itself reopened it. In lists, `questions` are the three most central.
    """

    id: str
    state: GapState
    title: str
    title_language: str
    count: int
    languages: tuple[LanguageCount, ...]
    causes: tuple[CauseCount, ...]
    first_asked: date
    last_asked: date
    owner: str
    due: date | None
    overdue: bool
    likely_owner: str
    nearest: tuple[GapDocument, ...]
    document: GapDocument | None
    waiting: bool
    reason: str
    changed_on: date
    changed_by: str
    checked_at: datetime | None
    asked_again: int
    answered_now: int
    questions: tuple[GapQuestionView, ...]


class GapList(Schema):
    """The gaps with the most questions first. `refreshing`: questions are being gathered right now."""

    gaps: tuple[GapView, ...]
    refreshed_on: date | None
    refreshing: bool


class Assignment(Schema):
    """Without an owner the gap is open again."""

    owner: Annotated[str, Field(max_length=300)]
    due: date | None = None


class Closing(Schema):
    """The document or lesson that answers the gap's questions."""

    document_id: str


class Dismissal(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=1000)]
