"""What a person does and sees in the chat, in words; the selectors stay here.

What is done here is done on a page that is drawn whole, and the page is drawn again when it returns. A test that is
about acting or looking earlier uses the locators themselves.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.e2e.runs import STEP_MS, Runs

PANEL = ".st-key-source_panel"


class ChatPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self._runs = Runs(page)
        self.box = page.get_by_test_id("stChatInput").locator("textarea")
        self.answers = page.locator(".l-answer")
        self.chips = page.locator(".l-answer .l-cite")
        self.panel = page.locator(PANEL)
        self.abstentions = page.locator(".l-abstain")
        self.problems = page.locator(".l-problem")
        self.table = page.locator(".l-table")

    def wait_until_ready(self) -> None:
        """Streamlit loses a click on its own widgets while it draws the page."""
        self.wait_until_listening()
        self._runs.wait_until_done()

    def wait_until_listening(self) -> None:
        expect(self.page.locator("html[data-lardom=ready]")).to_be_attached()

    def goto(self, address: str) -> None:
        self.page.goto(address)
        self.wait_until_ready()

    def reload(self) -> None:
        self.page.reload()
        self.wait_until_ready()

    def sign_in(self, who: str, words: str = "Logga in") -> None:
        self.wait_until_ready()
        self.button(words).click()
        # The way there and back leads over pages that are not the chat's.
        self.page.get_by_role("link", name=who).click()
        self.wait_until_ready()
        expect(self.button(words)).to_have_count(0)

    def ask(self, question: str) -> None:
        """Ask, and wait until the answer, abstention or problem is there whole."""
        self.wait_until_ready()
        self.box.fill(question)
        self.box.press("Enter")
        self.wait_for_answer(question)

    def wait_for_answer(self, question: str) -> None:
        expect(self.page.locator(".l-question").last).to_have_text(question)
        expect(self.page.locator(".l-status")).to_have_count(0)
        expect(self.page.locator(".l-tools, .l-abstain, .l-problem").last).to_be_visible()
        self.wait_until_ready()
        expect(self.page.locator(".l-question").last).to_be_in_viewport()

    def open_source(self, chip: int = 0) -> None:
        self.chips.nth(chip).click()
        expect(self.panel).to_be_visible()
        expect(self.panel.locator("mark, .l-page").first).to_be_visible()
        self.wait_until_ready()

    def close_source(self) -> None:
        self.press("Escape")
        expect(self.panel).to_have_count(0)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, title: str) -> Locator:
        return self.table.locator("tbody tr").filter(has_text=title)

    def click(self, target: Locator | str) -> None:
        """Click, by the button's name or on whatever it is."""
        self.wait_until_ready()
        (self.button(target) if isinstance(target, str) else target).click()
        self.wait_until_ready()

    def press(self, key: str) -> None:
        self.wait_until_ready()
        self.page.keyboard.press(key)
        self.wait_until_ready()

    def write(self, field: Locator, words: str) -> None:
        """Write in the field and leave it, which hands it in."""
        self.wait_until_ready()
        field.fill(words)
        field.blur()
        self.wait_until_ready()

    def attach(self, field: Locator, files: FilePayload | Path | Sequence[FilePayload]) -> None:
        """Until the server has them."""
        self.wait_until_ready()
        field.set_input_files(files)
        self.wait_until_ready()

    def choose(self, label: str, option: str, exact: bool = False) -> None:
        """Choose in one of Streamlit's select boxes."""
        self.click(self.page.get_by_role("combobox", name=label))
        self.click(self.page.get_by_role("option", name=option, exact=exact))
        self.press("Escape")

    def popover(self, opener: Locator | str) -> Locator:
        """Open it; one that was open before may take a moment to go."""
        self.click(opener)
        body = self.page.get_by_test_id("stPopoverBody")
        expect(body).to_have_count(1)
        return body

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML"))

    @property
    def width_needed(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@contextmanager
def visiting(browser: Browser, width: int = 1280, locale: str = "sv-SE", **options: Any) -> Iterator[ChatPage]:
    """A browser of one person's own, with nothing opened yet."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 500 else 800},
        locale=locale,
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(STEP_MS)
    yield ChatPage(context.new_page())
    context.close()
