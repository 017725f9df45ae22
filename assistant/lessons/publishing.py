"""Lessons and documents from approval to publication: what is approved is taken in, whatever interrupts that."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO, cast

from assistant.lessons.attachments import AttachmentFiles
from assistant.lessons.check import FieldFinding, personal_data_in
from assistant.lessons.text import as_markdown, properties_of, sections_of
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Classification, Kind, Properties
from knowledge.errors import LardomError, Refused
from knowledge.intake import UploadRead
from knowledge.jobs import Ingestion
from knowledge.language import Language
from knowledge.personal_data.policy import Handling, Policy
from knowledge.personal_data.redaction import redact
from knowledge.registry.registry import Registry
from knowledge.submissions import (
    TEXTS,
    AttachmentRole,
    Content,
    Origin,
    Submission,
    SubmissionKind,
    SubmissionState,
    content_of,
)

logger = logging.getLogger(__name__)

_BODY_CHARS = 200_000
_REVIEW_AFTER = timedelta(days=365)
_FIELDS = {
    "title": "title",
    "what_happened": "what happened",
    "lesson": "lesson",
    "body": "text",
    "owner": "owner",
}


@dataclass(frozen=True, slots=True)
class LessonDesk:
    registry: Registry
    ingestion: Ingestion
    today: Callable[[], date]
    policy_for: Callable[[Classification], Policy]
    files: AttachmentFiles

    def submit(self, submission_id: str, version: int, reason: str, viewer: Viewer) -> Submission:
        """Raises Refused naming what is missing, or the personal data that may not stay, or not without `reason`."""
        submission = self.registry.submissions.get(submission_id, viewer)
        missing = submission.content.missing(submission.kind)
        if missing and submission.author == viewer.user and submission.editable:
            named = ", ".join(_FIELDS[name] for name in missing)
            raise Refused(f"Something is missing: {named}.", "Fill it in and submit again; what you wrote is saved.")
        details = self._acknowledged(submission.content, reason) if submission.author == viewer.user else {}
        handed_in = self.registry.submissions.submit(submission_id, version, viewer, details)
        self.ingestion.expect_approval()
        return handed_in

    def approve(self, submission_id: str, version: int, comment: str, viewer: Viewer) -> Submission:
        """Decide, and hand it to the ingest. One that was approved and never came in is handed to it again."""
        register = self.registry.submissions
        submission = register.get(submission_id, viewer)
        if submission.state is not SubmissionState.APPROVED:
            content, original = submission.submitted or submission.content, submission.original
            if original is None:
                content = self._dated(content)
            else:
                self.files.path(submission.id, original.id)
            content_hash = original.content_hash if original else sha256(_bytes(submission.kind, content)).hexdigest()
            submission = register.approve(submission_id, version, comment, viewer, (content, content_hash))
        if not submission.published:
            self.publish(submission, viewer)
        return submission

    def publish(self, submission: Submission, viewer: Viewer) -> None:
        """In its author's name, so that they may take it out again; the rights of `viewer`, who approves, decide what
        it may replace. Doing it twice changes nothing."""
        content, original = submission.submitted or submission.content, submission.original
        if original is None:
            text = BytesIO(_bytes(submission.kind, content))
            name = f"{submission.id}.md"
            self.ingestion.submit_approved(submission.address, name, text, {}, submission.author, viewer)
            return
        # Who approved it has seen these properties, whatever the file says of itself.
        given = properties_of(submission.kind, content)
        with self.files.path(submission.id, original.id).open("rb") as file:
            self.ingestion.submit_approved(submission.address, original.name, file, given, submission.author, viewer)

    def hand_in(self, name: str, file: BinaryIO, given: dict[str, object], viewer: Viewer) -> Submission:
        """An upload that waits for review. Raises Refused and UnreadableSource for what would not be taken in."""
        read = self.ingestion.read_upload(name, file, given, viewer.user)
        content = _content_of(read)
        blocked = [found for found in self._personal_data(content) if found.handling is Handling.BLOCK]
        if blocked:
            raise self._refusal(content, blocked)
        made = self.registry.submissions.create(content, viewer, SubmissionKind.DOCUMENT, Origin(read.address))
        file.seek(0)
        try:
            kept = self.files.keep(made.id, name, file, AttachmentRole.ORIGINAL)
            self.registry.attachments.add(made.id, kept, viewer)
            return self.registry.submissions.submit(made.id, made.version, viewer, {})
        except BaseException:
            self.registry.submissions.delete(made.id, viewer)
            self.files.drop_all(made.id)
            raise

    def repair(self) -> None:
        """At the start: hand in what was approved and is neither published nor refused nor in a job that waits."""
        if self.registry.submissions.queue(LOCAL_OWNER):
            self.ingestion.expect_approval()
        waiting = {request.get("address") for _, request in self.registry.jobs.unfinished()}
        for submission in self.registry.submissions.approved():
            if not submission.published and not submission.problem and submission.address not in waiting:
                logger.info("lessons: %s was approved and is taken in now", submission.id)
                try:
                    # What it is to replace is asked again, of who answers for that.
                    self.publish(submission, Viewer(submission.author))
                except LardomError as error:
                    logger.warning("lessons: %s (%s)", error.code, error.message)

    def _acknowledged(self, content: Content, reason: str) -> dict[str, object]:
        found = self._personal_data(content)
        if blocked := [each for each in found if each.handling is Handling.BLOCK]:
            raise self._refusal(content, blocked)
        sensitive = [each for each in found if each.finding.kind.sensitive]
        if sensitive and not reason:
            raise Refused(
                f"Sensitive personal data: {_counted(sensitive)}.",
                "Take it out, or say why it has to stay; what you wrote is saved.",
            )
        return {"acknowledged": reason, "personal_data": len(sensitive)} if sensitive else {}

    def _personal_data(self, content: Content) -> tuple[FieldFinding, ...]:
        return personal_data_in(content, self.policy_for(content.classification))

    def _refusal(self, content: Content, blocked: Sequence[FieldFinding]) -> Refused:
        setting = f"personal_data.{content.classification}"
        return Refused(
            f"Personal data that {content.classification} documents may not hold: {_counted(blocked)}.",
            f"Take it out and submit again; what you wrote is saved. The setting is `{setting}`.",
        )

    def _dated(self, content: Content) -> Content:
        valid_from = content.valid_from or self.today()
        return replace(content, valid_from=valid_from, review_by=content.review_by or valid_from + _REVIEW_AFTER)


def _counted(found: Sequence[FieldFinding]) -> str:
    """ "2 × personnummer, 1 × card": kinds, never the data itself."""
    counts = Counter(each.finding.kind.value.replace("_", " ") for each in found)
    return ", ".join(f"{count} × {kind}" for kind, count in counts.most_common())


def _bytes(kind: SubmissionKind, content: Content) -> bytes:
    return as_markdown(kind, content).encode()


def _content_of(read: UploadRead) -> Content:
    properties = read.properties
    return Content(
        properties.title,
        body=read.text[:_BODY_CHARS],
        document_kind=properties.kind,
        language=properties.language,
        owner=properties.owner,
        classification=properties.classification,
        audience=properties.audience,
        tags=properties.tags,
        reference=properties.reference,
        supersedes=properties.supersedes,
        version=properties.version,
        valid_from=properties.valid_from,
        valid_until=properties.valid_until,
        review_by=properties.review_by,
        questions=properties.questions,
    )


def as_published(
    submission: Submission, properties: Properties, policy_for: Callable[[Classification], Policy]
) -> Content:
    """The text as it was taken in, without what the policy takes out, under the properties of today."""
    content = submission.submitted or submission.content
    policy, language = policy_for(content.classification), cast(Language, content.language)
    texts = {name: redact(getattr(content, name), language, policy).text for name in TEXTS}
    return replace(
        content_of({**content.as_json(), **texts}),
        owner=properties.owner,
        classification=properties.classification,
        audience=properties.audience,
        tags=properties.tags,
        reference=properties.reference,
        supersedes=properties.supersedes,
        valid_from=None,
        review_by=None,
    )


def as_playbook(properties: Properties, lesson: Content | None, text: str) -> Content:
    """`lesson` where it was written here; else the `text` of its revision."""
    body = sections_of(lesson) if lesson is not None and not lesson.body else text
    return Content(
        properties.title,
        body=body,
        document_kind=Kind.PLAYBOOK,
        language=properties.language,
        owner=properties.owner,
        classification=properties.classification,
        audience=properties.audience,
        tags=properties.tags,
    )
