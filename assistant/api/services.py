"""What the routes work with, and how a request reaches it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from assistant.api.pages import PageImages
from assistant.api.problems import language_of
from assistant.api.security import caller_of
from assistant.gaps.work import GapWork
from assistant.lessons.attachments import AttachmentFiles
from assistant.lessons.publishing import LessonDesk
from assistant.pipeline import Assistant
from assistant.serving.observing import Watch
from assistant.serving.retention import RetentionWork
from knowledge.access import Role, Viewer
from knowledge.errors import Forbidden
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
    gaps: GapWork
    watch: Watch = field(default_factory=Watch)
    retention: RetentionWork | None = None

    @property
    def registry(self) -> Registry:
        return self.store.registry

    @property
    def attachments(self) -> AttachmentFiles:
        return AttachmentFiles(self.settings.submissions, self.settings.max_upload_mb * 1_000_000)

    @property
    def lessons(self) -> LessonDesk:
        policy_for = self.settings.personal_data_policy
        return LessonDesk(self.registry, self.ingestion, self.today, policy_for, self.attachments)


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def viewer_of(request: Request) -> Viewer:
    """Whom the request is made for."""
    return caller_of(request.scope).viewer


def viewer_with(*roles: Role) -> Callable[[Viewer], Viewer]:
    """A dependency that gives the viewer to a route, and raises Forbidden to who has none of the roles."""

    def allowed(viewer: UseViewer) -> Viewer:
        if viewer.roles.isdisjoint(roles):
            named = " or ".join(role.value for role in roles)
            raise Forbidden(f"This needs the role {named}.", "Ask whoever administers Lärdom for it.")
        return viewer

    return allowed


def require_local(request: Request) -> None:
    if not caller_of(request.scope).local:
        raise Forbidden(
            "Only the user who runs the server may do this.", "Use the `lardom` command on the server's own machine."
        )


def reader_language(request: Request, language: Annotated[Language | None, Query()] = None) -> Language:
    return language or language_of(request)


UseServices = Annotated[Services, Depends(services_of)]
UseViewer = Annotated[Viewer, Depends(viewer_of)]
UseLanguage = Annotated[Language, Depends(reader_language)]
