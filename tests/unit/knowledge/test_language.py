"""Swedish and English are told apart in questions as people type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import detect_language

SWEDISH = [
    "Får jag lägga in kunddata i verktyget?",
    "Vem godkänner en pilot?",
    "Hur anmäler jag en personuppgiftsincident?",
    "Vilka KPI:er måste en pilot ha?",
    "hur länge sparas loggar",
    "semester dagar hur många",
    "Vad är en DPIA?",
    "Var hittar jag policyn för AI?",
    "Kan jag använda ChatGPT på jobbet?",
    "Gallringsfrister för loggar",
    "Personuppgifter",
    "Behörighet till Lotsen",
    "Rutin för incidenter",
    "Who är ansvarig för policyn?",
    "Vad betyder human oversight?",
    "Måste text från machine learning märkas?",
]
ENGLISH = [
    "Who do I ask before I buy an AI service?",
    "When may a pilot be scaled?",
    "What does SMART mean?",
    "retention period for logs",
    "data breach reporting",
    "Approved tools",
    "Who is the DPO?",
    "What did the fakturapiloten learn?",
    "How do I report a personuppgiftsincident?",
    "Is it allowed to enter customer data in Lotsen?",
    "what's our limit for pilots",
    "Training before access",
    "Can an agent act on its own?",
]


@pytest.mark.parametrize("question", SWEDISH)
def test_swedish_is_recognised_also_when_mixed_with_english(question: str) -> None:
    assert detect_language(question) == "sv"


@pytest.mark.parametrize("question", SWEDISH)
def test_swedish_is_recognised_without_its_dots_and_rings(question: str) -> None:
    decomposed = unicodedata.normalize("NFD", question)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    assert detect_language(plain) == "sv"


@pytest.mark.parametrize("question", ENGLISH)
def test_english_is_recognised_also_when_mixed_with_swedish(question: str) -> None:
    assert detect_language(question) == "en"


@pytest.mark.parametrize("text", ["", "42", "GV-POL-004", "???"])
def test_where_nothing_tells_the_default_is_taken(text: str) -> None:
    assert detect_language(text, default="sv") == "sv"
    assert detect_language(text, default="en") == "en"


@given(st.text(max_size=500))
def test_any_text_has_one_of_the_two_languages(text: str) -> None:
    assert detect_language(text) in ("sv", "en")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Hvor lenge lagres spørsmål i Lotsen?", "sv"),
        ("Hva er fristen?", "sv"),
        ("Hvem godkender indkøb?", "sv"),
        ("Kan jeg bruge ChatGPT til kundedata?", "sv"),
        ("Wann darf ein Pilot skaliert werden?", "en"),
        ("Kan jag använda ChatGPT for customer data?", "sv"),
        ("Far jag lagga in kunddata i verktyget?", "sv"),
        ("Vad galler for sjalvrisk?", "sv"),
        ("VAD GÄLLER FÖR KUNDDATA", "sv"),
    ],
)
def test_a_question_in_another_or_a_mixed_language_is_read_as_the_nearer_one(question: str, language: str) -> None:
    assert detect_language(question) == language
