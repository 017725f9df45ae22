"""The register of feedback: one judgement of an answer by the person it was given to."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.errors import NotFound, Refused
from knowledge.feedback import NPS_AFTER_ANSWERS, NPS_EVERY_DAYS, Feedback, Reason
from knowledge.registry.database import Database
from knowledge.registry.feedback_tables import FeedbackRow, NpsInvitationRow
from knowledge.registry.tables import TraceRow


class FeedbackRegister:
    """Only whoever was given an answer can judge it; for others there is no such answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, trace_id: str, feedback: Feedback, viewer: Viewer, on: date) -> None:
        """Keep the judgement in place of an earlier one. Whoever may be asked for NPS on that day is invited here."""
        with self._database.writing() as session:
            trace = _own_trace(session, trace_id, viewer, lock=True)
            _check_sentence(feedback, trace)
            _invite(session, trace_id, viewer, on)
            if feedback.nps is not None and _invited_at(session, viewer) != trace_id:
                raise Refused(
                    f"Whether you would recommend Lärdom is asked once in {NPS_EVERY_DAYS} days.",
                    "Leave `nps` out; GET /v1/feedback/invitation says when it is asked.",
                )
            row = _row(session, trace_id, viewer)
            if row is None:
                row = FeedbackRow(id=str(uuid4()), trace_id=trace_id, user=viewer.user)
                session.add(row)
            _write(row, feedback)
            row.at = datetime.now(UTC)
            row.versions = trace.record.get("versions", {})

    def get(self, trace_id: str, viewer: Viewer) -> Feedback | None:
        """What the viewer said of the answer; None when nothing yet. NotFound when it is not theirs."""
        with self._database.reading() as session:
            _own_trace(session, trace_id, viewer)
            row = _row(session, trace_id, viewer)
            return _feedback_of(row) if row else None

    def withdraw(self, trace_id: str, viewer: Viewer) -> None:
        """Forget what the viewer said of the answer; nothing happens where they said nothing."""
        with self._database.writing() as session:
            _own_trace(session, trace_id, viewer, lock=True)
            row = _row(session, trace_id, viewer)
            if row is not None:
                session.delete(row)

    def invitation(self, viewer: Viewer) -> str | None:
        """The trace of the answer under which the viewer was last invited to say whether they recommend Lärdom."""
        with self._database.reading() as session:
            return _invited_at(session, viewer)


def _own_trace(session: Session, trace_id: str, viewer: Viewer, *, lock: bool = False) -> TraceRow:
    """`lock` makes two clicks at once come one after the other, where the database lets writers run side by side."""
    row = session.get(TraceRow, trace_id, with_for_update=lock)
    if row is None or row.user != viewer.user:
        raise NotFound("There is no such answer.", "Feedback is given under an answer of your own.")
    return row


def _check_sentence(feedback: Feedback, trace: TraceRow) -> None:
    if feedback.sentence is not None and feedback.sentence >= len(trace.record.get("sentences", ())):
        raise Refused("The answer has no such sentence.", "`sentence` counts its sentences from 0.")


def _row(session: Session, trace_id: str, viewer: Viewer) -> FeedbackRow | None:
    own = FeedbackRow.trace_id == trace_id, FeedbackRow.user == viewer.user
    return session.scalar(select(FeedbackRow).where(*own))


def _invite(session: Session, trace_id: str, viewer: Viewer, on: date) -> None:
    row = session.get(NpsInvitationRow, viewer.user)
    if row is not None and row.at.date() > on - timedelta(days=NPS_EVERY_DAYS):
        return
    own = select(func.count()).select_from(TraceRow).where(TraceRow.user == viewer.user)
    if (session.scalar(own) or 0) < NPS_AFTER_ANSWERS:
        return
    if row is None:
        row = NpsInvitationRow(user=viewer.user)
        session.add(row)
    row.trace_id = trace_id
    row.at = datetime.combine(on, datetime.min.time(), UTC)


def _invited_at(session: Session, viewer: Viewer) -> str | None:
    row = session.get(NpsInvitationRow, viewer.user)
    return row.trace_id if row else None


def _write(row: FeedbackRow, feedback: Feedback) -> None:
    row.helpful = feedback.helpful
    row.reason = feedback.reason.value if feedback.reason else None
    row.sentence = feedback.sentence
    row.comment = feedback.comment
    row.csat = feedback.csat
    row.nps = feedback.nps
    row.minutes_saved = feedback.minutes_saved


def _feedback_of(row: FeedbackRow) -> Feedback:
    return Feedback(
        helpful=row.helpful,
        reason=Reason(row.reason) if row.reason else None,
        sentence=row.sentence,
        comment=row.comment,
        csat=row.csat,
        nps=row.nps,
        minutes_saved=row.minutes_saved,
    )
