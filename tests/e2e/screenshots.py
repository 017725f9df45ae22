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

from tests.e2e.chat_page import ChatPage
from tests.e2e.servers import free_port, serving, wait_until_answering

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
CHARTS = ".stVegaLiteChart canvas, .stVegaLiteChart svg"
SIZES = {1280: 800, 390: 844}
COLOURS = 128
# Generous, for machines that are busy with other things.
STEP_MS = 30_000
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
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]}, locale="sv-SE", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    yield ChatPage(page)
    context.close()


def take_answers(chat: ChatPage, url: str, width: int) -> None:
    page = chat.page
    chat.ask("Får jag lägga in kunddata i verktyget?")
    _take(chat, "chat", width)
    chat.open_source()
    _take(chat, "source", width)
    chat.button("Stäng källan").click()
    chat.ask("When may a pilot be scaled?")
    page.locator(".l-answer").last.locator(".l-cite").nth(1).click()
    expect(chat.panel.locator("mark")).to_be_visible()
    chat.panel.get_by_role("radio", name="Sida").click()
    expect(chat.panel.locator(".l-page")).to_be_visible()
    _take(chat, "page", width)
    chat.button("Stäng källan").click()
    chat.ask(UNANSWERED[0])
    _take(chat, "abstain", width)
    page.goto(url + "/library")
    expect(chat.table).to_be_visible()
    _take(chat, "library", width)


def take_quality(chat: ChatPage, url: str, width: int) -> None:
    """After a question without an answer has been asked: evaluation, gaps and the decision."""
    page = chat.page
    for question in UNANSWERED[1:]:
        page.goto(url)
        chat.ask(question)
    page.goto(url + "/gaps")
    chat.wait_until_ready()
    chat.button("Samla nu").click()
    expect(page.locator(".st-key-gaps").get_by_role("button", name=UNANSWERED[-1])).to_be_visible()
    _take(chat, "gaps", width)
    page.goto(url + "/evaluation")
    expect(page.locator(".l-case")).to_be_visible()
    _take(chat, "evaluation", width)
    page.goto(url + "/decision")
    expect(page.locator(CHARTS)).to_have_count(1)
    _take(chat, "decision", width)


def take_lessons(chat: ChatPage, url: str, width: int) -> None:
    """A draft with personal data in it, at its check; deleted afterwards, so that it can be taken again."""
    page = chat.page
    page.goto(url + "/lessons")
    chat.wait_until_ready()
    chat.button("Ny lärdom").click()
    for name, words in LESSON.items():
        page.get_by_test_id("stMain").get_by_role("textbox", name=name).fill(words)
        page.keyboard.press("Tab")
        chat.wait_until_ready()
    page.get_by_test_id("stMain").get_by_role("radio", name="Kontrollera").click()
    expect(page.locator(".st-key-personal_data")).to_be_visible()
    chat.wait_until_ready()
    _take(chat, "lesson-check", width)
    chat.button("Ta bort utkastet").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Ta bort").click()
    expect(page.get_by_role("heading", name="Mina lärdomar")).to_be_visible()


def take_kpis(browser: Browser) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.e2e.failing_server", str(port)]
    log = Path(tempfile.mkdtemp()) / "log.txt"
    with serving(command, dict(os.environ), log) as process:
        url = f"http://127.0.0.1:{port}/kpis"
        wait_until_answering(url, process, log)
        for width in SIZES:
            with opened(browser, url, width) as chat:
                expect(chat.page.locator(CHARTS).first).to_be_visible()
                chat.wait_until_ready()
                # The goals above belong to the pilot, and the use is not its own.
                chat.page.get_by_role("heading", name="Användning").evaluate("each => each.scrollIntoView()")
                _take(chat, "kpis", width)


def _take(chat: ChatPage, name: str, width: int) -> None:
    for unfinished in ("stStatusWidget", "stSkeleton"):
        expect(chat.page.get_by_test_id(unfinished)).to_have_count(0)
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
        for width in SIZES:
            with opened(browser, url, width) as chat:
                take_answers(chat, url, width)
                take_quality(chat, url, width)
                take_lessons(chat, url, width)
        take_kpis(browser)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
