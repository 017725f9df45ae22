"""Durable jobs: what was asked for, how far it is, and how it ended."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from knowledge.access import Role, Viewer
from knowledge.audit import Act
from knowledge.errors import NotFound
from knowledge.jobs import Job, JobState, Outcome, SourceReport
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.tables import JobRow


class JobRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, request: dict[str, Any], by: str) -> Job:
        """Queue a job; `request` is JSON that the worker understands."""
        row = _new(request, by)
        with self._database.writing() as session:
            session.add(row)
        return _job_of(row)

    def add_upload(self, request: dict[str, Any], by: Viewer, size_bytes: int) -> Job:
        """The same for what somebody handed in, which the audit log is told of."""
        row = _new(request, by.user)
        with self._database.writing() as session:
            session.add(row)
            appended(session, Act.DOCUMENT_UPLOAD, by, row.id, {"bytes": size_bytes})
        return _job_of(row)

    def add_done(self, report: SourceReport, by: str) -> Job:
        """A job that the worker has nothing to do with, for who follows it as they follow any other."""
        row = _new({}, by)
        row.state, row.done, row.total, row.reports = JobState.DONE.value, 1, 1, [_kept(report)]
        with self._database.writing() as session:
            session.add(row)
        return _job_of(row)

    def get(self, job_id: str, viewer: Viewer) -> Job:
        """Seen by who asked for it and by administrators; to others there is no such job."""
        query = select(JobRow).where(JobRow.id == job_id)
        if Role.ADMINISTRATOR not in viewer.roles:
            query = query.where(JobRow.created_by == viewer.user)
        with self._database.reading() as session:
            row = session.scalar(query)
            if row is None:
                raise NotFound("There is no such job.", "The list of documents shows what was taken in.")
            return _job_of(row)

    def unfinished(self) -> tuple[tuple[Job, dict[str, Any]], ...]:
        """Jobs that are queued or were interrupted, oldest first, each with its request."""
        states = [JobState.QUEUED.value, JobState.RUNNING.value]
        with self._database.reading() as session:
            rows = session.scalars(select(JobRow).where(JobRow.state.in_(states)).order_by(JobRow.created_at))
            return tuple((_job_of(row), row.request) for row in rows)

    def counts(self) -> dict[JobState, int]:
        """How many jobs are in each state."""
        query = select(JobRow.state, func.count()).group_by(JobRow.state)
        with self._database.reading() as session:
            found = {JobState(state): count for state, count in session.execute(query)}
        return {state: found.get(state, 0) for state in JobState}

    def progress(self, job_id: str, done: int, total: int, current: str, seconds_left: float | None) -> None:
        with self._database.writing() as session:
            row = session.get_one(JobRow, job_id)
            row.state = JobState.RUNNING.value
            row.done, row.total, row.current, row.seconds_left = done, total, current, seconds_left

    def finish(self, job_id: str, reports: Sequence[SourceReport], error: str = "") -> None:
        with self._database.writing() as session:
            row = session.get_one(JobRow, job_id)
            row.state = (JobState.FAILED if error else JobState.DONE).value
            row.reports = list(map(_kept, reports))
            row.error, row.current, row.seconds_left = error, "", None
            row.done = row.total if not error else row.done


def _new(request: dict[str, Any], by: str) -> JobRow:
    return JobRow(
        id=str(uuid4()),
        state=JobState.QUEUED.value,
        request=request,
        created_at=datetime.now(UTC),
        created_by=by,
        done=0,
        total=0,
        current="",
        seconds_left=None,
        reports=[],
        error="",
    )


def _kept(report: SourceReport) -> dict[str, Any]:
    return {**asdict(report), "outcome": report.outcome.value}


def _job_of(row: JobRow) -> Job:
    return Job(
        id=row.id,
        state=JobState(row.state),
        created_at=row.created_at,
        created_by=row.created_by,
        done=row.done,
        total=row.total,
        current=row.current,
        seconds_left=row.seconds_left,
        reports=tuple(SourceReport(**{**report, "outcome": Outcome(report["outcome"])}) for report in row.reports),
        error=row.error,
    )
