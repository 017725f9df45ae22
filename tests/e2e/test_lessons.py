"""A lesson from the first word to an answer that cites it, in a real browser: two people who sign in, four eyes."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import STEP_MS, Open
from tests.e2e.lesson_page import button, field, popover, step, write
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
def anna(browser: Browser, lessons_server: str) -> Iterator[Page]:
    yield from _signed_in(browser, lessons_server, "anna")


@pytest.fixture
def bo(browser: Browser, lessons_server: str) -> Iterator[Page]:
    yield from _signed_in(browser, lessons_server, "bo")


def _signed_in(browser: Browser, url: str, who: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(STEP_MS)
    page.goto(url)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("link", name=who).click()
    ChatPage(page).wait_until_ready()
    yield page
    context.close()


def test_a_lesson_goes_from_a_draft_with_a_personnummer_to_an_answer_that_cites_it(
    anna: Page, bo: Page, lessons_server: str
) -> None:
    anna.goto(f"{lessons_server}/lessons")
    button(anna, "Ny lärdom")
    expect(anna.get_by_role("heading", name="Ny lärdom")).to_be_visible()
    write(anna, "Rubrik", TITLE)
    write(anna, "Vad hände?", HAPPENED)
    step(anna, "Varför")
    write(anna, "Lärdom", LEARNED)
    step(anna, "Kontrollera")

    # Warned, and redacted with one click.
    data = anna.locator(".st-key-personal_data")
    expect(data).to_contain_text("811218-9876")
    data.get_by_role("button", name="Maskera", exact=True).first.click()
    expect(anna.get_by_text("Inga personuppgifter hittades i texten.")).to_be_visible()
    button(anna, "Lämna in för granskning")
    expect(anna.get_by_text("Hos granskare")).to_be_visible()

    # Sent back with a reason.
    bo.goto(f"{lessons_server}/queue")
    bo.get_by_role("button", name=TITLE).click()
    expect(bo.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(bo.locator("body")).not_to_contain_text("811218")
    button(bo, "Jag granskar den")
    expect(bo.get_by_text("du granskar")).to_be_visible()
    sending = popover(bo, "Skicka tillbaka")
    sending.get_by_role("textbox").fill("Skriv vad det kostade.")
    sending.get_by_role("button", name="Skicka tillbaka").click()
    expect(bo.locator(".l-badge").get_by_text("Hos författaren")).to_be_visible()

    # Changed and handed in again.
    anna.goto(f"{lessons_server}/lessons")
    anna.get_by_role("button", name=TITLE).click()
    expect(anna.get_by_text("Skriv vad det kostade.").first).to_be_visible()
    step(anna, "Underlag")
    write(anna, "Underlag", "Felen kostade 41 kronor per faktura.")
    anna.locator(".st-key-lesson_files input[type=file]").set_input_files(
        {"name": "mätning.csv", "mimeType": "text/csv", "buffer": b"vecka;fel\n4;21\n"}
    )
    expect(anna.get_by_role("button", name="mätning.csv")).to_be_visible()
    step(anna, "Kontrollera")
    button(anna, "Lämna in för granskning")
    expect(anna.get_by_text("Hos granskare")).to_be_visible()

    # Approved, asked and cited.
    bo.goto(f"{lessons_server}/queue")
    bo.get_by_role("button", name=TITLE).click()
    expect(bo.locator("ins")).to_have_text("Felen kostade 41 kronor per faktura.")
    ChatPage(bo).wait_until_ready()
    with bo.expect_download() as download:
        bo.get_by_role("button", name="mätning.csv").click()
    assert Path(download.value.path()).read_bytes() == b"vecka;fel\n4;21\n"
    popover(bo, "Godkänn").get_by_role("button", name="Godkänn och publicera").click()
    expect(bo.locator(".l-badge").get_by_text("Publicerad")).to_be_visible()
    anna.goto(lessons_server)
    chat = ChatPage(anna)
    chat.wait_until_ready()
    chat.ask(QUESTION)
    expect(chat.answers.last).to_contain_text("Leverantörsregistret ska städas innan")
    expect(anna.locator(".l-sources").last).to_contain_text(TITLE)


def test_nothing_that_was_written_is_lost_by_a_reload_or_in_the_middle_of_a_word(
    anna: Page, lessons_server: str
) -> None:
    anna.goto(f"{lessons_server}/lessons")
    button(anna, "Ny lärdom")
    box = field(anna, "Vad hände?")
    box.press_sequentially("Det regnade in i serverrummet")
    # Not a moment passes in which it could be saved.
    anna.reload()
    ChatPage(anna).wait_until_ready()
    expect(field(anna, "Vad hände?")).to_have_value("Det regnade in i serverrummet")
    # A pause saves it without the field being left.
    box.press_sequentially(".")
    expect(anna.locator(".st-key-lesson_status")).to_contain_text("Sparat")
    expect(anna.locator("[data-l-text='Det regnade in i serverrummet.']")).to_be_attached()
    assert "Vad" in anna.evaluate("document.activeElement.getAttribute('aria-label')")


def test_nobody_reviews_their_own_text_and_the_page_says_so(bo: Page, lessons_server: str) -> None:
    bo.goto(f"{lessons_server}/lessons")
    button(bo, "Ny lärdom")
    write(bo, "Rubrik", "Min egen lärdom")
    write(bo, "Vad hände?", "Något hände.")
    step(bo, "Varför")
    write(bo, "Lärdom", "Något lärdes.")
    step(bo, "Kontrollera")
    button(bo, "Lämna in för granskning")
    expect(bo.get_by_text("Hos granskare")).to_be_visible()
    bo.goto(f"{lessons_server}/queue")
    bo.get_by_role("button", name="Min egen lärdom").click()
    expect(bo.get_by_role("heading", name="Du kan inte godkänna din egen text")).to_be_visible()
    expect(bo.get_by_role("button", name="Godkänn")).to_have_count(0)


def test_a_write_up_fills_the_form_and_a_sheet_becomes_drafts(anna: Page, lessons_server: str) -> None:
    anna.goto(f"{lessons_server}/lessons")
    upload = popover(anna, "Ladda upp en text")
    upload.locator("input[type=file]").set_input_files(
        {"name": "lund.md", "mimeType": "text/markdown", "buffer": WRITE_UP.encode()}
    )
    upload.get_by_role("button", name="Läs in i formuläret").click()
    expect(anna.get_by_role("heading", name="Pilot i Lund")).to_be_visible()
    expect(field(anna, "Vad hände?")).to_have_value("Kunderna fick svar om fel returfrist.")
    step(anna, "Underlag")
    expect(field(anna, "Övrigt ur din text")).to_have_value("## Beslut\n\nStyrgruppen gick vidare.")

    anna.goto(f"{lessons_server}/lessons?import=1")
    sheet = "Rubrik;Lärdom\nFrost;Töm rören\nPilot i Lund;Finns redan\n;Utan rubrik\n".encode("cp1252")
    anna.locator("input[type=file]").set_input_files({"name": "l.csv", "mimeType": "text/csv", "buffer": sheet})
    expect(anna.get_by_text("1 rad blir ett utkast, 1 finns redan, 1 saknar något")).to_be_visible()
    button(anna, "Skapa 1 utkast")
    expect(anna.get_by_text("1 utkast skapat")).to_be_visible()
    anna.get_by_test_id("stMain").get_by_role("button", name="Mina lärdomar").click()
    expect(anna.get_by_role("button", name="Frost")).to_be_visible()


def test_the_form_fits_a_phone(anna: Page, lessons_server: str) -> None:
    anna.set_viewport_size({"width": 390, "height": 844})
    for path in ("/lessons", "/lessons?import=1"):
        anna.goto(lessons_server + path)
        ChatPage(anna).wait_until_ready()
        assert ChatPage(anna).width_needed == 390
    anna.goto(f"{lessons_server}/lessons")
    button(anna, "Ny lärdom")
    expect(field(anna, "Rubrik")).to_be_visible()
    assert ChatPage(anna).width_needed == 390


def test_what_a_failing_server_could_not_take_is_saved_when_it_is_back(open_chat: Open, failing_server: str) -> None:
    chat = open_chat("/lessons", base=failing_server)
    button(chat.page, "Ny lärdom")
    expect(field(chat.page, "Rubrik")).to_be_visible()
    httpx.post(f"{failing_server}/fail", params={"code": "registry-unavailable"}, trust_env=False).raise_for_status()
    write(chat.page, "Rubrik", "Frost i rören")
    expect(chat.page.get_by_role("alert")).to_contain_text("Inte sparat än")
    httpx.post(f"{failing_server}/fail", trust_env=False).raise_for_status()
    button(chat.page, "Försök igen")
    expect(chat.page.locator(".st-key-lesson_status")).to_contain_text("Sparat")
    chat.reload()
    expect(field(chat.page, "Rubrik")).to_have_value("Frost i rören")


def test_words_that_no_server_has_come_back_in_another_visit(open_chat: Open, failing_server: str) -> None:
    chat = open_chat("/lessons", base=failing_server)
    button(chat.page, "Ny lärdom")
    expect(field(chat.page, "Rubrik")).to_be_visible()
    address = chat.page.url
    httpx.post(f"{failing_server}/fail", params={"code": "registry-unavailable"}, trust_env=False).raise_for_status()
    write(chat.page, "Rubrik", "Halka på trappan")
    expect(chat.page.get_by_role("alert")).to_be_visible()
    httpx.post(f"{failing_server}/fail", trust_env=False).raise_for_status()
    # A reload forgets all that the page held on the server.
    chat.page.goto(address)
    chat.wait_until_ready()
    expect(field(chat.page, "Rubrik")).to_have_value("Halka på trappan")
    expect(chat.page.get_by_role("heading", name="Halka på trappan")).to_be_visible()
