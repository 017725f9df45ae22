"""The tables of what was erased: persons on request, and what had been kept long enough; and of who is found how."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
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


class SignInRow(Base):
    """Somebody who has signed in: fingerprints of their names and mail addresses, under a key that is not here."""

    __tablename__ = "sign_ins"

    user: Mapped[str] = mapped_column("user_name", Text, primary_key=True)
    marks: Mapped[list[Any]]
    seen_at: Mapped[datetime]


class RetentionRunRow(Base):
    __tablename__ = "retention_runs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    report: Mapped[dict[str, Any]]
