"""Under which id somebody signs in, by keyed fingerprints of what the identity provider calls them.

Whoever only ever asked questions stands in the records by an id that says nothing. When they want to know what is held
about them, they say their name: this is how it leads to the id, without any name being kept.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from knowledge.registry.database import Database
from knowledge.registry.person_tables import SignInRow


class SignInRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, user: str, marks: Sequence[str], at: datetime) -> None:
        """What they are called now, in place of before."""
        with self._database.writing() as session:
            session.merge(SignInRow(user=user, marks=list(marks), seen_at=at))

    def users_of(self, marks: Collection[str]) -> tuple[str, ...]:
        """Everybody who has one of these fingerprints: namesakes are more than one."""
        wanted = frozenset(marks)
        with self._database.reading() as session:
            rows = session.scalars(select(SignInRow).order_by(SignInRow.user))
            return tuple(row.user for row in rows if wanted.intersection(row.marks))
