"""Takes the pictures of docs/screenshots from a running server: `python -m tests.e2e.screenshots URL`.

The server should hold the pilot's documents (`make run`).
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.chat_page import ChatPage

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SIZES = {1280: 800, 390: 844}
COLOURS = 128


def take_all(browser: Browser, url: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]}, locale="sv-SE", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    chat = ChatPage(page)
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
    chat.ask("Hur många parkeringsplatser finns vid kontoret i Oslo?")
    _take(chat, "abstain", width)
    page.goto(url + "/library")
    expect(chat.table).to_be_visible()
    _take(chat, "library", width)
    context.close()


def _take(chat: ChatPage, name: str, width: int) -> None:
    for unfinished in ("stStatusWidget", "stSkeleton"):
        expect(chat.page.get_by_test_id(unfinished)).to_have_count(0)
    chat.page.evaluate("() => { document.activeElement.blur(); return document.fonts.ready.then(() => null); }")
    image = Image.open(io.BytesIO(chat.page.screenshot()))
    # A palette keeps each file far below 250 kB, and text sharp.
    image.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}-{width}.png", optimize=True)


def main(url: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for width in SIZES:
            take_all(browser, url.rstrip("/"), width)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
