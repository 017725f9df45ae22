"""Is the process alive, and can it answer?"""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from assistant.api.services import UseServices, UseViewer
from assistant.schemas.answers import Readiness, Schema
from assistant.serving.readiness import readiness

router = APIRouter(tags=["health"])


class Alive(Schema):
    status: str = "alive"


@router.get("/health", summary="Alive")
def health() -> Alive:
    """The process answers; nothing else is checked."""
    return Alive()


@router.get(
    "/ready",
    summary="Ready to answer",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "Not ready; `problems` say why and what to do."}},
)
def ready(services: UseServices, viewer: UseViewer) -> Response:
    """Registry, index and embedding model are each tried."""
    state = readiness(services.store, services.assistant.writer.name, viewer)
    return JSONResponse(state.model_dump(mode="json"), status_code=200 if state.ready else 503)
