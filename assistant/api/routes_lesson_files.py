"""Files that lie with lessons. They are given out as downloads, to the author and the reviewers only."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi.responses import FileResponse

from assistant.api.lesson_views import submission_view
from assistant.api.problems import responses
from assistant.api.services import UseServices, UseViewer, viewer_with
from assistant.schemas.lessons import SubmissionView
from knowledge.access import Viewer
from knowledge.submissions import WRITERS

router = APIRouter(prefix="/v1/lessons/{lesson_id}/attachments", tags=["lessons"])

UseWriter = Annotated[Viewer, Depends(viewer_with(*WRITERS))]


@router.post("", summary="Attach a file", status_code=201, responses=responses(401, 403, 404, 409, 422, 503))
def attach(
    lesson_id: str,
    services: UseServices,
    viewer: UseWriter,
    file: Annotated[UploadFile, File(description="Evidence: a picture, a sheet, a mail.")],
) -> SubmissionView:
    """At most ten; not searched, not published, and deleted with the lesson's draft."""
    submission = services.registry.submissions.get(lesson_id, viewer)
    attachment = services.attachments.keep(submission.id, file.filename or "", file.file)
    try:
        changed = services.registry.attachments.add(submission.id, attachment, viewer)
    except BaseException:
        services.attachments.drop(submission.id, attachment.id)
        raise
    if all(each.id != attachment.id for each in changed.attachments):
        services.attachments.drop(submission.id, attachment.id)
    return submission_view(changed, viewer, services.registry.documents)


@router.get(
    "/{attachment_id}",
    summary="An attached file",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}}, **responses(401, 403, 404, 503)},
)
def download(lesson_id: str, attachment_id: str, services: UseServices, viewer: UseViewer) -> FileResponse:
    attachment = services.registry.attachments.get(lesson_id, attachment_id, viewer)
    path = services.attachments.path(lesson_id, attachment.id)
    # Never shown in the browser: it may be a page that somebody made to run there.
    headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(path, media_type="application/octet-stream", filename=attachment.name, headers=headers)


@router.delete("/{attachment_id}", summary="Remove a file", responses=responses(401, 403, 404, 409, 422, 503))
def detach(lesson_id: str, attachment_id: str, services: UseServices, viewer: UseWriter) -> SubmissionView:
    changed = services.registry.attachments.remove(lesson_id, attachment_id, viewer)
    services.attachments.drop(changed.id, attachment_id)
    return submission_view(changed, viewer, services.registry.documents)
