"""The API's routes about lessons on their way to be published."""

import json
from collections.abc import Mapping
from typing import BinaryIO

from assistant.schemas.lesson_intake import FilledLesson, ImportView, LessonField
from assistant.schemas.lessons import (
    Approval,
    CreditList,
    HandingIn,
    LessonCheckView,
    LessonFields,
    LessonSave,
    NewLesson,
    OfDocument,
    OnVersion,
    Refusal,
    Remark,
    ReminderList,
    ReviewerChoice,
    SubmissionList,
    SubmissionState,
    SubmissionView,
    Suggestion,
)
from ui.client import Client, read


class LessonClient(Client):
    def lessons(self) -> SubmissionList:
        """The caller's own, the last changed first."""
        return self._get(SubmissionList, "/v1/lessons")

    def queue(self, state: SubmissionState = SubmissionState.IN_REVIEW) -> SubmissionList:
        return self._get(SubmissionList, "/v1/lessons/queue", state=state.value)

    def lesson(self, lesson_id: str) -> SubmissionView:
        return self._get(SubmissionView, f"/v1/lessons/{lesson_id}")

    def begin_lesson(self, fields: LessonFields) -> SubmissionView:
        return self._post(SubmissionView, "/v1/lessons", NewLesson(fields=fields))

    def lesson_from_file(self, name: str, content: BinaryIO, owner: str) -> FilledLesson:
        """A draft made of a write-up."""
        files, data = {"file": (name, content)}, {"owner": owner}
        return read(FilledLesson, self._send("POST", "/v1/lessons/prefill", files=files, data=data).text)

    def import_lessons(
        self, name: str, content: BinaryIO, mapping: Mapping[LessonField, int] | None, *, dry_run: bool
    ) -> ImportView:
        """What would become of the rows of a sheet, or did; without a mapping the columns' names decide."""
        data = {"mapping": json.dumps(mapping) if mapping is not None else "", "dry_run": str(dry_run).lower()}
        response = self._send("POST", "/v1/lessons/import", files={"file": (name, content)}, data=data)
        return read(ImportView, response.text)

    def save_lesson(self, lesson_id: str, save: LessonSave) -> SubmissionView:
        return self._put(SubmissionView, f"/v1/lessons/{lesson_id}", save)

    def delete_lesson(self, lesson_id: str) -> None:
        self._send("DELETE", f"/v1/lessons/{lesson_id}")

    def check_lesson(self, lesson_id: str) -> LessonCheckView:
        return self._post(LessonCheckView, f"/v1/lessons/{lesson_id}/check")

    def submit_lesson(self, lesson_id: str, version: int, reason: str) -> SubmissionView:
        body = HandingIn(version=version, acknowledge_reason=reason)
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/submit", body)

    def attach(self, lesson_id: str, name: str, content: BinaryIO) -> SubmissionView:
        response = self._send("POST", f"/v1/lessons/{lesson_id}/attachments", files={"file": (name, content)})
        return read(SubmissionView, response.text)

    def detach(self, lesson_id: str, attachment_id: str) -> SubmissionView:
        response = self._send("DELETE", f"/v1/lessons/{lesson_id}/attachments/{attachment_id}")
        return read(SubmissionView, response.text)

    def attachment(self, lesson_id: str, attachment_id: str) -> bytes:
        return self._send("GET", f"/v1/lessons/{lesson_id}/attachments/{attachment_id}").content

    def credit(self) -> CreditList:
        """How often one's own published lessons helped."""
        return self._get(CreditList, "/v1/lessons/credit")

    def reminders(self) -> ReminderList:
        return self._get(ReminderList, "/v1/lessons/reminders")

    def revise(self, document_id: str) -> SubmissionView:
        """A draft that becomes a new revision of the published lesson."""
        return self._post(SubmissionView, "/v1/lessons/revise", OfDocument(document_id=document_id))

    def promote(self, document_id: str) -> SubmissionView:
        """A draft of a playbook with the lesson's text."""
        return self._post(SubmissionView, "/v1/lessons/promote", OfDocument(document_id=document_id))

    def withdraw_lesson(self, lesson_id: str, version: int) -> SubmissionView:
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/withdraw", OnVersion(version=version))

    def assign_lesson(self, lesson_id: str, choice: ReviewerChoice) -> SubmissionView:
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/assign", choice)

    def comment_lesson(self, lesson_id: str, text: str) -> SubmissionView:
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/comment", Remark(text=text))

    def suggest_for_lesson(self, lesson_id: str, changes: Mapping[str, str], text: str) -> SubmissionView:
        body = Suggestion(changes=dict(changes), text=text)
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/suggest", body)

    def approve_lesson(self, lesson_id: str, version: int, comment: str) -> SubmissionView:
        body = Approval(version=version, comment=comment)
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/approve", body)

    def return_lesson(self, lesson_id: str, version: int, reason: str) -> SubmissionView:
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/return", Refusal(version=version, reason=reason))

    def reject_lesson(self, lesson_id: str, version: int, reason: str) -> SubmissionView:
        return self._post(SubmissionView, f"/v1/lessons/{lesson_id}/reject", Refusal(version=version, reason=reason))
