"""What Lärdom says of itself: to everyone, without sign-in, and as a model and system card."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.about.card_text import card_text
from assistant.about.describing import about, card, library_size
from assistant.api.problems import responses
from assistant.api.security import known_caller_of
from assistant.api.services import UseLanguage, UseServices, UseViewer
from assistant.schemas.about import About, Card
from knowledge.access import Viewer

router = APIRouter(prefix="/v1", tags=["about"])


def known_viewer(request: Request) -> Viewer | None:
    caller = known_caller_of(request.scope)
    return caller.viewer if caller else None


@router.get("/about", summary="What this is", responses=responses(503))
def get_about(
    services: UseServices, language: UseLanguage, viewer: Annotated[Viewer | None, Depends(known_viewer)]
) -> About:
    """What the assistant is, what it was built on, what it keeps, who is responsible, how well it does.

    Open to everyone. Who has not signed in learns nothing of the documents, nor the hosts of services.
    """
    if viewer is None:
        return about(services.settings, language, known=False)
    library = library_size(services.registry.documents, viewer)
    return about(services.settings, language, known=True, library=library)


@router.get("/card", summary="Model and system card", response_model=Card, responses=responses(401, 403, 503))
def get_card(
    services: UseServices,
    viewer: UseViewer,
    language: UseLanguage,
    form: Annotated[Literal["json", "md"], Query(alias="format")] = "json",
) -> Card | Response:
    """Kept current from the settings; what it says of the library is what the reader may see."""
    size = library_size(services.registry.documents, viewer)
    made = card(services.settings, language, size, services.today())
    return PlainTextResponse(card_text(made), media_type="text/markdown") if form == "md" else made
