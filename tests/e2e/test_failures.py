"""When something is down, the person hears what it is, and loses nothing they typed."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open

QUESTION = "Vem beslutar om undantag?"
CASES = [
    ("registry-unavailable", "Databasen svarar inte"),
    ("model-unavailable", "Språkmodellen svarar inte"),
    ("index-empty", "Det finns inga dokument att svara ur ännu"),
    ("index-unavailable", "Sökningen går inte att nå"),
]


def fail(server: str, **how: str | bool) -> None:
    httpx.post(server + "/fail", params=how, trust_env=False).raise_for_status()


@pytest.mark.parametrize(("code", "title"), CASES)
def test_each_failure_has_its_own_words_and_the_question_is_asked_again_with_a_click(
    code: str, title: str, open_chat: Open, failing_server: str
) -> None:
    fail(failing_server)
    chat = open_chat(base=failing_server)
    expect(chat.page.locator(".l-start")).to_be_visible()
    fail(failing_server, code=code, in_stream=True)
    chat.ask(QUESTION)

    expect(chat.problems).to_contain_text(title)
    expect(chat.box).to_have_value(QUESTION)
    fail(failing_server)
    chat.button("Försök igen").click()
    expect(chat.answers).to_contain_text("AI-rådet")
    expect(chat.problems).to_have_count(0)


def test_a_question_asked_during_another_is_answered_after_it(open_chat: Open, failing_server: str) -> None:
    fail(failing_server)
    chat = open_chat(base=failing_server)
    for question in ("Första frågan?", "Andra frågan?"):
        chat.box.fill(question)
        chat.box.press("Enter")
        expect(chat.box).to_have_value("")

    chat.wait_for_answer("Andra frågan?")
    expect(chat.answers).to_have_count(2)


def test_the_library_says_so_when_the_database_is_down(open_chat: Open, failing_server: str) -> None:
    fail(failing_server, code="registry-unavailable")
    library = open_chat("/library", base=failing_server)

    expect(library.problems).to_contain_text("Databasen svarar inte")


def test_an_empty_knowledge_base_leads_to_the_library(open_chat: Open, failing_server: str) -> None:
    fail(failing_server, empty=True)
    chat = open_chat(base=failing_server)

    expect(chat.page.locator(".l-card")).to_contain_text("Det finns inga dokument att svara ur ännu")
    chat.button("Öppna biblioteket").click()
    expect(chat.page.get_by_role("button", name="Välj filer")).to_be_visible()
