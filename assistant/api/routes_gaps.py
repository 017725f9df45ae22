"""Knowledge gaps: what people ask without getting a good answer, and what is done about it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.gap_views import EXAMPLES, GapReader, selected
from assistant.api.problems import responses
from assistant.api.services import Services, UseLanguage, UseServices, viewer_with
from assistant.schemas.gaps import Assignment, Closing, Dismissal, GapList, GapState, GapView
from knowledge.access import Role, Viewer
from knowledge.errors import NotFound

router = APIRouter(prefix="/v1/gaps", tags=["gaps"])

UseKeeper = Annotated[Viewer, Depends(viewer_with(Role.OWNER, Role.REVIEWER, Role.ADMINISTRATOR))]


def _reader(services: UseServices, viewer: UseKeeper, language: UseLanguage) -> GapReader:
    return GapReader(services.gaps.keeper, viewer, language, services.today())


UseReader = Annotated[GapReader, Depends(_reader)]


@router.get("", summary="List knowledge gaps", responses=responses(401, 403, 422, 503))
def list_gaps(
    services: UseServices, reader: UseReader, state: Annotated[list[GapState] | None, Query()] = None
) -> GapList:
    """Those with the most questions first, each with three examples. For owners, reviewers and administrators."""
    register = services.registry.gaps
    return GapList(
        gaps=tuple(reader.view(gap, EXAMPLES) for gap in selected(register.list(), state or ())),
        refreshed_on=register.refreshed_on(),
        refreshing=services.gaps.refreshing,
    )


@router.post("/refresh", summary="Gather questions now", status_code=202, responses=responses(401, 403, 503))
def refresh_gaps(services: UseServices, viewer: UseKeeper) -> None:
    """Otherwise it is done each night. `refreshing` in the list tells when it is done."""
    services.gaps.request_refresh()


@router.get("/{gap_id}", summary="One knowledge gap", responses=responses(401, 403, 404, 503))
def get_gap(gap_id: str, services: UseServices, reader: UseReader) -> GapView:
    """With every question, and what came of asking it again."""
    return reader.view(services.registry.gaps.get(gap_id))


@router.post("/{gap_id}/assign", summary="Say who sees to it", responses=responses(401, 403, 404, 409, 422, 503))
def assign_gap(gap_id: str, body: Assignment, services: UseServices, reader: UseReader) -> GapView:
    services.registry.gaps.assign(gap_id, body.owner.strip(), body.due, reader.viewer)
    return _changed(services, reader, gap_id)


@router.post("/{gap_id}/close", summary="Name what answers it", responses=responses(401, 403, 404, 409, 422, 503))
def close_gap(gap_id: str, body: Closing, services: UseServices, reader: UseReader) -> GapView:
    """Its questions are asked again as soon as the document is published; what is still unanswered opens it again."""
    document = services.registry.documents.get(body.document_id, reader.viewer)
    if document.removed_at is not None:
        raise NotFound("The document has been removed.", "Restore it in the library, or name another.")
    services.registry.gaps.close(gap_id, document.id, reader.viewer)
    services.gaps.look_again()
    return _changed(services, reader, gap_id)


@router.post("/{gap_id}/dismiss", summary="Say why nothing is done", responses=responses(401, 403, 404, 409, 422, 503))
def dismiss_gap(gap_id: str, body: Dismissal, services: UseServices, reader: UseReader) -> GapView:
    services.registry.gaps.dismiss(gap_id, body.reason.strip(), reader.viewer)
    return _changed(services, reader, gap_id)


@router.post("/{gap_id}/reopen", summary="Undo closing or dismissing", responses=responses(401, 403, 404, 409, 503))
def reopen_gap(gap_id: str, services: UseServices, reader: UseReader) -> GapView:
    services.registry.gaps.reopen(gap_id, reader.viewer)
    return _changed(services, reader, gap_id)


@router.post("/{gap_id}/reask", summary="Ask its questions again", responses=responses(401, 403, 404, 503))
def reask_gap(gap_id: str, services: UseServices, reader: UseReader) -> GapView:
    """As an ordinary reader, now. A closed gap of which a question is still unanswered is open again."""
    services.gaps.keeper.reask(gap_id)
    return reader.view(services.registry.gaps.get(gap_id))


def _changed(services: Services, reader: GapReader, gap_id: str) -> GapView:
    return reader.view(services.registry.gaps.get(gap_id))
