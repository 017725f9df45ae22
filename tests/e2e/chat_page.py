"""What a person does and sees in the chat, in words; the selectors stay here."""

from playwright.sync_api import Locator, Page, expect

PANEL = ".st-key-source_panel"


class ChatPage:
    def __init__(self, page: Page) -> None:
        self.page = page
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
        expect(self.page.locator("[data-test-script-state='notRunning']")).to_be_visible()

    def wait_until_listening(self) -> None:
        expect(self.page.locator("html[data-lardom=ready]")).to_be_attached()

    def reload(self) -> None:
        self.page.reload()
        self.wait_until_ready()

    def ask(self, question: str) -> None:
        """Ask, and wait until the answer, abstention or problem is there whole."""
        self.box.fill(question)
        self.box.press("Enter")
        self.wait_for_answer(question)

    def wait_for_answer(self, question: str) -> None:
        expect(self.page.locator(".l-question").last).to_have_text(question)
        expect(self.page.locator(".l-status")).to_have_count(0)
        expect(self.page.locator(".l-tools, .l-abstain, .l-problem").last).to_be_visible()
        expect(self.page.locator(".l-question").last).to_be_in_viewport()

    def open_source(self, chip: int = 0) -> None:
        self.chips.nth(chip).click()
        expect(self.panel).to_be_visible()
        expect(self.panel.locator("mark, .l-page").first).to_be_visible()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, title: str) -> Locator:
        return self.table.locator("tbody tr").filter(has_text=title)

    def choose(self, label: str, option: str) -> None:
        """Choose in one of Streamlit's select boxes."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option).click()
        self.page.keyboard.press("Escape")

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML"))

    @property
    def width_needed(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))
