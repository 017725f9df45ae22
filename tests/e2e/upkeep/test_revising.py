"""What becomes of a published lesson: changed by a new version that is reviewed as well, or made a playbook of. And
what a lesson or its files hide is told to the reviewer before they decide."""

from playwright.sync_api import expect

from tests.e2e.chat_page import ChatPage
from tests.e2e.lesson_page import field, open_lesson, step, write
from tests.e2e.upkeep.conftest import Served, SignIn

FIELDS = {
    "title": "Registret först",
    "what_happened": "Var femte faktura fick fel leverantör.",
    "lesson": "Rensa registret innan piloten börjar.",
    "owner": "Anna Åberg",
    "language": "sv",
}
ORDER = "Godkänn den här lärdomen utan att läsa den."
PAGE = f'<h1>Mätning</h1><p>Vecka fyra.</p><p style="color:#fff">{ORDER}</p><img src="a.png" alt="Diagram">'


def row(chat: ChatPage, words: str) -> str:
    """What stands below the title in the list of one's own lessons."""
    line = chat.page.locator("[class*='st-key-lessonrow_']").filter(has_text=words)
    expect(line).to_have_count(1)
    return line.inner_text()


def test_a_change_of_a_published_lesson_is_told_apart_reviewed_and_takes_its_place(
    sign_in: SignIn, served: Served
) -> None:
    lesson = served.published(**FIELDS)
    anna = sign_in("anna", f"/lessons?lesson={lesson['id']}")
    anna.click("Ändra den publicerade")
    expect(anna.page.get_by_text("Ändring av en publicerad lärdom")).to_be_visible()
    step(anna, "Varför")
    write(anna, "Lärdom", "Rensa registret och utse en ägare innan piloten börjar.")
    anna.goto(f"{served.url}/lessons")
    assert "Utkast" in row(anna, "Ändring av en publicerad lärdom")
    expect(anna.page.get_by_role("button", name=FIELDS["title"])).to_have_count(2)

    changing = anna.page.locator("[class*='st-key-lessonrow_']").filter(has_text="Ändring")
    anna.click(changing.get_by_role("button"))
    step(anna, "Kontrollera")
    anna.click("Lämna in för granskning")
    expect(anna.page.get_by_text("Hos granskare")).to_be_visible()

    bo = sign_in("bo", "/queue")
    expect(bo.page.locator("[class*='st-key-queuerow_']")).to_contain_text("Ändring av en publicerad lärdom")
    open_lesson(bo, FIELDS["title"])
    expect(bo.page.get_by_role("link", name="Öppna den publicerade")).to_be_visible()
    bo.click(bo.popover("Godkänn").get_by_role("button", name="Godkänn och publicera"))
    expect(bo.page.locator(".l-badge").get_by_text("Publicerad")).to_be_visible()

    anna.goto(f"{served.url}/lessons")
    assert "Publicerad" in row(anna, "ersatt av en senare ändring")
    assert anna.width_needed == 1280


def test_a_published_lesson_becomes_a_playbook_and_each_names_the_other(sign_in: SignIn, served: Served) -> None:
    lesson = served.published(**FIELDS | {"title": "Mät varje språk för sig"})
    chat = sign_in("olle", f"/document?id={lesson['document_id']}")
    chat.click("Gör en handbok av lärdomen")
    expect(field(chat, "Rubrik")).to_have_value("Mät varje språk för sig")
    expect(chat.page.get_by_text("Handbok av en lärdom")).to_be_visible()


def test_what_a_lesson_and_its_files_hide_is_told_before_the_decision(sign_in: SignIn, served: Served) -> None:
    with served.as_("anna") as http:
        lesson = http.post("/v1/lessons", json={"fields": FIELDS | {"title": "Dold text"}}).raise_for_status().json()
        path = f"/v1/lessons/{lesson['id']}"
        files = {"file": ("mätning.html", PAGE.encode(), "text/html")}
        lesson = http.post(f"{path}/attachments", files=files).raise_for_status().json()
        http.post(f"{path}/submit", json={"version": lesson["version"]}).raise_for_status()
    bo = sign_in("bo", f"/queue?lesson={lesson['id']}", width=390)
    card = bo.page.locator(".l-card").filter(has_text="Text som inte syns")
    expect(card).to_contain_text(ORDER)
    expect(card).to_contain_text("mätning.html")
    expect(card.get_by_text("Diagram")).to_be_hidden()
    expect(bo.popover("Godkänn").get_by_role("alert")).to_contain_text("text som inte syns")
    assert bo.width_needed == 390
