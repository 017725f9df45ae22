"""The chat in front of an API that fails or waits on demand: `python -m tests.e2e.failing_server PORT`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import uvicorn
from fastapi import FastAPI, Request, Response

from tests.unit.ui.fake_api import TOKEN, FakeApi, abstained, answered, problem
from tests.unit.ui.fake_judgements import to_review
from ui.server import build


def build_app(port: int) -> FastAPI:
    fake = FakeApi()
    chat = build(f"http://127.0.0.1:{port}", TOKEN, None)
    app = FastAPI(lifespan=chat.lifespan())

    @app.post("/fail")
    def fail(code: str = "", in_stream: bool = False, empty: bool = False) -> None:
        fake.failing = problem(code) if code and not in_stream else None
        fake.failing_in_stream = problem(code) if code and in_stream else None
        if empty:
            fake.documents.clear()

    @app.post("/draw")
    def draw() -> None:
        """Two answers to review: one given, one refused."""
        fake.judgements.reviews = [
            to_review("r-1", answered("Vem beslutar om inköp?")),
            to_review("r-2", abstained("Var parkerar jag?")),
        ]

    _make_it_wait(app)
    app.router.routes.extend(fake.application().router.routes)
    app.middleware("http")(fake._check)
    app.mount("/", chat)
    return app


def _make_it_wait(app: FastAPI) -> None:
    """From /hold to /release the API answers nothing; /held answers once it is asked for something."""
    open_, asked = asyncio.Event(), asyncio.Event()
    open_.set()

    @app.post("/hold")
    async def hold() -> None:
        open_.clear()
        asked.clear()

    @app.post("/held")
    async def held() -> None:
        await asked.wait()

    @app.post("/release")
    async def release() -> None:
        open_.set()

    @app.middleware("http")
    async def wait(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.url.path.startswith("/v1/"):
            asked.set()
            await open_.wait()
        return await proceed(request)


if __name__ == "__main__":
    number = int(sys.argv[1])
    uvicorn.run(build_app(number), port=number, log_level="warning", access_log=False)
