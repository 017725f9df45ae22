"""The runs of the golden set that were made here, newest first. They hold the set's questions and nobody else's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from knowledge.errors import NotFound
from knowledge.registry.database import Database
from knowledge.registry.tables import EvaluationRunRow


@dataclass(frozen=True, slots=True)
class StoredRun:
    """`summary` is JSON to list runs by; what was asked and answered is in the record, which `get` returns."""

    id: str
    at: datetime
    name: str
    summary: dict[str, Any]


class EvaluationRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run_id: str, at: datetime, name: str, summary: dict[str, Any], record: dict[str, Any]) -> None:
        """The same id again replaces the run."""
        with self._database.writing() as session:
            session.merge(EvaluationRunRow(id=run_id, at=at, name=name, summary=summary, record=record))

    def list(self, limit: int = 100) -> tuple[StoredRun, ...]:
        row = EvaluationRunRow
        query = select(row.id, row.at, row.name, row.summary).order_by(row.at.desc(), row.id).limit(limit)
        with self._database.reading() as session:
            return tuple(StoredRun(*found) for found in session.execute(query))

    def get(self, run_id: str) -> dict[str, Any]:
        """The record; raises NotFound."""
        with self._database.reading() as session:
            row = session.get(EvaluationRunRow, run_id)
            if row is None:
                raise NotFound("There is no such evaluation run.", "`lardom eval runs` lists them.")
            return row.record
