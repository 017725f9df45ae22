"""How an answer was checked is told in words, on demand, without the words that were held back."""

import pytest

from assistant.schemas.answers import Answer, Code, Finding, Sentence, Withheld
from tests.unit.ui.fake_api import HOSTILE, abstained, answered, cite
from ui.chat.checking import checking, shortened
from ui.texts import Texts, load_texts

SV, EN = load_texts("sv"), load_texts("en")


def checked(*withheld: Withheld, text: str = "Högst 50 000 kronor.") -> Answer:
    sentence = Sentence(text=text, citations=(0,), support=1, verdict=Finding.SUPPORTED, reasons=(Code.VERBATIM,))
    return answered("?", sentences=(sentence,), citations=(cite(),), withheld=withheld)


@pytest.mark.parametrize("texts", [SV, EN], ids=["sv", "en"])
def test_every_verdict_and_reason_has_words_in_both_languages(texts: Texts) -> None:
    assert all(texts(f"verdict.{finding}") for finding in Finding)
    assert all(texts(f"reason.{code}") for code in Code)


def test_each_sentence_is_listed_with_its_verdict_and_why() -> None:
    html = checking(checked(), SV)

    assert "<summary>Kontroll</summary>" in html
    assert "Högst 50 000 kronor." in html
    assert "Stöds av källan" in html
    assert "Ordagrant ur källan." in html
    assert "Ingen mening hölls tillbaka." in html


def test_what_was_held_back_is_counted_by_verdict_and_reason() -> None:
    held = Withheld(verdict=Finding.CONTRADICTED, reason=Code.NEGATION, sentences=2)

    html = checking(checked(held), EN)

    assert "2 sentences: contradicts the source. The quote says the opposite" in html


def test_an_abstention_tells_what_was_held_back() -> None:
    held = Withheld(verdict=Finding.NOT_FOUND, reason=Code.NUMBER, sentences=1)

    assert "1 mening: finns inte i källan. Ett tal finns inte i citatet." in checking(
        abstained("?", withheld=(held,)), SV
    )


def test_an_answer_of_before_verdicts_were_kept_shows_no_check() -> None:
    assert checking(answered("?"), SV) == ""


def test_words_of_a_sentence_never_become_part_of_the_page() -> None:
    assert "<script" not in checking(checked(text=HOSTILE), SV)


def test_a_long_sentence_is_cut_between_words() -> None:
    assert shortened("ord " * 50).endswith("ord\u00a0…")
