"""Token F1 and containment against cases worked out by hand."""

import pytest

from eval.statistics.overlap import contains, token_f1, token_precision


def test_the_same_words_in_any_case_and_punctuation_agree_fully() -> None:
    assert token_f1("Trettio semesterdagar.", ["trettio SEMESTERDAGAR"]) == 1


def test_f1_weighs_what_is_missing_and_what_is_too_much() -> None:
    assert token_f1("within 30 days", ["30 days of the invoice"]) == pytest.approx(2 * 2 / (3 + 5))
    assert token_f1("", ["30"]) == 0
    assert token_f1("30 days", ["no", "30 days"]) == 1
    assert token_f1("30 days", []) == 0


def test_an_expected_answer_must_stand_in_a_row_and_in_whole_words() -> None:
    assert contains("Den betalas inom 30 dagar.", ["inom 30 dagar"])
    assert not contains("Den betalas inom 300 dagar.", ["inom 30 dagar"])
    assert not contains("30 arbetsdagar, inom", ["inom 30"])
    assert not contains("Anything", [""])


def test_a_sentence_taken_from_a_long_answer_has_all_its_words_there() -> None:
    assert token_precision("paid within 30 days", ["Invoices are paid within 30 days of their date."]) == 1
    assert token_precision("paid in a week", ["nobody", "Invoices are paid."]) == 0.25
    assert token_precision("", ["paid"]) == 0
    assert token_precision("paid", []) == 0
