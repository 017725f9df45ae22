"""What people whose id stands in a record are called, as far as it was noted where they wrote or reviewed a lesson."""

from collections.abc import Iterable

from sqlalchemy import select

from knowledge.audit import SERVICE
from knowledge.registry.database import Database
from knowledge.registry.key_tables import ApiKeyRow
from knowledge.registry.submission_tables import SubmissionEventRow


class NameRegister:
    """Nothing is kept for this: where the lessons of somebody are gone, so is the name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, users: Iterable[str]) -> dict[str, str]:
        """Names by user id, the latest for each; who has none, or none but the id, is left out. A key has its own."""
        wanted = frozenset(filter(None, users))
        query = (
            select(SubmissionEventRow.by, SubmissionEventRow.by_name)
            .where(SubmissionEventRow.by.in_(wanted), SubmissionEventRow.by != SubmissionEventRow.by_name)
            .order_by(SubmissionEventRow.at)
        )
        keys = select(ApiKeyRow.id, ApiKeyRow.name).where(
            ApiKeyRow.id.in_(user.removeprefix(SERVICE) for user in wanted if user.startswith(SERVICE))
        )
        with self._database.reading() as session:
            names = {by: name for by, name in session.execute(query) if name}
            return names | {f"{SERVICE}{id_}": name for id_, name in session.execute(keys) if name}
