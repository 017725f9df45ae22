"""The record of each answer: what was retrieved and shown, by ids and hashes, and what made it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.errors import NotFound
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.tables import TraceDocumentRow, TraceGroupRow, TraceRow
from knowledge.weeks import week_of

# Scores and times explain an answer; they say nothing of what somebody was shown.
_TECHNICAL = frozenset({"timings_ms", "tokens", "retrieved"})


@dataclass(frozen=True, slots=True)
class TraceFigures:
    """What is counted over many answers, and stands in columns for that. Tokens are the writing model's."""

    status: str = ""
    language: str = ""
    confidence: float = 0.0
    total_ms: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredTrace:
    """The record of an answer, who asked, and when it was ready."""

    record: dict[str, Any]
    user: str
    at: datetime


class TraceRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        trace_id: str,
        viewer: Viewer,
        record: dict[str, Any],
        figures: TraceFigures | None = None,
        at: datetime | None = None,
    ) -> None:
        """`record` is JSON without personal data: no question text, no quotes. `at` is now where it is not given.

        In the same transaction the audit log is told, which keeps it after the trace is gone.
        """
        counted, moment = figures or TraceFigures(), at or datetime.now(UTC)
        row = TraceRow(
            id=trace_id,
            at=moment,
            week=week_of(moment.astimezone(UTC).date()),
            user=viewer.user,
            status=counted.status,
            language=counted.language,
            confidence=counted.confidence,
            total_ms=counted.total_ms,
            tokens_in=counted.tokens_in,
            tokens_out=counted.tokens_out,
            record=record,
        )
        row.groups = [TraceGroupRow(group=group) for group in sorted(viewer.groups)]
        row.documents = [TraceDocumentRow(document_id=each) for each in dict.fromkeys(counted.documents)]
        with self._database.writing() as session:
            session.add(row)
            appended(session, Act.ANSWER_SHOW, viewer, trace_id, _audited(record))

    def read(self, trace_id: str) -> StoredTrace | None:
        """None when there is no such trace."""
        with self._database.reading() as session:
            row = session.get(TraceRow, trace_id)
            return StoredTrace(row.record, row.user, row.at) if row else None

    def get(self, trace_id: str) -> dict[str, Any]:
        with self._database.reading() as session:
            row = session.get(TraceRow, trace_id)
            if row is None:
                raise NotFound("There is no such trace.")
            return row.record


def _audited(record: dict[str, Any]) -> dict[str, Any]:
    """What the audit log keeps of the record."""
    kept = {name: value for name, value in record.items() if name not in _TECHNICAL}
    return {**kept, "retrieved": [found["passage"] for found in record.get("retrieved", ())]}
