from datetime import UTC, datetime

import pytest

from assistant.schemas.answers import Problem
from assistant.schemas.lessons import SubmissionKind
from tests.unit.ui.fake_lessons import WRITTEN, FakeKeeper, lesson
from ui.lessons.drafting import Draft, filled, group_of, groups_from

NOW = datetime(2026, 5, 4, 14, 3, tzinfo=UTC)
DOWN = Problem(type="urn:lardom:problem:unreachable", title="The server does not answer", status=503)


@pytest.fixture
def keeper() -> FakeKeeper:
    return FakeKeeper(lesson(missing=("what_happened",)))


@pytest.fixture
def draft(keeper: FakeKeeper) -> Draft:
    return Draft.of(keeper.kept, lambda: NOW)


def test_what_is_written_is_saved_at_once_and_says_when(draft: Draft, keeper: FakeKeeper) -> None:
    draft.write({"cause": "Registret var gammalt."}, keeper)

    assert keeper.kept.fields.cause == "Registret var gammalt."
    assert (draft.saved_at, draft.error, draft.unsaved) == (NOW, None, frozenset())


def test_nothing_is_sent_when_nothing_changed(draft: Draft, keeper: FakeKeeper) -> None:
    draft.write({"title": WRITTEN.title}, keeper)

    assert keeper.saves == 0


def test_what_could_not_be_saved_stays_and_is_saved_with_the_next_field(draft: Draft, keeper: FakeKeeper) -> None:
    keeper.failing = DOWN
    draft.write({"cause": "Registret var gammalt."}, keeper)
    assert draft.error is not None
    assert draft.unsaved == {"cause"}

    keeper.failing = None
    draft.write({"context": "Västerås"}, keeper)

    assert draft.error is None
    assert (keeper.kept.fields.cause, keeper.kept.fields.context) == ("Registret var gammalt.", "Västerås")


def test_other_fields_of_another_tab_are_joined_without_a_question(draft: Draft, keeper: FakeKeeper) -> None:
    keeper.changed_elsewhere(context="Lund")

    draft.write({"cause": "Registret var gammalt."}, keeper)

    assert not draft.theirs
    assert (draft.fields.context, keeper.kept.fields.cause) == ("Lund", "Registret var gammalt.")


def test_the_same_field_of_another_tab_is_in_dispute_and_nothing_is_overwritten(
    draft: Draft, keeper: FakeKeeper
) -> None:
    keeper.changed_elsewhere(cause="Deras ord.")

    draft.write({"cause": "Mina ord.", "context": "Lund"}, keeper)

    assert draft.theirs == {"cause": "Deras ord."}
    assert draft.fields.cause == "Mina ord."
    assert (keeper.kept.fields.cause, keeper.kept.fields.context) == ("Deras ord.", "Lund")

    draft.keep_mine("cause", keeper)
    assert (draft.theirs, keeper.kept.fields.cause) == ({}, "Mina ord.")


def test_a_dispute_ends_with_their_words_where_the_person_takes_them(draft: Draft, keeper: FakeKeeper) -> None:
    keeper.changed_elsewhere(cause="Deras ord.")
    draft.write({"cause": "Mina ord."}, keeper)

    draft.take_theirs("cause", keeper)

    assert (draft.theirs, draft.fields.cause, keeper.kept.fields.cause) == ({}, "Deras ord.", "Deras ord.")


def test_what_the_form_cannot_hold_is_not_sent_and_says_why(draft: Draft, keeper: FakeKeeper) -> None:
    draft.write({"title": "x" * 301}, keeper)

    assert draft.error is not None
    assert draft.error.code == "field-refused"
    assert keeper.saves == 0


def test_a_group_is_filled_when_nothing_of_it_is_missing(draft: Draft, keeper: FakeKeeper) -> None:
    assert filled(draft, "happened")
    assert not filled(draft, "advice")
    draft.write({"what_happened": " "}, keeper)
    assert not filled(draft, "happened")


def test_a_field_leads_to_the_step_that_asks_for_it() -> None:
    assert group_of("lesson", SubmissionKind.LESSON) == "why"
    assert group_of("body", SubmissionKind.LESSON) == "evidence"
    assert group_of("body", SubmissionKind.DOCUMENT) == "text"


def test_lists_are_written_on_one_line() -> None:
    assert groups_from(" hr, it; hr ,, ") == ("hr", "it")
