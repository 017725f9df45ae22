"""Signing in, in a real browser with a real identity provider: two people, two groups, two answers."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.sync.client import connect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import STEP_MS
from tests.e2e.servers import signed_in_to
from tests.fixtures.identity_provider import IdentityProvider, Person, running

QUESTION = "Hur hög får lönen för en projektledare vara?"
SALARIES = """---
title: Löneramar för projektledare
kind: policy
language: sv
owner: HR-chef, Lena Holm
audience: [hr]
valid_from: 2026-01-01
questions:
  - Hur hög får lönen för en projektledare vara?
---
# Löneramar för projektledare

## Högsta lön

Lönen för en projektledare får vara högst 61 500 kronor i månaden.
"""
TRAVEL = """---
title: Resepolicy
kind: policy
language: sv
owner: HR-chef, Lena Holm
valid_from: 2026-01-01
questions:
  - Hur reser man i tjänsten?
---
# Resepolicy

## Resor i tjänsten

Resor i tjänsten görs med tåg när resan tar mindre än fem timmar.
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    people = {"anna": Person("s-anna", "Anna Åberg", ("hr",)), "bo": Person("s-bo", "Bo Ek", ("it",))}
    with running(people) as made:
        yield made


@pytest.fixture(scope="module")
def guarded_server(tmp_path_factory: pytest.TempPathFactory, provider: IdentityProvider) -> Iterator[str]:
    """The address of a server that people sign in to."""
    documents = {"salaries.md": SALARIES, "travel.md": TRAVEL}
    with signed_in_to(
        provider,
        tmp_path_factory.mktemp("guarded"),
        documents,
        {"hr": ["contributor"]},
        LARDOM_SIGN_IN_CONTACT="Kim Berg, anknytning 4711",
    ) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(STEP_MS)
    yield page
    context.close()


def sign_in(page: Page, who: str) -> ChatPage:
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("link", name=who).click()
    chat = ChatPage(page)
    chat.wait_until_ready()
    return chat


def test_two_people_with_different_groups_see_different_answers(
    browser: Browser, page: Page, guarded_server: str
) -> None:
    page.goto(guarded_server)
    anna = sign_in(page, "anna")
    expect(page.get_by_text("Anna Åberg")).to_be_visible()
    expect(page.get_by_text("Jag svarar ur 2 dokument")).to_be_visible()
    anna.ask(QUESTION)
    expect(anna.answers.last).to_contain_text("61 500 kronor")

    context = browser.new_context(locale="sv-SE", reduced_motion="reduce")
    others = context.new_page()
    others.set_default_timeout(STEP_MS)
    others.goto(guarded_server)
    bo = sign_in(others, "bo")
    expect(others.get_by_text("Jag svarar ur 1 dokument")).to_be_visible()
    expect(others.get_by_role("button", name=QUESTION)).to_have_count(0)
    bo.ask(QUESTION)
    expect(others.locator(".l-abstain")).to_be_visible()
    expect(others.locator("body")).not_to_contain_text("61 500")
    expect(others.locator("body")).not_to_contain_text("Löneramar")
    context.close()


def test_without_signing_in_there_is_nothing_but_the_way_in(page: Page, guarded_server: str) -> None:
    for path in ("/", "/library", "/document?id=x"):
        page.goto(guarded_server + path)
        expect(page.get_by_role("button", name="Logga in")).to_be_visible()
        expect(page.get_by_text("Kim Berg, anknytning 4711")).to_be_visible()
        expect(page.get_by_test_id("stChatInput")).to_have_count(0)
        expect(page.get_by_role("button", name="Bibliotek")).to_have_count(0)
        expect(page.locator("body")).not_to_contain_text("Resepolicy")


def test_signing_in_leads_to_the_page_that_was_wanted(page: Page, guarded_server: str) -> None:
    page.goto(f"{guarded_server}/library?lang=sv")
    chat = sign_in(page, "bo")
    expect(chat.row("Resepolicy")).to_be_visible()
    expect(chat.table).not_to_contain_text("Löneramar")


def test_signing_out_ends_it_for_the_whole_browser(page: Page, guarded_server: str) -> None:
    page.goto(guarded_server)
    sign_in(page, "anna")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()
    page.goto(guarded_server + "/library")
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()


def test_a_cookie_that_somebody_made_up_is_no_sign_in(browser: Browser, guarded_server: str) -> None:
    context = browser.new_context(locale="sv-SE")
    claims = json.dumps({"is_logged_in": True, "sub": "s-anna", "origin": guarded_server, "groups": ["hr"]})
    context.add_cookies([{"name": "_streamlit_user", "value": claims.replace('"', "'"), "url": guarded_server}])
    page = context.new_page()
    page.goto(guarded_server)
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()
    context.close()


def test_a_websocket_without_a_sign_in_is_told_nothing(guarded_server: str) -> None:
    """A program that speaks Streamlit's protocol, or tries to, sees no title and no text of any document."""
    told = b""
    with connect(f"{guarded_server.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        socket.send(b"\x5a\x00")  # BackMsg.rerun_script with nothing in it
        try:
            while True:
                frame = socket.recv(timeout=5)
                told += frame if isinstance(frame, bytes) else frame.encode()
        except TimeoutError:
            pass
    assert b"Logga in" in told or b"Sign in" in told
    for secret in ("Resepolicy", "Löneramar", "61 500"):
        assert secret.encode() not in told


def test_the_sign_in_page_fits_a_phone(browser: Browser, guarded_server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.goto(guarded_server)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert ChatPage(page).width_needed == 390
    context.close()


def test_a_stranger_may_read_what_this_is_and_learns_nothing_of_the_documents(page: Page, guarded_server: str) -> None:
    page.goto(guarded_server)
    expect(page.get_by_text("Lärdom är en AI-assistent")).to_be_visible()
    page.get_by_role("button", name="Om Lärdom").click()
    about = page.locator(".l-about")
    expect(about.get_by_role("heading", name="Vem som ansvarar")).to_be_visible()
    expect(about).to_contain_text("multilingual-e5-small")
    expect(about).not_to_contain_text("Kunskapsbasen har")
    expect(page.locator("body")).not_to_contain_text("Resepolicy")
    page.get_by_role("button", name="Till inloggningen").click()
    sign_in(page, "bo")
    page.get_by_role("button", name="Om Lärdom").click()
    expect(page.locator(".l-about").first).to_contain_text("Kunskapsbasen har 1 dokument som du får läsa")
