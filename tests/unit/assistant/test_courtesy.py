"""Greetings and capitals are no part of a question; the words of the question all are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.courtesy import plainly
from assistant.understand import understand


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Hej! Jag undrar hur länge frågor sparas?", "Hur länge frågor sparas?"),
        ("Hej, hur länge sparas frågor? Tack på förhand!", "Hur länge sparas frågor?"),
        ("Hi there! Quick question: who approves a pilot? Thanks", "Who approves a pilot?"),
        ("Good morning, I was wondering if I may record a meeting.", "If I may record a meeting."),
        ("Hej! Jag undrar en sak. Vem godkänner inköp?", "Vem godkänner inköp?"),
        ("HUR LÄNGE SPARAS FRÅGOR I LOTSEN", "Hur länge sparas frågor i lotsen"),
    ],
)
def test_what_stands_around_the_question_is_taken_off(typed: str, asked: str) -> None:
    assert plainly(typed) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Hej!",
        "GDPR?",
        "Vad är DPIA, DPA och DPO?",
        "Hi-fi equipment: may I buy it?",
        "Jag undrar",
        "tackar vi kunden för köpet?",
        "Varför är en hälsning obligatorisk?",
    ],
)
def test_a_question_without_them_is_left_alone(question: str) -> None:
    assert plainly(question) == question


def test_a_greeting_does_not_hide_that_a_question_is_a_follow_up() -> None:
    asked = understand("Hej igen! Och i Norge?", ["Vad gäller i Sverige?"])
    assert asked.question == "Hej igen! Och i Norge?"
    assert asked.standalone == "Vad gäller i Norge?"


@given(st.text(max_size=200))
def test_no_text_becomes_empty(text: str) -> None:
    assert bool(plainly(text).strip()) == bool(text.strip())
