"""From rows of submissions to submissions; and who sees which, as conditions of a query."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from knowledge.access import Entitlement, Viewer
from knowledge.registry.submission_tables import AttachmentRow, SubmissionAudienceRow, SubmissionEventRow, SubmissionRow
from knowledge.registry.tables import SourceRow
from knowledge.submissions import (
    DECIDERS,
    Attachment,
    AttachmentRole,
    Event,
    Step,
    Submission,
    SubmissionKind,
    SubmissionState,
    content_of,
)


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Its author sees it; once it is submitted, so do reviewers who may read what it is to become."""
    own = SubmissionRow.author == viewer.user
    return or_(own, reviewed_by(viewer))


def reviewed_by(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer sees as a reviewer, their own included."""
    if viewer.roles.isdisjoint(DECIDERS):
        return false()
    handed_in = SubmissionRow.state != SubmissionState.DRAFT.value
    granted = viewer.entitlements
    return handed_in if granted is None else and_(handed_in, or_(false(), *map(_covered, granted)))


def _covered(entitlement: Entitlement) -> ColumnElement[bool]:
    shared = select(SubmissionAudienceRow.submission_id).where(SubmissionAudienceRow.group.in_(entitlement.groups))
    levels = [classification.value for classification in entitlement.classifications]
    return and_(SubmissionRow.classification.in_(levels), SubmissionRow.id.in_(shared))


def submissions_of(session: Session, rows: Sequence[SubmissionRow]) -> tuple[Submission, ...]:
    """With what became of those that were approved."""
    addresses = {row.address for row in rows if row.state == SubmissionState.APPROVED.value}
    taken_in = {row.uri: row for row in session.scalars(select(SourceRow).where(SourceRow.uri.in_(addresses)))}
    approved = SubmissionRow.address.in_(addresses), SubmissionRow.state == SubmissionState.APPROVED.value
    last = select(SubmissionRow.address, func.max(SubmissionRow.decided_at)).where(*approved)
    latest = {address: at for address, at in session.execute(last.group_by(SubmissionRow.address))}
    return tuple(
        _submission_of(row, taken_in.get(row.address), row.decided_at == latest.get(row.address)) for row in rows
    )


def _submission_of(row: SubmissionRow, source: SourceRow | None, is_latest: bool) -> Submission:
    approved = row.state == SubmissionState.APPROVED.value
    same = source is not None and source.content_hash == row.content_hash
    refused = source is not None and same and source.outcome == "refused"
    # What a later one has replaced was published once.
    published = approved and source is not None and not refused and (same or not is_latest)
    return Submission(
        id=row.id,
        kind=SubmissionKind(row.kind),
        state=SubmissionState(row.state),
        version=row.version,
        author=row.author,
        author_name=row.author_name,
        content=content_of(row.content),
        submitted=content_of(row.submitted) if row.submitted else None,
        address=row.address,
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        revises=row.revises,
        promoted_from=row.promoted_from,
        document_id=source.document_id if published and source else None,
        published=published,
        problem=source.detail if refused and source else "",
        attachments=tuple(map(attachment_of, row.attachments)),
        events=tuple(map(_event_of, row.events)),
    )


def attachment_of(row: AttachmentRow) -> Attachment:
    return Attachment(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        content_hash=row.content_hash,
        role=AttachmentRole(row.role),
        added_at=row.added_at,
    )


def _event_of(row: SubmissionEventRow) -> Event:
    return Event(row.number, row.at, row.by, row.by_name, Step(row.step), row.text, row.details or None)
