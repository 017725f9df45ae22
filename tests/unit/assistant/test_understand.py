"""A follow-up is searched for with its topic; a question that stands alone is left alone."""

import pytest

from assistant.understand import is_follow_up, parts_of, understand


@pytest.mark.parametrize(
    "question",
    [
        "Och vem godkänner det?",
        "And how is it requested?",
        "What about Norway?",
        "Varför?",
        "Vem bestämmer det?",
        "Who decides that?",
    ],
)
def test_a_question_that_leans_on_the_one_before_is_a_follow_up(question: str) -> None:
    assert is_follow_up(question)


@pytest.mark.parametrize(
    "question",
    [
        "Får jag lägga in kunddata i verktyget?",
        "Finns det en policy för distansarbete?",
        "Is it allowed to enter customer data in open tools?",
        "Who approves a pilot?",
        "How do I report a data breach that happened yesterday at a supplier when they tell me about it?",
        "Vad kostar en licens?",
    ],
)
def test_a_question_with_its_own_topic_is_none(question: str) -> None:
    assert not is_follow_up(question)


def test_a_follow_up_takes_over_the_topic_and_keeps_its_own_words() -> None:
    understood = understand("Och vem godkänner den?", ["Hur länge får en pilot för fakturor pågå?"])
    assert understood.question == "Och vem godkänner den?"
    assert understood.standalone.startswith("Och vem godkänner den?")
    assert "pilot" in understood.standalone
    assert "fakturor" in understood.standalone
    assert understood.language == "sv"


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


def test_a_single_question_is_its_own_only_part() -> None:
    asked = understand("Vad är en DPIA och när behövs den?", [])
    assert parts_of(asked) == (asked,)
