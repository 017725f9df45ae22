"""A lesson from the first word to an answer that cites it, in a real browser: two people who sign in, four eyes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.chat_page import ChatPage, visiting
from tests.e2e.conftest import Fail, Open
from tests.e2e.lesson_page import field, open_lesson, step, write
from tests.e2e.servers import signed_in_to
from tests.fixtures.identity_provider import IdentityProvider, Person, running

TITLE = "Gamla leverantörer i registret gav fel konto"
HAPPENED = "I vecka fyra sjönk träffsäkerheten till 79 procent. Handläggaren 811218-9876 slutade lita på förslagen."
LEARNED = "Leverantörsregistret ska städas innan en pilot med fakturatolkning startar."
QUESTION = "När ska leverantörsregistret städas?"
POLICY = """---
title: Resepolicy
kind: policy
language: sv
owner: HR-chef, Lena Holm
valid_from: 2026-01-01
---
# Resepolicy

## Resor i tjänsten

Resor i tjänsten görs med tåg när resan tar mindre än fem timmar.
"""
WRITE_UP = """# Pilot i Lund

## Vad hände?

Kunderna fick svar om fel returfrist.

## Lärdom

Mät varje språk för sig.

## Beslut

Styrgruppen gick vidare.
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    people = {
        "anna": Person("s-anna", "Anna Åberg", ("writers",)),
        "bo": Person("s-bo", "Bo Ek", ("reviewers",)),
    }
    with running(people) as made:
        yield made


@pytest.fixture(scope="module")
def lessons_server(tmp_path_factory: pytest.TempPathFactory, provider: IdentityProvider) -> Iterator[str]:
    roles = {"writers": ["contributor"], "reviewers": ["reviewer", "contributor"]}
    with signed_in_to(provider, tmp_path_factory.mktemp("lessons"), {"travel.md": POLICY}, roles) as url:
        yield url


@pytest.fixture
def anna(browser: Browser, lessons_server: str) -> Iterator[ChatPage]:
    with visiting(browser) as chat:
        chat.page.goto(lessons_server)
        chat.sign_in("anna")
        yield chat


@pytest.fixture
def bo(browser: Browser, lessons_server: str) -> Iterator[ChatPage]:
    with visiting(browser) as chat:
        chat.page.goto(lessons_server)
        chat.sign_in("bo")
        yield chat


def test_a_lesson_goes_from_a_draft_with_a_personnummer_to_an_answer_that_cites_it(
    anna: ChatPage, bo: ChatPage, lessons_server: str
) -> None:
    anna.goto(f"{lessons_server}/lessons")
    anna.click("Ny lärdom")
    expect(anna.page.get_by_role("heading", name="Ny lärdom")).to_be_visible()
    write(anna, "Rubrik", TITLE)
    write(anna, "Vad hände?", HAPPENED)
    step(anna, "Varför")
    write(anna, "Lärdom", LEARNED)
    step(anna, "Kontrollera")

    # Warned, and redacted with one click.
    data = anna.page.locator(".st-key-personal_data")
    expect(data).to_contain_text("811218-9876")
    anna.click(data.get_by_role("button", name="Maskera", exact=True).first)
    expect(anna.page.get_by_text("Inga personuppgifter hittades i texten.")).to_be_visible()
    anna.click("Lämna in för granskning")
    expect(anna.page.get_by_text("Hos granskare")).to_be_visible()

    # Sent back with a reason.
    bo.goto(f"{lessons_server}/queue")
    open_lesson(bo, TITLE)
    expect(bo.page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(bo.page.locator("body")).not_to_contain_text("811218")
    bo.click("Jag granskar den")
    expect(bo.page.get_by_text("du granskar")).to_be_visible()
    sending = bo.popover("Skicka tillbaka")
    bo.write(sending.get_by_role("textbox"), "Skriv vad det kostade.")
    bo.click(sending.get_by_role("button", name="Skicka tillbaka"))
    expect(bo.page.locator(".l-badge").get_by_text("Hos författaren")).to_be_visible()

    # Changed and handed in again.
    anna.goto(f"{lessons_server}/lessons")
    open_lesson(anna, TITLE)
    expect(anna.page.get_by_text("Skriv vad det kostade.").first).to_be_visible()
    step(anna, "Underlag")
    write(anna, "Underlag", "Felen kostade 41 kronor per faktura.")
    measured = FilePayload(name="mätning.csv", mimeType="text/csv", buffer=b"vecka;fel\n4;21\n")
    anna.attach(anna.page.locator(".st-key-lesson_files input[type=file]"), measured)
    expect(anna.page.get_by_role("button", name="mätning.csv")).to_be_visible()
    step(anna, "Kontrollera")
    anna.click("Lämna in för granskning")
    expect(anna.page.get_by_text("Hos granskare")).to_be_visible()

    # Approved, asked and cited.
    bo.goto(f"{lessons_server}/queue")
    open_lesson(bo, TITLE)
    expect(bo.page.locator("ins")).to_have_text("Felen kostade 41 kronor per faktura.")
    with bo.page.expect_download() as download:
        bo.page.get_by_role("button", name="mätning.csv").click()
    assert Path(download.value.path()).read_bytes() == b"vecka;fel\n4;21\n"
    bo.click(bo.popover("Godkänn").get_by_role("button", name="Godkänn och publicera"))
    expect(bo.page.locator(".l-badge").get_by_text("Publicerad")).to_be_visible()
    anna.goto(lessons_server)
    anna.ask(QUESTION)
    expect(anna.answers.last).to_contain_text("Leverantörsregistret ska städas innan")
    expect(anna.page.locator(".l-sources").last).to_contain_text(TITLE)


def test_nothing_that_was_written_is_lost_by_a_reload_or_in_the_middle_of_a_word(
    anna: ChatPage, lessons_server: str
) -> None:
    anna.goto(f"{lessons_server}/lessons")
    anna.click("Ny lärdom")
    box = field(anna, "Vad hände?")
    box.press_sequentially("Det regnade in i serverrummet")
    # Not a moment passes in which it could be saved.
    anna.reload()
    expect(field(anna, "Vad hände?")).to_have_value("Det regnade in i serverrummet")
    # A pause saves it without the field being left.
    box.press_sequentially(".")
    expect(anna.page.locator(".st-key-lesson_status")).to_contain_text("Sparat")
    expect(anna.page.locator("[data-l-text='Det regnade in i serverrummet.']")).to_be_attached()
    anna.wait_until_ready()
    assert "Vad" in anna.page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_nobody_reviews_their_own_text_and_the_page_says_so(bo: ChatPage, lessons_server: str) -> None:
    bo.goto(f"{lessons_server}/lessons")
    bo.click("Ny lärdom")
    write(bo, "Rubrik", "Min egen lärdom")
    write(bo, "Vad hände?", "Något hände.")
    step(bo, "Varför")
    write(bo, "Lärdom", "Något lärdes.")
    step(bo, "Kontrollera")
    bo.click("Lämna in för granskning")
    expect(bo.page.get_by_text("Hos granskare")).to_be_visible()
    bo.goto(f"{lessons_server}/queue")
    open_lesson(bo, "Min egen lärdom")
    expect(bo.page.get_by_role("heading", name="Du kan inte godkänna din egen text")).to_be_visible()
    expect(bo.page.get_by_role("button", name="Godkänn")).to_have_count(0)


def test_a_write_up_fills_the_form_and_a_sheet_becomes_drafts(anna: ChatPage, lessons_server: str) -> None:
    anna.goto(f"{lessons_server}/lessons")
    upload = anna.popover("Ladda upp en text")
    write_up = FilePayload(name="lund.md", mimeType="text/markdown", buffer=WRITE_UP.encode())
    anna.attach(upload.locator("input[type=file]"), write_up)
    anna.click(upload.get_by_role("button", name="Läs in i formuläret"))
    expect(anna.page.get_by_role("heading", name="Pilot i Lund")).to_be_visible()
    expect(field(anna, "Vad hände?")).to_have_value("Kunderna fick svar om fel returfrist.")
    step(anna, "Underlag")
    expect(field(anna, "Övrigt ur din text")).to_have_value("## Beslut\n\nStyrgruppen gick vidare.")

    anna.goto(f"{lessons_server}/lessons?import=1")
    rows = "Rubrik;Lärdom\nFrost;Töm rören\nPilot i Lund;Finns redan\n;Utan rubrik\n".encode("cp1252")
    sheet = FilePayload(name="l.csv", mimeType="text/csv", buffer=rows)
    anna.attach(anna.page.locator("input[type=file]"), sheet)
    expect(anna.page.get_by_text("1 rad blir ett utkast, 1 finns redan, 1 saknar något")).to_be_visible()
    anna.click("Skapa 1 utkast")
    expect(anna.page.get_by_text("1 utkast skapat")).to_be_visible()
    anna.click(anna.page.get_by_test_id("stMain").get_by_role("button", name="Mina lärdomar"))
    expect(anna.page.get_by_role("button", name="Frost")).to_be_visible()


def test_the_form_fits_a_phone(anna: ChatPage, lessons_server: str) -> None:
    anna.page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/lessons", "/lessons?import=1"):
        anna.goto(lessons_server + path)
        assert anna.width_needed == 390
    anna.goto(f"{lessons_server}/lessons")
    anna.click("Ny lärdom")
    expect(field(anna, "Rubrik")).to_be_visible()
    assert anna.width_needed == 390


def test_what_a_failing_server_could_not_take_is_saved_when_it_is_back(
    open_chat: Open, failing_server: str, fail: Fail
) -> None:
    chat = open_chat("/lessons", base=failing_server)
    chat.click("Ny lärdom")
    expect(field(chat, "Rubrik")).to_be_visible()
    fail("registry-unavailable")
    write(chat, "Rubrik", "Frost i rören")
    expect(chat.page.get_by_role("alert")).to_contain_text("Inte sparat än")
    fail()
    chat.click("Försök igen")
    expect(chat.page.locator(".st-key-lesson_status")).to_contain_text("Sparat")
    chat.reload()
    expect(field(chat, "Rubrik")).to_have_value("Frost i rören")


def test_words_that_no_server_has_come_back_in_another_visit(open_chat: Open, failing_server: str, fail: Fail) -> None:
    chat = open_chat("/lessons", base=failing_server)
    chat.click("Ny lärdom")
    expect(field(chat, "Rubrik")).to_be_visible()
    address = chat.page.url
    fail("registry-unavailable")
    write(chat, "Rubrik", "Halka på trappan")
    expect(chat.page.get_by_role("alert")).to_be_visible()
    fail()
    # A reload forgets all that the page held on the server.
    chat.goto(address)
    expect(field(chat, "Rubrik")).to_have_value("Halka på trappan")
    expect(chat.page.get_by_role("heading", name="Halka på trappan")).to_be_visible()
