"""From a question without an answer to the proof that it has one, or has none yet."""

from playwright.sync_api import Locator, expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import Open

COFFEE = "Vem fyller på kaffemaskinen på plan tre?"


def open_gap(chat: ChatPage) -> Locator:
    """Ask in vain, gather, and open the gap that came of it; returns what is told of it."""
    chat.ask(COFFEE)
    chat.click("Kunskapsluckor")
    expect(chat.page.locator("h1")).to_have_text("Kunskapsluckor")
    chat.click("Samla nu")
    chat.click(chat.page.locator(".st-key-gaps").get_by_role("button", name=COFFEE))
    expect(chat.page.locator("h1")).to_have_text(COFFEE)
    return chat.page.locator(".l-gap")


def test_a_gap_is_assigned_closed_in_vain_opened_again_and_dismissed(open_chat: Open) -> None:
    chat = open_chat("/")
    standing, page = open_gap(chat), chat.page
    expect(standing).to_contain_text("Ingen tar hand om luckan än.")

    assigning = chat.popover("Tilldela")
    chat.write(assigning.get_by_role("textbox", name="Vem tar hand om den?"), "Karin Lund")
    chat.click(assigning.get_by_role("button", name="Tilldela"))
    expect(standing).to_contain_text("Karin Lund tar hand om den.")
    chat.click("Ångra")
    expect(standing).to_contain_text("Ingen tar hand om luckan än.")

    closing = chat.popover("Stäng med ett dokument")
    closing.get_by_role("combobox", name="Dokument").fill("Training")
    chat.click(page.get_by_role("option", name="Training before access"))
    chat.click(closing.get_by_role("button", name="Stäng med ett dokument"))
    expect(standing).to_contain_text("Training before access räckte inte.")
    expect(page.locator(".l-gap-questions")).to_contain_text("Fortfarande utan svar")

    dismissing = chat.popover("Avfärda")
    chat.write(dismissing.get_by_role("textbox", name="Varför görs inget?"), "Hör inte hit.")
    chat.click(dismissing.get_by_role("button", name="Avfärda"))
    expect(standing).to_contain_text("Avfärdad: Hör inte hit.")
    chat.click("Alla luckor")
    gaps = page.locator(".st-key-gaps")
    expect(page.get_by_role("heading", name="Kunskapsluckor", exact=True)).to_be_visible()
    expect(gaps.get_by_role("button", name=COFFEE)).to_have_count(0)
    chat.click(page.get_by_text("Avfärdade ·"))
    expect(gaps.get_by_role("button", name=COFFEE)).to_be_visible()


def test_a_gap_has_an_address_of_its_own_and_fits_a_phone(open_chat: Open) -> None:
    chat = open_chat("/gaps", width=390, locale="en-GB")
    expect(chat.page.locator("h1")).to_have_text("Knowledge gaps")
    chat.click(chat.page.get_by_text("Dismissed ·"))
    chat.page.locator(".st-key-gaps").get_by_role("button", name=COFFEE).press("Enter")
    expect(chat.page.locator("h1")).to_have_text(COFFEE)

    chat.reload()

    expect(chat.page.locator("h1")).to_have_text(COFFEE)
    assert chat.width_needed <= 390


def test_an_erased_conversation_takes_its_questions_along(open_chat: Open) -> None:
    chat = open_chat("/")
    chat.ask("Vem vattnar blommorna i receptionen på plan nio?")
    chat.click("Kunskapsluckor")
    expect(chat.page.locator("h1")).to_have_text("Kunskapsluckor")
    chat.click("Samla nu")
    gaps = chat.page.locator(".st-key-gaps")
    expect(gaps.get_by_text("Vem vattnar blommorna i receptionen på plan nio?")).to_be_visible()
    row = chat.page.locator("[class*='st-key-history_']").filter(has_text="Vem vattnar blommorna")
    deleting = chat.popover(row.get_by_test_id("stPopover").get_by_role("button"))
    chat.click(deleting.get_by_role("button", name="Ta bort"))

    expect(chat.page.get_by_text("Vem vattnar blommorna")).to_have_count(0)
