"""Signing in, in a real browser with a real identity provider: two people, two groups, two answers."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.e2e.chat_page import ChatPage, visiting
from tests.e2e.runs import STEP_MS
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
def chat(browser: Browser) -> Iterator[ChatPage]:
    with visiting(browser) as visitor:
        yield visitor


def test_two_people_with_different_groups_see_different_answers(browser: Browser, guarded_server: str) -> None:
    with visiting(browser) as anna, visiting(browser) as bo:
        anna.goto(guarded_server)
        anna.sign_in("anna")
        expect(anna.page.get_by_text("Anna Åberg")).to_be_visible()
        expect(anna.page.get_by_text("Jag svarar ur 2 dokument")).to_be_visible()
        anna.ask(QUESTION)
        expect(anna.answers.last).to_contain_text("61 500 kronor")

        bo.goto(guarded_server)
        bo.sign_in("bo")
        expect(bo.page.get_by_text("Jag svarar ur 1 dokument")).to_be_visible()
        expect(bo.page.get_by_role("button", name=QUESTION)).to_have_count(0)
        bo.ask(QUESTION)
        expect(bo.abstentions).to_be_visible()
        expect(bo.page.locator("body")).not_to_contain_text("61 500")
        expect(bo.page.locator("body")).not_to_contain_text("Löneramar")


def test_without_signing_in_there_is_nothing_but_the_way_in(chat: ChatPage, guarded_server: str) -> None:
    for path in ("/", "/library", "/document?id=x"):
        chat.goto(guarded_server + path)
        expect(chat.button("Logga in")).to_be_visible()
        expect(chat.page.get_by_text("Kim Berg, anknytning 4711")).to_be_visible()
        expect(chat.page.get_by_test_id("stChatInput")).to_have_count(0)
        expect(chat.button("Bibliotek")).to_have_count(0)
        expect(chat.page.locator("body")).not_to_contain_text("Resepolicy")


def test_signing_in_leads_to_the_page_that_was_wanted(chat: ChatPage, guarded_server: str) -> None:
    chat.goto(f"{guarded_server}/library?lang=sv")
    chat.sign_in("bo")
    expect(chat.row("Resepolicy")).to_be_visible()
    expect(chat.table).not_to_contain_text("Löneramar")


def test_signing_out_ends_it_for_the_whole_browser(chat: ChatPage, guarded_server: str) -> None:
    chat.goto(guarded_server)
    chat.sign_in("anna")
    chat.button("Logga ut").click()
    expect(chat.button("Logga in")).to_be_visible()
    chat.goto(guarded_server + "/library")
    expect(chat.button("Logga in")).to_be_visible()


def test_a_cookie_that_somebody_made_up_is_no_sign_in(chat: ChatPage, guarded_server: str) -> None:
    claims = json.dumps({"is_logged_in": True, "sub": "s-anna", "origin": guarded_server, "groups": ["hr"]})
    cookie = {"name": "_streamlit_user", "value": claims.replace('"', "'"), "url": guarded_server}
    chat.page.context.add_cookies([cookie])  # type: ignore[list-item]
    chat.goto(guarded_server)
    expect(chat.button("Logga in")).to_be_visible()


def test_a_websocket_without_a_sign_in_is_told_nothing(guarded_server: str) -> None:
    """A program that speaks Streamlit's protocol, or tries to, sees no title and no text of any document."""
    told = b""
    with connect(f"{guarded_server.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        socket.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        finished = False
        while not finished:
            frame = socket.recv(timeout=STEP_MS / 1000, decode=False)
            told += frame
            finished = ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"
    assert b"Logga in" in told or b"Sign in" in told
    for secret in ("Resepolicy", "Löneramar", "61 500"):
        assert secret.encode() not in told


def test_the_sign_in_page_fits_a_phone(browser: Browser, guarded_server: str) -> None:
    with visiting(browser, width=390, locale="en-GB") as chat:
        chat.goto(guarded_server)
        expect(chat.button("Sign in")).to_be_visible()
        assert chat.width_needed == 390


def test_a_stranger_may_read_what_this_is_and_learns_nothing_of_the_documents(
    chat: ChatPage, guarded_server: str
) -> None:
    page = chat.page
    chat.goto(guarded_server)
    expect(page.get_by_text("Lärdom är en AI-assistent")).to_be_visible()
    chat.click("Om Lärdom")
    about = page.locator(".l-about")
    expect(about.get_by_role("heading", name="Vem som ansvarar")).to_be_visible()
    expect(about).to_contain_text("multilingual-e5-small")
    expect(about).not_to_contain_text("Kunskapsbasen har")
    expect(page.locator("body")).not_to_contain_text("Resepolicy")
    chat.click("Till inloggningen")
    chat.sign_in("bo")
    chat.click("Om Lärdom")
    expect(about.first).to_contain_text("Kunskapsbasen har 1 dokument som du får läsa")
