"""The page to review answers on, in a real browser: by keyboard, with sources, undo, and an end."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Fail, Open
from tests.e2e.servers import tell


@pytest.fixture
def drawn(failing_server: str) -> str:
    """The address of a chat with two answers to review."""
    tell(failing_server, "draw")
    return failing_server


def test_answers_are_judged_by_keyboard_until_none_is_left(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn)
    expect(chat.page.locator(".l-question")).to_have_text("Vem beslutar om inköp?")
    chat.press("2")
    expect(chat.page.locator(".st-key-undo")).to_contain_text("Sparat: Delvis rätt")
    expect(chat.page.locator(".l-question")).to_have_text("Var parkerar jag?")
    expect(chat.page.get_by_text("1 av 2 granskade")).to_be_visible()
    chat.press("5")
    expect(chat.page.get_by_role("heading", name="Allt är granskat.")).to_be_visible()


def test_a_verdict_is_taken_back_with_its_comment(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn)
    comment = chat.page.get_by_label("Kommentar, om du vill")
    comment.fill("Gränsen 1 saknas.")
    chat.click(chat.page.get_by_role("button", name="Fel"))
    expect(chat.page.locator(".l-question")).to_have_text("Var parkerar jag?")
    expect(comment).to_have_value("")
    chat.click("Ångra")
    expect(chat.page.locator(".l-question")).to_have_text("Vem beslutar om inköp?")
    expect(comment).to_have_value("Gränsen 1 saknas.")
    expect(chat.page.get_by_text("0 av 2 granskade")).to_be_visible()


def test_the_sources_of_an_answer_open_beside_it(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn)
    chat.open_source()
    chat.close_source()


def test_a_failure_keeps_what_was_written(open_chat: Open, drawn: str, fail: Fail) -> None:
    chat = open_chat("/reviews", base=drawn, width=390)
    assert chat.width_needed <= 390
    comment = chat.page.get_by_label("Kommentar, om du vill")
    comment.fill("Gränsen saknas.")
    fail("registry-unavailable")
    chat.click(chat.page.get_by_role("button", name="Rätt", exact=False).first)
    expect(chat.problems.first).to_be_visible()
    fail()
    chat.reload()
    expect(comment).to_have_value("Gränsen saknas.")


def test_with_nothing_drawn_the_page_says_why(open_chat: Open, figures_server: str) -> None:
    chat = open_chat("/reviews", base=figures_server, locale="en-GB")
    expect(chat.page.get_by_role("heading", name="Nothing to review just now.")).to_be_visible()
