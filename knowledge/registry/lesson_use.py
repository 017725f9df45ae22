"""What became of published lessons: how often answers rested on them, and what they were promoted to."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.disclosure import LEAST_PEOPLE, rounded_down
from knowledge.registry.database import Database
from knowledge.registry.feedback_tables import FeedbackRow
from knowledge.registry.submission_rows import submissions_of
from knowledge.registry.submission_tables import SubmissionRow
from knowledge.registry.tables import SourceRow, TraceDocumentRow, TraceRow
from knowledge.submissions import SUBMITTED, Submission, SubmissionState


@dataclass(frozen=True, slots=True)
class Credit:
    """Of one document: answers to others than its author that cited it, and people who found such an answer helpful.

    Rounded down to a multiple of five, and None where fewer than five people stand behind the figure, so that it tells
    of nobody.
    """

    document_id: str
    cited: int | None
    helpful: int | None


class LessonUseRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def credits(self, document_ids: frozenset[str], author: str) -> tuple[Credit, ...]:
        with self._database.reading() as session:
            return tuple(_credit(session, document_id, author) for document_id in sorted(document_ids))

    def behind(self, document_id: str) -> Submission | None:
        """What was approved last of the document, if it was written here. For who may see the document."""
        with self._database.reading() as session:
            written = select(SourceRow.uri).where(
                SourceRow.document_id == document_id, SourceRow.uri.startswith(SUBMITTED, autoescape=True)
            )
            query = select(SubmissionRow).where(SubmissionRow.address.in_(written), _APPROVED)
            row = session.scalars(query.order_by(SubmissionRow.decided_at.desc()).limit(1)).first()
            return submissions_of(session, [row])[0] if row else None

    def promoted_to(self, document_id: str) -> tuple[str, ...]:
        """The documents that were made from this one."""
        with self._database.reading() as session:
            rows = list(
                session.scalars(select(SubmissionRow).where(SubmissionRow.promoted_from == document_id, _APPROVED))
            )
            made = submissions_of(session, rows)
        return tuple(dict.fromkeys(each.document_id for each in made if each.document_id))


_APPROVED = SubmissionRow.state == SubmissionState.APPROVED.value


def _credit(session: Session, document_id: str, author: str) -> Credit:
    cited = select(TraceRow).join(TraceDocumentRow, TraceDocumentRow.trace_id == TraceRow.id)
    by_others = cited.where(TraceDocumentRow.document_id == document_id, TraceRow.user != author).subquery()
    answers, people = session.execute(select(func.count(), func.count(by_others.c.user_name.distinct()))).one()
    helped = select(func.count(FeedbackRow.user.distinct())).where(
        FeedbackRow.trace_id.in_(select(by_others.c.id)), FeedbackRow.helpful.is_(True), FeedbackRow.user != author
    )
    helpful = session.scalar(helped) or 0
    return Credit(
        document_id,
        rounded_down(answers) if people >= LEAST_PEOPLE else None,
        rounded_down(helpful) if helpful >= LEAST_PEOPLE else None,
    )
