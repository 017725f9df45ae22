"""A document's versions, its properties and who changed what, on its page."""

import pytest
from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.upkeep.conftest import Served, SignIn

FIRST = """---
title: Semesterregler
kind: policy
language: sv
owner: HR
reference: HR-POL-7
---
# Semesterregler

Alla har 25 dagars semester. Ansökan görs i portalen.
"""
SECOND = FIRST.replace("25 dagars", "30 dagars")
SUCCESSOR = """---
title: Nya semesterregler
kind: policy
language: sv
owner: HR
reference: HR-POL-9
supersedes: [HR-POL-7]
---
# Nya semesterregler

Alla har 32 dagars semester.
"""


@pytest.fixture
def document(served: Served) -> str:
    """The same document for every test, with two versions of Olle's."""
    served.uploaded("olle", "semester.md", FIRST)
    return served.uploaded("olle", "semester.md", SECOND)


def opened_history(chat: ChatPage) -> None:
    chat.click(chat.page.get_by_text("Versioner och ändringar"))
    expect(chat.page.locator(".st-key-versions .l-versions")).to_be_visible()


def test_what_changed_is_shown_word_by_word_and_the_old_version_says_that_it_is_old(
    sign_in: SignIn, document: str
) -> None:
    chat = sign_in("olle", f"/document?id={document}")
    opened_history(chat)
    shown = chat.page.locator(".l-difference")
    expect(shown.locator("del").first).to_contain_text("25")
    expect(shown.locator("ins").first).to_contain_text("30")
    expect(chat.page.locator(".l-versions")).to_contain_text("av dig")

    chat.click(chat.page.locator(".l-versions").get_by_role("link").last)
    expect(chat.page.get_by_text("Den här texten ersattes")).to_be_visible()
    expect(chat.page.locator(".st-key-document")).to_contain_text("25 dagars")

    chat.page.set_viewport_size({"width": 390, "height": 844})
    assert chat.width_needed == 390


def test_properties_are_changed_told_of_and_changed_back(sign_in: SignIn, document: str) -> None:
    chat = sign_in("olle", f"/document?id={document}")
    form = chat.popover("Ändra uppgifter")
    # The parts of a date take the digits one after the other.
    form.get_by_role("group", name="Granskas senast").get_by_role("spinbutton").first.click()
    chat.page.keyboard.type("20270501")
    chat.write(form.get_by_role("textbox", name="Anteckning"), "Årlig genomgång.")
    chat.click(form.get_by_role("button", name="Spara ändringarna"))
    properties = chat.page.locator(".st-key-document .l-properties").first
    expect(properties).to_contain_text("2027-05-01")

    opened_history(chat)
    change = chat.page.locator(".l-change").first
    expect(change).to_contain_text("av dig")
    expect(change).to_contain_text("Årlig genomgång.")
    chat.click("Ångra")
    expect(properties).not_to_contain_text("2027-05-01")


def test_what_somebody_else_changed_meanwhile_is_told_before_it_is_replaced(
    sign_in: SignIn, served: Served, document: str
) -> None:
    chat = sign_in("olle", f"/document?id={document}")
    form = chat.popover("Ändra uppgifter")
    owner = form.get_by_role("textbox", name="Ägare")
    chat.write(owner, "HR-chef, Lena Holm")
    with served.as_("olle") as http:
        changed = {"owner": "Ekonomi, Åsa Öberg", "tags": ["semester"]}
        http.patch(f"/v1/documents/{document}/properties", json=changed).raise_for_status()

    chat.click(form.get_by_role("button", name="Spara ändringarna"))
    expect(form.get_by_role("alert")).to_contain_text("Ägare: Ekonomi, Åsa Öberg")
    expect(owner).to_have_value("HR-chef, Lena Holm")
    chat.click(form.get_by_role("button", name="Spara ändringarna"))
    expect(chat.page.locator(".st-key-document .l-properties").first).to_contain_text("HR-chef, Lena Holm")
    with served.as_("olle") as http:
        now = http.get(f"/v1/documents/{document}").json()
    assert (now["owner"], now["tags"]) == ("HR-chef, Lena Holm", ["semester"]), "what was not touched stays"


def test_a_successor_waits_for_the_owner_who_says_yes_or_no(sign_in: SignIn, served: Served, document: str) -> None:
    served.uploaded("anna", "nya.md", SUCCESSOR)
    chat = sign_in("olle", f"/document?id={document}")
    proposal = chat.page.locator("[class*='st-key-proposal_']")
    expect(proposal).to_contain_text("Nya semesterregler säger sig ersätta det här dokumentet.")
    chat.click("Nej, det gäller fortfarande")
    expect(proposal).to_have_count(0)
