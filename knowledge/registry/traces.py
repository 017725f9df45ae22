"""The record of each answer: what was retrieved and shown, by ids and hashes, and what made it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from knowledge.access import Viewer
from knowledge.errors import NotFound
from knowledge.registry.database import Database
from knowledge.registry.tables import TraceDocumentRow, TraceGroupRow, TraceRow
from knowledge.weeks import week_of


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
        """`record` is JSON without personal data: no question text, no quotes. `at` is now where it is not given."""
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

    def get(self, trace_id: str) -> dict[str, Any]:
        with self._database.reading() as session:
            row = session.get(TraceRow, trace_id)
            if row is None:
                raise NotFound("There is no such trace.")
            return row.record
