"""The tables of who said that one document stands in another's place, and of what was changed by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.registry.tables import Base


class SupersessionDecisionRow(Base):
    """Whether a document may stand in another's place, as decided by somebody who answers for the other one."""

    __tablename__ = "supersession_decisions"

    successor_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    superseded_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    confirmed: Mapped[bool]
    # The successor's revision that was decided on: one that was turned down may be proposed anew.
    revision_id: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class PropertyChangeRow(Base):
    """One change of what is known about a document, made by hand. `changes` is {property: [before, after]} as JSON."""

    __tablename__ = "property_changes"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("changed_by", Text)
    note: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(String(16))
    changes: Mapped[dict[str, Any]]
    # The number of the change that this one took back.
    undoes: Mapped[int | None]
