"""The page to review answers on, in a real browser: by keyboard, with sources, undo, and an end."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open


@pytest.fixture
def drawn(failing_server: str) -> Iterator[str]:
    """The address of a chat with two answers to review."""
    httpx.post(f"{failing_server}/draw", trust_env=False).raise_for_status()
    yield failing_server
    httpx.post(f"{failing_server}/fail", trust_env=False).raise_for_status()


def test_answers_are_judged_by_keyboard_until_none_is_left(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn)
    expect(chat.page.locator(".l-question")).to_have_text("Vem beslutar om inköp?")
    chat.page.keyboard.press("2")
    expect(chat.page.locator(".st-key-undo")).to_contain_text("Sparat: Delvis rätt")
    expect(chat.page.locator(".l-question")).to_have_text("Var parkerar jag?")
    expect(chat.page.get_by_text("1 av 2 granskade")).to_be_visible()
    chat.page.keyboard.press("5")
    expect(chat.page.get_by_role("heading", name="Allt är granskat.")).to_be_visible()


def test_a_verdict_is_taken_back_with_its_comment(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn)
    comment = chat.page.get_by_label("Kommentar, om du vill")
    comment.fill("Gränsen 1 saknas.")
    chat.page.get_by_role("button", name="Fel").click()
    expect(chat.page.locator(".l-question")).to_have_text("Var parkerar jag?")
    chat.wait_until_ready()
    expect(comment).to_have_value("")
    chat.button("Ångra").click()
    expect(chat.page.locator(".l-question")).to_have_text("Vem beslutar om inköp?")
    # While Streamlit draws, the fields of both answers stand on the page.
    chat.wait_until_ready()
    expect(comment).to_have_value("Gränsen 1 saknas.")
    expect(chat.page.get_by_text("0 av 2 granskade")).to_be_visible()


def test_the_sources_of_an_answer_open_beside_it(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn)
    chat.open_source()
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_have_count(0)


def test_a_failure_keeps_what_was_written(open_chat: Open, drawn: str) -> None:
    chat = open_chat("/reviews", base=drawn, width=390)
    assert chat.width_needed <= 390
    comment = chat.page.get_by_label("Kommentar, om du vill")
    comment.fill("Gränsen saknas.")
    httpx.post(f"{drawn}/fail", params={"code": "registry-unavailable"}, trust_env=False).raise_for_status()
    chat.page.get_by_role("button", name="Rätt", exact=False).first.click()
    expect(chat.problems.first).to_be_visible()
    httpx.post(f"{drawn}/fail", trust_env=False).raise_for_status()
    chat.reload()
    expect(comment).to_have_value("Gränsen saknas.")


def test_with_nothing_drawn_the_page_says_why(open_chat: Open, untouched_server: str) -> None:
    chat = open_chat("/reviews", base=untouched_server, locale="en-GB")
    expect(chat.page.get_by_role("heading", name="Nothing to review just now.")).to_be_visible()
