"""The page of the decision to scale, in front of an API that keeps what it is told in memory."""

from playwright.sync_api import expect

from tests.e2e.conftest import Open


def test_an_owner_reads_the_case_decides_and_signs(figures_server: str, open_chat: Open) -> None:
    page = open_chat("/decision", base=figures_server)
    worth = page.page.get_by_role("table", name="Värde")
    expect(worth.get_by_role("row").filter(has_text="Nettovärde")).to_contain_text("till")
    expect(page.page.locator(".stVegaLiteChart")).to_have_count(1)

    page.click(page.page.locator("label").filter(has=page.page.get_by_role("radio", name="Avvakta")))
    page.write(page.page.get_by_role("textbox", name="Skäl"), "För få har svarat om NPS.")
    page.write(page.page.get_by_role("textbox", name="Avvikelser som godtas"), "NPS saknas.")
    page.click("Skriv in i beslutsloggen")
    entry = page.page.locator(".l-decision")
    expect(entry).to_contain_text("För få har svarat om NPS.")
    expect(entry).to_contain_text("Ingen har skrivit under än.")

    page.popover("Skriv under")
    page.click("Skriv under nu")
    expect(entry).to_contain_text("local, 2026-11-25 10:00")
    # Once, and the page no longer offers it.
    expect(page.button("Skriv under")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_screen(figures_server: str, open_chat: Open) -> None:
    page = open_chat("/decision", width=390, locale="en-GB", base=figures_server)
    expect(page.page.locator("h1")).to_have_text("Decision")
    expect(page.page.locator(".stVegaLiteChart")).to_have_count(1)
    assert page.width_needed <= 390
