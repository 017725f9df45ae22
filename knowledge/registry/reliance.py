"""How often answers cite each document, and for whom: the registry's part of the ownership reports."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from knowledge.access import Viewer
from knowledge.disclosure import EVERYONE, LEAST_PEOPLE, publishable, rounded_down
from knowledge.registry.database import Database
from knowledge.registry.sight import visible_to
from knowledge.registry.tables import DocumentRow, TraceDocumentRow, TraceGroupRow, TraceRow
from knowledge.weeks import ended_weeks


@dataclass(frozen=True, slots=True)
class Reliance:
    """`answers` cited the document in the weeks, None when fewer than five people asked for them; `groups` are those
    of which five or more did. Counts are rounded down to multiples of five, and no running week is counted."""

    cited_ever: bool
    answers: int | None
    groups: tuple[str, ...] = ()


class RelianceRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, viewer: Viewer, today: date, weeks: int) -> dict[str, Reliance]:
        """By document, of those that the viewer sees and that an answer has cited within the weeks or since."""
        wanted = ended_weeks(today, weeks)
        since = datetime.combine(today - timedelta(weeks=weeks), time(), UTC)
        seen = select(DocumentRow.id).where(DocumentRow.removed_at.is_(None), *visible_to(viewer))
        cited = (
            select(TraceDocumentRow.document_id, TraceRow.week, TraceRow.user, func.count())
            .join(TraceRow, TraceRow.id == TraceDocumentRow.trace_id)
            .where(TraceDocumentRow.document_id.in_(seen), TraceRow.at >= since)
            .group_by(TraceDocumentRow.document_id, TraceRow.week, TraceRow.user)
        )
        member = (
            select(TraceRow.user, TraceGroupRow.group)
            .distinct()
            .join(TraceGroupRow, TraceGroupRow.trace_id == TraceRow.id)
            .where(TraceRow.week.in_(wanted))
        )
        with self._database.reading() as session:
            rows = list(session.execute(cited))
            groups: dict[str, set[str]] = defaultdict(set)
            for user, group in session.execute(member):
                groups[user].add(group)
        counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        found = {document_id for document_id, *_ in rows}
        for document_id, week, user, count in rows:
            if week in wanted:
                counted[document_id][user] += count
        return {document_id: _reliance(counted[document_id], groups) for document_id in found}


def _reliance(answers: dict[str, int], groups: dict[str, set[str]]) -> Reliance:
    given = publishable({user: frozenset(groups[user]) for user in answers})
    if EVERYONE not in given:
        return Reliance(True, None)
    return Reliance(True, rounded_down(sum(answers.values()), LEAST_PEOPLE), tuple(sorted(given - {EVERYONE})))
