"""The library: what is in it, its texts and pages, taking documents in and out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.api.lesson_views import promotion_links
from assistant.api.pages import MAX_WIDTH, MIN_WIDTH
from assistant.api.permissions import ADDERS, may_review, publishes_directly, require_removable
from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, UseViewer, require_local, viewer_with
from assistant.api.views import document_view, job_view, personal_data_views, revision_text
from assistant.schemas.documents import DocumentList, DocumentView, JobView, RevisionText
from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.documents import Document, ErasureReason, Kind, Revision, boxes_of
from knowledge.errors import NotFound, Refused, Removed
from knowledge.jobs import Outcome, SourceReport
from knowledge.language import Language

router = APIRouter(prefix="/v1", tags=["documents"])

MAX_WINDOW_CHARS = 200_000
_AROUND_CHARS = 1500


class TooLarge(Refused):
    code = "too-large"
    status = 413


class IngestRequest(BaseModel):
    """Files and folders on the server's machine."""

    paths: Annotated[list[str], Field(min_length=1, max_length=1000, examples=[["policies", "handbook.pdf"]])]


def present(services: Services, document_id: str, viewer: Viewer) -> Document:
    document = services.registry.documents.get(document_id, viewer)
    if document.removed_at is not None:
        raise Removed("The document has been removed.", "Whoever removed it can restore it in the library.")
    return document


def _kept(document_id: str, revision_id: str, services: UseServices, viewer: UseViewer) -> tuple[Document, Revision]:
    document = present(services, document_id, viewer)
    revision = services.registry.documents.revision(revision_id, viewer)
    if revision.document_id != document.id:
        raise NotFound("The document has no such revision.", "Open the document in the library.")
    services.registry.audit.append(Act.DOCUMENT_READ, viewer, document.id, {"revision": revision.id})
    return document, revision


def _span(start: Annotated[int, Query(ge=0)] = 0, end: Annotated[int, Query(ge=0)] = 0) -> tuple[int, int]:
    return start, end


@router.get("/documents", summary="List documents", responses=responses(401, 403, 422, 503))
def list_documents(
    services: UseServices,
    viewer: UseViewer,
    kind: Annotated[list[Kind] | None, Query()] = None,
    language: Annotated[Language | None, Query()] = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DocumentList:
    """The documents the viewer may see, by title; `total` counts all that match."""
    documents, total = services.registry.documents.list(
        viewer, kinds=kind or (), language=language or "", offset=offset, limit=limit
    )
    on = services.today()
    seen = without_hidden_successors(services, viewer, documents)
    return DocumentList(documents=tuple(document_view(document, on, viewer) for document in seen), total=total)


@router.get("/documents/{document_id}", summary="One document", responses=responses(401, 403, 404, 410, 503))
def get_document(document_id: str, services: UseServices, viewer: UseViewer) -> DocumentView:
    """With the text that its file hides from readers and the personal data in it, for whoever reviews it."""
    (document,) = without_hidden_successors(services, viewer, [present(services, document_id, viewer)])
    if document.revision_id is None:
        return document_view(document, services.today(), viewer)
    revision = services.registry.documents.revision(document.revision_id, viewer)
    found = personal_data_views(revision) if may_review(viewer, document) else ()
    shown = document_view(document, services.today(), viewer, revision.hidden_text, found)
    return shown.model_copy(update=promotion_links(document.id, services, viewer))


@router.post("/documents", summary="Upload a document", status_code=202, responses=responses(401, 403, 413, 422, 503))
def upload_document(
    services: UseServices,
    viewer: Annotated[Viewer, Depends(viewer_with(*ADDERS))],
    file: Annotated[UploadFile, File(description="A document, or an archive of documents.")],
    properties: Annotated[
        str,
        Form(
            description="What is known about the document, as a JSON object.",
            examples=['{"title": "AI policy", "kind": "policy", "owner": "Chief Information Officer"}'],
        ),
    ] = "{}",
) -> JobView:
    """Takes the file in as a job; follow it at /v1/jobs/{id}. Where uploads are reviewed, a contributor's waits for it
    with the lessons (outcome `waiting`).
    """
    limit = services.settings.max_upload_mb
    if (file.size or 0) > limit * 1_000_000:
        raise TooLarge(f"The file is larger than {limit} MB.", "Split it, or raise `max_upload_mb`.")
    name = FilePath((file.filename or "").replace("\\", "/")).name
    if not name:
        raise Refused("The upload has no file name.", "Send the file as multipart form data with its name.")
    if services.settings.uploads_reviewed and not publishes_directly(viewer):
        services.lessons.hand_in(name, file.file, _json_object(properties), viewer)
        waits = SourceReport(name, Outcome.WAITING, "It is found when a reviewer has approved it.")
        return job_view(services.registry.jobs.add_done(waits, viewer.user))
    return job_view(services.ingestion.submit_upload(name, file.file, _json_object(properties), viewer))


@router.delete(
    "/documents/{document_id}", summary="Remove a document", status_code=204, responses=responses(401, 403, 404, 503)
)
def remove_document(document_id: str, services: UseServices, viewer: UseViewer) -> None:
    """Takes the document out of every answer at once. It can be restored."""
    require_removable(viewer, services.registry.documents.get(document_id, viewer))
    services.ingestion.remove(document_id, viewer)


@router.post(
    "/documents/{document_id}/restore",
    summary="Undo a removal",
    status_code=204,
    responses=responses(401, 403, 404, 503),
)
def restore_document(document_id: str, services: UseServices, viewer: UseViewer) -> None:
    require_removable(viewer, services.registry.documents.get(document_id, viewer))
    services.ingestion.restore(document_id, viewer)


@router.get(
    "/documents/{document_id}/revisions/{revision_id}/text",
    summary="The text of a revision",
    responses=responses(401, 403, 404, 410, 422, 503),
)
def get_text(
    services: UseServices,
    kept: Annotated[tuple[Document, Revision], Depends(_kept)],
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> RevisionText:
    """The text around the characters [start, end), which `boxes` place on the pages; all of it when `end` is absent.

    At most 200,000 characters are served at a time.
    """
    document, revision = kept
    if revision.erased is not None and revision.erased.why is ErasureReason.RETENTION:
        return revision_text(document, revision, (0, 0), (), ())
    if end is None:
        window = (start, min(len(revision.text), start + MAX_WINDOW_CHARS))
        return revision_text(document, revision, window, (), ())
    _check_span(revision, start, end)
    window = (max(0, start - _AROUND_CHARS), min(len(revision.text), end + _AROUND_CHARS))
    return revision_text(
        document, revision, window, boxes_of(revision.layout, start, end), _section(services, revision, start)
    )


@router.get(
    "/documents/{document_id}/revisions/{revision_id}/pages/{number}.png",
    summary="A page as an image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, **responses(401, 403, 404, 410, 422, 503)},
)
def get_page(
    services: UseServices,
    kept: Annotated[tuple[Document, Revision], Depends(_kept)],
    number: int,
    span: Annotated[tuple[int, int], Depends(_span)],
    width: Annotated[int, Query(ge=MIN_WIDTH, le=MAX_WIDTH)] = 900,
) -> Response:
    """Page `number` of a PDF, with the words of [start, end) boxed."""
    png = services.pages.png(kept[1], number, width, span)
    return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=300"})


@router.post(
    "/ingest",
    summary="Take in local files",
    status_code=202,
    dependencies=[Depends(require_local)],
    responses=responses(401, 403, 422, 503),
)
def ingest(body: IngestRequest, services: UseServices, viewer: UseViewer) -> JobView:
    """For the `lardom` command on the server's own machine."""
    return job_view(services.ingestion.submit_paths([FilePath(path) for path in body.paths], viewer.user))


@router.get("/jobs/{job_id}", summary="How far a job is", responses=responses(401, 403, 404, 503))
def get_job(job_id: str, services: UseServices, viewer: UseViewer) -> JobView:
    """For who asked for it, and for administrators."""
    return job_view(services.ingestion.job(job_id, viewer))


def without_hidden_successors(
    services: Services, viewer: Viewer, documents: Sequence[Document]
) -> tuple[Document, ...]:
    """What replaced a document is not named to who may not see it."""
    successors = {document.superseded_by for document in documents if document.superseded_by}
    hidden = services.registry.documents.out_of_sight(successors, viewer)
    return tuple(
        replace(document, superseded_by=None) if document.superseded_by in hidden else document
        for document in documents
    )


def _check_span(revision: Revision, start: int, end: int) -> None:
    if not start <= end <= len(revision.text) or end - start > MAX_WINDOW_CHARS:
        raise Refused(
            f"[{start}, {end}) is no span of this text.", f"Ask within 0 and {len(revision.text)}, 200,000 at most."
        )


def _section(services: Services, revision: Revision, start: int) -> tuple[str, ...]:
    for passage in services.registry.documents.passages(revision.id):
        if passage.start <= start < passage.end:
            return passage.section
    return ()


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused("`properties` is not JSON.", 'Send an object such as {"title": "AI policy"}.') from error
    if not isinstance(value, dict):
        raise Refused("`properties` is not a JSON object.", 'Send an object such as {"title": "AI policy"}.')
    return value
