"""A small real API with the routes of assistant.api, in memory. What it answers and how it fails is up to the test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO

import uvicorn
from fastapi import FastAPI, Form, Request, UploadFile
from fastapi.responses import JSONResponse, Response, StreamingResponse
from PIL import Image, ImageDraw
from starlette.types import ASGIApp

from assistant.schemas.answers import (
    Answer,
    AnswerStatus,
    AskRequest,
    Citation,
    CitationEvent,
    Conversation,
    ConversationList,
    ConversationSummary,
    Message,
    NearestSource,
    Problem,
    Readiness,
    Schema,
    Sentence,
    SentenceEvent,
    Stage,
    StatusEvent,
    Suggestions,
    Timings,
)
from assistant.schemas.documents import (
    BoxView,
    DocumentList,
    DocumentView,
    JobView,
    PageView,
    RevisionText,
    SourceOutcome,
)
from assistant.schemas.persons import Me, Role
from tests.unit.ui import fake_runs
from tests.unit.ui.fake_judgements import FakeJudgements
from tests.unit.ui.fake_lessons import FakeLessons
from tests.unit.ui.fake_quality import FakeQuality

TOKEN = "local-token-of-this-run"
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
POLICY_TEXT = (
    "Policy för generativ AI\n\nInköp\n\n"
    "Inköp över 50 000 kr beslutas av AI-rådet. Mindre inköp beslutas av närmaste chef.\n\n"
    "Personuppgifter\n\nKunddata får inte läggas in i externa verktyg. Undantag beslutas av dataskyddsombudet.\n"
)
LIMIT = "Inköp över 50 000 kr beslutas av AI-rådet."
SECRETS = "Kunddata får inte läggas in i externa verktyg."
HOSTILE = (
    '<script>window.broken = 1</script><img src="https://example.com/x.png" onerror="window.broken = 2">'
    "![x](https://example.com/y.png) [click](javascript:alert(1)) **bold**"
)


def policy(**changes: object) -> DocumentView:
    given = {
        "id": "d-policy",
        "title": "Policy för generativ AI",
        "kind": "policy",
        "language": "sv",
        "status": "published",
        "classification": "internal",
        "audience": ("all",),
        "owner": "Anna Ek <anna.ek@example.org>",
        "reference": "NF-POL-004",
        "version": "2.1",
        "valid_from": date(2026, 1, 15),
        "valid_until": None,
        "review_by": date(2026, 12, 31),
        "review_overdue": False,
        "supersedes": (),
        "superseded_by": None,
        "in_force": True,
        "tags": (),
        "sources": ("policy.md",),
        "revision": "r-policy",
        "passages": 2,
        "warnings": (),
        "may_remove": True,
        "added_at": NOW,
        "updated_at": NOW,
    }
    return DocumentView.model_validate({**given, **changes})


def cite(quote: str = LIMIT, **changes: object) -> Citation:
    start = POLICY_TEXT.index(quote)
    given = {
        "passage_id": "p-1",
        "document_id": "d-policy",
        "revision": "r-policy",
        "title": "Policy för generativ AI",
        "section": ("Inköp",),
        "page": None,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "url": f"/v1/documents/d-policy/revisions/r-policy/text?start={start}&end={start + len(quote)}",
        "kind": "policy",
        "language": "sv",
        "owner": "Anna Ek <anna.ek@example.org>",
        "reference": "NF-POL-004",
        "version": "2.1",
        "valid_from": date(2026, 1, 15),
    }
    return Citation.model_validate({**given, **changes})


def answered(question: str, **changes: object) -> Answer:
    given = {
        "status": AnswerStatus.ANSWERED,
        "language": "sv",
        "question": question,
        "standalone_question": question,
        "sentences": (
            Sentence(text=LIMIT, citations=(0,), support=1.0),
            Sentence(text=SECRETS, citations=(1,), support=0.6),
        ),
        "citations": (cite(), cite(SECRETS, section=("Personuppgifter",), page=3)),
        "confidence": 0.9,
        "follow_ups": ("Vem beslutar om undantag?",),
        "timings_ms": Timings(),
        "trace_id": "t-1",
        "conversation_id": "c-1",
    }
    return Answer.model_validate({**given, **changes})


def abstained(question: str, **changes: object) -> Answer:
    nearest = NearestSource(
        passage_id="p-1",
        document_id="d-policy",
        title="Policy för generativ AI",
        section=("Inköp",),
        kind="policy",
        owner="Anna Ek <anna.ek@example.org>",
        score=0.7,
        url=cite().url,
    )
    given = {
        "status": AnswerStatus.ABSTAINED,
        "language": "sv",
        "question": question,
        "standalone_question": question,
        "confidence": 0.1,
        "missing": ("parkering",),
        "nearest": (nearest,),
        "owner": "Anna Ek <anna.ek@example.org>",
        "timings_ms": Timings(),
        "trace_id": "t-2",
        "conversation_id": "c-1",
    }
    return Answer.model_validate({**given, **changes})


def problem(code: str, status: int = 503) -> Problem:
    return Problem(
        type=f"urn:lardom:problem:{code}", title=f"Title of {code}", status=status, detail=f"Detail of {code}."
    )


class FakeApi:
    """Its attributes are what it will answer; a test sets them. `pause_s` is waited between the events of an answer."""

    def __init__(self) -> None:
        self.me = Me(user="local", name="local", groups=(), roles=tuple(Role), mode="local")
        self.quality = FakeQuality()
        self.lessons = FakeLessons()
        self.documents = {"d-policy": policy()}
        self.texts = {"r-policy": POLICY_TEXT}
        self.media_types = {"r-policy": "text/markdown"}
        self.conversations: dict[str, Conversation] = {}
        self.answers: dict[str, Answer] = {}
        self.judgements = FakeJudgements()
        self.jobs: dict[str, list[JobView]] = {}
        self.uploads: list[tuple[str, bytes, str]] = []
        self.requests: list[AskRequest] = []
        self.deleted: list[str] = []
        self.failing: Problem | None = None
        self.failing_in_stream: Problem | None = None
        self.cut_after: int | None = None
        self.unauthorized = 0
        self.pause_s = 0.0

    def application(self) -> FastAPI:
        app = FastAPI()
        app.middleware("http")(self._check)
        app.post("/v1/ask")(self._ask)
        app.get("/ready")(self._ready)
        app.get("/v1/me")(lambda: self.me)
        app.get("/v1/evaluations")(fake_runs.evaluations)
        app.get("/v1/evaluations/{run_id}")(fake_runs.evaluation)
        app.get("/v1/evaluations/{run_id}/cases/{case_id}")(fake_runs.evaluation_case)
        app.include_router(self.quality.router())
        app.include_router(self.lessons.router())
        self.judgements.add_to(app)
        app.get("/v1/suggestions")(self._suggest)
        app.get("/v1/documents")(self._list)
        app.post("/v1/documents", status_code=202)(self._upload)
        app.get("/v1/documents/{document_id}")(self._document)
        app.delete("/v1/documents/{document_id}", status_code=204)(self._delete)
        app.post("/v1/documents/{document_id}/restore", status_code=204)(self._restore)
        app.get("/v1/documents/{document_id}/revisions/{revision}/text")(self._text)
        app.get("/v1/documents/{document_id}/revisions/{revision}/pages/{page}.png")(self._page)
        app.get("/v1/jobs/{job_id}")(self._job)
        app.get("/v1/conversations")(self._conversations)
        app.get("/v1/conversations/{conversation_id}")(self._conversation)
        app.delete("/v1/conversations/{conversation_id}", status_code=204)(self._forget)
        return app

    async def _check(self, request: Request, call_next: object) -> Response:
        api = request.url.path.startswith("/v1") or request.url.path == "/ready"
        if api and request.headers.get("authorization") != f"Bearer {TOKEN}":
            self.unauthorized += 1
            return _problem_response(problem("unauthorized", 401))
        if api and self.failing is not None and request.url.path != "/ready":
            return _problem_response(self.failing)
        return await call_next(request)  # type: ignore[operator, no-any-return]

    def _ask(self, body: AskRequest) -> StreamingResponse:
        self.requests.append(body)
        given = self.answers.get(body.question, answered(body.question))
        given = given.model_copy(update={"trace_id": f"t-{len(self.requests)}"})
        known = self.conversations.get("c-1")
        messages = (*(known.messages if known else ()), Message(question=body.question, answer=given, asked_at=NOW))
        self.conversations["c-1"] = Conversation(id="c-1", title=messages[0].question, messages=messages)
        return StreamingResponse(self._events(given), media_type="text/event-stream")

    def _events(self, given: Answer) -> Iterator[str]:
        events: list[tuple[str, Schema]] = [("status", StatusEvent(stage=stage)) for stage in Stage]
        events += [("citation", CitationEvent(index=i, citation=c)) for i, c in enumerate(given.citations)]
        events += [("sentence", SentenceEvent(index=i, sentence=s)) for i, s in enumerate(given.sentences)]
        for name, event in [*events, ("done", given)][: self.cut_after]:
            if self.failing_in_stream is not None and name == "sentence":
                yield f"event: error\ndata: {self.failing_in_stream.model_dump_json()}\n\n"
                return
            yield f": ping\n\nevent: {name}\ndata: {event.model_dump_json()}\n\n"
            time.sleep(self.pause_s)

    def _ready(self) -> Response:
        ready = Readiness(
            ready=not self.failing, documents=len(self.documents), passages=2, writer="extractive", embedding="e5"
        )
        return JSONResponse(ready.model_dump(mode="json"), status_code=200 if ready.ready else 503)

    def _suggest(self, language: str) -> Suggestions:
        return Suggestions(
            questions=("Vem beslutar om inköp?",) if language == "sv" else ("Who decides on purchases?",)
        )

    def _list(self, offset: int = 0, limit: int = 100) -> DocumentList:
        found = sorted(self.documents.values(), key=lambda document: document.title)
        return DocumentList(documents=tuple(found[offset : offset + limit]), total=len(found))

    def _document(self, document_id: str) -> Response:
        if document_id not in self.documents:
            return _problem_response(problem("not-found", 404))
        return JSONResponse(self.documents[document_id].model_dump(mode="json"))

    async def _upload(self, file: UploadFile, properties: str = Form()) -> JobView:
        self.uploads.append((file.filename or "", await file.read(), properties))
        return self._job("j-1")

    def _job(self, job_id: str) -> JobView:
        """The next state of the job; the last one stays."""
        states = self.jobs.setdefault(job_id, [_done_job()])
        return states.pop(0) if len(states) > 1 else states[0]

    def _delete(self, document_id: str) -> None:
        self.deleted.append(document_id)
        self._removed = self.documents.pop(document_id)

    def _restore(self, document_id: str) -> None:
        self.documents[document_id] = self._removed

    def _text(self, document_id: str, revision: str, start: int = 0, end: int | None = None) -> RevisionText:
        body = self.texts[revision]
        low, high = max(0, start - 1500), len(body) if end is None else min(len(body), end + 1500)
        paged = self.media_types[revision] == "application/pdf"
        return RevisionText(
            document_id=document_id,
            revision=revision,
            title=self.documents[document_id].title,
            media_type=self.media_types[revision],
            text=body[low:high],
            offset=low,
            total_chars=len(body),
            pages=(PageView(number=1, width=595, height=842, read=True),) if paged else (),
            boxes=(BoxView(page=1, left=72, top=72, right=300, bottom=90),) if paged and end else (),
            current=True,
            created_at=NOW,
        )

    def _page(self, page: int, width: int) -> Response:
        image = Image.new("RGB", (width, int(width * 1.4)), "white")
        ImageDraw.Draw(image).rectangle((120, 120, 500, 150), outline="orange", width=3)
        content = BytesIO()
        image.save(content, "PNG")
        return Response(content.getvalue(), media_type="image/png")

    def _conversations(self) -> ConversationList:
        found = (ConversationSummary(id=c.id, title=c.title, updated_at=NOW) for c in self.conversations.values())
        return ConversationList(conversations=tuple(found))

    def _conversation(self, conversation_id: str) -> Response:
        if conversation_id not in self.conversations:
            return _problem_response(problem("not-found", 404))
        return JSONResponse(self.conversations[conversation_id].model_dump(mode="json"))

    def _forget(self, conversation_id: str) -> None:
        del self.conversations[conversation_id]


def job(state: str, done: int = 0, total: int = 1, reports: tuple[SourceOutcome, ...] = ()) -> JobView:
    return JobView(
        id="j-1",
        state=state,
        created_at=NOW,
        done=done,
        total=total,
        current="policy.md",
        seconds_left=12.0,
        reports=reports,
        error="",
    )


def _done_job() -> JobView:
    report = SourceOutcome(source="policy.md", outcome="added", document_id="d-policy", passages=2)
    return job("done", 1, 1, (report,))


def _problem_response(given: Problem) -> Response:
    return JSONResponse(given.model_dump(), status_code=given.status, media_type="application/problem+json")


@contextmanager
def listening(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve the application on this machine; yields its address."""
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="websockets-sansio"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
