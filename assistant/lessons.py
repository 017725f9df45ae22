"""Lessons and documents from approval to publication: what is approved is taken in, whatever interrupts that."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

from assistant.lesson_check import FieldFinding, personal_data_in
from assistant.lesson_text import as_markdown
from knowledge.access import Viewer
from knowledge.documents import Classification
from knowledge.errors import LardomError, Refused
from knowledge.jobs import Ingestion
from knowledge.personal_data.policy import Handling, Policy
from knowledge.registry.registry import Registry
from knowledge.submissions import Content, Submission, SubmissionKind, SubmissionState

logger = logging.getLogger(__name__)

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

    def submit(self, submission_id: str, version: int, reason: str, viewer: Viewer) -> Submission:
        """Raises Refused naming what is missing, or the personal data that may not stay, or not without `reason`."""
        submission = self.registry.submissions.get(submission_id, viewer)
        missing = submission.content.missing(submission.kind)
        if missing and submission.author == viewer.user and submission.editable:
            named = ", ".join(_FIELDS[name] for name in missing)
            raise Refused(f"Something is missing: {named}.", "Fill it in and submit again; what you wrote is saved.")
        details = self._acknowledged(submission.content, reason) if submission.author == viewer.user else {}
        return self.registry.submissions.submit(submission_id, version, viewer, details)

    def approve(self, submission_id: str, version: int, comment: str, viewer: Viewer) -> Submission:
        """Decide, and hand it to the ingest. One that was approved and never came in is handed to it again."""
        register = self.registry.submissions
        submission = register.get(submission_id, viewer)
        if submission.state is not SubmissionState.APPROVED:
            content = self._dated(submission.submitted or submission.content)
            content_hash = sha256(_bytes(submission.kind, content)).hexdigest()
            submission = register.approve(submission_id, version, comment, viewer, (content, content_hash))
        if not submission.published:
            self.publish(submission)
        return submission

    def publish(self, submission: Submission) -> None:
        """In its author's name, so that they may take it out again. Doing it twice changes nothing."""
        content = submission.submitted or submission.content
        self.ingestion.submit_approved(
            submission.address,
            f"{submission.id}.md",
            BytesIO(_bytes(submission.kind, content)),
            {},
            submission.author,
        )

    def repair(self) -> None:
        """At the start: hand in what was approved and is neither published nor refused nor in a job that waits."""
        waiting = {request.get("address") for _, request in self.registry.jobs.unfinished()}
        for submission in self.registry.submissions.approved():
            if not submission.published and not submission.problem and submission.address not in waiting:
                logger.info("lessons: %s was approved and is taken in now", submission.id)
                try:
                    self.publish(submission)
                except LardomError as error:
                    logger.warning("lessons: %s (%s)", error.code, error.message)

    def _acknowledged(self, content: Content, reason: str) -> dict[str, object]:
        found = personal_data_in(content, self.policy_for(content.classification))
        setting = f"personal_data.{content.classification}"
        if blocked := [each for each in found if each.handling is Handling.BLOCK]:
            raise Refused(
                f"Personal data that {content.classification} documents may not hold: {_counted(blocked)}.",
                f"Take it out and submit again; what you wrote is saved. The setting is `{setting}`.",
            )
        sensitive = [each for each in found if each.finding.kind.sensitive]
        if sensitive and not reason:
            raise Refused(
                f"Sensitive personal data: {_counted(sensitive)}.",
                "Take it out, or say why it has to stay; what you wrote is saved.",
            )
        return {"acknowledged": reason, "personal_data": len(sensitive)} if sensitive else {}

    def _dated(self, content: Content) -> Content:
        valid_from = content.valid_from or self.today()
        return replace(content, valid_from=valid_from, review_by=content.review_by or valid_from + _REVIEW_AFTER)


def _counted(found: Sequence[FieldFinding]) -> str:
    """ "2 × personnummer, 1 × card": kinds, never the data itself."""
    counts = Counter(each.finding.kind.value.replace("_", " ") for each in found)
    return ", ".join(f"{count} × {kind}" for kind, count in counts.most_common())


def _bytes(kind: SubmissionKind, content: Content) -> bytes:
    return as_markdown(kind, content).encode()
