"""The tables of what waits to be published. Nothing that answers, searches or counts documents reads them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.registry.tables import Base


class SubmissionRow(Base):
    """`submitted`, `classification` and the audience are those of what was last handed in: they decide who sees it."""

    __tablename__ = "submissions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    version: Mapped[int]
    author: Mapped[str] = mapped_column(Text, index=True)
    author_name: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]]
    submitted: Mapped[dict[str, Any]]
    classification: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(2000), index=True)
    # SHA-256 of the bytes that were approved.
    content_hash: Mapped[str] = mapped_column(String(64))
    revises: Mapped[str | None] = mapped_column(String(36))
    promoted_from: Mapped[str | None] = mapped_column(String(36), index=True)
    assignee: Mapped[str] = mapped_column(Text)
    assignee_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    audience: Mapped[list["SubmissionAudienceRow"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    events: Mapped[list["SubmissionEventRow"]] = relationship(
        cascade="all, delete-orphan", order_by="SubmissionEventRow.number", lazy="selectin"
    )
    attachments: Mapped[list["AttachmentRow"]] = relationship(
        cascade="all, delete-orphan", order_by="AttachmentRow.added_at", lazy="selectin"
    )


class SubmissionAudienceRow(Base):
    __tablename__ = "submission_audience"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name", String(200), primary_key=True)


class SubmissionEventRow(Base):
    """A line of the history, counted from 1."""

    __tablename__ = "submission_events"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("by_user", Text)
    by_name: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]]


class AttachmentRow(Base):
    """A file of a submission; its bytes lie in the data folder."""

    __tablename__ = "submission_attachments"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime]
