"""LIX, by its definition: words to a sentence, and the share of long words."""

import pytest

from assistant.documents.readability import Level, long_sentences, readability

SHORT = "Vi bad om hjälp. Det kom en man. Han såg på den. Sen gick han hem igen. Vi var glada."


def test_it_is_the_length_of_sentences_and_the_share_of_long_words() -> None:
    measured = readability(SHORT, "sv")
    assert measured is not None
    assert (measured.words, measured.lix, measured.level) == (20, 4, Level.VERY_EASY)


def test_of_a_few_words_it_says_nothing() -> None:
    assert readability("Rensa registret.", "sv") is None


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_level_has_its_meaning(language: str) -> None:
    measured = readability(SHORT, "sv")
    assert measured is not None
    assert measured.meaning(language).startswith(("Mycket", "Very"))  # type: ignore[arg-type]


def test_abbreviations_and_numbers_end_no_sentence_and_are_no_words() -> None:
    text = "Vi köpte t.ex. 14 lampor, bl.a. till plan 3, och en stege " + "till huset " * 10 + "."
    ((start, end, words),) = long_sentences(text, "sv")
    assert text[start:end].startswith("Vi köpte")
    assert words == 32
