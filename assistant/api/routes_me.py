"""Who is asking?"""

from fastapi import APIRouter

from assistant.api.problems import responses
from assistant.api.services import UseServices, UseViewer
from assistant.schemas.persons import Me, Mode
from knowledge.access import Role
from knowledge.settings import Settings

router = APIRouter(prefix="/v1", tags=["access"])


@router.get("/me", summary="Who am I", responses=responses(401, 403))
def me(services: UseServices, viewer: UseViewer) -> Me:
    """Whom the server takes the caller for, and what they may do: what pages and buttons to show."""
    return Me(
        user=viewer.user,
        name=viewer.name or viewer.user,
        groups=tuple(sorted(viewer.groups)),
        roles=tuple(role for role in Role if role in viewer.roles),
        mode=_mode(services.settings),
    )


def _mode(settings: Settings) -> Mode:
    if settings.oidc_issuer is not None:
        return "sign-in"
    return "token" if settings.access_token else "local"
