"""The register of decisions to scale: appended to, never changed; and the versions of the business case."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.chain import FIRST, canonical, hash_of
from knowledge.decisions import LogEntry
from knowledge.errors import Conflict, NotFound
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.decision_tables import AssumptionsRow, LogEntryRow


@dataclass(frozen=True, slots=True)
class StoredAssumptions:
    """`assumptions` is JSON of the assistant's own schema."""

    version: int
    at: datetime
    user: str
    note: str
    assumptions: dict[str, Any]


class DecisionRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(self, content: dict[str, Any], viewer: Viewer) -> LogEntry:
        """Write a decision; `content` is JSON, and says what the goals were at that moment."""
        with self._database.writing() as session:
            last = _last(session)
            number = last.number + 1 if last else 1
            author = {"by": viewer.user, "name": viewer.name or viewer.user}
            entry = _append(session, last, number, None, {**content, **author})
            appended(session, Act.DECISION_MAKE, viewer, str(number), {"hash": entry.hash})
            return entry

    def sign(self, decision: int, statement: str, viewer: Viewer) -> LogEntry:
        """The viewer's own signature. NotFound without the decision, Conflict when they have signed."""
        with self._database.writing() as session:
            last = _last(session)
            if session.scalar(select(LogEntryRow.number).where(LogEntryRow.number == decision, _IS_DECISION)) is None:
                raise NotFound("There is no such decision.", "Open the decision log again.")
            own = LogEntryRow.decision == decision, LogEntryRow.signer == viewer.user
            if session.scalar(select(func.count()).select_from(LogEntryRow).where(*own)):
                raise Conflict("You have signed this decision already.", "Nobody signs twice, nor for somebody else.")
            content = {"name": viewer.name or viewer.user, "statement": statement}
            entry = _append(session, last, decision, viewer.user, content)
            appended(session, Act.DECISION_SIGN, viewer, str(decision), {"hash": entry.hash})
            return entry

    def entries(self) -> tuple[LogEntry, ...]:
        """The whole log, oldest first."""
        with self._database.reading() as session:
            return tuple(map(_entry_of, session.scalars(select(LogEntryRow).order_by(LogEntryRow.number))))


class AssumptionRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self) -> StoredAssumptions | None:
        with self._database.reading() as session:
            row = _latest(session)
            return StoredAssumptions(row.version, row.at, row.user, row.note, row.assumptions) if row else None

    def add(self, based_on: int, assumptions: dict[str, Any], note: str, viewer: Viewer) -> int:
        """A new version, and its number. Conflict when `based_on` is not the latest."""
        with self._database.writing() as session:
            row = _latest(session)
            latest = row.version if row else 0
            if latest != based_on:
                raise Conflict("Somebody else has changed the assumptions.", "Read them again, and change those.")
            session.add(
                AssumptionsRow(
                    version=latest + 1, at=datetime.now(UTC), user=viewer.user, note=note, assumptions=assumptions
                )
            )
            appended(session, Act.CASE_CHANGE, viewer, str(latest + 1))
            return latest + 1


_IS_DECISION = LogEntryRow.signer.is_(None)


def _latest(session: Session) -> AssumptionsRow | None:
    return session.scalar(select(AssumptionsRow).order_by(AssumptionsRow.version.desc()).limit(1))


def _last(session: Session) -> LogEntryRow | None:
    """The end of the chain, to which nobody else can append before this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has one writer at a time anyway.
        session.execute(text("LOCK TABLE decision_log IN EXCLUSIVE MODE"))
    return session.scalar(select(LogEntryRow).order_by(LogEntryRow.number.desc()).limit(1))


def _append(
    session: Session, last: LogEntryRow | None, decision: int, signer: str | None, content: dict[str, Any]
) -> LogEntry:
    previous = last.hash if last else FIRST
    known = {"decision": decision, "signer": signer, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    body = canonical({**content, **known})
    row = LogEntryRow(
        number=last.number + 1 if last else 1,
        decision=decision,
        signer=signer,
        body=body,
        previous=previous,
        hash=hash_of(previous, body),
    )
    session.add(row)
    session.flush()
    return _entry_of(row)


def _entry_of(row: LogEntryRow) -> LogEntry:
    return LogEntry(row.number, row.decision, row.signer, row.body, row.previous, row.hash)
