"""The web application: routes, their errors, who may come in, and the chat mounted beside them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import Any, Protocol

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Scope

from assistant.api import (
    problems,
    routes_about,
    routes_answers,
    routes_ask,
    routes_audit,
    routes_conversations,
    routes_decisions,
    routes_documents,
    routes_evaluations,
    routes_feedback,
    routes_gaps,
    routes_health,
    routes_kpis,
    routes_lesson_files,
    routes_lesson_intake,
    routes_lesson_use,
    routes_lessons,
    routes_me,
    routes_metrics,
    routes_persons,
    routes_properties,
    routes_register,
    routes_reports,
    routes_reviews,
    routes_revisions,
    routes_supersessions,
)
from assistant.api.refusals import Refusals
from assistant.api.security import Gate, SecurityMiddleware
from assistant.api.services import Services
from assistant.api.signed_in import SignedIn
from assistant.schemas.answers import CitationEvent, Problem, SentenceEvent, StatusEvent
from knowledge.personal_data.seals import ORIGINS, PEOPLE, seal_for

_ROUTES = (
    routes_health,
    routes_about,
    routes_metrics,
    routes_me,
    routes_ask,
    routes_answers,
    routes_documents,
    routes_properties,
    routes_reports,
    routes_revisions,
    routes_supersessions,
    routes_conversations,
    routes_feedback,
    routes_persons,
    routes_register,
    routes_reviews,
    routes_lesson_files,
    routes_lesson_intake,
    routes_lesson_use,
    routes_lessons,
    routes_gaps,
    routes_kpis,
    routes_decisions,
    routes_evaluations,
    routes_audit,
)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


class Chat(Protocol):
    """An ASGI application with a lifespan of its own, such as Streamlit's."""

    def lifespan(self) -> Callable[[Any], AbstractAsyncContextManager[Any]]: ...

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


def build_app(services: Services, gate: Gate, chat: Chat | None = None) -> ASGIApp:
    """Everything behind the gate. The chat, where there is one, answers every path that is no route."""

    refusals = Refusals(services.registry.audit, seal_for(ORIGINS, services.settings.data))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if chat is not None:
                await stack.enter_async_context(chat.lifespan()(app))
            services.ingestion.start()
            stack.callback(services.ingestion.stop)
            services.lessons.repair()
            services.attachments.sweep(services.registry.attachments.submission_ids())
            refusals.start()
            stack.callback(refusals.stop)
            services.gaps.start()
            stack.callback(services.gaps.stop)
            if services.retention is not None:
                services.retention.start()
                stack.callback(services.retention.stop)
            stack.callback(services.watch.close)
            yield

    app = FastAPI(
        title="Lärdom",
        version=version("lardom"),
        description="Answers in Swedish and English from your own documents, every sentence backed by its source.",
        lifespan=lifespan,
        # The standard pages load their scripts from other servers; the schema is at /openapi.json.
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    problems.install(app)
    if services.watch.metrics is not None:
        app.add_middleware(routes_metrics.CountedRequests, metrics=services.watch.metrics)
    for routes in _ROUTES:
        app.include_router(routes.router)
    _describe_events(app)
    app.add_route("/v1/{rest:path}", _no_route, _METHODS, include_in_schema=False)
    known = tuple(app.routes)
    if chat is not None:
        app.mount("/", chat)

    def is_page(scope: Scope) -> bool:
        """Whatever is no route, so that a route that somebody adds is not taken for one."""
        return all(route.matches(scope)[0] is Match.NONE for route in known)

    signed_in = SignedIn(services.registry.sign_ins, seal_for(PEOPLE, services.settings.data))
    return SecurityMiddleware(app, gate.with_registers(services.registry.keys, signed_in), is_page, refusals)


async def _no_route(request: Request) -> Response:
    """What is no route of the API is a problem, not a page of the chat, which would answer every path."""
    known = any(route.matches(request.scope)[0] is Match.PARTIAL for route in request.app.routes)
    raise HTTPException(405 if known else 404)


def _describe_events(app: FastAPI) -> None:
    """Add to the OpenAPI description what no route names as its model: the events' data, and problems."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = schema["components"]["schemas"]
            for model in (Problem, StatusEvent, CitationEvent, SentenceEvent):
                described = model.model_json_schema(ref_template="#/components/schemas/{model}")
                schemas.update(described.pop("$defs", {}))
                schemas[model.__name__] = described
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
