"""Talks to the API: the one file of the chat that knows HTTP, and turns what goes wrong into `ApiError`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO, TypeVar

import httpx
from httpx_sse import SSEError, connect_sse
from pydantic import BaseModel, ValidationError

from assistant.schemas.about import About, Card
from assistant.schemas.answers import (
    Answer,
    AskRequest,
    CitationEvent,
    Conversation,
    ConversationList,
    ConversationSummary,
    Problem,
    Readiness,
    SentenceEvent,
    StatusEvent,
    Suggestions,
)
from assistant.schemas.documents import DocumentList, DocumentView, JobView, RevisionText
from assistant.schemas.feedback import FeedbackRequest, FeedbackView, Invitation, Judgement
from assistant.schemas.persons import Me
from assistant.schemas.why import Why

AskEvent = StatusEvent | CitationEvent | SentenceEvent | Answer
Model = TypeVar("Model", bound=BaseModel)

_EVENTS: dict[str, type[AskEvent]] = {
    "status": StatusEvent,
    "citation": CitationEvent,
    "sentence": SentenceEvent,
    "done": Answer,
}
_CONNECT_TIMEOUT_S = 5.0
_READ_TIMEOUT_S = 120.0
_PAGE_OF_DOCUMENTS = 500
MAX_DOCUMENTS = 5000


class ApiError(Exception):
    """Something the person should hear about. `code` is the last part of the problem's type."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem

    @property
    def code(self) -> str:
        return self.problem.type.rpartition(":")[2].rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API is, and the secret that says a request comes from this machine's chat."""

    url: str
    token: str


class Client:
    """`headers` go with every request: they say whom it is made for."""

    def __init__(self, http: httpx.Client, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self._http = http
        self._headers = dict(headers)

    def ask(self, request: AskRequest) -> Iterator[AskEvent]:
        """What happens while the answer is made, in order; the Answer comes last. Raises ApiError."""
        body = request.model_copy(update={"stream": True}).model_dump(mode="json")
        try:
            with connect_sse(self._http, "POST", "/v1/ask", json=body, headers=self._headers) as source:
                _raise_for_problem(source.response)
                for event in source.iter_sse():
                    if event.event == "error":
                        raise ApiError(read(Problem, event.data))
                    if event.event in _EVENTS:
                        yield read(_EVENTS[event.event], event.data)
        except (httpx.HTTPError, SSEError) as error:
            raise ApiError(_unreachable()) from error

    def readiness(self) -> Readiness:
        """Raises ApiError only when the server cannot be reached: not being ready is an answer too."""
        return read(Readiness, self._send("GET", "/ready", expect=(200, 503)).text)

    def me(self) -> Me:
        """Whom the server takes the person for, and what they may do."""
        return self._get(Me, "/v1/me")

    def suggestions(self, language: str) -> tuple[str, ...]:
        return self._get(Suggestions, "/v1/suggestions", language=language).questions

    def documents(self) -> DocumentList:
        """Every document the viewer may see, up to MAX_DOCUMENTS."""
        found: list[DocumentView] = []
        total = 0
        while len(found) < MAX_DOCUMENTS:
            page = self._get(DocumentList, "/v1/documents", limit=_PAGE_OF_DOCUMENTS, offset=len(found))
            total = page.total
            found.extend(page.documents)
            if len(found) >= total or not page.documents:
                break
        return DocumentList(documents=tuple(found), total=total)

    def document(self, document_id: str) -> DocumentView:
        return self._get(DocumentView, f"/v1/documents/{document_id}")

    def upload(self, name: str, content: BinaryIO, properties: Mapping[str, object]) -> JobView:
        """Hand in one file; the job tells what becomes of it."""
        response = self._send(
            "POST",
            "/v1/documents",
            files={"file": (name, content)},
            data={"properties": json.dumps(properties, ensure_ascii=False, default=str)},
        )
        return read(JobView, response.text)

    def delete_document(self, document_id: str) -> None:
        self._send("DELETE", f"/v1/documents/{document_id}")

    def restore_document(self, document_id: str) -> None:
        self._send("POST", f"/v1/documents/{document_id}/restore")

    def job(self, job_id: str) -> JobView:
        return self._get(JobView, f"/v1/jobs/{job_id}")

    def revision_text(self, document_id: str, revision: str, start: int | None, end: int | None) -> RevisionText:
        span = {name: value for name, value in (("start", start), ("end", end)) if value is not None}
        return self._get(RevisionText, f"/v1/documents/{document_id}/revisions/{revision}/text", **span)

    def page_image(self, document_id: str, revision: str, page: int, span: tuple[int, int], width: int) -> bytes:
        """The page as PNG, `width` pixels wide, with the characters of `span` boxed."""
        response = self._send(
            "GET",
            f"/v1/documents/{document_id}/revisions/{revision}/pages/{page}.png",
            params={"start": span[0], "end": span[1], "width": width},
        )
        return response.content

    def conversations(self) -> tuple[ConversationSummary, ...]:
        return self._get(ConversationList, "/v1/conversations").conversations

    def conversation(self, conversation_id: str) -> Conversation:
        return self._get(Conversation, f"/v1/conversations/{conversation_id}")

    def delete_conversation(self, conversation_id: str) -> None:
        self._send("DELETE", f"/v1/conversations/{conversation_id}")

    def about(self, language: str) -> About:
        """What Lärdom says of itself; with the library, for who has signed in."""
        return self._get(About, "/v1/about", language=language)

    def card(self, language: str) -> Card:
        return self._get(Card, "/v1/card", language=language)

    def card_text(self, language: str) -> str:
        """The model and system card as Markdown."""
        return self._send("GET", "/v1/card", params={"language": language, "format": "md"}).text

    def why(self, trace_id: str) -> Why:
        """Why an answer of the person's came out as it did."""
        return self._get(Why, f"/v1/answers/{trace_id}/why")

    def feedback(self, trace_id: str) -> Judgement:
        given = self._get(FeedbackView, f"/v1/feedback/{trace_id}")
        return Judgement(**given.model_dump(exclude={"trace_id"}))

    def give_feedback(self, trace_id: str, judgement: Judgement) -> Judgement:
        """Returns what was kept, which may have less in its comment."""
        body = FeedbackRequest(trace_id=trace_id, **judgement.model_dump())
        kept = self._post(FeedbackView, "/v1/feedback", body)
        return Judgement(**kept.model_dump(exclude={"trace_id"}))

    def withdraw_feedback(self, trace_id: str) -> None:
        self._send("DELETE", f"/v1/feedback/{trace_id}")

    def invitation(self) -> str | None:
        """The trace of the answer under which the person may be asked for NPS."""
        return self._get(Invitation, "/v1/feedback/invitation").trace_id

    def _get(self, model: type[Model], path: str, **params: str | int) -> Model:
        return read(model, self._send("GET", path, params=params).text)

    def _post(self, model: type[Model], path: str, body: BaseModel | None = None) -> Model:
        return read(model, self._send("POST", path, json=body.model_dump(mode="json") if body else None).text)

    def _put(self, model: type[Model], path: str, body: BaseModel) -> Model:
        return read(model, self._send("PUT", path, json=body.model_dump(mode="json")).text)

    def _send(self, method: str, path: str, expect: tuple[int, ...] = (), **options: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, headers=self._headers, **options)
        except httpx.HTTPError as error:
            raise ApiError(_unreachable()) from error
        if response.status_code not in expect:
            _raise_for_problem(response)
        return response


def open_http(server: Server, language: str) -> httpx.Client:
    """A connection pool that carries the token, where there is one; errors come back in `language`."""
    shown = {"Authorization": f"Bearer {server.token}"} if server.token else {}
    return httpx.Client(
        base_url=server.url,
        headers={**shown, "Accept-Language": language},
        timeout=httpx.Timeout(_READ_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S),
        # The API is this machine's own; a proxy of the environment has no part in it.
        trust_env=False,
    )


def _raise_for_problem(response: httpx.Response) -> None:
    if response.is_success:
        return
    response.read()
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        problem = Problem(type="urn:lardom:problem:internal", title=response.reason_phrase, status=response.status_code)
    raise ApiError(problem)


def read(model: type[Model], text: str) -> Model:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        # A server of another version; what exactly differs is for the log, not for the reader.
        problem = Problem(type="urn:lardom:problem:unexpected-response", title="Unexpected response", status=502)
        raise ApiError(problem) from error


def _unreachable() -> Problem:
    return Problem(type="urn:lardom:problem:unreachable", title="The server does not answer", status=503)
