"""Knowledge gaps: what people ask and the documents do not answer well, topic by topic. Nothing here says who asked."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class GapState(StrEnum):
    """OPEN -> ASSIGNED -> CLOSED, when a document is said to answer it, or DISMISSED; both can be reopened."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Cause(StrEnum):
    """Why a question belongs to a gap."""

    ABSTAINED = "abstained"
    PARTIAL = "partial"
    DOWN_VOTED = "down-voted"
    LOW_CONFIDENCE = "low-confidence"


@dataclass(frozen=True, slots=True)
class Origin:
    """The turn a question was asked in, by which it is erased; `part` counts the unanswered parts of that turn."""

    conversation_id: str
    ordinal: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question as a gap keeps it: redacted. `near` are ids of the documents that came closest, the closest first."""

    origin: Origin
    question: str
    language: str
    asked_at: datetime
    cause: Cause
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofCitation:
    document_id: str
    revision: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of asking the question again: `status` is that of the answer, `answered` whether it closes the gap."""

    at: datetime
    answered: bool
    status: str
    citations: tuple[ProofCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """`centrality` is its mean likeness to the other questions of the gap, from -1 to 1."""

    id: str
    asked: Unanswered
    centrality: float
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """`document_id` is what was last said to answer it; `reason` says why it is DISMISSED; the most central question
    comes first. `checked_at` is when its questions were last asked again."""

    id: str
    state: GapState
    owner: str
    due: date | None
    document_id: str | None
    reason: str
    found_at: datetime
    changed_at: datetime
    changed_by: str
    checked_at: datetime | None
    questions: tuple[GapQuestion, ...]
