"""What the page of gaps says of each gap."""

import pytest

from tests.unit.ui import fake_gaps
from tests.unit.ui.fake_gaps import CHECKED, GARAGE, gap, proof, question
from ui.quality import gap_cards
from ui.texts import Texts, load_texts

SV, EN = load_texts("sv"), load_texts("en")


def test_a_gap_is_counted_in_both_languages() -> None:
    assert "3 frågor · 2 på svenska, 1 på engelska · senast ställd 2026-11-20" in gap_cards.counts(gap(), SV)
    one = gap(count=1, languages=({"language": "en", "questions": 1},))
    assert "1 question · in English · last asked" in gap_cards.counts(one, EN)


def test_a_gap_that_nobody_sees_to_says_whom_to_ask() -> None:
    told = gap_cards.standing(gap(), SV)

    assert "Ingen tar hand om luckan än." in told
    assert "Trolig ägare: Fastighet, Åsa Berg," in told


def test_an_assignment_past_its_day_is_marked() -> None:
    late = gap(state="assigned", owner="Karin Lund", due="2026-11-10", overdue=True, changed_by="Ola")

    assert "Was due 2026-11-10" in gap_cards.badges(late, EN)
    assert "Karin Lund sees to it, by 2026-11-10." in gap_cards.standing(late, EN)
    assert "Last changed by Ola, 2026-11-20." in gap_cards.standing(late, EN)


def test_a_closed_gap_says_whether_that_is_proved_yet() -> None:
    closed = gap(state="closed", document=GARAGE, changed_by="Ola")
    waiting = closed.model_copy(update={"waiting": True})
    proved = closed.model_copy(update={"checked_at": CHECKED, "asked_again": 3, "answered_now": 3})

    assert "asked again in a moment" in gap_cards.standing(closed, EN)
    assert "when the document is published" in gap_cards.standing(waiting, EN)
    assert "3 of 3 questions are answered, with the document as source" in gap_cards.standing(proved, EN)


def test_a_gap_that_was_opened_again_says_what_the_document_lacked() -> None:
    opened = gap(document=GARAGE, checked_at=CHECKED, asked_again=3, answered_now=1)

    assert "was not enough" in gap_cards.standing(opened, EN)
    assert "1 of 3 answered" in gap_cards.badges(opened, EN)


def test_a_document_that_the_viewer_may_not_see_is_not_named() -> None:
    closed = gap(state="closed", document=None, changed_by="Ola", checked_at=CHECKED, asked_again=1, answered_now=1)

    assert "a document that you may not see" in gap_cards.standing(closed, EN)


@pytest.mark.parametrize("texts", [SV, EN])
def test_what_people_and_documents_say_is_never_markup(texts: Texts) -> None:
    hostile = '<script>window.broken = 1</script>"'
    shown = gap(title=hostile, reason=hostile, state="dismissed", changed_by=hostile, questions=(question(hostile),))

    drawn = gap_cards.heading(shown, texts) + gap_cards.standing(shown, texts) + gap_cards.questions(shown, texts)
    drawn += gap_cards.nearest(shown, texts)

    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_a_proof_opens_at_the_words_that_answer() -> None:
    drawn = gap_cards.questions(gap(questions=(question(proof=proof()),)), SV)

    assert "Besvaras nu" in drawn
    assert "Besökare parkerar på plan två." in drawn
    assert "start=3&amp;end=33" in drawn


def test_an_answer_from_another_document_than_the_named_one_is_told_apart_from_none() -> None:
    elsewhere = gap_cards.questions(gap(questions=(question(proof=proof(answered=False)),)), EN)
    nothing = proof(answered=False).model_copy(update={"citations": ()})
    none = gap_cards.questions(gap(questions=(question(proof=nothing),)), EN)

    assert EN("gaps.elsewhere") in elsewhere
    assert EN("gaps.still_open") in none


def test_the_fake_gap_is_one_that_the_api_could_send() -> None:
    assert fake_gaps.gap().count == 3
