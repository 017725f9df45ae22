"""The real server in a process of its own, and a real browser in front of it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.chat_page import ChatPage, visiting
from tests.e2e.knowledge import write_knowledge
from tests.e2e.runs import STEP_MS
from tests.e2e.servers import as_this_machine, free_port, ingest, serving, tell, wait_until_answering

# Streamlit's page asks for these below its own path before it finds them at the root; nothing is missing.
EXPECTED_NOISE = ("/_stcore/health", "/_stcore/host-config")
Open = Callable[..., ChatPage]
Fail = Callable[..., None]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `lardom serve` with the small knowledge base read in."""
    folder = tmp_path_factory.mktemp("server")
    knowledge = write_knowledge(folder / "knowledge")
    port = free_port()
    environment = {**os.environ, "LARDOM_DATA": str(folder / "data"), "LARDOM_PORT": str(port)}
    command = [str(Path(sys.executable).with_name("lardom")), "serve"]
    with serving(command, environment, folder / "log.txt") as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_answering(url + "/ready", process, folder / "log.txt")
        with as_this_machine(url, folder / "data") as http:
            ingest(http, knowledge)
        yield url
        log = (folder / "log.txt").read_text("utf-8", "replace")
        assert process.poll() is None, f"The server ended with {process.returncode} under the tests:\n{log}"


@pytest.fixture(scope="module")
def failing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the chat in front of an API that fails as it is told to at /fail."""
    with _chat_in_front_of_a_fake(tmp_path_factory.mktemp("failing") / "log.txt") as url:
        yield url


@pytest.fixture
def fail(failing_server: str) -> Iterator[Fail]:
    """Makes the API of `failing_server` fail with a code, or work again without one. Afterwards it works."""
    tell(failing_server, "fail")
    yield lambda code="", **how: tell(failing_server, "fail", code=code, **how)
    tell(failing_server, "fail")


@pytest.fixture(scope="session")
def figures_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A chat in front of an API with made-up figures, for pages that show them and for no test that has it fail."""
    with _chat_in_front_of_a_fake(tmp_path_factory.mktemp("figures") / "log.txt") as url:
        yield url


@pytest.fixture
def untouched_server(tmp_path: Path) -> Iterator[str]:
    """A chat that nobody has opened a page of."""
    with _chat_in_front_of_a_fake(tmp_path / "log.txt") as url:
        yield url


# Not for the session: Playwright's event loop would still run when the asynchronous tests of other folders begin.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert executable, "Install chromium to run these tests: apt-get install chromium."
    expect.set_options(timeout=STEP_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_chat(browser: Browser, server: str) -> Iterator[Open]:
    """Opens the chat as a person would; afterwards no page may have logged an error."""
    errors: list[str] = []
    with ExitStack() as visits:

        def open_(path: str = "/", width: int = 1280, locale: str = "sv-SE", base: str = server) -> ChatPage:
            clipboard = ["clipboard-read", "clipboard-write"]
            chat = visits.enter_context(visiting(browser, width, locale, permissions=clipboard))
            _collect_errors(chat.page, errors)
            chat.goto(base + path)
            return chat

        yield open_
    assert not errors


def _collect_errors(page: Page, errors: list[str]) -> None:
    page.on("pageerror", lambda error: errors.append(str(error)))

    def on_console(message: object) -> None:
        location = message.location["url"]  # type: ignore[attr-defined]
        if message.type == "error" and not location.endswith(EXPECTED_NOISE):  # type: ignore[attr-defined]
            errors.append(f"{message.text} ({location})")  # type: ignore[attr-defined]

    page.on("console", on_console)


@contextmanager
def _chat_in_front_of_a_fake(log: Path) -> Iterator[str]:
    port = free_port()
    with serving([sys.executable, "-m", "tests.e2e.failing_server", str(port)], dict(os.environ), log) as process:
        wait_until_answering(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}"
