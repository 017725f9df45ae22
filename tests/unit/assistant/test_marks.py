"""Swedish typed without its marks is spelled as the sources spell it; other questions are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.marks import with_marks

SOURCE = "Får jag lägga in kunddata i verktyget? Vad gäller för självrisken är något annat. Var är faderns far?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Far jag lagga in kunddata i verktyget?", "Får jag lägga in kunddata i verktyget?"),
        ("Vad galler for sjalvrisken?", "Vad gäller för självrisken?"),
        ("Vad ar sjalvrisken?", "Vad är självrisken?"),
    ],
)
def test_a_word_without_its_marks_gets_those_of_the_sources(typed: str, meant: str) -> None:
    assert with_marks(typed, [SOURCE]) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Får jag lagga in kunddata?",
        "May I enter customer data?",
        "Vad kostar licensen i verktyget?",
        "Var kommer far in?",
    ],
)
def test_a_question_that_has_marks_or_needs_none_is_left_alone(question: str) -> None:
    assert with_marks(question, [SOURCE]) == question


def test_the_usual_spelling_wins() -> None:
    assert with_marks("Vad galler for en var?", ["Det gäller för vår och vår.", "En var för sig."]).startswith(
        "Vad gäller för en vår"
    )


@given(st.text(max_size=100), st.lists(st.text(max_size=100), max_size=3))
def test_only_marks_are_ever_changed(question: str, texts: list[str]) -> None:
    bare = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
    assert with_marks(question, texts).translate(bare).lower() == question.translate(bare).lower()
