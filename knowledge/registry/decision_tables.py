"""The tables of the business case and of the decision log."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.registry.tables import Base


class AssumptionsRow(Base):
    """One version of what the business case rests on; earlier ones are kept."""

    __tablename__ = "roi_assumptions"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    user: Mapped[str] = mapped_column("user_name", Text)
    note: Mapped[str] = mapped_column(Text)
    assumptions: Mapped[dict[str, Any]]


class LogEntryRow(Base):
    """A link of the decision log: `body` is canonical JSON, `hash` is that of `previous` and `body`.

    Triggers refuse every change of a row that is there.
    """

    __tablename__ = "decision_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # A decision's own number; a signature carries that of the decision it signs.
    decision: Mapped[int] = mapped_column(index=True)
    signer: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
