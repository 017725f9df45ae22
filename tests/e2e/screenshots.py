"""Takes the pictures of docs/screenshots from a running server: `python -m tests.e2e.screenshots URL`.

The server should hold the pilot's documents (`make run`) and a run of the golden set (`lardom eval run`). KPIs are
never about fewer than five people, so theirs are of the made-up use that the tests have.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.chat_page import ChatPage, visiting
from tests.e2e.lesson_page import step, write
from tests.e2e.runs import STEP_MS
from tests.e2e.servers import free_port, serving, wait_until_answering

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
CHARTS = ".stVegaLiteChart canvas, .stVegaLiteChart svg"
WIDTHS = (1280, 390)
COLOURS = 128
UNANSWERED = (
    "Hur många parkeringsplatser finns vid kontoret i Oslo?",
    "Vem ansvarar för tjänstebilarna?",
    "What is the canteen menu on Fridays?",
)
LESSON = {
    "Rubrik": "Gamla leverantörer i registret gav fel konto",
    "Vad hände?": "Var femte faktura fick fel leverantör. Handläggaren 811218-9876 slutade lita på förslagen.",
}


@contextmanager
def opened(browser: Browser, url: str, width: int) -> Iterator[ChatPage]:
    with visiting(browser, width) as chat:
        chat.goto(url)
        yield chat


def take_answers(chat: ChatPage, url: str, width: int) -> None:
    page = chat.page
    chat.ask("Får jag lägga in kunddata i verktyget?")
    _take(chat, "chat", width)
    chat.open_source()
    _take(chat, "source", width)
    chat.click("Stäng källan")
    chat.ask("When may a pilot be scaled?")
    chat.click(page.locator(".l-answer").last.locator(".l-cite").nth(1))
    expect(chat.panel.locator("mark")).to_be_visible()
    chat.click(chat.panel.get_by_role("radio", name="Sida"))
    expect(chat.panel.locator(".l-page")).to_be_visible()
    _take(chat, "page", width)
    chat.click("Stäng källan")
    chat.ask(UNANSWERED[0])
    _take(chat, "abstain", width)
    chat.goto(url + "/library")
    expect(chat.table).to_be_visible()
    _take(chat, "library", width)


def take_quality(chat: ChatPage, url: str, width: int) -> None:
    """After a question without an answer has been asked: evaluation, gaps and the decision."""
    page = chat.page
    for question in UNANSWERED[1:]:
        chat.goto(url)
        chat.ask(question)
    chat.goto(url + "/gaps")
    chat.click("Samla nu")
    expect(page.locator(".st-key-gaps").get_by_role("button", name=UNANSWERED[-1])).to_be_visible()
    _take(chat, "gaps", width)
    chat.goto(url + "/evaluation")
    expect(page.locator(".l-case")).to_be_visible()
    _take(chat, "evaluation", width)
    chat.goto(url + "/decision")
    expect(page.locator(CHARTS)).to_have_count(1)
    _take(chat, "decision", width)


def take_lessons(chat: ChatPage, url: str, width: int) -> None:
    """A draft with personal data in it, at its check; deleted afterwards, so that it can be taken again."""
    page = chat.page
    chat.goto(url + "/lessons")
    chat.click("Ny lärdom")
    for name, words in LESSON.items():
        write(chat, name, words)
    step(chat, "Kontrollera")
    expect(page.locator(".st-key-personal_data")).to_be_visible()
    _take(chat, "lesson-check", width)
    chat.click(chat.popover("Ta bort utkastet").get_by_role("button", name="Ta bort"))
    expect(page.get_by_role("heading", name="Mina lärdomar")).to_be_visible()


def take_kpis(browser: Browser) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.e2e.failing_server", str(port)]
    log = Path(tempfile.mkdtemp()) / "log.txt"
    with serving(command, dict(os.environ), log) as process:
        url = f"http://127.0.0.1:{port}/kpis"
        wait_until_answering(url, process, log)
        for width in WIDTHS:
            with opened(browser, url, width) as chat:
                expect(chat.page.locator(CHARTS).first).to_be_visible()
                # The goals above belong to the pilot, and the use is not its own.
                chat.page.get_by_role("heading", name="Användning").evaluate("each => each.scrollIntoView()")
                _take(chat, "kpis", width)


def _take(chat: ChatPage, name: str, width: int) -> None:
    chat.wait_until_ready()
    expect(chat.page.get_by_test_id("stStatusWidget")).to_have_count(0)
    chat.page.mouse.move(0, 0)
    chat.page.evaluate("() => { document.activeElement.blur(); return document.fonts.ready.then(() => null); }")
    image = Image.open(io.BytesIO(chat.page.screenshot()))
    # A palette keeps each file far below 250 kB, and text sharp.
    image.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}-{width}.png", optimize=True)


def main(url: str) -> None:
    expect.set_options(timeout=STEP_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for width in WIDTHS:
            with opened(browser, url, width) as chat:
                take_answers(chat, url, width)
                take_quality(chat, url, width)
                take_lessons(chat, url, width)
        take_kpis(browser)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
