"""Feedback under an answer, in a real browser: saved on click, undone, kept over a reload, never lost."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import Fail, Open

QUESTION = "Vem beslutar om inköp av AI-tjänster?"
NO_ANSWER = "Hur många parkeringsplatser finns vid kontoret i Oslo?"


def choice(chat: ChatPage, name: str) -> Locator:
    return chat.page.get_by_role("radio", name=name, exact=True).last


def chosen(chat: ChatPage, name: str) -> Locator:
    return chat.page.get_by_role("radio", name=name, exact=True, checked=True)


def comment(chat: ChatPage) -> Locator:
    return chat.page.get_by_label(re.compile("Berätta gärna mer|Tell us more"))


def expect_saved(chat: ChatPage) -> None:
    expect(chat.page.locator("[data-l-saved]").last).to_be_visible()


def test_what_was_said_of_an_answer_is_still_there_after_a_reload(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask(QUESTION)
    chat.click(choice(chat, "Nej"))
    expect_saved(chat)
    chat.click(choice(chat, "Något saknas"))
    expect(chosen(chat, "Något saknas")).to_be_visible()
    chat.write(comment(chat), "Gränsen för ramavtal saknas. Ring 070-174 06 05.")
    # Personal data is taken out before it is kept, and the person sees it.
    expect(comment(chat)).not_to_have_value(re.compile("174 06"))
    expect(comment(chat)).to_have_value(re.compile("Gränsen för ramavtal saknas"))
    chat.reload()
    expect(chosen(chat, "Nej")).to_be_visible()
    expect(chosen(chat, "Något saknas")).to_be_visible()
    expect(comment(chat)).to_have_value(re.compile("Gränsen för ramavtal saknas"))


def test_a_click_can_be_undone_and_taken_back(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask(QUESTION)
    chat.click(choice(chat, "Ja"))
    expect_saved(chat)
    chat.click(choice(chat, "15 minuter"))
    expect(chosen(chat, "15 minuter")).to_be_visible()
    chat.click("Ångra")
    expect(chosen(chat, "15 minuter")).to_have_count(0)
    expect(chosen(chat, "Ja")).to_be_visible()
    chat.click(choice(chat, "Ja"))
    expect(comment(chat)).to_have_count(0)
    chat.reload()
    expect(choice(chat, "Ja")).to_be_visible()
    expect(chosen(chat, "Ja")).to_have_count(0)


def test_an_abstention_is_judged_with_the_keyboard_alone(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask(NO_ANSWER)
    choice(chat, "Ja").focus()
    chat.press("ArrowRight")
    chat.press("Enter")
    expect(chosen(chat, "Nej")).to_be_visible()
    expect(choice(chat, "Svaret finns men hittades inte")).to_be_visible()


def test_words_that_were_not_saved_yet_come_back_after_a_reload(open_chat: Open) -> None:
    chat = open_chat(locale="en-GB")
    chat.ask("How long is the mandatory training?")
    chat.click(choice(chat, "No"))
    expect_saved(chat)
    comment(chat).press_sequentially("It is two")
    chat.reload()
    expect(comment(chat)).to_have_value("It is two")


def test_on_a_phone_nothing_is_wider_than_the_screen(open_chat: Open) -> None:
    chat = open_chat(width=390)
    chat.ask(QUESTION)
    chat.click(choice(chat, "Nej"))
    expect(comment(chat)).to_be_visible()
    assert chat.width_needed <= 390


def test_what_could_not_be_saved_stays_and_is_saved_by_trying_again(
    open_chat: Open, failing_server: str, fail: Fail
) -> None:
    chat = open_chat(base=failing_server)
    chat.ask("Vem beslutar?")
    fail("registry-unavailable")
    chat.click(choice(chat, "Nej"))
    expect(chat.page.locator(".l-unsaved")).to_contain_text("Databasen svarar inte")
    expect(chosen(chat, "Nej")).to_be_visible()
    chat.write(comment(chat), "Fel belopp.")
    fail()
    chat.click("Försök igen")
    expect_saved(chat)
    expect(comment(chat)).to_have_value("Fel belopp.")
    chat.reload()
    expect(comment(chat)).to_have_value("Fel belopp.")
