"""API keys of services: what each may do, what it may read, and until when. Of its secret a salted hash is kept."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.access import LOCAL_OWNER, KeyScope, Viewer
from knowledge.audit import Act
from knowledge.errors import NotFound
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.key_tables import ApiKeyRow

KEY_PREFIX = "lardom_"
"""Begins every key, so that those who look for leaked secrets find it; `lardom_` and the id may be shown."""
# A write for each request would make readers wait for each other.
_USE_EVERY = timedelta(minutes=1)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`id` is the part of the key that may be shown; `user` stands in records for who used it."""

    id: str
    name: str
    scopes: frozenset[KeyScope]
    groups: frozenset[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def shown(self) -> str:
        return f"{KEY_PREFIX}{self.id}"

    @property
    def user(self) -> str:
        return f"key:{self.id}"


class KeyRegister:
    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._now = now

    def create(
        self,
        name: str,
        scopes: frozenset[KeyScope],
        groups: frozenset[str],
        expires_at: datetime,
        by: Viewer = LOCAL_OWNER,
    ) -> tuple[ApiKey, str]:
        """A new key, and its whole text, which is nowhere else and cannot be had again."""
        key_id, secret, salt = secrets.token_hex(4), secrets.token_urlsafe(32), secrets.token_hex(16)
        row = ApiKeyRow(
            id=key_id,
            name=name,
            salt=salt,
            secret_hash=_hash(salt, secret),
            scopes=sorted(scope.value for scope in scopes),
            groups=sorted(groups),
            created_at=self._now(),
            expires_at=expires_at,
        )
        with self._database.writing() as session:
            session.add(row)
            granted = {"scopes": row.scopes, "expires_at": expires_at.isoformat()}
            appended(session, Act.KEY_CREATE, by, key_id, granted)
        return _key_of(row), f"{KEY_PREFIX}{key_id}_{secret}"

    def list(self) -> tuple[ApiKey, ...]:
        """Every key there was, newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at.desc()))
            return tuple(map(_key_of, rows))

    def revoke(self, shown: str, by: Viewer = LOCAL_OWNER) -> ApiKey:
        """From the next request on the key opens nothing; raises NotFound."""
        with self._database.writing() as session:
            row = _row(session, shown.strip().removeprefix(KEY_PREFIX).partition("_")[0])
            if row is None:
                raise NotFound(f"There is no key {shown}.", "`lardom keys list` shows them.")
            row.revoked_at = row.revoked_at or self._now()
            appended(session, Act.KEY_REVOKE, by, row.id)
            return _key_of(row)

    def check(self, shown: str) -> ApiKey | None:
        """The key whose text this is, if it may be used now. Unknown, wrong, expired and revoked look alike."""
        key_id, _, secret = shown.removeprefix(KEY_PREFIX).partition("_")
        now = self._now()
        with self._database.reading() as session:
            row = _row(session, key_id)
            salt, kept = (row.salt, row.secret_hash) if row else ("", "")
            right = secrets.compare_digest(_hash(salt, secret), kept)
            if row is None or not right or row.revoked_at is not None or row.expires_at <= now:
                return None
            key = _key_of(row)
        if key.last_used_at is None or now - key.last_used_at >= _USE_EVERY:
            self._used(key.id, now)
        return key

    def known(self, shown: str) -> str:
        """The id that such a text begins with, where there is such a key, also one that opens nothing any more."""
        key_id = shown.removeprefix(KEY_PREFIX).partition("_")[0]
        with self._database.reading() as session:
            return key_id if _row(session, key_id) is not None else ""

    def _used(self, key_id: str, now: datetime) -> None:
        with self._database.writing() as session:
            row = _row(session, key_id)
            if row is not None:
                row.last_used_at = now


def _row(session: Session, key_id: str) -> ApiKeyRow | None:
    return session.get(ApiKeyRow, key_id)


def _hash(salt: str, secret: str) -> str:
    # One round: the secret is 256 random bits, not a password that could be guessed.
    return sha256(f"{salt}{secret}".encode()).hexdigest()


def _key_of(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=frozenset(map(KeyScope, row.scopes)),
        groups=frozenset(row.groups),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
