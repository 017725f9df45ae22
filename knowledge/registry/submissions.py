"""The register of what waits to be published. Each step is one transaction that checks the state it starts from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.errors import Conflict, Forbidden, NotFound, Refused
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.submission_rows import reviewed_by, seen_by, submissions_of
from knowledge.registry.submission_tables import SubmissionAudienceRow, SubmissionEventRow, SubmissionRow
from knowledge.submissions import (
    NO_ORIGIN,
    SUBMITTED,
    AttachmentRole,
    Content,
    Origin,
    Step,
    Submission,
    SubmissionKind,
    SubmissionState,
)

_REVIEWED = (SubmissionState.IN_REVIEW, SubmissionState.RETURNED, SubmissionState.APPROVED, SubmissionState.REJECTED)

_ACTS = {
    Step.SUBMITTED: Act.LESSON_SUBMIT,
    Step.WITHDRAWN: Act.LESSON_WITHDRAW,
    Step.ASSIGNED: Act.LESSON_ASSIGN,
    Step.RETURNED: Act.LESSON_RETURN,
    Step.APPROVED: Act.LESSON_APPROVE,
    Step.REJECTED: Act.LESSON_REJECT,
}


def _now() -> datetime:
    return datetime.now(UTC)


class SubmissionRegister:
    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._now = now

    # Reading

    def own(self, viewer: Viewer) -> tuple[Submission, ...]:
        """What the viewer has written, the last changed first."""
        return self._list(SubmissionRow.author == viewer.user)

    def queue(
        self, viewer: Viewer, states: Sequence[SubmissionState] = (SubmissionState.IN_REVIEW,)
    ) -> tuple[Submission, ...]:
        """What the viewer may see as a reviewer, what has waited longest first."""
        wanted = [state.value for state in states if state in _REVIEWED]
        found = self._list(reviewed_by(viewer), SubmissionRow.state.in_(wanted))
        return tuple(sorted(found, key=lambda item: item.submitted_at or item.created_at))

    def get(self, submission_id: str, viewer: Viewer) -> Submission:
        """NotFound when there is none that the viewer may see."""
        with self._database.reading() as session:
            return submissions_of(session, [_one(session, submission_id, seen_by(viewer))])[0]

    def approved(self) -> tuple[Submission, ...]:
        """Every one that was approved, for who sees to it that they are published."""
        return self._list(SubmissionRow.state == SubmissionState.APPROVED.value)

    # What its author does

    def create(
        self,
        content: Content,
        viewer: Viewer,
        kind: SubmissionKind = SubmissionKind.LESSON,
        origin: Origin = NO_ORIGIN,
    ) -> Submission:
        """A draft of the viewer's own."""
        id_, now = str(uuid4()), self._now()
        row = SubmissionRow(
            id=id_,
            kind=kind.value,
            state=SubmissionState.DRAFT.value,
            version=1,
            author=viewer.user,
            author_name=viewer.name or viewer.user,
            content=content.as_json(),
            submitted={},
            classification=content.classification.value,
            address=origin.address or f"{SUBMITTED}{id_}",
            content_hash="",
            revises=origin.revises,
            promoted_from=origin.promoted_from,
            assignee="",
            assignee_name="",
            created_at=now,
            changed_at=now,
        )
        with self._database.writing() as session:
            session.add(row)
            details = {"left_out": dict(origin.left_out)} if origin.left_out else {}
            self._note(session, row, viewer, Step.CREATED, details=details)
            session.flush()
            return submissions_of(session, [row])[0]

    def save(self, submission_id: str, version: int, content: Content, viewer: Viewer) -> Submission:
        """What the author has written by now. Conflict when it was saved elsewhere since `version`, or is in review."""
        with self._database.writing() as session:
            row = self._own(session, submission_id, version, viewer)
            _require_editable(row)
            saved = content.as_json()
            if any(file.role == AttachmentRole.ORIGINAL.value for file in row.attachments):
                # What reviewers read has to be what the file says.
                saved["body"] = row.content["body"]
            row.content = saved
            return self._changed(session, row)

    def submit(self, submission_id: str, version: int, viewer: Viewer, details: Mapping[str, Any]) -> Submission:
        """Hand it in as it was saved last; `details` of how goes into the history."""
        with self._database.writing() as session:
            row = self._own(session, submission_id, version, viewer)
            _require_editable(row)
            before = row.submitted if row.state == SubmissionState.RETURNED.value else {}
            row.submitted = row.content
            row.classification = row.content["classification"]
            kept = {audience.group: audience for audience in row.audience}
            row.audience = [
                kept.get(group) or SubmissionAudienceRow(group=group)
                for group in dict.fromkeys(row.content["audience"])
            ]
            row.state, row.submitted_at, row.decided_at = SubmissionState.IN_REVIEW.value, self._now(), None
            _forget_before(row)
            self._note(session, row, viewer, Step.SUBMITTED, details={**details, **_to_compare(before, row.submitted)})
            return self._changed(session, row)

    def withdraw(self, submission_id: str, version: int, viewer: Viewer) -> Submission:
        """Back among the author's drafts, where nobody else sees it."""
        with self._database.writing() as session:
            row = self._own(session, submission_id, version, viewer)
            _require(row, SubmissionState.IN_REVIEW, SubmissionState.RETURNED)
            row.state, row.assignee, row.assignee_name = SubmissionState.DRAFT.value, "", ""
            _forget_before(row)
            self._note(session, row, viewer, Step.WITHDRAWN)
            return self._changed(session, row)

    def delete(self, submission_id: str, viewer: Viewer) -> Submission:
        """With its history; what was published or waits for review is not deleted here."""
        with self._database.writing() as session:
            row = self._own(session, submission_id, None, viewer)
            _require(row, SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.REJECTED)
            (gone,) = submissions_of(session, [row])
            appended(session, Act.LESSON_DELETE, viewer, row.id, {"version": row.version}, self._now())
            session.delete(row)
            return gone

    # What reviewers do

    def assign(self, submission_id: str, assignee: str, assignee_name: str, viewer: Viewer) -> Submission:
        """`assignee` "" for nobody."""
        with self._database.writing() as session:
            row = _for_review(session, submission_id, viewer)
            _require(row, SubmissionState.IN_REVIEW)
            if assignee and assignee == row.author and not viewer.unrestricted:
                raise Refused("Nobody reviews their own.", "Assign it to somebody else.")
            row.assignee, row.assignee_name = assignee, assignee_name
            self._note(session, row, viewer, Step.ASSIGNED, assignee_name)
            session.flush()
            return submissions_of(session, [row])[0]

    def say(
        self, submission_id: str, text: str, viewer: Viewer, changes: Mapping[str, str] | None = None
    ) -> Submission:
        """A comment by its author or a reviewer; with `changes` by field, a reviewer's suggestion."""
        with self._database.writing() as session:
            row = (_for_review if changes else _found)(session, submission_id, viewer)
            if changes:
                _require(row, SubmissionState.IN_REVIEW, SubmissionState.RETURNED)
                self._note(session, row, viewer, Step.SUGGESTED, text, {"changes": dict(changes)})
            else:
                self._note(session, row, viewer, Step.COMMENTED, text)
            session.flush()
            return submissions_of(session, [row])[0]

    def send_back(self, submission_id: str, version: int, reason: str, viewer: Viewer) -> Submission:
        """To its author, who changes it and hands it in again; also one that was approved and could not be taken in."""
        return self._decide(submission_id, version, viewer, (SubmissionState.RETURNED, Step.RETURNED, reason))

    def reject(self, submission_id: str, version: int, reason: str, viewer: Viewer) -> Submission:
        return self._decide(submission_id, version, viewer, (SubmissionState.REJECTED, Step.REJECTED, reason))

    def approve(
        self, submission_id: str, version: int, comment: str, viewer: Viewer, published: tuple[Content, str]
    ) -> Submission:
        """`published` is the text as it will be taken in, and the SHA-256 of its bytes."""
        how = (SubmissionState.APPROVED, Step.APPROVED, comment)
        return self._decide(submission_id, version, viewer, how, published)

    def _decide(
        self,
        submission_id: str,
        version: int,
        viewer: Viewer,
        how: tuple[SubmissionState, Step, str],
        published: tuple[Content, str] | None = None,
    ) -> Submission:
        state, step, text = how
        with self._database.writing() as session:
            row = _for_review(session, submission_id, viewer)
            if not (step is Step.RETURNED and submissions_of(session, [row])[0].problem):
                _require(row, SubmissionState.IN_REVIEW)
            _require_version(row, version)
            own = row.author == viewer.user
            if own and not viewer.unrestricted:
                raise Forbidden("Nobody decides on what they wrote themselves.", "Ask another reviewer.")
            row.state, row.decided_at = state.value, self._now()
            if state is not SubmissionState.RETURNED:
                _forget_before(row)
            if published is not None:
                row.submitted, row.content_hash = published[0].as_json(), published[1]
            self._note(session, row, viewer, step, text, {"same_person": True} if own else {})
            return self._changed(session, row)

    def _own(self, session: Session, submission_id: str, version: int | None, viewer: Viewer) -> SubmissionRow:
        row = _found(session, submission_id, viewer)
        if row.author != viewer.user:
            raise Forbidden("Only its author may do this.", "Comment on it, or suggest changes.")
        if version is not None:
            _require_version(row, version)
        return row

    def _changed(self, session: Session, row: SubmissionRow) -> Submission:
        row.version += 1
        row.changed_at = self._now()
        session.flush()
        return submissions_of(session, [row])[0]

    def _note(
        self,
        session: Session,
        row: SubmissionRow,
        viewer: Viewer,
        step: Step,
        text: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        if act := _ACTS.get(step):
            same_person = {"same_person": True} if details and details.get("same_person") else {}
            appended(session, act, viewer, row.id, {"version": row.version, **same_person}, self._now())
        row.events.append(
            SubmissionEventRow(
                number=len(row.events) + 1,
                at=self._now(),
                by=viewer.user,
                by_name=viewer.name or viewer.user,
                step=step.value,
                text=text,
                details=dict(details or {}),
            )
        )

    def _list(self, *conditions: ColumnElement[bool]) -> tuple[Submission, ...]:
        with self._database.reading() as session:
            query = select(SubmissionRow).where(*conditions).order_by(SubmissionRow.changed_at.desc(), SubmissionRow.id)
            return submissions_of(session, list(session.scalars(query)))


def _found(session: Session, submission_id: str, viewer: Viewer) -> SubmissionRow:
    return _one(session, submission_id, seen_by(viewer), locked=True)


def _for_review(session: Session, submission_id: str, viewer: Viewer) -> SubmissionRow:
    return _one(session, submission_id, reviewed_by(viewer), locked=True)


def _one(session: Session, submission_id: str, seen: ColumnElement[bool], *, locked: bool = False) -> SubmissionRow:
    query = select(SubmissionRow).where(SubmissionRow.id == submission_id, seen)
    row = session.scalar(query.with_for_update() if locked else query)
    if row is None:
        raise NotFound("There is no such lesson.", "Open it from your list or from the review queue.")
    return row


def _to_compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What was handed in before, for the reviewer's comparison: only where the same people may read it as what is
    handed in now, since it may hold just what was taken out to let more people see it."""
    if not before or any(before[name] != now[name] for name in ("classification", "audience")):
        return {}
    return {"before": dict(before)}


def _forget_before(row: SubmissionRow) -> None:
    """It is kept while it serves a review, and no longer: what an author took out should not stay in a history."""
    for event in row.events:
        if "before" in event.details:
            event.details = {name: value for name, value in event.details.items() if name != "before"}


def _require_editable(row: SubmissionRow) -> None:
    if row.state == SubmissionState.IN_REVIEW.value:
        raise Conflict("It is being reviewed.", "Withdraw it to change it; a comment reaches the reviewer as it is.")
    if row.state == SubmissionState.APPROVED.value:
        raise Conflict("It has been approved.", "Change the published lesson instead: that begins a new revision.")
    _require(row, SubmissionState.DRAFT, SubmissionState.RETURNED)


def _require(row: SubmissionRow, *states: SubmissionState) -> None:
    if SubmissionState(row.state) not in states:
        raise Conflict(
            f"This cannot be done now: it is {row.state.replace('_', ' ')}.", "Reload it and see what happened."
        )


def _require_version(row: SubmissionRow, version: int) -> None:
    if row.version != version:
        raise Conflict(
            f"It was changed elsewhere: version {row.version} is saved, and this is based on version {version}.",
            "Read it again and put your words into what is there; nothing has been overwritten.",
        )
