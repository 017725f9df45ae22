"""Walks one lesson's life in a real browser and takes the pictures of docs/walk.md: `python -m tests.e2e.walk`.

The same walk over HTTP is a test: tests/integration/assistant/test_walk.py.
"""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.chat_page import ChatPage, visiting
from tests.e2e.lesson_page import open_lesson, step, write
from tests.e2e.runs import STEP_MS
from tests.e2e.screenshots import COLOURS, FOLDER
from tests.e2e.servers import signed_in_to
from tests.fixtures.identity_provider import Person, running

PEOPLE = {
    "anna": Person("s-anna", "Anna Åberg", ("writers", "finance")),
    "bo": Person("s-bo", "Bo Ek", ("reviewers", "finance")),
    "lisa": Person("s-lisa", "Lisa Moore", ("finance",)),
    "otto": Person("s-otto", "Otto Falk", ("sales",)),
    "olle": Person("s-olle", "Olle Norén", ("owners", "finance")),
    "dora": Person("s-dora", "Dora Lind", ("dpo",)),
    "aron": Person("s-aron", "Aron Vik", ("audit",)),
}
ROLES = {
    "writers": ["contributor"],
    "reviewers": ["reviewer"],
    "owners": ["owner"],
    "dpo": ["administrator"],
    "audit": ["auditor"],
}
TITLE = "Gamla leverantörer i registret gav fel konto"
HAPPENED = "Var femte faktura fick fel leverantör. Registret höll 412 dubbletter, en av dem 811218-9876."
LEARNED = "Leverantörsregistret ska rensas innan en pilot med fakturatolkning startar."
ASKED_IN_ENGLISH = "How many duplicates did the vendor register hold?"
ASKED_OF_THE_POLICY = "Vem ringer leverantören innan ett kontonummer ändras?"
POLICY = """---
title: Leverantörspolicy
kind: policy
language: sv
owner: Ekonomi, Olle Norén
reference: EK-POL-{number}
{more}
---
# Leverantörspolicy

Innan ett kontonummer ändras ringer {who} leverantörens kända nummer.
"""


class Walk:
    """Each step is one person's, in a browser of their own, and ends with a picture."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self._browser = browser
        self._url = url
        self._folder = folder
        self._pictures = 0

    @contextmanager
    def as_(self, who: str, path: str = "/", locale: str = "sv-SE") -> Iterator[ChatPage]:
        with visiting(self._browser, locale=locale) as chat:
            chat.page.set_viewport_size({"width": 1280, "height": 900})
            chat.goto(self._url)
            chat.sign_in(who, "Logga in" if locale == "sv-SE" else "Sign in")
            chat.goto(self._url + path)
            yield chat
            self._take(chat)

    def _take(self, chat: ChatPage) -> None:
        chat.wait_until_ready()
        expect(chat.page.get_by_test_id("stStatusWidget")).to_have_count(0)
        self._pictures += 1
        image = Image.open(io.BytesIO(chat.page.screenshot()))
        image.convert("RGB").quantize(COLOURS).save(FOLDER / f"walk-{self._pictures}.png", optimize=True)

    def all(self) -> None:
        self.anna_is_warned()
        self.anna_hands_it_in()
        self.bo_sends_it_back()
        self.anna_changes_it()
        self.bo_approves_it()
        self.lisa_asks_in_english()
        self.otto_learns_nothing()
        self.olle_supersedes_the_policy()
        self.dora_erases_anna()
        self.aron_verifies_the_log()

    def anna_is_warned(self) -> None:
        with self.as_("anna", "/lessons") as chat:
            chat.click("Ny lärdom")
            write(chat, "Rubrik", TITLE)
            write(chat, "Vad hände?", HAPPENED)
            step(chat, "Varför")
            write(chat, "Lärdom", LEARNED)
            step(chat, "Om texten")
            write(chat, "Får läsas av", "finance")
            step(chat, "Kontrollera")
            expect(chat.page.locator(".st-key-personal_data")).to_contain_text("811218-9876")

    def anna_hands_it_in(self) -> None:
        with self.as_("anna", "/lessons") as chat:
            open_lesson(chat, TITLE)
            step(chat, "Kontrollera")
            data = chat.page.locator(".st-key-personal_data")
            chat.click(data.get_by_role("button", name="Maskera", exact=True).first)
            expect(chat.page.get_by_text("Inga personuppgifter hittades i texten.")).to_be_visible()
            chat.click("Lämna in för granskning")
            expect(chat.page.get_by_text("Hos granskare")).to_be_visible()

    def bo_sends_it_back(self) -> None:
        with self.as_("bo", "/queue") as chat:
            open_lesson(chat, TITLE)
            expect(chat.page.get_by_role("heading", name=TITLE)).to_be_visible()
            sending = chat.popover("Skicka tillbaka")
            chat.write(sending.get_by_role("textbox"), "Skriv vad det kostade.")
            chat.click(sending.get_by_role("button", name="Skicka tillbaka"))
            expect(chat.page.locator(".l-badge").get_by_text("Hos författaren")).to_be_visible()

    def anna_changes_it(self) -> None:
        with self.as_("anna", "/lessons") as chat:
            open_lesson(chat, TITLE)
            expect(chat.page.get_by_text("Skriv vad det kostade.").first).to_be_visible()
            step(chat, "Underlag")
            write(chat, "Underlag", "Felen kostade 41 kronor per faktura.")
            step(chat, "Kontrollera")
            chat.click("Lämna in för granskning")
            expect(chat.page.get_by_text("Hos granskare")).to_be_visible()

    def bo_approves_it(self) -> None:
        with self.as_("bo", "/queue") as chat:
            open_lesson(chat, TITLE)
            expect(chat.page.locator("ins")).to_have_text("Felen kostade 41 kronor per faktura.")
            chat.click(chat.popover("Godkänn").get_by_role("button", name="Godkänn och publicera"))
            expect(chat.page.locator(".l-badge").get_by_text("Publicerad")).to_be_visible()

    def lisa_asks_in_english(self) -> None:
        with self.as_("lisa", locale="en-GB") as chat:
            chat.ask(ASKED_IN_ENGLISH)
            expect(chat.answers.last).to_contain_text("412 dubbletter")
            expect(chat.page.locator("body")).not_to_contain_text("811218")

    def otto_learns_nothing(self) -> None:
        with self.as_("otto") as chat:
            chat.ask("Hur många dubbletter höll leverantörsregistret?")
            expect(chat.abstentions.last).to_be_visible()
            expect(chat.page.locator("body")).not_to_contain_text(TITLE)

    def olle_supersedes_the_policy(self) -> None:
        later = self._folder / "leverantorer-2.md"
        later.write_text(POLICY.format(number=2, more="supersedes: [EK-POL-1]", who="två personer"), "utf-8")
        with self.as_("olle", "/library") as chat:
            chat.click(chat.page.get_by_text("Lägg till dokument"))
            chat.attach(chat.page.get_by_test_id("stFileUploaderDropzoneInput"), later)
            expect(chat.page.get_by_text(later.name)).to_be_visible()
            chat.click("Lägg till")
            expect(chat.page.locator(".l-report")).to_contain_text("1 fil inläst")
            chat.click("Ny fråga")
            chat.ask(ASKED_OF_THE_POLICY)
            expect(chat.answers.last).to_contain_text("två personer")

    def dora_erases_anna(self) -> None:
        with self.as_("dora", "/persons") as chat:
            chat.write(chat.page.get_by_test_id("stMain").get_by_role("textbox").first, "Anna Åberg")
            chat.click("Sök")
            chat.click("Sök med det också")
            expect(chat.page.get_by_role("button", name="Sök med det också")).to_have_count(0)
            total = chat.page.get_by_role("heading", name="Fanns på")
            expect(total).to_be_visible()
            found = "".join(filter(str.isdigit, total.inner_text()))
            chat.write(chat.page.get_by_role("textbox", name=f"Skriv {found} för att bekräfta"), found)
            chat.click("Radera för gott")
            expect(chat.page.get_by_role("heading", name="Personen är raderad")).to_be_visible()

    def aron_verifies_the_log(self) -> None:
        with self.as_("aron", "/audit") as chat:
            chat.click("Kontrollera loggen")
            expect(chat.page.get_by_text("Loggen är orörd")).to_be_visible()
            expect(chat.page.locator("body")).not_to_contain_text("Åberg")


def main() -> None:
    expect.set_options(timeout=STEP_MS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        policy = {"leverantorer.md": POLICY.format(number=1, more="version: 1.0", who="handläggaren")}
        url = stack.enter_context(signed_in_to(stack.enter_context(running(PEOPLE)), folder, policy, ROLES))
        playwright = stack.enter_context(sync_playwright())
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        stack.callback(browser.close)
        Walk(browser, url, folder).all()


if __name__ == "__main__":
    main()
