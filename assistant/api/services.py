"""What the routes work with, and how a request reaches it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Query, Request

from assistant.api.pages import PageImages
from assistant.api.problems import language_of
from assistant.api.security import is_local
from assistant.pipeline import Assistant
from assistant.schemas import AS_USER_HEADER, GROUPS_HEADER, NAME_HEADER, ROLES_HEADER
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.errors import Forbidden, Refused
from knowledge.jobs import Ingestion
from knowledge.language import Language
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    store: KnowledgeStore
    assistant: Assistant
    ingestion: Ingestion
    pages: PageImages
    today: Callable[[], date]

    @property
    def registry(self) -> Registry:
        return self.store.registry


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def viewer_of(request: Request) -> Viewer:
    """Whom the request is made for. Only this machine's own user may ask in another's name."""
    user = request.headers.get(AS_USER_HEADER)
    groups = request.headers.get(GROUPS_HEADER)
    roles = request.headers.get(ROLES_HEADER)
    if user is None and groups is None and roles is None:
        return LOCAL_OWNER
    require_local(request)
    try:
        given = frozenset(map(Role, _listed(roles)))
    except ValueError as error:
        raise Refused(f"{ROLES_HEADER} names no role: {error}.", f"Roles are {', '.join(Role)}.") from error
    name = unquote(request.headers.get(NAME_HEADER, ""))
    return Viewer(user or LOCAL_OWNER.user, _listed(groups), roles=given | {Role.READER}, name=name)


def _listed(header: str | None) -> frozenset[str]:
    return frozenset(name.strip() for name in (header or "").split(",") if name.strip())


def viewer_with(*roles: Role) -> Callable[[Viewer], Viewer]:
    """A dependency that gives the viewer to a route, and raises Forbidden to who has none of the roles."""

    def allowed(viewer: UseViewer) -> Viewer:
        if viewer.roles.isdisjoint(roles):
            named = " or ".join(role.value for role in roles)
            raise Forbidden(f"This needs the role {named}.", "Ask whoever administers Lärdom for it.")
        return viewer

    return allowed


def require_local(request: Request) -> None:
    if not is_local(request.scope):
        raise Forbidden(
            "Only the user who runs the server may do this.", "Use the `lardom` command on the server's own machine."
        )


def reader_language(request: Request, language: Annotated[Language | None, Query()] = None) -> Language:
    return language or language_of(request)


UseServices = Annotated[Services, Depends(services_of)]
UseViewer = Annotated[Viewer, Depends(viewer_of)]
UseLanguage = Annotated[Language, Depends(reader_language)]
