"""Answers that were given: why they came out as they did."""

from fastapi import APIRouter

from assistant.api.problems import responses
from assistant.api.services import UseServices, UseViewer
from assistant.schemas.why import Why
from assistant.traces.why import why_of

router = APIRouter(prefix="/v1/answers", tags=["ask"])


@router.get("/{trace_id}/why", summary="Why this answer", responses=responses(401, 403, 404, 503))
def get_why(trace_id: str, services: UseServices, viewer: UseViewer) -> Why:
    """What was found for an answer and how, what was used and what not and why, what made it and how long it took.

    For who asked, with documents that they may see now; for auditors, by ids and without titles.
    """
    return why_of(trace_id, viewer, services.registry.traces, services.registry.documents)
