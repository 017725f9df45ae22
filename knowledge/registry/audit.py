"""The audit log: appended to, never changed, cut at its oldest end only; and who its pseudonyms stand for."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, text
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import SERVICE, STRANGER, SYSTEM, Act, AuditEntry, check_log, start_of, written
from knowledge.chain import FIRST, Checked, canonical, hash_of
from knowledge.errors import NotFound, Refused
from knowledge.registry.audit_tables import AuditRow, PseudonymRow
from knowledge.registry.database import Database

_PAGE = 1000
_PSEUDONYM_BYTES = 8


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries; every condition that is set holds. `act` may be its first part: `key` for `key.create` too."""

    act: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERY_ENTRY = AuditQuery()


def _now() -> datetime:
    return datetime.now(UTC)


class AuditRegister:
    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._now = now

    def append(
        self, act: str, by: Viewer | str, subject: str = "", details: Mapping[str, Any] | None = None
    ) -> AuditEntry:
        """Write down an act. `details` is JSON of ids, hashes and counts, never text or personal data.

        A register that writes anyway appends in the same transaction, with `appended`.
        """
        with self._database.writing() as session:
            return appended(session, act, by, subject, details, self._now())

    def read(self, query: AuditQuery = EVERY_ENTRY, after: int = 0, limit: int = _PAGE) -> tuple[AuditEntry, ...]:
        """Oldest first, from the number after `after` on."""
        with self._database.reading() as session:
            rows = session.scalars(_asked(query).where(AuditRow.number > after).order_by(AuditRow.number).limit(limit))
            return tuple(map(_entry_of, rows))

    def latest(self, query: AuditQuery, before: int | None = None, limit: int = 50) -> tuple[AuditEntry, ...]:
        """Newest first, up to the number before `before`."""
        asked = _asked(query) if before is None else _asked(query).where(AuditRow.number < before)
        with self._database.reading() as session:
            return tuple(map(_entry_of, session.scalars(asked.order_by(AuditRow.number.desc()).limit(limit))))

    def every(self, query: AuditQuery = EVERY_ENTRY) -> Iterator[AuditEntry]:
        """Oldest first, a page at a time: what is written meanwhile may be among them."""
        number = 0
        while page := self.read(query, number):
            yield from page
            number = page[-1].number

    def every_latest(self) -> Iterator[AuditEntry]:
        """Newest first, a page at a time."""
        before: int | None = None
        while page := self.latest(EVERY_ENTRY, before, _PAGE):
            yield from page
            before = page[-1].number

    def verify(self) -> Checked:
        """The whole log, read anew."""
        with self._database.reading() as session:
            return check_log(_stream(session), start_of(_latest_cut(session)))

    def holds(self, written_down: str) -> bool:
        """Whether an entry has this hash: one that ended the log when it was written down elsewhere."""
        with self._database.reading() as session:
            return session.scalar(select(AuditRow.number).where(AuditRow.hash == written_down)) is not None

    def pseudonym_of(self, user: str) -> str | None:
        """What stands for them in the log; None for who is not in it."""
        with self._database.reading() as session:
            return session.scalar(select(PseudonymRow.pseudonym).where(PseudonymRow.user == user))

    def resolve(self, pseudonym: str, reason: str, by: Viewer) -> str:
        """Whom a pseudonym stands for; that it was asked, and why, is written down first. NotFound, Refused.

        The reason is the caller's to keep free of personal data.
        """
        if not reason.strip():
            raise Refused("A pseudonym is resolved for a reason only.", "Say why the name is needed.")
        with self._database.writing() as session:
            appended(session, Act.AUDIT_RESOLVE, by, pseudonym, {"reason": reason.strip()}, self._now())
            found = session.scalar(select(PseudonymRow.user).where(PseudonymRow.pseudonym == pseudonym))
        if found is None:
            raise NotFound("Nobody is known by this pseudonym.", "They may have been erased.")
        return found

    def forget(self, user: str) -> str | None:
        """Nobody can tell any more what in the log was theirs; returns the pseudonym that stands there still."""
        with self._database.writing() as session:
            row = session.get(PseudonymRow, user)
            if row is None:
                return None
            session.delete(row)
            return row.pseudonym

    def cut_before(self, moment: datetime, by: Viewer | str = SYSTEM) -> int:
        """Remove what was written before; returns how many entries. A last entry says where the rest begins."""
        with self._database.writing() as session:
            last, _ = _last(session)
            kept = session.scalar(select(func.min(AuditRow.number)).where(AuditRow.at >= moment)) or last + 1
            boundary = session.scalars(
                select(AuditRow).where(AuditRow.number < kept).order_by(AuditRow.number.desc()).limit(1)
            ).first()
            if boundary is None:
                return 0
            count = session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.number < kept)) or 0
            details = {"first": kept, "previous": boundary.hash, "removed": count, "before": written(moment)}
            appended(session, Act.AUDIT_CUT, by, str(kept), details, self._now())
            session.execute(delete(AuditRow).where(AuditRow.number < kept))
            # Of whom no entry is left: who they stood for needs to be known by nobody.
            named = select(AuditRow.actor).union(select(AuditRow.subject))
            session.execute(delete(PseudonymRow).where(PseudonymRow.pseudonym.not_in(named)))
            return count


def appended(
    session: Session,
    act: str,
    by: Viewer | str,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Append within a transaction that writes: the act and its entry are kept together, or neither is."""
    last, previous = _last(session)
    moment = _to_the_millisecond(at or _now())
    actor = _actor(session, by)
    content = {"at": written(moment), "act": str(act), "actor": actor, "subject": subject, "details": details or {}}
    body = canonical(content)
    entry = AuditEntry(last + 1, moment, str(act), actor, subject, body, previous, hash_of(previous, body))
    # Past the unit of work: an answer waits for this.
    session.execute(insert(AuditRow), [asdict(entry)])
    return entry


def _to_the_millisecond(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def user_of(by: Viewer | str) -> str:
    """Who stands in records for whoever acts."""
    return by if isinstance(by, str) else by.user


def _actor(session: Session, by: Viewer | str) -> str:
    user = user_of(by)
    is_service = user.startswith(SERVICE) if isinstance(by, str) else by.scopes is not None
    if is_service or by in (SYSTEM, STRANGER):
        return user
    known = session.scalar(select(PseudonymRow.pseudonym).where(PseudonymRow.user == user))
    if known is not None:
        return known
    made = f"person-{secrets.token_hex(_PSEUDONYM_BYTES)}"
    session.execute(insert(PseudonymRow).values(user=user, pseudonym=made))
    return made


def _last(session: Session) -> tuple[int, str]:
    """Number and hash at the end of the chain, to which nobody else can append before this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has one writer at a time anyway.
        session.execute(text("LOCK TABLE audit_log IN EXCLUSIVE MODE"))
    end = session.execute(select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)).first()
    return (end.number, end.hash) if end else (0, FIRST)


def _latest_cut(session: Session) -> AuditEntry | None:
    row = session.scalar(
        select(AuditRow).where(AuditRow.act == Act.AUDIT_CUT).order_by(AuditRow.number.desc()).limit(1)
    )
    return _entry_of(row) if row else None


def _stream(session: Session) -> Iterator[AuditEntry]:
    oldest_first = select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=_PAGE)
    # Closed when no more is read: verification ends at the first broken entry.
    with session.scalars(oldest_first) as rows:
        yield from map(_entry_of, rows)


def _asked(query: AuditQuery) -> Select[AuditRow]:
    asked = select(AuditRow)
    if query.act:
        asked = asked.where((AuditRow.act == query.act) | AuditRow.act.startswith(f"{query.act}.", autoescape=True))
    if query.actor:
        asked = asked.where(AuditRow.actor == query.actor)
    if query.subject:
        asked = asked.where(AuditRow.subject == query.subject)
    if query.since is not None:
        asked = asked.where(AuditRow.at >= query.since)
    if query.until is not None:
        asked = asked.where(AuditRow.at < query.until)
    return asked


def _entry_of(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.number, row.at, row.act, row.actor, row.subject, row.body, row.previous, row.hash)
