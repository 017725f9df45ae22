"""Asking, reading, checking against the source, and going on from there."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open


def test_a_question_in_swedish_is_answered_with_chips_that_open_at_the_quoted_words(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")

    expect(chat.answers).to_contain_text("AI-rådet")
    expect(chat.chips.first).to_have_accessible_name(
        re.compile("^Källa 1: Inköpspolicy för AI-tjänster, avsnitt Beslut")
    )
    chat.open_source()
    expect(chat.panel.locator("mark")).to_contain_text("AI-rådet")
    expect(chat.panel).to_contain_text("Mindre inköp beslutas av närmaste chef.")
    for fact in ("Policy", "Inköpschef, Karin Lund", "version 2.0", "giltig från 2026-01-01", "Granskning försenad"):
        expect(chat.panel).to_contain_text(fact)


def test_a_question_in_english_is_answered_in_english(open_chat: Open) -> None:
    chat = open_chat(locale="en-GB")
    chat.ask("How long does the mandatory training take?")

    expect(chat.answers).to_contain_text("three hours")
    expect(chat.answers).to_have_attribute("lang", "en")


def test_a_pdf_citation_shows_the_page_with_the_words_boxed(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Inom hur många timmar anmäls personuppgiftsincidenter?")
    expect(chat.answers).to_contain_text("72 timmar")
    chat.open_source()

    chat.click(chat.panel.get_by_role("radio", name="Sida"))

    image = chat.panel.locator(".l-page")
    expect(image).to_have_attribute("alt", re.compile("^Sida 1 ur .*72 timmar"))
    # The box is the only colour on a page of black text.
    coloured = image.evaluate(
        """async (image) => {
          await image.decode();
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const pixels = canvas.getContext("2d");
          pixels.drawImage(image, 0, 0);
          const data = pixels.getImageData(0, 0, canvas.width, canvas.height).data;
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i] - data[i + 2] > 60) count += 1;
          return count;
        }"""
    )
    assert coloured > 1000
    chat.click(chat.panel.get_by_role("radio", name="Text"))
    expect(chat.panel.locator("mark")).to_contain_text("72 timmar")


def test_the_whole_document_opens_at_the_place_by_an_address_that_can_be_shared(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")
    chat.open_source()
    chat.click(chat.panel.get_by_role("link", name="Öppna hela dokumentet"))
    expect(chat.page.locator("h1")).to_have_text("Inköpspolicy för AI-tjänster")
    expect(chat.page.locator("mark")).to_contain_text("AI-rådet")

    shared = chat.page.url.removeprefix(chat.page.evaluate("location.origin"))
    other = open_chat(shared)

    assert shared.startswith("/document?id=")
    expect(other.page.locator("mark")).to_contain_text("AI-rådet")


def test_without_evidence_there_is_no_answer_but_a_way_on(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vilken färg har månen på kvällen över Oslofjorden?")

    expect(chat.abstentions).to_contain_text("Jag hittar inget svar på det i dokumenten.")
    expect(chat.answers).to_have_count(0)
    nearest = chat.abstentions.locator("[data-l-act=nearest]")
    assert 1 <= nearest.count() <= 3
    chat.click(nearest.first)
    expect(chat.panel.locator("mark")).to_be_visible()


def test_a_suggested_question_and_a_follow_up_are_asked_with_a_click(open_chat: Open) -> None:
    chat = open_chat()
    chat.click("Vem beslutar om inköp av AI-tjänster?")
    chat.wait_for_answer("Vem beslutar om inköp av AI-tjänster?")
    follow_up = chat.page.locator("[class*=st-key-questions_follow] button").first
    question = follow_up.inner_text()

    chat.click(follow_up)

    chat.wait_for_answer(question)
    expect(chat.page.locator(".l-question")).to_have_count(2)


def test_a_reload_keeps_the_conversation_and_its_sources(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")
    chat.reload()

    expect(chat.answers).to_contain_text("AI-rådet")
    chat.open_source()
    expect(chat.panel.locator("mark")).to_contain_text("AI-rådet")


def test_a_click_on_a_source_while_the_page_is_still_drawn_is_not_lost(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")
    for _ in range(5):
        chat.page.reload()
        chat.wait_until_listening()
        chat.open_source()


@pytest.mark.parametrize("pause_ms", [0, 300])
def test_a_question_written_while_a_source_closes_loses_no_letter(pause_ms: int, open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")
    chat.open_source()
    chat.page.keyboard.press("Escape")
    chat.page.wait_for_timeout(pause_ms)
    chat.box.press_sequentially("Ska leverantören granskas?", delay=15)
    chat.box.press("Enter")
    chat.wait_for_answer("Ska leverantören granskas?")
    expect(chat.panel).to_have_count(0)


def test_an_earlier_conversation_is_found_again_and_can_be_deleted(open_chat: Open) -> None:
    chat = open_chat()
    question = "Ska leverantören ha genomgått en säkerhetsgranskning?"
    chat.ask(question)
    chat.click("Ny fråga")
    expect(chat.page.locator(".l-start")).to_be_visible()
    expect(chat.page).not_to_have_url(re.compile("conversation="))

    chat.click(chat.button(question).first)
    expect(chat.answers).to_be_visible()

    current = chat.page.locator("[class*=st-key-history_current]")
    chat.popover(current.get_by_test_id("stPopover").get_by_role("button"))
    chat.click("Ta bort")
    expect(chat.page.locator(".l-start")).to_be_visible()
    expect(chat.button(question)).to_have_count(0)


def test_the_language_of_the_interface_is_switched_and_stays_after_a_reload(open_chat: Open) -> None:
    chat = open_chat()
    expect(chat.page.locator("h1")).to_have_text("Vad undrar du?")

    chat.click(chat.page.get_by_role("radio", name="English"))
    expect(chat.page.locator("h1")).to_have_text("What would you like to know?")
    expect(chat.page.locator("html")).to_have_attribute("lang", "en")

    chat.reload()
    expect(chat.page.locator("h1")).to_have_text("What would you like to know?")


def test_a_filter_narrows_what_answers_may_rest_on(open_chat: Open) -> None:
    chat = open_chat()
    kinds = chat.popover(chat.page.get_by_text("Sök i: allt"))
    chat.click(kinds.get_by_role("button", name="Handbok"))
    expect(chat.page.get_by_text("Sök i: Handbok")).to_be_visible()
    chat.press("Escape")

    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")

    expect(chat.page.locator(".l-source .l-title").filter(has_text="Inköpspolicy")).to_have_count(0)


def test_an_answer_is_copied_with_its_sources(open_chat: Open) -> None:
    chat = open_chat()
    chat.ask("Vem beslutar om inköp av AI-tjänster över 50 000 kronor?")

    button = chat.button("Kopiera med källor")
    # What it says for two seconds, which may be over before a busy machine looks.
    button.evaluate(
        """(button) => {
          window.said = new Promise((resolve) => {
            new MutationObserver(() => resolve(button.textContent)).observe(button, { childList: true });
          });
        }"""
    )
    chat.click(button)
    assert chat.page.wait_for_function("window.said").json_value() == "Kopierat"

    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert "AI-rådet. [1]" in copied
    assert "[1] Inköpspolicy för AI-tjänster, avsnitt Beslut; Inköpschef, Karin Lund" in copied
    assert chat.page.evaluate("location.origin") + "/document?id=" in copied


@pytest.mark.parametrize("width", [1280, 390])
def test_sources_that_disagree_are_both_shown_with_the_rule_that_ranks_them(open_chat: Open, width: int) -> None:
    chat = open_chat(width=width)
    chat.ask("When is access to the assistant granted?")

    expect(chat.answers).to_contain_text("within five working days")
    conflict = chat.page.get_by_role("region", name="Källorna säger olika")
    first, second = conflict.get_by_role("listitem").all()
    for side, facts in (
        (first, ("Access policy", "Går före", "five working days", "Policy", "CISO, Ola Berg", "2026-05-01")),
        (second, ("Training before access", "two working days", "Handbok", "Head of Learning", "2026-03-01")),
    ):
        for fact in facts:
            expect(side).to_contain_text(fact)
    expect(conflict).to_contain_text("Policy går före handbok")
    assert chat.width_needed <= width

    chat.click(second.locator(".l-cite"))
    expect(chat.panel.locator("mark")).to_contain_text("two working days")


def test_what_a_hostile_document_contains_is_shown_and_never_run_or_loaded(open_chat: Open) -> None:
    chat = open_chat()
    requested: list[str] = []
    chat.page.on("request", lambda request: requested.append(request.url))
    chat.ask("Var förvaras reservnyckeln?")

    expect(chat.answers).to_contain_text("kassaskåpet")
    chat.open_source()
    expect(chat.panel).to_contain_text('<script>document.title = "broken"</script>')
    expect(chat.panel).to_contain_text("![spårning](https://tracker.example.org/pixel.png)")
    assert chat.page.locator("img[src*=tracker]").count() == 0
    assert chat.page.title() == "Lärdom"
    assert not [url for url in requested if "tracker" in url]
