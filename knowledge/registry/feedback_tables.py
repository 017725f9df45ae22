"""The tables of what people say of answers: those who asked, and those who review a sample."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.registry.tables import Base


class FeedbackRow(Base):
    """What one person says of one answer they were given; `versions` made the answer."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    trace_id: Mapped[str] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"))
    user: Mapped[str] = mapped_column("user_name", Text)
    at: Mapped[datetime] = mapped_column(index=True)
    helpful: Mapped[bool | None]
    reason: Mapped[str | None] = mapped_column(String(16))
    sentence: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text)
    csat: Mapped[int | None]
    nps: Mapped[int | None]
    minutes_saved: Mapped[int | None]
    versions: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("trace_id", "user_name", name="uq_feedback_trace_user"),)


class NpsInvitationRow(Base):
    """The answer under which a person was last asked whether they would recommend Lärdom."""

    __tablename__ = "nps_invitations"

    user: Mapped[str] = mapped_column("user_name", Text, primary_key=True)
    trace_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]


class ReviewRow(Base):
    """An answer drawn for review; who asked is in its trace only."""

    __tablename__ = "reviews"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    trace_id: Mapped[str] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"), unique=True)
    sampled_at: Mapped[datetime]
    week: Mapped[str] = mapped_column(String(8), index=True)
    # The answer's place in the random order of its week (knowledge.reviews.order).
    place: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), index=True)
    verdict: Mapped[str | None] = mapped_column(String(16))
    reviewer: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None]
    minutes: Mapped[float | None]
    comment: Mapped[str] = mapped_column(Text)
