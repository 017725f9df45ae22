"""From what was typed to what is searched for: the language, what a follow-up leaves out, questions asked at once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand import parts_of, understand


def test_the_first_question_of_a_conversation_is_never_changed() -> None:
    understood = understand("  And   then? ", [])
    assert (understood.question, understood.standalone) == ("And then?", "And then?")


def test_a_question_that_tells_no_language_is_in_that_of_the_conversation() -> None:
    assert understand("GV-POL-004?", ["Vilken policy gäller för loggar?"]).language == "sv"


def test_a_wanted_language_is_taken_as_given() -> None:
    assert understand("Vad gäller?", [], language="en").language == "en"


def test_questions_asked_at_once_are_parts_that_each_stand_alone() -> None:
    asked = understand("I work in Norway. May I record a customer meeting? And who must agree to it?", [])
    first, second = parts_of(asked)
    assert first.question == "May I record a customer meeting?"
    assert "Norway" in first.standalone
    assert second.question == "And who must agree to it?"
    assert "customer meeting" in second.standalone


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Vem godkänner inköp och hur lång tid tar det?",
            "Vem godkänner inköp?",
            "Om ”Vem godkänner inköp”: hur lång tid tar det?",
        ),
        ("What must I log and for how long?", "What must I log?", "About “What must I log”: for how long?"),
        ("Vad är en DPIA och när behövs den?", "Vad är en DPIA?", "Om ”Vad är en DPIA”: när behövs den?"),
        ("vem äger policyn och vad kostar en licens", "vem äger policyn?", "Vad kostar en licens"),
        ("Får jag spela in möten och måste jag fråga först?", "Får jag spela in möten?", "Måste jag fråga först?"),
        ("Vem äger listan och godkänner nya verktyg?", "Vem äger listan?", "Vem godkänner nya verktyg?"),
        ("Who owns the list and approves new tools?", "Who owns the list?", "Who approves new tools?"),
    ],
)
def test_two_questions_joined_by_and_are_two(question: str, first: str, second: str) -> None:
    assert [part.standalone for part in parts_of(understand(question, []))] == [first, second]


@pytest.mark.parametrize(
    "question",
    [
        "Vad gäller för policyer och riktlinjer?",
        "Vem bestämmer vad som loggas och hur länge det sparas?",
        "Who decides what is logged and for how long?",
        "När och hur ska jag anmäla en incident?",
        "Vilka roller och ansvar har styrgruppen?",
        "What are the rules for logging and deletion of prompts?",
        "Kan du berätta vad som krävs och hur man gör?",
        "Vad kostar drift och underhåll av en assistent?",
    ],
)
def test_one_question_about_two_things_is_one(question: str) -> None:
    asked = understand(question, [])
    assert parts_of(asked) == (asked,)


def test_the_parts_of_a_follow_up_keep_its_topic() -> None:
    asked = understand("Och vem godkänner det och hur lång tid tar det?", ["Får jag köpa en AI-tjänst?"])
    assert [part.standalone for part in parts_of(asked)] == [
        "Om ”Får jag köpa en AI-tjänst”: vem godkänner det?",
        "Om ”Får jag köpa en AI-tjänst”: hur lång tid tar det?",
    ]


_PIECES = [
    "vem godkänner inköp",
    "hur länge",
    "what must I log",
    "policyer",
    "får jag dela det",
    "tools",
    "för hur länge",
]


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5), st.sampled_from([" och ", " and ", ", ", "? "]))
def test_no_word_but_the_conjunction_is_lost_when_a_question_is_cut(pieces: list[str], joined: str) -> None:
    question = joined.join(pieces)
    parts = parts_of(understand(question, []))
    words = set(re.findall(r"\w+", " ".join(f"{part.question} {part.standalone}" for part in parts).lower()))
    assert set(re.findall(r"\w+", question.lower())) - words <= {"och", "and"}


@given(st.text(max_size=200))
def test_any_text_has_parts(text: str) -> None:
    assert 1 <= len(parts_of(understand(text, []))) <= 3


def test_a_single_question_is_its_own_only_part() -> None:
    asked = understand("Vad gäller för policyer och riktlinjer?", [])
    assert parts_of(asked) == (asked,)
