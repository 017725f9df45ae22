"""The register of reviews: a sample of each week's answers, judged by people who did not ask and may see the sources.

A reviewer never learns who asked, is never given an answer of their own, and only sees answers whose conversation
still stands and all of whose cited documents they may open: all of it conditions of the query.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.errors import Conflict, NotFound, Refused
from knowledge.registry.audit import appended
from knowledge.registry.conversations import StoredMessage, message_of
from knowledge.registry.database import Database
from knowledge.registry.feedback_tables import ReviewRow
from knowledge.registry.sight import visible_to
from knowledge.registry.tables import DocumentRow, MessageRow, TraceDocumentRow, TraceRow
from knowledge.reviews import Candidate, ReviewState, Verdict, order, sample
from knowledge.weeks import week_of

ABSTAINED = "abstained"
_OF_ABSTENTION = {Verdict.RIGHTLY_REFUSED, Verdict.WRONGLY_REFUSED}


@dataclass(frozen=True, slots=True)
class Review:
    """An answer to judge, or that was judged: without the asker, and without the time of day."""

    id: str
    trace_id: str
    week: str
    state: ReviewState
    message: StoredMessage
    verdict: Verdict | None = None
    comment: str = ""
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """What is left for the viewer to judge, and how many answers of the same weeks they have judged."""

    open: tuple[Review, ...]
    done: int


class ReviewRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def draw(self, on: date, size: int) -> None:
        """Draw the samples of the running week and of the one before, `size` answers each.

        While its week runs a sample follows what is asked: an open review may give way to another; one that is judged
        stays. Drawn again from the same answers, it is the same.
        """
        with self._database.writing() as session:
            for week in _weeks(on):
                _draw(session, week, size)

    def queue(self, viewer: Viewer, on: date) -> Queue:
        """The open reviews of the same two weeks that the viewer may judge, the earlier week first."""
        weeks = _weeks(on)
        drawn = _for(viewer).where(ReviewRow.state == ReviewState.OPEN.value, ReviewRow.week.in_(weeks))
        judged = select(func.count()).select_from(ReviewRow)
        judged = judged.where(ReviewRow.reviewer == viewer.user, ReviewRow.week.in_(weeks))
        with self._database.reading() as session:
            rows = session.execute(drawn.order_by(ReviewRow.week, ReviewRow.place))
            return Queue(tuple(_review_of(row, message) for row, message in rows), session.scalar(judged) or 0)

    def get(self, review_id: str, viewer: Viewer) -> Review:
        with self._database.reading() as session:
            return _review_of(*_found(session, review_id, viewer))

    def judge(self, review_id: str, viewer: Viewer, verdict: Verdict, comment: str, minutes: float | None) -> None:
        """Keep a verdict, or change one's own. Conflict when somebody else gave one first."""
        with self._database.writing() as session:
            row, message = _found(session, review_id, viewer, lock=True)
            _not_anothers(row, viewer)
            if (message.answer["status"] == ABSTAINED) != (verdict in _OF_ABSTENTION):
                raise Refused(
                    f"`{verdict}` does not fit an answer that is {message.answer['status']}.",
                    "An abstention was rightly or wrongly refused; an answer is right, partly right or wrong.",
                )
            row.state = ReviewState.DONE.value
            row.verdict, row.comment, row.minutes = verdict.value, comment, minutes
            row.reviewer, row.reviewed_at = viewer.user, datetime.now(UTC)
            appended(session, Act.REVIEW_JUDGE, viewer, review_id, {"trace": row.trace_id, "verdict": row.verdict})

    def reopen(self, review_id: str, viewer: Viewer) -> None:
        """Take one's own verdict back."""
        with self._database.writing() as session:
            row, _ = _found(session, review_id, viewer, lock=True)
            _not_anothers(row, viewer)
            row.state = ReviewState.OPEN.value
            row.verdict = row.reviewer = row.reviewed_at = row.minutes = None
            row.comment = ""
            appended(session, Act.REVIEW_REOPEN, viewer, review_id, {"trace": row.trace_id})


def _weeks(on: date) -> tuple[str, str]:
    return week_of(on - timedelta(weeks=1)), week_of(on)


def _draw(session: Session, week: str, size: int) -> None:
    asked = select(TraceRow.id, TraceRow.language, TraceRow.status).where(TraceRow.week == week)
    kept = asked.join(MessageRow, MessageRow.trace_id == TraceRow.id)
    candidates = [Candidate(*row) for row in session.execute(kept.with_for_update(of=TraceRow))]
    drawn = {row.trace_id: row for row in session.scalars(select(ReviewRow).where(ReviewRow.week == week))}
    done = frozenset(id_ for id_, row in drawn.items() if row.state == ReviewState.DONE.value)
    chosen = sample(candidates, size, week, done)
    for trace_id, row in drawn.items():
        if trace_id not in done:
            row.state = (ReviewState.OPEN if trace_id in chosen else ReviewState.SKIPPED).value
    session.add_all([_review_row(trace_id, week) for trace_id in sorted(chosen - drawn.keys())])


def _review_row(trace_id: str, week: str) -> ReviewRow:
    return ReviewRow(
        id=str(uuid4()),
        trace_id=trace_id,
        sampled_at=datetime.now(UTC),
        week=week,
        place=order(trace_id, week),
        state=ReviewState.OPEN.value,
        comment="",
    )


def _for(viewer: Viewer) -> Select[ReviewRow, MessageRow]:
    """The reviews that the viewer may judge, each with its message."""
    query = select(ReviewRow, MessageRow).join(MessageRow, MessageRow.trace_id == ReviewRow.trace_id)
    query = query.join(TraceRow, TraceRow.id == ReviewRow.trace_id)
    return query.where(TraceRow.user != viewer.user, ~_cites_unseen(viewer))


def _cites_unseen(viewer: Viewer) -> ColumnElement[bool]:
    seen = select(DocumentRow.id).where(DocumentRow.removed_at.is_(None), *visible_to(viewer))
    cites = TraceDocumentRow.trace_id == ReviewRow.trace_id
    return exists().where(cites, TraceDocumentRow.document_id.not_in(seen))


def _found(session: Session, review_id: str, viewer: Viewer, *, lock: bool = False) -> tuple[ReviewRow, MessageRow]:
    query = _for(viewer).where(ReviewRow.id == review_id)
    found = session.execute(query.with_for_update(of=ReviewRow) if lock else query).first()
    if found is None:
        raise NotFound("There is no such review, or it is not yours to make.", "Take the next one of the queue.")
    return found[0], found[1]


def _not_anothers(row: ReviewRow, viewer: Viewer) -> None:
    if row.reviewer not in {None, viewer.user}:
        raise Conflict("Somebody else has reviewed this answer.", "Take the next one of the queue.")


def _review_of(row: ReviewRow, message: MessageRow) -> Review:
    return Review(
        id=row.id,
        trace_id=row.trace_id,
        week=row.week,
        state=ReviewState(row.state),
        message=message_of(message),
        verdict=Verdict(row.verdict) if row.verdict else None,
        comment=row.comment,
        minutes=row.minutes,
    )
