"""Metrics for a monitoring system, and the counting of requests."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import responses
from assistant.api.services import UseServices, viewer_with
from assistant.serving.metrics import MEDIA_TYPE, Metrics
from knowledge.access import Role, Viewer
from knowledge.errors import NotFound

router = APIRouter(tags=["health"])
Watches = Annotated[Viewer, Depends(viewer_with(Role.ADMINISTRATOR, Role.AUDITOR))]


@router.get("/metrics", summary="Metrics", responses=responses(401, 403, 404, 503))
def metrics(services: UseServices, viewer: Watches) -> Response:
    """In the Prometheus text format, where the setting `metrics` is on. Nothing in it is about a person."""
    if services.watch.metrics is None:
        raise NotFound("Metrics are off.", "Set `metrics` to true and start again.")
    return Response(services.watch.metrics.text(), media_type=MEDIA_TYPE)


class CountedRequests:
    """Counts each request by the template of its route, once it is answered."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("route")
                template = route.path_format if isinstance(route, APIRoute) else None
                self._metrics.requested(scope["method"], template, message["status"])
            await send(message)

        await self._app(scope, receive, counted)
