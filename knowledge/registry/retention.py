"""Retention: everything whose time is out, ended in one transaction that also keeps the report.

Run again it finds nothing more; cut off, it has not happened. What ends is either deleted, or unlinked: the figures
stay, and whose they were is gone.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from knowledge.access import Viewer
from knowledge.audit import SYSTEM, Act
from knowledge.documents import ErasureReason, RevisionState
from knowledge.gaps import GapState
from knowledge.jobs import JobState
from knowledge.personal_data.holdings import INVENTORY, Treatment
from knowledge.personal_data.processing import DataKind
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.feedback_tables import FeedbackRow, NpsInvitationRow, ReviewRow
from knowledge.registry.key_tables import ApiKeyRow
from knowledge.registry.nobody import Nobodies, is_somebody
from knowledge.registry.person_tables import ErasureRow, RetentionRunRow, SignInRow
from knowledge.registry.submission_tables import SubmissionRow
from knowledge.registry.tables import (
    Base,
    ConversationRow,
    DocumentRow,
    EvaluationRunRow,
    GapRow,
    JobRow,
    PassageRow,
    RevisionRow,
    TraceGroupRow,
    TraceRow,
)
from knowledge.retention import Removal, RetentionReport
from knowledge.submissions import SubmissionState

_NO_LAYOUT = zlib.compress(json.dumps([]).encode())
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Rule:
    """`can_end` are the rows that could end at all, `due` the ids of those whose time is out, `end` ends these."""

    key: InstrumentedAttribute[str]
    can_end: Sequence[ColumnElement[bool]]
    due: Callable[[Session, datetime], Sequence[str]]
    end: Callable[[Session, Sequence[str], datetime], None]


class RetentionRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def run(
        self, until: Mapping[DataKind, datetime], at: datetime, by: Viewer | str = SYSTEM, *, dry_run: bool = False
    ) -> RetentionReport:
        """End what is older than `until`, by kind; kinds without a rule here are left alone."""
        with self._database.reading() if dry_run else self._database.writing() as session:
            removals = tuple(
                _ended(session, kind, _RULES[kind], moment, at, dry_run=dry_run)
                for kind, moment in until.items()
                if kind in _RULES
            )
            report = RetentionReport(str(uuid4()), at, dry_run, removals)
            if not dry_run:
                session.add(RetentionRunRow(id=report.id, at=at, report=report.as_json()))
                counts = {each.kind.value: each.removed for each in removals}
                appended(session, Act.RETENTION_RUN, by, report.id, {"removed": counts}, at)
        return report

    def last_run(self) -> date | None:
        with self._database.reading() as session:
            at = session.scalar(select(func.max(RetentionRunRow.at)))
            return at.date() if at else None

    def reports(self, limit: int = 50) -> tuple[dict[str, object], ...]:
        """The latest runs, newest first, as they were written."""
        query = select(RetentionRunRow.report).order_by(RetentionRunRow.at.desc()).limit(limit)
        with self._database.reading() as session:
            return tuple(session.scalars(query))

    def unwanted_originals(self) -> frozenset[str]:
        """Hashes of the original files of which every revision's words are gone, wholly or in part."""
        with self._database.reading() as session:
            erased = session.scalars(select(RevisionRow.content_hash).where(RevisionRow.erased_at.is_not(None)))
            whole = session.scalars(select(RevisionRow.content_hash).where(RevisionRow.erased_at.is_(None)))
            return frozenset(erased) - frozenset(whole)


def _ended(session: Session, kind: DataKind, rule: _Rule, until: datetime, at: datetime, *, dry_run: bool) -> Removal:
    counted = select(func.count()).select_from(rule.key.class_).where(*rule.can_end)
    before = session.scalar(counted) or 0
    due = sorted(rule.due(session, until))
    if not dry_run:
        for begin in range(0, len(due), _AT_ONCE):
            rule.end(session, due[begin : begin + _AT_ONCE], at)
        session.flush()
    after = before - len(due) if dry_run else session.scalar(counted) or 0
    return Removal(kind, until, before, len(due), after, sha256("\n".join(due).encode()).hexdigest())


def _older(
    key: InstrumentedAttribute[str], moment: InstrumentedAttribute[datetime], *conditions: ColumnElement[bool]
) -> Callable[[Session, datetime], Sequence[str]]:
    return lambda session, until: list(session.scalars(select(key).where(moment < until, *conditions)))


def _deleted(key: InstrumentedAttribute[str]) -> Callable[[Session, Sequence[str], datetime], None]:
    def end(session: Session, ids: Sequence[str], _at: datetime) -> None:
        session.execute(delete(key.class_).where(key.in_(ids)))

    return end


def _replaced(session: Session, until: datetime) -> Sequence[str]:
    """Revisions that were followed by another one, or whose document was removed, before that moment."""
    revisions = select(RevisionRow.id, RevisionRow.document_id, RevisionRow.created_at, RevisionRow.state).order_by(
        RevisionRow.document_id, RevisionRow.created_at, RevisionRow.id
    )
    rows = list(session.execute(revisions))
    removed = {id_: at for id_, at in session.execute(select(DocumentRow.id, DocumentRow.removed_at))}
    kept = dict.fromkeys(session.scalars(select(RevisionRow.id).where(*_KEPT_TEXT)))
    due: list[str] = []
    for row, later in zip(rows, [*rows, None][1:], strict=True):
        if row.id not in kept:
            continue
        followed = later is not None and later.document_id == row.document_id
        ended = later.created_at if later is not None and followed else removed.get(row.document_id)
        if ended is not None and ended < until:
            due.append(row.id)
    return due


def _erase_texts(session: Session, ids: Sequence[str], at: datetime) -> None:
    session.execute(delete(PassageRow).where(PassageRow.revision_id.in_(ids)))
    session.execute(
        update(RevisionRow)
        .where(RevisionRow.id.in_(ids))
        .values(
            text="",
            pages=[],
            layout=_NO_LAYOUT,
            warnings=[],
            hidden_text=[],
            personal_data=[],
            erased_at=at,
            erased_why=ErasureReason.RETENTION.value,
        )
    )


def _unlink_traces(session: Session, ids: Sequence[str], _at: datetime) -> None:
    nobodies = Nobodies()
    for row in session.scalars(select(TraceRow).where(TraceRow.id.in_(ids))):
        row.user = nobodies.instead_of(row.user, row.week)
    session.execute(delete(TraceGroupRow).where(TraceGroupRow.trace_id.in_(ids)))


def _unlink_feedback(session: Session, ids: Sequence[str], _at: datetime) -> None:
    nobodies = Nobodies()
    for row in session.scalars(select(FeedbackRow).where(FeedbackRow.id.in_(ids))):
        row.user, row.comment = nobodies.instead_of(row.user, row.trace_id), ""
        session.execute(delete(NpsInvitationRow).where(NpsInvitationRow.trace_id == row.trace_id))


def _unlink_reviews(session: Session, ids: Sequence[str], _at: datetime) -> None:
    nobodies = Nobodies()
    for row in session.scalars(select(ReviewRow).where(ReviewRow.id.in_(ids))):
        row.reviewer, row.comment = nobodies.instead_of(row.reviewer or "", row.week), ""


def _unlink_gaps(session: Session, ids: Sequence[str], _at: datetime) -> None:
    nobodies = Nobodies()
    for row in session.scalars(select(GapRow).where(GapRow.id.in_(ids))):
        row.changed_by, row.owner = nobodies.instead_of(row.changed_by, row.id), ""


def _over_keys(session: Session, until: datetime) -> Sequence[str]:
    over = or_(ApiKeyRow.expires_at < until, ApiKeyRow.revoked_at < until)
    return list(session.scalars(select(ApiKeyRow.id).where(over)))


def _without_anything_else(session: Session, until: datetime) -> Sequence[str]:
    """Those not seen since, under whose id nothing else is held: there is nothing that they could be told."""
    held = [
        Base.metadata.tables[name].c[column]
        for name, table in INVENTORY.tables.items()
        for column, treatment in table.personal.items()
        if treatment in (Treatment.ROW, Treatment.PSEUDONYM) and name != SignInRow.__tablename__
    ]
    users = session.scalars(select(SignInRow.user).where(SignInRow.seen_at < until))
    return [
        user
        for user in users
        if not any(session.scalar(select(column).where(column == user).limit(1)) is not None for column in held)
    ]


_KEPT_TEXT = (RevisionRow.state == RevisionState.KEPT.value, RevisionRow.text != "")
_DONE_JOB = JobRow.state.in_([JobState.DONE.value, JobState.FAILED.value])
_OVER_GAP = GapRow.state.in_([GapState.CLOSED.value, GapState.DISMISSED.value])
# What was published keeps its history for as long as there is the document.
_UNPUBLISHED = SubmissionRow.state.in_(
    [state.value for state in (SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.REJECTED)]
)
_REVIEWED = (ReviewRow.reviewer.is_not(None), is_somebody(ReviewRow.reviewer))
_RULES: Mapping[DataKind, _Rule] = {
    DataKind.REPLACED_TEXTS: _Rule(RevisionRow.id, _KEPT_TEXT, _replaced, _erase_texts),
    DataKind.CONVERSATIONS: _Rule(
        ConversationRow.id, (), _older(ConversationRow.id, ConversationRow.updated_at), _deleted(ConversationRow.id)
    ),
    DataKind.TRACES: _Rule(
        TraceRow.id,
        (is_somebody(TraceRow.user),),
        _older(TraceRow.id, TraceRow.at, is_somebody(TraceRow.user)),
        _unlink_traces,
    ),
    DataKind.FEEDBACK: _Rule(
        FeedbackRow.id,
        (is_somebody(FeedbackRow.user),),
        _older(FeedbackRow.id, FeedbackRow.at, is_somebody(FeedbackRow.user)),
        _unlink_feedback,
    ),
    DataKind.REVIEWS: _Rule(
        ReviewRow.id,
        _REVIEWED,
        lambda session, until: list(
            session.scalars(select(ReviewRow.id).where(ReviewRow.reviewed_at < until, *_REVIEWED))
        ),
        _unlink_reviews,
    ),
    DataKind.GAPS: _Rule(
        GapRow.id,
        (_OVER_GAP, is_somebody(GapRow.changed_by)),
        _older(GapRow.id, GapRow.changed_at, _OVER_GAP, is_somebody(GapRow.changed_by)),
        _unlink_gaps,
    ),
    DataKind.JOBS: _Rule(JobRow.id, (_DONE_JOB,), _older(JobRow.id, JobRow.created_at, _DONE_JOB), _deleted(JobRow.id)),
    DataKind.SUBMISSIONS: _Rule(
        SubmissionRow.id,
        (_UNPUBLISHED,),
        _older(SubmissionRow.id, SubmissionRow.changed_at, _UNPUBLISHED),
        _deleted(SubmissionRow.id),
    ),
    DataKind.EVALUATIONS: _Rule(
        EvaluationRunRow.id, (), _older(EvaluationRunRow.id, EvaluationRunRow.at), _deleted(EvaluationRunRow.id)
    ),
    DataKind.KEYS: _Rule(ApiKeyRow.id, (), _over_keys, _deleted(ApiKeyRow.id)),
    DataKind.SIGN_INS: _Rule(SignInRow.user, (), _without_anything_else, _deleted(SignInRow.user)),
    DataKind.ERASURES: _Rule(ErasureRow.id, (), _older(ErasureRow.id, ErasureRow.at), _deleted(ErasureRow.id)),
}
