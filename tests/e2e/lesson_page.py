"""What an author and a reviewer of lessons do in their pages, in words; the selectors stay here."""

import re

from playwright.sync_api import Locator

from tests.e2e.chat_page import ChatPage


def step(chat: ChatPage, name: str) -> None:
    chat.click(chat.page.get_by_test_id("stMain").get_by_role("radio", name=re.compile(rf"^(✓ )?{name}$")))


def field(chat: ChatPage, name: str) -> Locator:
    return chat.page.get_by_test_id("stMain").get_by_role("textbox", name=re.compile(rf"^{re.escape(name)}"))


def write(chat: ChatPage, name: str, words: str) -> None:
    chat.write(field(chat, name), words)


def open_lesson(chat: ChatPage, title: str) -> None:
    """From a list, where more than the title stands on the line."""
    chat.click(chat.page.get_by_role("button", name=title))
