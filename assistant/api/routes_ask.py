"""Ask and search."""

import logging
import time
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel

from assistant.api.problems import internal_problem, language_of, problem_of, responses
from assistant.api.services import Services, UseServices, UseViewer
from assistant.api.views import hits_of
from assistant.bootstrap import build_search_recorder
from assistant.pipeline import Event
from assistant.questions.conversing import ask_in_conversation
from assistant.schemas.answers import (
    Answer,
    AskRequest,
    CitationEvent,
    Scope,
    SearchResponse,
    SentenceEvent,
    StatusEvent,
    Timings,
)
from knowledge.access import Viewer
from knowledge.documents import Kind
from knowledge.errors import LardomError
from knowledge.language import Language, detect_language

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", tags=["ask"])

EVENT_NAMES: dict[type[BaseModel], str] = {
    StatusEvent: "status",
    CitationEvent: "citation",
    SentenceEvent: "sentence",
    Answer: "done",
}
_EVENTS_HELP = (
    "Server-sent events: `status` (StatusEvent), `citation` (CitationEvent, before the first sentence that uses it), "
    "`sentence` (SentenceEvent), then `done` (Answer) or `error` (Problem)."
)
_EXAMPLE_STREAM = (
    'event: status\ndata: {"stage":"retrieve"}\n\n'
    'event: sentence\ndata: {"index":0,"sentence":{"text":"...","citations":[0],"support":1.0}}\n\n'
    'event: done\ndata: {"status":"answered", ...}\n\n'
)
_ANSWER_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer: as events, or whole when `stream` is false or only JSON is accepted.",
        "model": Answer,
        "content": {
            "text/event-stream": {"schema": {"type": "string", "description": _EVENTS_HELP}, "example": _EXAMPLE_STREAM}
        },
    },
    **responses(401, 403, 404, 422, 503),
}


@router.post("/ask", summary="Ask a question", responses=_ANSWER_RESPONSES, response_model=None)
def ask(body: AskRequest, request: Request, services: UseServices, viewer: UseViewer) -> Response:
    """Answers from the documents the asker may see, every sentence with its citations; or says that there is none.

    Without `conversation_id` a new conversation is started; its id is in the answer.
    """
    if _wants_stream(body, request):
        language = body.language or detect_language(body.question, default=language_of(request))
        return EventSourceResponse(_stream(services, viewer, body, language), headers={"Cache-Control": "no-cache"})
    *_, answer = _events(services, viewer, body)
    return JSONResponse(answer.model_dump(mode="json"))


@router.get("/search", summary="Find passages", responses=responses(401, 403, 422, 503))
def search(
    q: Annotated[str, Query(min_length=1, max_length=2000, examples=["gallring av personuppgifter"])],
    services: UseServices,
    viewer: UseViewer,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    kind: Annotated[list[Kind] | None, Query()] = None,
    language: Annotated[list[Language] | None, Query()] = None,
) -> SearchResponse:
    """The best passages for a question, without an answer."""
    began = time.perf_counter()
    found = services.assistant.find(q, viewer, Scope(kinds=tuple(kind or ()), languages=tuple(language or ())))
    spent = round((time.perf_counter() - began) * 1000, 2)
    build_search_recorder(services.settings, services.registry).record(viewer, q, found, limit)
    return SearchResponse(hits=hits_of(found, limit), timings_ms=Timings(retrieve=spent, total=spent))


def _events(services: Services, viewer: Viewer, body: AskRequest) -> Iterator[Event]:
    policy = services.settings.question_policy
    return ask_in_conversation(services.assistant, services.registry, viewer, body, policy)


def _wants_stream(body: AskRequest, request: Request) -> bool:
    if body.stream is not None:
        return body.stream
    accepted = request.headers.get("accept", "")
    return "application/json" not in accepted or "text/event-stream" in accepted


def _stream(services: Services, viewer: Viewer, body: AskRequest, language: Language) -> Iterator[bytes]:
    try:
        for event in _events(services, viewer, body):
            yield _encoded(event)
    except LardomError as error:
        logger.warning("ask: %s (%s)", error.code, error.message)
        yield format_sse_event(event="error", data_str=problem_of(error, language, "/v1/ask").model_dump_json())
    except Exception:  # the stream has begun, so this is the outermost edge: no handler comes after it
        logger.exception("ask: unforeseen error")
        yield format_sse_event(event="error", data_str=internal_problem(language, "/v1/ask").model_dump_json())


def _encoded(event: Event) -> bytes:
    return format_sse_event(event=EVENT_NAMES[type(event)], data_str=event.model_dump_json())
