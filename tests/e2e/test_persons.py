"""The page of personal data on a running server: what is held is found, and nothing goes without its number."""

from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import Open
from tests.e2e.test_access import check_page

OWNER = "Karin Lund"


def search(chat: ChatPage, name: str, button: str) -> None:
    chat.write(chat.page.get_by_role("textbox").first, name)
    chat.click(button)


def test_what_is_held_is_shown_and_an_erasure_asks_for_its_number(open_chat: Open) -> None:
    chat = open_chat("/persons")
    search(chat, OWNER, "Sök")
    expect(chat.page.get_by_role("heading", name="Fanns på")).to_be_visible()
    expect(chat.page.locator(".l-holdings tbody tr").first).to_contain_text("svärtas")
    chat.click(chat.page.get_by_text("Visa vad som står där"))
    expect(chat.page.locator("blockquote").first).to_contain_text(OWNER)
    check_page(chat)

    chat.write(chat.page.get_by_role("textbox", name="för att bekräfta"), "0")
    chat.click("Radera för gott")
    expect(chat.page.get_by_role("alert")).to_contain_text("Ingenting raderades")


def test_who_is_not_there_is_not_found_and_on_a_phone_nothing_is_wider_than_the_screen(open_chat: Open) -> None:
    chat = open_chat("/persons", width=390, locale="en-GB")
    search(chat, "Nobody Atall", "Search")
    expect(chat.page.get_by_role("heading", name="Found in 0 places")).to_be_visible()
    expect(chat.button("Register of processing (Art. 30)")).to_be_visible()
    assert chat.width_needed <= 390
