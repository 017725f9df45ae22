"""The tables of the audit log."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.registry.tables import Base


class AuditRow(Base):
    """A link of the audit log. Triggers refuse every change, and every removal that no entry of the log tells of."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(40), index=True)
    actor: Mapped[str] = mapped_column(Text, index=True)
    subject: Mapped[str] = mapped_column(Text, index=True)
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class PseudonymRow(Base):
    """Who a pseudonym of the audit log stands for. Without this row nobody can tell any more."""

    __tablename__ = "pseudonyms"

    user: Mapped[str] = mapped_column("user_name", Text, primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
