"""An auditor reads the log, checks it, and asks for a name."""

from playwright.sync_api import expect

from tests.e2e.conftest import Open


def test_an_auditor_reads_filters_verifies_and_resolves(open_chat: Open) -> None:
    chat = open_chat("/")
    page = chat.page
    chat.ask("Får jag lägga in kunddata i verktyget?")
    chat.click("Revisionslogg")
    expect(page.locator("h1")).to_have_text("Revisionslogg")
    table = page.locator(".st-key-audit .l-table")
    expect(table).to_contain_text("answer.show")
    chat.click(page.get_by_text("Visa", exact=True).first)
    expect(table.locator("pre").first).to_be_visible()

    chat.click("Kontrollera loggen")
    expect(page.get_by_text("Loggen är orörd")).to_be_visible()

    chat.choose("Handling", "Starter av servern")
    expect(table).to_contain_text("server.start")
    expect(table).not_to_contain_text("answer.show")

    chat.choose("Handling", "Svar", exact=True)
    expect(table).to_contain_text("answer.show")
    chat.write(page.get_by_role("textbox", name="Skäl"), "Ärende 2026-17")
    chat.click("Visa namnet")
    expect(page.get_by_text("är local.")).to_be_visible()


def test_the_log_fits_a_phone(open_chat: Open) -> None:
    chat = open_chat("/audit", width=390)
    expect(chat.page.locator("h1")).to_have_text("Revisionslogg")
    assert chat.width_needed <= 390
