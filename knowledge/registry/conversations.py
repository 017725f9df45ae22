"""Conversations, each seen by the person who had it and by nobody else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.errors import NotFound
from knowledge.registry.database import Database
from knowledge.registry.tables import ConversationRow, MessageRow

TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A question and the answer as it was given: JSON of the assistant's own schema."""

    question: str
    answer: dict[str, Any]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class StoredConversation:
    id: str
    title: str
    updated_at: datetime
    messages: tuple[StoredMessage, ...] = ()


class ConversationRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, viewer: Viewer, question: str) -> str:
        """A new conversation, titled by its first question; returns its id."""
        row = ConversationRow(
            id=str(uuid4()), user=viewer.user, title=question[:TITLE_CHARS], updated_at=datetime.now(UTC)
        )
        with self._database.writing() as session:
            session.add(row)
        return row.id

    def append(self, conversation_id: str, viewer: Viewer, question: str, answer: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        with self._database.writing() as session:
            row = _owned(session, conversation_id, viewer)
            row.updated_at = now
            row.messages.append(
                MessageRow(
                    ordinal=len(row.messages),
                    question=question,
                    answer=answer,
                    trace_id=answer.get("trace_id"),
                    asked_at=now,
                )
            )

    def get(self, conversation_id: str, viewer: Viewer) -> StoredConversation:
        with self._database.reading() as session:
            row = _owned(session, conversation_id, viewer)
            messages = tuple(message_of(message) for message in row.messages)
            return StoredConversation(row.id, row.title, row.updated_at, messages)

    def message_of_trace(self, trace_id: str) -> StoredMessage:
        """The turn whose answer has that trace, whoever asked: for reviews, which hide the asker, and for evaluation.

        NotFound when it was not remembered, or its conversation was deleted.
        """
        with self._database.reading() as session:
            row = session.scalar(select(MessageRow).where(MessageRow.trace_id == trace_id))
            if row is None:
                raise NotFound("The question of that answer is not kept.", "Its conversation may have been deleted.")
            return message_of(row)

    def list(self, viewer: Viewer, limit: int = 50) -> tuple[StoredConversation, ...]:
        """The viewer's conversations without their messages, newest first."""
        query = select(ConversationRow.id, ConversationRow.title, ConversationRow.updated_at)
        query = query.where(ConversationRow.user == viewer.user).order_by(ConversationRow.updated_at.desc())
        with self._database.reading() as session:
            return tuple(StoredConversation(*row) for row in session.execute(query.limit(limit)))

    def delete(self, conversation_id: str, viewer: Viewer) -> None:
        with self._database.writing() as session:
            session.delete(_owned(session, conversation_id, viewer))


def message_of(row: MessageRow) -> StoredMessage:
    return StoredMessage(row.question, row.answer, row.asked_at)


def _owned(session: Session, conversation_id: str, viewer: Viewer) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id)
    if row is None or row.user != viewer.user:
        raise NotFound("There is no such conversation.", "Start a new one.")
    return row
