"""The page of ownership: what is late is read, found to hold, and is late no more; what contradicts is told."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.upkeep.conftest import SignIn


def test_an_owner_sees_what_is_late_and_what_contradicts_and_takes_the_report_along(sign_in: SignIn) -> None:
    chat = sign_in("olle", "/ownership")
    late = chat.page.locator(".l-versions li").filter(has_text="Leverantörspolicy").first
    expect(late).to_contain_text("försenad")
    expect(late).to_contain_text("ditt")
    contradicting = chat.page.locator(".l-versions li").filter(has_text="50 000 kronor")
    expect(contradicting).to_contain_text("70 000 kronor")

    row = chat.row("Attestordning")
    expect(row).to_contain_text("ingen ägare")
    chat.click(chat.page.get_by_role("radio", name="ingen ägare"))
    expect(chat.row("Leverantörspolicy")).to_have_count(0)
    expect(row).to_be_visible()

    with chat.page.expect_download() as download:
        chat.page.get_by_role("button", name="Ladda ner som CSV").click()
    assert "Attestordning" in Path(download.value.path()).read_text("utf-8-sig")


def test_what_still_holds_is_late_no_more(sign_in: SignIn) -> None:
    chat = sign_in("olle", "/ownership")
    chat.click(chat.page.locator(".l-versions").get_by_role("link", name="Leverantörspolicy").first)
    expect(chat.page.locator("h1")).to_have_text("Leverantörspolicy")
    holding = chat.popover("Gäller fortfarande")
    chat.write(holding.get_by_role("textbox", name="Anteckning"), "Läst och rätt.")
    chat.click(holding.get_by_role("button", name="Gäller fortfarande"))
    expect(chat.page.locator(".l-properties")).not_to_contain_text("2026-02-01")
    chat.click("Ägarskap")
    expect(chat.page.get_by_role("heading", name="Dokumentens skick")).to_be_visible()
    expect(chat.page.locator(".l-versions li").filter(has_text="försenad")).to_have_count(0)


def test_who_owns_nothing_sees_what_is_theirs_alone(sign_in: SignIn) -> None:
    chat = sign_in("anna", "/ownership")
    expect(chat.page.get_by_text("Inget av det du ansvarar för behöver granskas")).to_be_visible()
    expect(chat.page.get_by_role("heading", name="Dokumentens skick")).to_have_count(0)


def test_the_page_fits_a_phone(sign_in: SignIn) -> None:
    chat = sign_in("olle", "/ownership", width=390)
    expect(chat.page.get_by_role("heading", name="Dokumentens skick")).to_be_visible()
    assert chat.width_needed == 390
