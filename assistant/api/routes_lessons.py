"""Lessons and documents on their way to be published: writing, review, approval."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.lesson_checks import check_view
from assistant.api.lesson_views import content_from, submission_list, submission_view
from assistant.api.problems import responses
from assistant.api.services import Services, UseLanguage, UseServices, UseViewer, viewer_with
from assistant.schemas.lessons import (
    Approval,
    HandingIn,
    LessonCheckView,
    LessonSave,
    NewLesson,
    OnVersion,
    Refusal,
    Remark,
    ReviewerChoice,
    SubmissionList,
    SubmissionState,
    SubmissionView,
    Suggestion,
)
from knowledge.access import Viewer
from knowledge.errors import Refused
from knowledge.submissions import DECIDERS, TEXTS, WRITERS, Submission

router = APIRouter(prefix="/v1/lessons", tags=["lessons"])

UseWriter = Annotated[Viewer, Depends(viewer_with(*WRITERS))]
UseDecider = Annotated[Viewer, Depends(viewer_with(*DECIDERS))]
_WAITING = (SubmissionState.IN_REVIEW,)


def _view(services: Services, submission: Submission, viewer: Viewer) -> SubmissionView:
    return submission_view(submission, viewer, services.registry.documents)


@router.post("", summary="Begin a lesson", status_code=201, responses=responses(401, 403, 422, 503))
def begin_lesson(body: NewLesson, services: UseServices, viewer: UseWriter) -> SubmissionView:
    """A draft that only its author sees."""
    made = services.registry.submissions.create(content_from(body.fields), viewer, body.kind)
    return _view(services, made, viewer)


@router.get("", summary="What I have written", responses=responses(401, 403, 503))
def list_own(services: UseServices, viewer: UseViewer) -> SubmissionList:
    """Drafts and all that became of them, the last changed first."""
    return submission_list(services.registry.submissions.own(viewer), viewer, services.registry.documents)


@router.get("/queue", summary="The review queue", responses=responses(401, 403, 422, 503))
def list_queue(
    services: UseServices, viewer: UseDecider, state: Annotated[list[SubmissionState] | None, Query()] = None
) -> SubmissionList:
    """What waits for a reviewer, longest first; with `state`, what was returned, approved or rejected. Only what the
    reviewer may read."""
    found = services.registry.submissions.queue(viewer, state or _WAITING)
    return submission_list(found, viewer, services.registry.documents)


@router.get("/{lesson_id}", summary="One lesson", responses=responses(401, 403, 404, 503))
def get_lesson(lesson_id: str, services: UseServices, viewer: UseViewer) -> SubmissionView:
    """For its author and, once it is submitted, for reviewers who may read it; with its history."""
    return _view(services, services.registry.submissions.get(lesson_id, viewer), viewer)


@router.put("/{lesson_id}", summary="Save a lesson", responses=responses(401, 403, 404, 409, 422, 503))
def save_lesson(lesson_id: str, body: LessonSave, services: UseServices, viewer: UseWriter) -> SubmissionView:
    """A conflict (409) when another version was saved meanwhile; then nothing is overwritten."""
    saved = services.registry.submissions.save(lesson_id, body.version, content_from(body.fields), viewer)
    return _view(services, saved, viewer)


@router.delete("/{lesson_id}", summary="Delete a draft", status_code=204, responses=responses(401, 403, 404, 409, 503))
def delete_lesson(lesson_id: str, services: UseServices, viewer: UseWriter) -> None:
    """With its history and files, for good."""
    gone = services.registry.submissions.delete(lesson_id, viewer)
    services.attachments.drop_all(gone.id)


@router.post("/{lesson_id}/submit", summary="Hand it in", responses=responses(401, 403, 404, 409, 422, 503))
def submit_lesson(lesson_id: str, body: HandingIn, services: UseServices, viewer: UseWriter) -> SubmissionView:
    """Refused (422) while fields are missing, or with sensitive personal data that no reason is given for."""
    handed_in = services.lessons.submit(lesson_id, body.version, body.acknowledge_reason.strip(), viewer)
    return _view(services, handed_in, viewer)


@router.post("/{lesson_id}/check", summary="Check it", responses=responses(401, 403, 404, 422, 503))
def check_lesson(lesson_id: str, services: UseServices, viewer: UseViewer, language: UseLanguage) -> LessonCheckView:
    """As it was saved last: personal data, what is known already, what contradicts it, how hard it is to read, and what
    its text and files hold and do not show. Only documents that the caller may see are named.
    """
    return check_view(services.registry.submissions.get(lesson_id, viewer), services, viewer, language)


@router.post("/{lesson_id}/withdraw", summary="Take it back", responses=responses(401, 403, 404, 409, 422, 503))
def withdraw_lesson(lesson_id: str, body: OnVersion, services: UseServices, viewer: UseWriter) -> SubmissionView:
    """It is a draft again, which reviewers do not see."""
    return _view(services, services.registry.submissions.withdraw(lesson_id, body.version, viewer), viewer)


@router.post("/{lesson_id}/assign", summary="Say who reviews it", responses=responses(401, 403, 404, 409, 422, 503))
def assign_lesson(lesson_id: str, body: ReviewerChoice, services: UseServices, viewer: UseDecider) -> SubmissionView:
    user = viewer.user if body.user is None else body.user
    name = (viewer.name or viewer.user) if user == viewer.user else body.name or user
    return _view(services, services.registry.submissions.assign(lesson_id, user, name if user else "", viewer), viewer)


@router.post("/{lesson_id}/comment", summary="Say something on it", responses=responses(401, 403, 404, 422, 503))
def comment_lesson(lesson_id: str, body: Remark, services: UseServices, viewer: UseViewer) -> SubmissionView:
    return _view(services, services.registry.submissions.say(lesson_id, body.text.strip(), viewer), viewer)


@router.post("/{lesson_id}/suggest", summary="Suggest changes", responses=responses(401, 403, 404, 409, 422, 503))
def suggest_changes(lesson_id: str, body: Suggestion, services: UseServices, viewer: UseDecider) -> SubmissionView:
    """Its author sees them beside their own words, and takes them over or not."""
    unknown = sorted(body.changes.keys() - set(TEXTS))
    if unknown:
        raise Refused(f"There is no text {', '.join(unknown)}.", f"Suggest changes to: {', '.join(TEXTS)}.")
    said = services.registry.submissions.say(lesson_id, body.text.strip(), viewer, body.changes)
    return _view(services, said, viewer)


@router.post("/{lesson_id}/return", summary="Send it back", responses=responses(401, 403, 404, 409, 422, 503))
def return_lesson(lesson_id: str, body: Refusal, services: UseServices, viewer: UseDecider) -> SubmissionView:
    """To its author, who changes it and hands it in again."""
    sent = services.registry.submissions.send_back(lesson_id, body.version, body.reason.strip(), viewer)
    return _view(services, sent, viewer)


@router.post("/{lesson_id}/reject", summary="Reject it", responses=responses(401, 403, 404, 409, 422, 503))
def reject_lesson(lesson_id: str, body: Refusal, services: UseServices, viewer: UseDecider) -> SubmissionView:
    rejected = services.registry.submissions.reject(lesson_id, body.version, body.reason.strip(), viewer)
    return _view(services, rejected, viewer)


@router.post("/{lesson_id}/approve", summary="Approve it", responses=responses(401, 403, 404, 409, 422, 503))
def approve_lesson(lesson_id: str, body: Approval, services: UseServices, viewer: UseDecider) -> SubmissionView:
    """It is taken in at once: `published` says when answers rest on it. Nobody approves their own.

    One that was approved and has not come in is handed to the ingest again.
    """
    approved = services.lessons.approve(lesson_id, body.version, body.comment.strip(), viewer)
    return _view(services, approved, viewer)
