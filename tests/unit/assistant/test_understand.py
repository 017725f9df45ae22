"""From what was typed to what is searched for: the language, what a follow-up leaves out, questions asked at once."""

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


def test_a_single_question_is_its_own_only_part() -> None:
    asked = understand("Vad är en DPIA och när behövs den?", [])
    assert parts_of(asked) == (asked,)
