from datetime import UTC, timedelta, timezone

import pytest

from assistant.schemas.lessons import CreditLine, LessonFields, Step, SubmissionState
from tests.unit.ui.fake_api import HOSTILE
from tests.unit.ui.fake_lessons import NOW, WRITTEN, event, lesson, line
from ui.documents.word_differences import marked_differences
from ui.lessons import cards as lesson_cards
from ui.texts import LANGUAGES, load_texts

SV = load_texts("sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_step_has_words(language: str) -> None:
    texts = load_texts(language)
    for state in SubmissionState:
        assert lesson_cards.badge(line(state=state), texts)
    for step in Step:
        assert f"lessonevent.{step}" in texts
    for name in LessonFields.model_fields.keys() - {
        "document_kind", "reference", "supersedes", "valid_from", "review_by", "version", "valid_until", "questions",
    }:  # fmt: skip
        assert f"lessonfield.{name}" in texts


def test_an_approved_lesson_says_whether_it_is_published_yet() -> None:
    approved = {"state": SubmissionState.APPROVED}

    assert "Publiceras" in lesson_cards.badge(line(**approved), SV)
    assert "Publicerad" in lesson_cards.badge(line(**approved, published=True), SV)
    assert "Kunde inte" in lesson_cards.badge(line(**approved, problem="Disk full."), SV)


def test_what_has_waited_for_a_week_is_marked_and_ones_own_too() -> None:
    drawn = lesson_cards.queue_line(line(state=SubmissionState.IN_REVIEW, waiting_days=7), SV)

    assert "väntat 7 dagar" in drawn
    assert "Väntat länge" in drawn
    assert "Din egen" in drawn


def test_nothing_that_people_write_is_markup() -> None:
    hostile = LessonFields(title=HOSTILE, what_happened=HOSTILE, lesson=HOSTILE, owner=HOSTILE, tags=(HOSTILE[:200],))
    shown = lesson(
        fields=hostile,
        title=HOSTILE,
        author=HOSTILE,
        events=(event(Step.SUGGESTED, by=HOSTILE, text=HOSTILE, changes={"lesson": HOSTILE + "x", HOSTILE: "x"}),),
    )
    drawn = (
        lesson_cards.heading(shown, SV, UTC)
        + lesson_cards.published_text(hostile, SV, WRITTEN)
        + lesson_cards.published_text(hostile, SV, marks={"lesson": [(0, 3, HOSTILE)]})
        + lesson_cards.history(shown, SV, UTC)
        + lesson_cards.queue_line(shown, SV)
        + lesson_cards.saved_marks(1, {"draft_x": HOSTILE})
    )

    assert "<script" not in drawn
    assert "<img" not in drawn


def test_the_reason_is_shown_until_it_is_handed_in_again() -> None:
    sent_back = event(Step.RETURNED, text="Skriv kostnaden.")

    assert lesson_cards.last_reason(lesson(events=(event(Step.SUBMITTED), sent_back))) == sent_back
    assert lesson_cards.last_reason(lesson(events=(sent_back, event(Step.SUBMITTED)))) is None


def test_a_suggestion_is_open_until_it_is_taken_over_or_the_next_round_begins() -> None:
    suggested = event(Step.SUGGESTED, changes={"lesson": "Städa registret före start."})

    assert lesson_cards.open_suggestions(lesson(events=(suggested,))) == {"lesson": "Städa registret före start."}
    assert lesson_cards.open_suggestions(lesson(events=(suggested, event(Step.SUBMITTED)))) == {}
    taken = WRITTEN.model_copy(update={"lesson": "Städa registret före start."})
    assert lesson_cards.open_suggestions(lesson(events=(suggested,), fields=taken)) == {}


def test_moments_are_shown_in_the_readers_own_time() -> None:
    assert lesson_cards.moment(NOW, timezone(timedelta(hours=2))) == "2026-05-04 11:30"


def test_differences_mark_words_and_keep_everything_that_stands() -> None:
    drawn = marked_differences("Städa registret först.", "Städa hela registret först & sist.")

    assert drawn == "Städa <ins>hela </ins>registret <del>först.</del><ins>först &amp; sist.</ins>"
    assert marked_differences("a", "a") == "a"
    assert marked_differences("a " * 5000, "b") == f"<del>{'a ' * 5000}</del><ins>b</ins>"


def test_credit_is_told_where_there_is_enough_of_it_to_tell() -> None:
    given = CreditLine(id="l-1", document_id="d-1", title="Frost", cited=10, helpful=None)

    assert "Citerad i minst 10 svar" in lesson_cards.credit(given, SV)
    assert "minst 5 personer tyckte att det hjälpte" in lesson_cards.credit(given.model_copy(update={"helpful": 5}), SV)
    assert lesson_cards.credit(given.model_copy(update={"cited": None}), SV) == ""
    assert lesson_cards.credit(None, SV) == ""


def test_a_documents_headings_are_drawn_and_its_words_are_not_markup() -> None:
    drawn = lesson_cards.published_text(LessonFields(title="A", body=f"Inledning\n\n## Så här\n\n- ett\n{HOSTILE}"), SV)

    assert "<h2>Så här</h2>" in drawn
    assert "Inledning" in drawn
    assert "<script" not in drawn


def test_a_change_of_a_published_lesson_is_told_from_the_lesson_and_from_a_playbook_made_of_it() -> None:
    first = lesson_cards.own_line(line(), SV, UTC)
    change = lesson_cards.own_line(line(revises="d-1"), SV, UTC)
    playbook = lesson_cards.own_line(line(promoted_from="d-1"), SV, UTC)

    assert "Ändring av en publicerad lärdom" in change
    assert "/document?id=d-1" in change
    assert "Handbok av en lärdom" in playbook
    assert "Ändring" not in first + playbook


def test_what_a_later_change_has_replaced_says_so() -> None:
    approved = {"state": SubmissionState.APPROVED, "published": True, "document_id": "d-1"}
    old = line(id="l-1", decided_at=NOW, **approved)
    new = line(id="l-2", decided_at=NOW + timedelta(days=1), revises="d-1", **approved)
    other = line(id="l-3", decided_at=NOW, **{**approved, "document_id": "d-2"})

    assert lesson_cards.replaced([new, old, other]) == {"l-1"}
    assert "ersatt av en senare ändring" in lesson_cards.own_line(old, SV, UTC, replaced=True)


def test_who_did_a_step_is_told_by_name_with_the_id_on_demand() -> None:
    drawn = lesson_cards.history(lesson(events=(event(Step.CREATED, user="s-bo"),)), SV, UTC)

    assert "<summary>Bo Ek</summary><code>s-bo</code>" in drawn
