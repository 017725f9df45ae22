"""What an author and a reviewer of lessons do in their pages, in words; the selectors stay here."""

import re

from playwright.sync_api import Locator, Page

from tests.e2e.chat_page import ChatPage


def button(page: Page, name: str) -> None:
    ChatPage(page).wait_until_ready()
    page.get_by_role("button", name=name, exact=True).click()


def step(page: Page, name: str) -> None:
    ChatPage(page).wait_until_ready()
    page.get_by_test_id("stMain").get_by_role("radio", name=re.compile(rf"^(✓ )?{name}$")).click()


def field(page: Page, name: str) -> Locator:
    return page.get_by_test_id("stMain").get_by_role("textbox", name=re.compile(rf"^{re.escape(name)}"))


def write(page: Page, name: str, words: str) -> None:
    box = field(page, name)
    box.fill(words)
    box.blur()
    ChatPage(page).wait_until_ready()


def popover(page: Page, opener: str) -> Locator:
    button(page, opener)
    return page.get_by_test_id("stPopoverBody")
