"""The record of each answer: what was retrieved and shown, by ids and hashes, and what made it."""

from datetime import UTC, datetime
from typing import Any

from knowledge.access import Viewer
from knowledge.errors import NotFound
from knowledge.registry.database import Database
from knowledge.registry.tables import TraceRow


class TraceRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, trace_id: str, viewer: Viewer, record: dict[str, Any]) -> None:
        """`record` is JSON without personal data: no question text, no quotes."""
        with self._database.writing() as session:
            session.add(TraceRow(id=trace_id, at=datetime.now(UTC), user=viewer.user, record=record))

    def get(self, trace_id: str) -> dict[str, Any]:
        with self._database.reading() as session:
            row = session.get(TraceRow, trace_id)
            if row is None:
                raise NotFound("There is no such trace.")
            return row.record
