"""The register of files that lie with submissions: what they are, and who may have them. Their bytes lie elsewhere."""

from datetime import UTC, datetime

from sqlalchemy import select

from knowledge.access import Viewer
from knowledge.errors import Conflict, Forbidden, NotFound, Refused
from knowledge.registry.database import Database
from knowledge.registry.submission_rows import attachment_of, seen_by, submissions_of
from knowledge.registry.submission_tables import AttachmentRow, SubmissionRow
from knowledge.submissions import Attachment, AttachmentRole, Submission, SubmissionState

MAX_FILES = 10


class AttachmentRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, submission_id: str, attachment: Attachment, viewer: Viewer) -> Submission:
        """By its author, while they may change it. The same file under the same name stays one: a page under load may
        send it twice."""
        with self._database.writing() as session:
            row = session.scalar(select(SubmissionRow).where(SubmissionRow.id == submission_id, seen_by(viewer)))
            _require_own(row, viewer)
            same = (attachment.name, attachment.content_hash)
            if row and any((each.name, each.content_hash) == same for each in row.attachments):
                return submissions_of(session, [row])[0]
            if row is None or len(row.attachments) >= MAX_FILES:
                raise Refused(f"There are {MAX_FILES} files already.", "Remove one first.")
            row.attachments.append(
                AttachmentRow(
                    id=attachment.id,
                    name=attachment.name,
                    media_type=attachment.media_type,
                    size=attachment.size,
                    content_hash=attachment.content_hash,
                    role=attachment.role.value,
                    added_at=datetime.now(UTC),
                )
            )
            session.flush()
            return submissions_of(session, [row])[0]

    def get(self, submission_id: str, attachment_id: str, viewer: Viewer) -> Attachment:
        with self._database.reading() as session:
            row = session.scalar(select(SubmissionRow).where(SubmissionRow.id == submission_id, seen_by(viewer)))
            shown = submissions_of(session, [row])[0].files_shown_to(viewer) if row else ()
        found = next((attachment for attachment in shown if attachment.id == attachment_id), None)
        if found is None:
            raise _no_file()
        return found

    def remove(self, submission_id: str, attachment_id: str, viewer: Viewer) -> Submission:
        with self._database.writing() as session:
            row = session.scalar(select(SubmissionRow).where(SubmissionRow.id == submission_id, seen_by(viewer)))
            _require_own(row, viewer)
            found = next((file for file in row.attachments if file.id == attachment_id), None) if row else None
            if row is None or found is None:
                raise _no_file()
            if attachment_of(found).role is AttachmentRole.ORIGINAL:
                raise Refused("The document is made from this file.", "Delete the whole submission instead.")
            row.attachments.remove(found)
            session.flush()
            return submissions_of(session, [row])[0]

    def submission_ids(self) -> frozenset[str]:
        """Every submission there is, for who clears away the files of those that are gone."""
        with self._database.reading() as session:
            return frozenset(session.scalars(select(SubmissionRow.id)))


def _require_own(row: SubmissionRow | None, viewer: Viewer) -> None:
    if row is None:
        raise NotFound("There is no such lesson.", "Open it from your list or from the review queue.")
    if row.author != viewer.user:
        raise Forbidden("Only its author may do this.", "Comment on it, or suggest changes.")
    if row.state not in (SubmissionState.DRAFT.value, SubmissionState.RETURNED.value):
        raise Conflict("It is being reviewed, or was decided on.", "Withdraw it first to change its files.")


def _no_file() -> NotFound:
    return NotFound("There is no such file.", "Open the lesson again.")
