"""The letter to an owner says what is asked for and where the answer was looked for, and stays short."""

from assistant.schemas.answers import AnswerStatus
from tests.unit.ui.fake_api import abstained, answered
from ui.chat.letter import letter, subject
from ui.texts import Texts, load_texts

SV = load_texts("sv")


def test_a_letter_has_the_question_and_the_nearest_sources(texts: Texts) -> None:
    given = abstained("Vad kostar en licens?")
    written = letter(given, texts)
    assert "– Vad kostar en licens?" in written
    assert given.nearest[0].title in written


def test_a_follow_up_is_written_with_what_it_was_understood_as() -> None:
    given = abstained("Och i Norge?", standalone_question="Vad kostar en licens i Norge?")
    assert "Vad kostar en licens i Norge?" in letter(given, SV)


def test_of_a_question_that_was_answered_in_part_the_rest_is_asked_with_the_whole_beside_it() -> None:
    given = answered("Vem godkänner och vad kostar det?", status=AnswerStatus.PARTIAL, missing=("Vad kostar det?",))
    written = letter(given, SV)
    assert "– Vad kostar det?" in written
    assert "Vem godkänner och vad kostar det?" in written
    assert subject(given, SV) == "Fråga: Vad kostar det?"


def test_a_long_question_makes_a_short_subject() -> None:
    assert len(subject(abstained("Får vi göra detta? " * 50), SV)) <= 122
