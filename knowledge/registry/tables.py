"""The tables of the system of record. `migrations/` makes them; a test holds the two together."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    true,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Moment(TypeDecorator[datetime]):
    """A point in time, aware, in UTC: SQLite forgets the zone of what it stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}


class DocumentRow(Base):
    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(String(200), index=True)
    version: Mapped[str] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(16))
    classification: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    review_by: Mapped[date | None]
    tags: Mapped[list[Any]]
    questions: Mapped[list[Any]]
    revision_id: Mapped[str | None] = mapped_column(String(36))
    superseded_by: Mapped[str | None] = mapped_column(String(36))
    superseded_from: Mapped[date | None]
    # The properties that were set by hand, as JSON: they hold over what the document's source says.
    by_hand: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    # False while the index still filters by older properties: the document is hidden until it is in step again.
    in_step: Mapped[bool]
    added_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None] = mapped_column(Text)

    audience: Mapped[list["AudienceRow"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    supersedes: Mapped[list["SupersedesRow"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    sources: Mapped[list["SourceRow"]] = relationship(lazy="selectin", viewonly=True)


class AudienceRow(Base):
    __tablename__ = "document_audience"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name", String(200), primary_key=True)


class SupersedesRow(Base):
    """The organisation's number of a document that this one replaces.

    `trusted` when the server's own user said so: whatever has the number is replaced. Otherwise that is only what
    `declared_by` handed in, and what somebody who answers for it confirms.
    """

    __tablename__ = "document_supersedes"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    declared_by: Mapped[str] = mapped_column(Text, server_default="", default="")
    trusted: Mapped[bool] = mapped_column(server_default=true(), default=False)


class RevisionRow(Base):
    __tablename__ = "revisions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(Text)
    pages: Mapped[list[Any]]
    layout: Mapped[bytes] = mapped_column(LargeBinary)
    warnings: Mapped[list[Any]]
    hidden_text: Mapped[list[Any]]
    personal_data: Mapped[list[Any]]
    erased_at: Mapped[datetime | None]
    erased_why: Mapped[str | None] = mapped_column(String(16))


class PassageRow(Base):
    __tablename__ = "passages"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    start: Mapped[int] = mapped_column("start_char")
    end: Mapped[int] = mapped_column("end_char")
    section: Mapped[list[Any]]
    page: Mapped[int | None]
    boxes: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(String(8))
    context: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_passages_revision_ordinal", "revision_id", "ordinal", unique=True),)


class SourceRow(Base):
    """A place content was read from: a file, a member of an archive, an upload. Several may hold one document."""

    __tablename__ = "sources"

    uri: Mapped[str] = mapped_column(String(2000), primary_key=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime]


class JobRow(Base):
    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    request: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(Text)
    done: Mapped[int]
    total: Mapped[int]
    current: Mapped[str] = mapped_column(Text)
    seconds_left: Mapped[float | None]
    reports: Mapped[list[Any]]
    error: Mapped[str] = mapped_column(Text)


class ConversationRow(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user: Mapped[str] = mapped_column("user_name", Text, index=True)
    title: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]

    messages: Mapped[list["MessageRow"]] = relationship(
        cascade="all, delete-orphan", order_by="MessageRow.ordinal", lazy="selectin"
    )


class MessageRow(Base):
    __tablename__ = "messages"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any]]
    trace_id: Mapped[str | None] = mapped_column(String(36), index=True)
    asked_at: Mapped[datetime]


class TraceRow(Base):
    """What was retrieved and shown for one question, by ids and hashes; never the question itself."""

    __tablename__ = "traces"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # The ISO week of `at`, as in 2026-W05.
    week: Mapped[str] = mapped_column(String(8), index=True)
    user: Mapped[str] = mapped_column("user_name", Text, index=True)
    status: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[float]
    total_ms: Mapped[float]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    record: Mapped[dict[str, Any]]

    groups: Mapped[list["TraceGroupRow"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    documents: Mapped[list["TraceDocumentRow"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class TraceGroupRow(Base):
    """A group that the asker was in when the question was put."""

    __tablename__ = "trace_groups"

    trace_id: Mapped[str] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name", String(200), primary_key=True)


class TraceDocumentRow(Base):
    """A document that the answer cited."""

    __tablename__ = "trace_documents"

    trace_id: Mapped[str] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(36), primary_key=True)


class GapRow(Base):
    """Questions on one topic that the documents do not answer well, and what is done about it."""

    __tablename__ = "gaps"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(Text)
    due: Mapped[date | None]
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime | None]

    questions: Mapped[list["GapQuestionRow"]] = relationship(lazy="selectin", passive_deletes=True)


class GapQuestionRow(Base):
    """One question of a gap, redacted. It goes with the message it stands in, which alone knows who asked."""

    __tablename__ = "gap_questions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    gap_id: Mapped[str] = mapped_column(ForeignKey("gaps.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str] = mapped_column(String(36))
    ordinal: Mapped[int]
    part: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(String(16))
    near: Mapped[list[Any]]
    centrality: Mapped[float]
    proof: Mapped[dict[str, Any] | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "ordinal"], ["messages.conversation_id", "messages.ordinal"], ondelete="CASCADE"
        ),
        UniqueConstraint("conversation_id", "ordinal", "part"),
    )


class EvaluationRunRow(Base):
    __tablename__ = "evaluation_runs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Text)
    summary: Mapped[dict[str, Any]]
    record: Mapped[dict[str, Any]]


class CounterRow(Base):
    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[int]
