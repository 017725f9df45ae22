"""When something is down, the person hears what it is, and loses nothing they typed."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Fail, Open
from tests.e2e.servers import tell

QUESTION = "Vem beslutar om undantag?"
CASES = [
    ("registry-unavailable", "Databasen svarar inte"),
    ("model-unavailable", "Språkmodellen svarar inte"),
    ("index-empty", "Det finns inga dokument att svara ur ännu"),
    ("index-unavailable", "Sökningen går inte att nå"),
]


@pytest.mark.parametrize(("code", "title"), CASES)
def test_each_failure_has_its_own_words_and_the_question_is_asked_again_with_a_click(
    code: str, title: str, open_chat: Open, failing_server: str, fail: Fail
) -> None:
    chat = open_chat(base=failing_server)
    expect(chat.page.locator(".l-start")).to_be_visible()
    fail(code, in_stream=True)
    chat.ask(QUESTION)

    expect(chat.problems).to_contain_text(title)
    expect(chat.box).to_have_value(QUESTION)
    fail()
    chat.click("Försök igen")
    expect(chat.answers).to_contain_text("AI-rådet")
    expect(chat.problems).to_have_count(0)


def test_a_question_asked_during_another_is_answered_after_it(open_chat: Open, failing_server: str) -> None:
    chat = open_chat(base=failing_server)
    for question in ("Första frågan?", "Andra frågan?"):
        chat.box.fill(question)
        chat.box.press("Enter")
        expect(chat.box).to_have_value("")

    chat.wait_for_answer("Andra frågan?")
    expect(chat.answers).to_have_count(2)


def test_a_question_that_interrupts_the_page_before_its_box_is_drawn_is_answered(
    open_chat: Open, failing_server: str
) -> None:
    chat = open_chat(base=failing_server)
    chat.ask("Första frågan?")
    chat.open_source()
    tell(failing_server, "hold")
    chat.page.keyboard.press("Escape")
    tell(failing_server, "held")
    chat.box.fill("Andra frågan?")
    chat.box.press("Enter")
    expect(chat.box).to_have_value("")
    tell(failing_server, "release")

    chat.wait_for_answer("Andra frågan?")
    expect(chat.answers).to_have_count(2)
    expect(chat.panel).to_have_count(0)


def test_the_library_says_so_when_the_database_is_down(open_chat: Open, failing_server: str, fail: Fail) -> None:
    fail("registry-unavailable")
    library = open_chat("/library", base=failing_server)

    expect(library.problems).to_contain_text("Databasen svarar inte")


def test_an_empty_knowledge_base_leads_to_the_library(open_chat: Open, failing_server: str, fail: Fail) -> None:
    fail(empty=True)
    chat = open_chat(base=failing_server)

    expect(chat.page.locator(".l-card")).to_contain_text("Det finns inga dokument att svara ur ännu")
    chat.click("Öppna biblioteket")
    expect(chat.page.get_by_role("button", name="Välj filer")).to_be_visible()
