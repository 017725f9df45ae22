"""From submissions as the registry keeps them to what one viewer may see of them, and do with them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from assistant.api.services import Services
from assistant.schemas.documents import LinkedDocument
from assistant.schemas.lessons import (
    AttachmentView,
    EventView,
    LessonFields,
    May,
    SubmissionLine,
    SubmissionList,
    SubmissionView,
)
from knowledge.access import Viewer
from knowledge.registry.documents import DocumentRegister
from knowledge.submissions import DECIDERS, WRITERS, Content, Event, Submission, SubmissionState


def content_from(fields: LessonFields) -> Content:
    return Content(**fields.model_dump())


def submission_view(submission: Submission, viewer: Viewer, documents: DocumentRegister) -> SubmissionView:
    content = submission.shown_to(viewer)
    return SubmissionView(
        **_line(submission, viewer, _hidden([submission], viewer, documents)).model_dump(),
        fields=LessonFields(**asdict(content)),
        previous=LessonFields(**asdict(submission.before)) if submission.before else None,
        missing=content.missing(submission.kind),
        may=may(submission, viewer),
        attachments=tuple(
            AttachmentView(id=a.id, name=a.name, media_type=a.media_type, size=a.size, role=a.role, added_at=a.added_at)
            for a in submission.files_shown_to(viewer)
        ),
        events=tuple(_event(event, viewer) for event in submission.events),
    )


def line_of(submission: Submission, viewer: Viewer, documents: DocumentRegister) -> SubmissionLine:
    return _line(submission, viewer, _hidden([submission], viewer, documents))


def submission_list(found: Sequence[Submission], viewer: Viewer, documents: DocumentRegister) -> SubmissionList:
    hidden = _hidden(found, viewer, documents)
    return SubmissionList(lessons=tuple(_line(submission, viewer, hidden) for submission in found))


def may(submission: Submission, viewer: Viewer) -> May:
    mine, state = submission.author == viewer.user, submission.state
    writes = mine and not viewer.roles.isdisjoint(WRITERS)
    reviews = not viewer.roles.isdisjoint(DECIDERS) and state is not SubmissionState.DRAFT
    waits = state is SubmissionState.IN_REVIEW
    return May(
        edit=writes and submission.editable,
        submit=writes and submission.editable,
        withdraw=writes and state in (SubmissionState.IN_REVIEW, SubmissionState.RETURNED),
        delete=writes and (submission.editable or state is SubmissionState.REJECTED),
        comment=mine or reviews,
        suggest=reviews and state in (SubmissionState.IN_REVIEW, SubmissionState.RETURNED),
        assign=reviews and waits,
        decide=reviews and waits and (not mine or viewer.unrestricted),
    )


def _line(submission: Submission, viewer: Viewer, hidden: frozenset[str]) -> SubmissionLine:
    content, since = submission.shown_to(viewer), submission.submitted_at
    waits = submission.state is SubmissionState.IN_REVIEW
    return SubmissionLine(
        id=submission.id,
        kind=submission.kind,
        state=submission.state,
        version=submission.version,
        title=content.title,
        language=content.language,
        author=submission.author_name,
        mine=submission.author == viewer.user,
        assignee=submission.assignee_name,
        assigned_to_me=submission.assignee == viewer.user,
        created_at=submission.created_at,
        changed_at=submission.changed_at,
        submitted_at=since,
        decided_at=submission.decided_at,
        waiting_days=(datetime.now(UTC) - since).days if waits and since else None,
        document_id=None if submission.document_id in hidden else submission.document_id,
        published=submission.published,
        problem=submission.problem,
        revises=submission.revises,
        promoted_from=submission.promoted_from,
    )


def promotion_links(document_id: str, services: Services, viewer: Viewer) -> dict[str, object]:
    """The fields of DocumentView that say what was made from it, and what it was made from."""
    register = services.registry.lesson_use
    behind = register.behind(document_id)
    origin = _linked(services, viewer, [behind.promoted_from] if behind and behind.promoted_from else [])
    made = _linked(services, viewer, register.promoted_to(document_id))
    return {"promoted_from": origin[0] if origin else None, "promoted_to": made}


def _linked(services: Services, viewer: Viewer, document_ids: Sequence[str]) -> tuple[LinkedDocument, ...]:
    """Those that the viewer may see."""
    documents = services.registry.documents
    hidden = documents.out_of_sight(document_ids, viewer)
    seen = [documents.get(document_id, viewer) for document_id in document_ids if document_id not in hidden]
    return tuple(LinkedDocument(id=document.id, title=document.properties.title) for document in seen)


def _hidden(submissions: Sequence[Submission], viewer: Viewer, documents: DocumentRegister) -> frozenset[str]:
    """Documents that the viewer may not see, or that were removed."""
    return documents.out_of_sight({s.document_id for s in submissions if s.document_id}, viewer)


def _event(event: Event, viewer: Viewer) -> EventView:
    details = event.details or {}
    return EventView(
        number=event.number,
        at=event.at,
        by=event.by_name,
        user=event.by,
        mine=event.by == viewer.user,
        step=event.step,
        text=event.text,
        changes=details.get("changes", {}),
        same_person=details.get("same_person", False),
        acknowledged=details.get("acknowledged", ""),
    )
