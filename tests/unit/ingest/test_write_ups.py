from hypothesis import given
from hypothesis import strategies as st

from ingest.elements import Element, ElementKind, Parsed
from ingest.write_ups import prefill_of
from knowledge.documents import Concealment
from knowledge.intake import LessonField, Prefill

HEADINGS = ("Vad hände?", "Bakgrund", "Root cause", "Lärdomar", "Beslut", "Nästa gång", "Taggar", "Titel", "Språk")


def heading(words: str, level: int = 2) -> Element:
    return Element(ElementKind.HEADING, words, level=level)


def paragraph(words: str) -> Element:
    return Element(ElementKind.PARAGRAPH, words)


def item(words: str) -> Element:
    return Element(ElementKind.LIST_ITEM, words)


def prefilled(*elements: Element, **properties: object) -> Prefill:
    return prefill_of(Parsed("text/plain", elements, properties=properties), "erfarenheter_2026.docx")


def test_swedish_headings_place_what_stands_below_them() -> None:
    found = prefilled(
        heading("Fakturatolkning i Västerås", 1),
        heading("1. Bakgrund"),
        paragraph("Piloten pågick i tolv veckor."),
        heading("2. Vad hände?"),
        paragraph("Träffsäkerheten sjönk."),
        heading("3. Grundorsak:"),
        item("gamla leverantörer"),
        item("dubbletter"),
        heading("4. LÄRDOMAR"),
        paragraph("Städa registret först."),
        heading("5. Nästa gång"),
        paragraph("Mät varje vecka."),
    )

    assert found.fields == {
        LessonField.TITLE: "Fakturatolkning i Västerås",
        LessonField.CONTEXT: "Piloten pågick i tolv veckor.",
        LessonField.WHAT_HAPPENED: "Träffsäkerheten sjönk.",
        LessonField.CAUSE: "- gamla leverantörer\n- dubbletter",
        LessonField.LESSON: "Städa registret först.",
        LessonField.RECOMMENDATION: "Mät varje vecka.",
    }
    assert found.placed[LessonField.CAUSE] == "3. Grundorsak"
    assert found.language == "sv"
    assert found.rest == ""


def test_english_labels_name_their_field_on_the_same_line() -> None:
    found = prefilled(
        paragraph("Title: Old supplier data"),
        paragraph("What happened: every fifth invoice went to the wrong account."),
        paragraph("Root cause: the register had not been cleaned."),
        paragraph("Lessons learned: clean it before the pilot."),
        paragraph("Tags: invoices, supplier data"),
    )

    assert found.fields == {
        LessonField.TITLE: "Old supplier data",
        LessonField.WHAT_HAPPENED: "every fifth invoice went to the wrong account.",
        LessonField.CAUSE: "the register had not been cleaned.",
        LessonField.LESSON: "clean it before the pilot.",
    }
    assert found.tags == ("invoices", "supplier data")
    assert found.language == "en"


def test_paragraphs_without_heading_are_known_by_how_they_begin() -> None:
    found = prefilled(
        paragraph("Vi bytte system i mars och fick många fel."),
        paragraph("Orsaken var att ingen hade provat exporten."),
        paragraph("Vi lärde oss att prova hela vägen."),
        paragraph("Nästa gång börjar vi med en provkörning."),
    )

    assert found.fields[LessonField.CAUSE] == "Orsaken var att ingen hade provat exporten."
    assert found.fields[LessonField.LESSON] == "Vi lärde oss att prova hela vägen."
    assert found.fields[LessonField.RECOMMENDATION] == "Nästa gång börjar vi med en provkörning."
    assert found.rest == "Vi bytte system i mars och fick många fel."


def test_a_table_of_labels_is_read_as_a_form() -> None:
    rows = (("Fält", "Svar"), ("Vad hände", "Servern stod still."), ("Orsak", "Fullt minne."), ("Diarienummer", "7"))
    found = prefilled(Element(ElementKind.TABLE, "...", rows=rows, header_rows=1))

    assert found.fields[LessonField.WHAT_HAPPENED] == "Servern stod still."
    assert found.fields[LessonField.CAUSE] == "Fullt minne."
    assert "Diarienummer: 7" in found.rest


def test_a_table_of_figures_stays_a_table() -> None:
    rows = (("KPI", "Före", "Efter"), ("Tid", "5", "3"))
    found = prefilled(heading("Resultat"), Element(ElementKind.TABLE, "...", rows=rows, header_rows=1))

    assert found.fields[LessonField.WHAT_HAPPENED] == "| KPI | Före | Efter |\n| --- | --- | --- |\n| Tid | 5 | 3 |"


def test_what_no_heading_places_is_kept_as_the_rest_with_its_heading() -> None:
    found = prefilled(
        heading("Pilot", 1),
        heading("Lärdom"),
        paragraph("Mät."),
        heading("Beslut"),
        paragraph("Styrgruppen gick vidare."),
    )

    assert found.rest == "## Beslut\n\nStyrgruppen gick vidare."


def test_a_heading_that_says_more_than_its_field_keeps_its_words() -> None:
    found = prefilled(heading("Pilot", 1), heading("Orsaker till förseningen"), paragraph("Sjukdom."))

    assert found.fields[LessonField.CAUSE] == "**Orsaker till förseningen**\n\nSjukdom."


def test_a_first_line_that_begins_like_a_field_is_the_title_all_the_same() -> None:
    found = prefilled(heading("Lärdomar: fakturatolkning i Västerås", 1), heading("Orsak"), paragraph("Dubbletter."))

    assert found.fields[LessonField.TITLE] == "Lärdomar: fakturatolkning i Västerås"


def test_without_a_title_the_file_gives_its_name() -> None:
    assert prefilled(paragraph("Något hände.")).fields[LessonField.TITLE] == "erfarenheter 2026"


def test_hidden_text_is_left_out_and_that_is_said() -> None:
    hidden = Element(ElementKind.PARAGRAPH, "Lönerna är 61 500 kr.", concealed=Concealment.SHEET)
    found = prefilled(heading("Lärdom"), paragraph("Mät."), hidden)

    assert "61 500" not in repr(found)
    assert found.warnings == ("Text that the file hides was left out.",)
    assert found.left_out == {Concealment.SHEET: 1}


words = st.text(alphabet="abcåäö :|-.\n", min_size=1, max_size=40).filter(str.strip)
elements = st.one_of(
    st.builds(heading, st.sampled_from(HEADINGS) | words, st.integers(1, 4)),
    st.builds(paragraph, words | st.sampled_from([f"{name}: 17 st" for name in HEADINGS])),
    st.builds(item, words),
)


@given(st.lists(elements, min_size=1, max_size=12))
def test_no_word_of_the_write_up_is_lost(written: list[Element]) -> None:
    found = prefilled(*written)

    kept = " ".join([*found.fields.values(), *found.tags, *found.placed.values(), found.rest])
    for element in written:
        for word in element.text.replace(":", " ").replace("-", " ").replace("|", " ").split():
            assert word.strip(".?") in kept or word in HEADINGS or element.text.strip(": \n") in HEADINGS
