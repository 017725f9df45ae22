"""What BM25 sees of a text: which words meet, and how strongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import SparseVector, passage_terms, question_terms


def shared(question: str, passage: str, language: str = "sv") -> float:
    """The score without IDF: the dot product of question and passage."""
    terms = passage_terms(passage, language)
    weights = dict(zip(terms.indices, terms.values, strict=True))
    asked = question_terms(question).vector
    return sum(weights.get(index, 0.0) * value for index, value in zip(asked.indices, asked.values, strict=True))


def explained(question: str, passage: str, language: str = "sv") -> float:
    """The share of the question's words that stand in the passage."""
    dimensions = frozenset(passage_terms(passage, language).indices)
    words = question_terms(question).words
    return sum(word.explained_by(dimensions) for word in words) / len(words)


@pytest.mark.parametrize(
    ("asked", "written", "language"),
    [
        ("lösenord", "lösenordet", "sv"),
        ("lösenordet", "lösenord", "sv"),
        ("universitetet", "universitet", "sv"),
        ("arbetet", "arbete", "sv"),
        ("policyer", "policyn", "sv"),
        ("invoices", "invoice", "en"),
        ("GDPR", "gdpr", "sv"),
        ("NF-POL-004", "nf-pol-004", "en"),
        ("1,5", "1,5", "sv"),
        ("anstallningsavtal", "anställningsavtalet", "sv"),
        ("café", "cafe", "en"),
        ("ﬁnans", "finans", "sv"),
    ],
)
def test_forms_of_one_word_are_the_same_word(asked: str, written: str, language: str) -> None:
    assert explained(asked, written, language) == 1.0


@pytest.mark.parametrize(
    ("asked", "written"),
    [("semester", "semesterdagar"), ("avtal", "anställningsavtalet"), ("personuppgiftsincident", "incident")],
)
def test_a_compound_is_found_by_its_parts_but_less_strongly_than_the_word_itself(asked: str, written: str) -> None:
    assert 0 < shared(asked, written) < shared(asked, asked)


def test_a_compound_explains_its_first_part_better_than_an_unrelated_word_does() -> None:
    assert explained("semester", "semesterdagar") > 0.5 > explained("semester", "fakturor")


def test_an_english_question_meets_its_words_in_a_swedish_passage_only_where_they_are_the_same() -> None:
    assert shared("What does GDPR say?", "Vad säger GDPR?", "sv") > 0
    assert shared("When is the invoice due?", "Lösenordet byts ofta.", "sv") == 0


def test_words_that_say_nothing_are_left_out_with_and_without_their_dots() -> None:
    assert len(question_terms("När får jag byta lösenord på datorn?").words) == 3
    assert len(question_terms("Nar far jag byta losenord pa datorn?").words) == 3
    assert question_terms("What is it that you do?").words == ()


def test_a_word_said_often_counts_more_but_never_more_than_twice_as_much() -> None:
    once, thrice, often = (shared("lösenord", f"{'lösenord ' * times}{'annat ' * 20}") for times in (1, 3, 50))
    assert once < thrice < often < 3 * once


def test_the_same_word_counts_less_in_a_longer_passage() -> None:
    assert shared("lösenord", "lösenord " + "faktura " * 200) < shared("lösenord", "lösenord " + "faktura " * 20)


def test_an_empty_text_has_no_terms() -> None:
    assert passage_terms("", "sv") == SparseVector((), ())
    assert question_terms("?!").words == ()


@given(st.text(), st.sampled_from(["sv", "en", "fi"]))
def test_dimensions_are_unique_and_weights_positive_for_any_text(text: str, language: str) -> None:
    for vector in (passage_terms(text, language), question_terms(text).vector):
        assert len(set(vector.indices)) == len(vector.indices) == len(vector.values)
        assert all(value > 0 for value in vector.values)
        assert all(0 <= index < 2**32 for index in vector.indices)
