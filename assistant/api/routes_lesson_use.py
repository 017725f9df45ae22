"""What becomes of published lessons: new revisions, playbooks, credit; and what waits for somebody too long."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api.lesson_views import line_of, submission_view
from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, UseViewer, viewer_with
from assistant.lessons.publishing import as_playbook, as_published
from assistant.schemas.lessons import (
    AttachmentRole,
    CreditLine,
    CreditList,
    OfDocument,
    ReminderList,
    SubmissionKind,
    SubmissionState,
    SubmissionView,
)
from knowledge.access import Viewer
from knowledge.documents import Document
from knowledge.errors import NotFound, Refused
from knowledge.submissions import DECIDERS, WRITERS, Origin, Submission

router = APIRouter(prefix="/v1/lessons", tags=["lessons"])

UseWriter = Annotated[Viewer, Depends(viewer_with(*WRITERS))]


@router.get("/credit", summary="How often my lessons helped", responses=responses(401, 403, 503))
def credit(services: UseServices, viewer: UseViewer) -> CreditList:
    """Of the caller's published lessons that they may see."""
    own = [each for each in services.registry.submissions.own(viewer) if each.document_id]
    hidden = services.registry.documents.out_of_sight({each.document_id for each in own if each.document_id}, viewer)
    latest = {each.document_id: each for each in reversed(own) if each.document_id and each.document_id not in hidden}
    found = services.registry.lesson_use.credits(frozenset(filter(None, latest)), viewer.user)
    return CreditList(
        lessons=tuple(
            CreditLine(
                id=latest[each.document_id].id,
                document_id=each.document_id,
                title=latest[each.document_id].content.title,
                cited=each.cited,
                helpful=each.helpful,
            )
            for each in found
        )
    )


@router.get("/reminders", summary="What waits too long", responses=responses(401, 403, 503))
def reminders(services: UseServices, viewer: UseViewer) -> ReminderList:
    """For the caller as a reviewer and as an author; `lesson_reminder_days` says how long is too long."""
    days = services.settings.lesson_reminder_days
    before = datetime.now(UTC) - timedelta(days=days)
    reviews = not viewer.roles.isdisjoint(DECIDERS)
    waiting = services.registry.submissions.queue(viewer) if reviews else ()
    documents = services.registry.documents
    return ReminderList(
        days=days,
        to_review=tuple(
            line_of(each, viewer, documents)
            for each in waiting
            if each.submitted_at and each.submitted_at < before and _for(each, viewer)
        ),
        to_revise=tuple(
            line_of(each, viewer, documents)
            for each in services.registry.submissions.own(viewer)
            if each.state is SubmissionState.RETURNED and each.decided_at and each.decided_at < before
        ),
    )


@router.post("/revise", summary="Change a published lesson", status_code=201, responses=responses(401, 403, 404, 422))
def revise(body: OfDocument, services: UseServices, viewer: UseWriter) -> SubmissionView:
    """A draft with what is published; approved, it becomes a new revision of the same document."""
    document = _published(body.document_id, services, viewer)
    behind = services.registry.lesson_use.behind(document.id)
    if behind is None or any(file.role is AttachmentRole.ORIGINAL for file in behind.attachments):
        raise Refused("This document was not written here.", "Change its file, and upload it again.")
    content = as_published(behind, document.properties, services.settings.personal_data_policy)
    made = services.registry.submissions.create(
        content, viewer, behind.kind, Origin(behind.address, document.id, behind.promoted_from)
    )
    return submission_view(made, viewer, services.registry.documents)


@router.post("/promote", summary="Make a playbook of it", status_code=201, responses=responses(401, 403, 404, 422, 503))
def promote(body: OfDocument, services: UseServices, viewer: UseWriter) -> SubmissionView:
    """A draft of a playbook with the lesson's text; once it is approved, each of the two names the other."""
    document = _published(body.document_id, services, viewer)
    if document.revision_id is None:
        raise NotFound("The document has no text yet.", "Try again when it is taken in.")
    text = services.registry.documents.revision(document.revision_id, viewer).text
    behind = services.registry.lesson_use.behind(document.id)
    policy_for = services.settings.personal_data_policy
    lesson = as_published(behind, document.properties, policy_for) if behind else None
    content = as_playbook(document.properties, lesson, text)
    origin = Origin(promoted_from=document.id)
    made = services.registry.submissions.create(content, viewer, SubmissionKind.DOCUMENT, origin)
    return submission_view(made, viewer, services.registry.documents)


def _published(document_id: str, services: Services, viewer: Viewer) -> Document:
    document = services.registry.documents.get(document_id, viewer)
    if document.removed_at is not None:
        raise NotFound("The document has been removed.", "Restore it in the library first.")
    return document


def _for(submission: Submission, viewer: Viewer) -> bool:
    """Somebody else's that is theirs to review, or nobody's yet."""
    return submission.author != viewer.user and submission.assignee in ("", viewer.user)
