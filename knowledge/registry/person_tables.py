"""The tables of what was erased: persons on request, and what had been kept long enough."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.registry.tables import Base


class ErasureRow(Base):
    """A person who was erased, known by keyed fingerprints only; `completed_at` when nothing was left to do."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    fingerprints: Mapped[list[Any]]
    receipt: Mapped[dict[str, Any]]
    completed_at: Mapped[datetime | None]


class RetentionRunRow(Base):
    __tablename__ = "retention_runs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    report: Mapped[dict[str, Any]]
