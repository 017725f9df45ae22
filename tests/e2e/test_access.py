"""The chat is for everyone: by keyboard, on a phone, for eyes that need contrast and ears that need names."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import Open

QUESTION = "Vem beslutar om inköp av AI-tjänster över 50 000 kronor?"

CHECKS = Path(__file__).with_name("checks.js").read_text("utf-8")


def check_page(chat: ChatPage) -> None:
    assert chat.page.evaluate(CHECKS) == {"nameless": [], "faint": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_has_a_name_and_every_text_contrast(scheme: str, open_chat: Open) -> None:
    chat = open_chat()
    chat.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    chat.reload()
    expect(chat.page.locator(".l-start")).to_be_visible()
    check_page(chat)
    chat.ask(QUESTION)
    chat.open_source()
    check_page(chat)
    chat.close_source()
    chat.ask("Vilken färg har månen på kvällen över Oslofjorden?")
    check_page(chat)
    chat.click("Bibliotek")
    expect(chat.table).to_be_visible()
    chat.click(chat.page.get_by_text("Lägg till dokument"))
    expect(chat.button("Lägg till")).to_be_visible()
    check_page(chat)


def test_asking_checking_and_closing_need_no_mouse(open_chat: Open) -> None:
    chat = open_chat()
    expect(chat.page.locator(".l-start")).to_be_visible()
    chat.box.focus()
    chat.page.keyboard.type(QUESTION)
    chat.page.keyboard.press("Enter")
    chat.wait_for_answer(QUESTION)

    _tab_to(chat, ".l-answer .l-cite")
    outline = chat.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    chat.press("Enter")

    assert outline == "solid"
    expect(chat.panel.locator(".l-panel-heading")).to_be_focused()
    expect(chat.panel).to_have_attribute("role", "complementary")
    chat.close_source()
    expect(chat.chips.first).to_be_focused()


def test_a_screen_reader_hears_the_answer(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask(QUESTION)

    expect(chat.page.locator(".st-key-behaviour [aria-live=polite]")).to_contain_text("AI-rådet")


def test_a_phone_needs_no_sideways_scrolling(open_chat: Open) -> None:
    chat = open_chat(width=390)
    expect(chat.page.locator(".l-start")).to_be_visible()
    assert chat.width_needed == 390
    chat.ask(QUESTION)
    assert chat.width_needed == 390
    chat.open_source()
    assert chat.width_needed == 390
    panel = chat.panel.bounding_box()
    assert panel is not None
    assert (panel["x"], panel["width"]) == (0, 390)
    chat.click("Stäng källan")
    expect(chat.panel).to_have_count(0)

    library = open_chat("/library", width=390)
    expect(library.row("Inköpspolicy")).to_be_visible()
    assert library.width_needed == 390


def _tab_to(chat: ChatPage, selector: str) -> None:
    """Press Shift+Tab, backwards from the box, until such an element has the focus."""
    for _ in range(60):
        chat.page.keyboard.press("Shift+Tab")
        if chat.page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    raise AssertionError(f"No {selector} was reached by keyboard; the last was {chat.focused[:200]}")
