"""What real use adds up to: reads traces, feedback and reviews, and gives out figures of five people or more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.disclosure import EVERYONE, LEAST_PEOPLE, publishable, rounded_down
from knowledge.documents import Kind
from knowledge.registry.database import Database
from knowledge.registry.feedback_tables import FeedbackRow, ReviewRow
from knowledge.registry.sight import visible_to
from knowledge.registry.tables import DocumentRow, TraceDocumentRow, TraceGroupRow, TraceRow
from knowledge.reviews import ReviewState, Verdict
from knowledge.usage import (
    REPEAT_WEEKS,
    Activity,
    Asked,
    GroupsOf,
    Judged,
    Members,
    Prices,
    Said,
    UseFigure,
    activity_of,
    askers_of,
    figures_of,
    measures,
)
from knowledge.weeks import ended_weeks

_RIGHT = {Verdict.RIGHT, Verdict.RIGHTLY_REFUSED}
_TOPICS = 10


@dataclass(frozen=True, slots=True)
class Topic:
    """A document that answers rest on. `people` asked for it in its busiest week, rounded down to a multiple of five;
    `weeks` are those in which five or more did."""

    document_id: str
    title: str
    kind: Kind
    tags: tuple[str, ...]
    people: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Usage:
    """`groups` are those that can be asked for."""

    weeks: tuple[str, ...]
    group: str
    groups: tuple[str, ...]
    figures: tuple[UseFigure, ...]
    topics: tuple[Topic, ...]


class UsageRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def usage(self, viewer: Viewer, today: date, weeks: int, prices: Prices, group: str = EVERYONE) -> Usage:
        """The last whole weeks, for everyone or one group; a group that is too small looks like one without use."""
        wanted = ended_weeks(today, weeks)
        with self._database.reading() as session:
            # What came before tells who comes back, and since when a question has been open.
            activity = _activity(session, ended_weeks(today - timedelta(weeks=weeks), REPEAT_WEEKS) + wanted)
            groups_of = _groups(session, wanted)
            askers = askers_of(activity, groups_of, wanted)
            topics = _topics(session, viewer, askers, group)
        figures = figures_of(activity, groups_of, wanted, group, measures(prices))
        groups = {name for members in askers.values() for name in publishable(members)} - {EVERYONE}
        return Usage(wanted, group, tuple(sorted(groups)), figures, topics)


def _activity(session: Session, weeks: Sequence[str]) -> Activity:
    of_weeks = TraceRow.week.in_(weeks)
    asked = select(
        TraceRow.at,
        TraceRow.week,
        TraceRow.user,
        TraceRow.status,
        TraceRow.total_ms,
        TraceRow.tokens_in,
        TraceRow.tokens_out,
    ).where(of_weeks)
    said = select(
        TraceRow.week,
        TraceRow.user,
        FeedbackRow.helpful,
        FeedbackRow.csat,
        FeedbackRow.nps,
        FeedbackRow.minutes_saved,
    ).where(of_weeks, FeedbackRow.trace_id == TraceRow.id)
    judged = select(TraceRow.week, TraceRow.user, ReviewRow.verdict, ReviewRow.minutes).where(
        of_weeks, ReviewRow.trace_id == TraceRow.id, ReviewRow.state == ReviewState.DONE.value
    )
    return activity_of(
        [Asked(*row) for row in session.execute(asked)],
        [Said(*row) for row in session.execute(said)],
        [Judged(week, user, verdict in _RIGHT, spent or 0.0) for week, user, verdict, spent in session.execute(judged)],
    )


def _groups(session: Session, weeks: Sequence[str]) -> GroupsOf:
    query = select(TraceRow.week, TraceRow.user, TraceGroupRow.group).distinct()
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for week, user, group in session.execute(
        query.where(TraceGroupRow.trace_id == TraceRow.id, TraceRow.week.in_(weeks))
    ):
        found[week, user].add(group)
    return {key: frozenset(groups) for key, groups in found.items()}


def _topics(session: Session, viewer: Viewer, askers: Mapping[str, Members], group: str) -> tuple[Topic, ...]:
    """The documents that most people's answers cite, among those that the viewer may see."""
    given = [week for week, members in askers.items() if group in publishable(members)]
    query = select(TraceDocumentRow.document_id, TraceRow.week, TraceRow.user).distinct()
    people: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for document_id, week, user in session.execute(
        query.where(TraceDocumentRow.trace_id == TraceRow.id, TraceRow.week.in_(given))
    ):
        if group == EVERYONE or group in askers[week][user]:
            people[document_id][week] += 1
    busy = {
        document_id: [count for count in by_week.values() if count >= LEAST_PEOPLE]
        for document_id, by_week in people.items()
    }
    seen = select(DocumentRow).where(
        DocumentRow.id.in_([id_ for id_, counts in busy.items() if counts]),
        DocumentRow.removed_at.is_(None),
        *visible_to(viewer),
    )
    topics = [
        Topic(row.id, row.title, Kind(row.kind), tuple(row.tags), rounded_down(max(busy[row.id])), len(busy[row.id]))
        for row in session.scalars(seen)
    ]
    return tuple(sorted(topics, key=lambda topic: (-topic.people, -topic.weeks, topic.title))[:_TOPICS])
