"""The register of knowledge gaps. Its questions come from everybody's conversations, without their names.

A question is tied to the message that it was asked in, and deleted with it; a gap without questions is shown nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import SYSTEM, Act
from knowledge.errors import Conflict, NotFound
from knowledge.gaps import Cause, Gap, GapQuestion, GapState, Origin, Proof, ProofCitation, Unanswered
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.feedback_tables import FeedbackRow
from knowledge.registry.tables import CounterRow, GapQuestionRow, GapRow, MessageRow

_REFRESHED = "gaps_refreshed_on"
_STILL_OPEN = (GapState.OPEN, GapState.ASSIGNED)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of somebody's conversation: where it stands, and the answer as the assistant's JSON."""

    conversation_id: str
    ordinal: int
    answer: dict[str, Any]
    asked_at: datetime
    down_voted: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """A question, known already or new, in its gap; `gap_id` None begins a gap of all placements of that `cluster`."""

    question: Unanswered
    gap_id: str | None
    cluster: int


class GapRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    # What is to be looked at

    def poor_turns(self, since: datetime, below: float) -> tuple[Turn, ...]:
        """The turns since then whose answer was none, partial, less sure than `below`, or did not help."""
        status = MessageRow.answer["status"].as_string()
        confidence = MessageRow.answer["confidence"].as_float()
        no_help = select(FeedbackRow.trace_id).where(FeedbackRow.helpful.is_(False))
        down_voted = MessageRow.answer["trace_id"].as_string().in_(no_help)
        poor = or_(status.in_(["abstained", "partial"]), confidence < below, down_voted)
        query = select(MessageRow, down_voted).where(MessageRow.asked_at >= since, poor)
        query = query.order_by(MessageRow.asked_at, MessageRow.conversation_id, MessageRow.ordinal)
        with self._database.reading() as session:
            return tuple(
                Turn(message.conversation_id, message.ordinal, message.answer, message.asked_at, bool(voted))
                for message, voted in session.execute(query)
            )

    def list(self) -> tuple[Gap, ...]:
        """Every gap that has questions, the one with the most first."""
        with self._database.reading() as session:
            gaps = [_gap_of(row) for row in session.scalars(select(GapRow)) if row.questions]
        return tuple(sorted(gaps, key=lambda gap: (-len(gap.questions), gap.found_at, gap.id)))

    def get(self, gap_id: str) -> Gap:
        with self._database.reading() as session:
            return _gap_of(_found(session, gap_id))

    def refreshed_on(self) -> date | None:
        """The day on which the questions were last gathered."""
        with self._database.reading() as session:
            row = session.get(CounterRow, _REFRESHED)
            return date.fromordinal(row.value) if row else None

    # Gathering

    def place(self, placements: Sequence[Placement], centrality: Mapping[Origin, float], on: date) -> int:
        """Keep the new ones, and each one's centrality; drop gaps left without questions. Returns how many gaps began.

        A question whose message was erased meanwhile is left out.
        """
        now = datetime.now(UTC)
        with self._database.writing() as session:
            known = {_origin_of(row): row for row in session.scalars(select(GapQuestionRow))}
            begun: dict[int, str] = {}
            for placed in placements:
                origin = placed.question.origin
                if origin not in known and _still_there(session, origin):
                    gap_id = placed.gap_id or begun.get(placed.cluster) or _begin(session, begun, placed.cluster, now)
                    known[origin] = _question_row(placed.question, gap_id)
                    session.add(known[origin])
            for origin, value in centrality.items():
                if origin in known:
                    known[origin].centrality = value
            session.flush()
            session.execute(delete(GapRow).where(GapRow.id.not_in(select(GapQuestionRow.gap_id))))
            _mark_refreshed(session, on)
            return len(begun)

    # What people decide

    def assign(self, gap_id: str, owner: str, due: date | None, by: Viewer) -> None:
        """Raises Conflict when the gap is closed or dismissed; without an owner it is open again."""
        with self._database.writing() as session:
            row = _still_open(session, gap_id)
            row.owner, row.due = owner, due if owner else None
            _change(session, row, GapState.ASSIGNED if owner else GapState.OPEN, by)

    def close(self, gap_id: str, document_id: str, by: Viewer) -> None:
        """Say that the document answers it; what was found out about other documents is dropped."""
        with self._database.writing() as session:
            row = _still_open(session, gap_id)
            row.document_id, row.checked_at = document_id, None
            for question in row.questions:
                question.proof = None
            _change(session, row, GapState.CLOSED, by)

    def dismiss(self, gap_id: str, reason: str, by: Viewer) -> None:
        with self._database.writing() as session:
            row = _still_open(session, gap_id)
            row.reason = reason
            _change(session, row, GapState.DISMISSED, by)

    def reopen(self, gap_id: str, by: Viewer | None) -> None:
        """Undo closing or dismissing; `by` is None where Lärdom itself does so.

        Owner, document and proofs stay: they show what was tried and what is missing.
        """
        with self._database.writing() as session:
            row = _found(session, gap_id)
            if GapState(row.state) in _STILL_OPEN:
                raise _changed()
            row.reason = ""
            _change(session, row, GapState.ASSIGNED if row.owner else GapState.OPEN, by)

    def keep_proofs(self, gap_id: str, proofs: Mapping[str, Proof], at: datetime) -> None:
        """What came of asking the questions with these ids again."""
        with self._database.writing() as session:
            row = _found(session, gap_id)
            row.checked_at = at
            for question in row.questions:
                if question.id in proofs:
                    question.proof = {**asdict(proofs[question.id]), "at": at.isoformat()}


def _begin(session: Session, begun: dict[int, str], cluster: int, now: datetime) -> str:
    row = GapRow(
        id=str(uuid4()),
        state=GapState.OPEN.value,
        owner="",
        due=None,
        document_id=None,
        reason="",
        found_at=now,
        changed_at=now,
        changed_by="",
        checked_at=None,
    )
    session.add(row)
    session.flush()
    begun[cluster] = row.id
    return row.id


def _still_there(session: Session, origin: Origin) -> bool:
    return session.get(MessageRow, (origin.conversation_id, origin.ordinal)) is not None


def _found(session: Session, gap_id: str) -> GapRow:
    row = session.get(GapRow, gap_id)
    if row is None or not row.questions:
        raise NotFound("There is no such gap.", "Its questions may have been erased; look at the list.")
    return row


def _still_open(session: Session, gap_id: str) -> GapRow:
    row = _found(session, gap_id)
    if GapState(row.state) not in _STILL_OPEN:
        raise _changed()
    return row


def _changed() -> Conflict:
    return Conflict("The gap is not in that state any more.", "Read it again; a closed one is reopened first.")


def _change(session: Session, row: GapRow, state: GapState, by: Viewer | None) -> None:
    row.state, row.changed_at = state.value, datetime.now(UTC)
    row.changed_by = (by.name or by.user) if by else ""
    appended(session, Act.GAP_CHANGE, by or SYSTEM, row.id, {"state": state.value})


def _mark_refreshed(session: Session, on: date) -> None:
    counter = session.get(CounterRow, _REFRESHED)
    if counter is None:
        session.add(CounterRow(name=_REFRESHED, value=on.toordinal()))
    else:
        counter.value = on.toordinal()


def _question_row(asked: Unanswered, gap_id: str) -> GapQuestionRow:
    return GapQuestionRow(
        id=str(uuid4()),
        gap_id=gap_id,
        **asdict(asked.origin),
        question=asked.question,
        language=asked.language,
        asked_at=asked.asked_at,
        cause=asked.cause.value,
        near=list(asked.near),
        centrality=0.0,
        proof=None,
    )


def _origin_of(row: GapQuestionRow) -> Origin:
    return Origin(row.conversation_id, row.ordinal, row.part)


def _gap_of(row: GapRow) -> Gap:
    ordered = sorted(row.questions, key=lambda question: (-question.centrality, question.asked_at, question.id))
    return Gap(
        id=row.id,
        state=GapState(row.state),
        owner=row.owner,
        due=row.due,
        document_id=row.document_id,
        reason=row.reason,
        found_at=row.found_at,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        checked_at=row.checked_at,
        questions=tuple(_question_of(question) for question in ordered),
    )


def _question_of(row: GapQuestionRow) -> GapQuestion:
    asked = Unanswered(
        _origin_of(row), row.question, row.language, row.asked_at, Cause(row.cause), tuple(map(str, row.near))
    )
    return GapQuestion(row.id, asked, row.centrality, _proof_of(row.proof) if row.proof else None)


def _proof_of(kept: dict[str, Any]) -> Proof:
    return Proof(
        at=datetime.fromisoformat(kept["at"]),
        answered=kept["answered"],
        status=kept["status"],
        citations=tuple(ProofCitation(**citation) for citation in kept["citations"]),
    )
