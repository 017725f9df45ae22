"""The library: finding documents, taking them in, taking them out and back."""

from playwright.sync_api import FilePayload, expect

from tests.e2e.conftest import Open

GOOD = FilePayload(
    name="parkering.md",
    mimeType="text/markdown",
    buffer="# Parkering vid kontoret\n\nBesökare parkerar på plan två i garaget vid Storgatan.\n".encode(),
)
BROKEN = FilePayload(name="trasig.docx", mimeType="application/octet-stream", buffer=b"this is no document")


def test_the_list_shows_state_and_is_searched_and_filtered(open_chat: Open) -> None:
    library = open_chat("/library")
    expect(library.row("Inköpspolicy för AI-tjänster")).to_contain_text("Granskning försenad")
    expect(library.row("Training before access")).to_contain_text("Gällande")

    search = library.page.get_by_role("textbox", name="Sök i listan")
    library.write(search, "training")
    expect(library.row("Inköpspolicy")).to_have_count(0)
    expect(library.row("Training before access")).to_be_visible()

    library.write(search, "")
    library.choose("Slag", "Policy")
    expect(library.row("Training before access")).to_have_count(0)
    expect(library.row("Inköpspolicy")).to_be_visible()


def test_the_first_page_ever_opened_may_be_any_page(untouched_server: str, open_chat: Open) -> None:
    library = open_chat("/library", base=untouched_server)

    expect(library.page.locator("h1")).to_have_text("Bibliotek")
    expect(library.button("Ny fråga")).to_be_visible()


def test_an_upload_is_answered_from_and_a_broken_file_is_refused_with_a_reason(open_chat: Open) -> None:
    library = open_chat("/library")
    library.click(library.page.get_by_text("Lägg till dokument"))
    library.attach(library.page.get_by_test_id("stFileUploaderDropzoneInput"), [GOOD, BROKEN])
    expect(library.page.get_by_text("trasig.docx")).to_be_visible()
    library.write(library.page.get_by_role("textbox", name="Ägare"), "Fastighet, Åsa Berg <asa.berg@example.org>")

    library.click("Lägg till")

    report = library.page.locator(".l-report")
    expect(report).to_contain_text("1 fil inläst, 1 fil gick inte att läsa")
    expect(report.locator("li").filter(has_text="trasig.docx")).to_contain_text("Inte läst")
    assert len(report.locator("li").filter(has_text="trasig.docx").locator("p").inner_text()) > 20
    expect(library.row("Parkering vid kontoret")).to_contain_text("Fastighet, Åsa Berg")
    library.click("Ny fråga")
    library.ask("Var parkerar besökare?")
    expect(library.answers).to_contain_text("plan två i garaget")


def test_a_deleted_document_leaves_the_answers_at_once_and_comes_back_on_undo(open_chat: Open) -> None:
    library = open_chat("/library")
    library.click("Ta bort Training before access")
    expect(library.page.locator(".st-key-undo")).to_contain_text("Training before access")
    expect(library.row("Training before access")).to_have_count(0)
    other = open_chat(locale="en-GB")
    other.ask("How long does the mandatory training take?")
    expect(other.page.get_by_text("three hours")).to_have_count(0)

    library.click("Ångra")

    expect(library.row("Training before access")).to_be_visible()
    other.ask("How long does the mandatory training take, in hours?")
    expect(other.answers.last).to_contain_text("three hours")


def test_a_question_can_be_asked_of_one_document(open_chat: Open) -> None:
    library = open_chat("/library")
    library.click(library.page.get_by_role("link", name="Training before access"))
    expect(library.page.locator("h1")).to_have_text("Training before access")

    library.click("Fråga om det här dokumentet")

    expect(library.page.get_by_text("Sök i: Training before access")).to_be_visible()
    library.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")
    expect(library.page.locator(".l-source .l-title").filter(has_text="Inköpspolicy")).to_have_count(0)
