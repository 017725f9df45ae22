"""Gaps keep questions without their askers, and lose them with the conversations they were asked in."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.access import Viewer
from knowledge.errors import Conflict, NotFound
from knowledge.feedback import Feedback
from knowledge.gaps import Cause, Gap, GapQuestion, GapState, Origin, Proof, ProofCitation, Unanswered
from knowledge.registry.gaps import Placement
from knowledge.registry.registry import Registry

ANNA = Viewer("anna@example.org")
OLA, EVA = Viewer("u-7", name="ola"), Viewer("eva")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def ask(registry: Registry, question: str, status: str = "abstained", confidence: float = 0.1) -> Origin:
    conversation = registry.conversations.start(ANNA, question)
    answer = {"status": status, "confidence": confidence, "trace_id": f"trace of {question}"}
    registry.conversations.append(conversation, ANNA, question, answer)
    return Origin(conversation, 0)


def unanswered(origin: Origin, question: str) -> Unanswered:
    return Unanswered(origin, question, "sv", datetime.now(UTC), Cause.ABSTAINED, ("d-1",))


def gap(registry: Registry, *questions: str) -> Gap:
    """A new gap of these questions, just asked."""
    before = {item.id for item in registry.gaps.list()}
    placed = [Placement(unanswered(ask(registry, question), question), None, 0) for question in questions]
    registry.gaps.place(placed, {}, TODAY)
    return next(item for item in registry.gaps.list() if item.id not in before)


def test_only_turns_without_a_good_answer_are_looked_at(registry: Registry) -> None:
    ask(registry, "good", "answered", 0.9)
    poor = [ask(registry, "none"), ask(registry, "part", "partial", 0.9), ask(registry, "unsure", "answered", 0.45)]
    poor.append(ask(registry, "disliked", "answered", 0.9))
    for question, helpful in (("good", True), ("disliked", False)):
        registry.traces.add(f"trace of {question}", ANNA, {})
        registry.feedback.give(f"trace of {question}", Feedback(helpful=helpful), ANNA, TODAY)

    found = registry.gaps.poor_turns(LONG_AGO, 0.5)

    assert [Origin(turn.conversation_id, turn.ordinal) for turn in found] == poor
    assert [turn.down_voted for turn in found] == [False, False, False, True]
    assert registry.gaps.poor_turns(datetime.now(UTC) + timedelta(days=1), 0.5) == ()


def test_questions_placed_together_are_one_gap_and_are_placed_once(registry: Registry) -> None:
    first, second, third = (ask(registry, question) for question in ("a", "b", "c"))
    placed = [
        Placement(unanswered(origin, origin.conversation_id), None, cluster)
        for origin, cluster in ((first, 4), (second, 4), (third, 9))
    ]

    assert registry.gaps.place(placed, {first: 0.2, second: 0.8}, TODAY) == 2
    assert registry.gaps.place(placed, {}, TODAY) == 0

    large, small = registry.gaps.list()
    assert [question.asked.origin for question in large.questions] == [second, first]
    assert [question.asked.origin for question in small.questions] == [third]
    assert registry.gaps.refreshed_on() == TODAY


def test_a_gap_does_not_know_who_asked(registry: Registry) -> None:
    found = gap(registry, "Var parkerar besökare?")

    assert ANNA.user not in repr(found)
    names = {field.name for kept in (Gap, GapQuestion, Unanswered, Origin, Proof) for field in fields(kept)}
    assert names.isdisjoint({"user", "asker", "viewer", "asked_by"})


def test_erasing_a_conversation_takes_its_questions_out_of_the_gaps(registry: Registry) -> None:
    found = gap(registry, "Var parkerar besökare?", "Finns det parkering?")
    stays, goes = (question.asked.origin for question in found.questions)
    registry.conversations.delete(goes.conversation_id, ANNA)
    assert [question.asked.origin for question in registry.gaps.get(found.id).questions] == [stays]

    registry.conversations.delete(stays.conversation_id, ANNA)

    assert registry.gaps.list() == ()
    with pytest.raises(NotFound):
        registry.gaps.get(found.id)


def test_a_question_erased_while_gaps_are_gathered_is_left_out(registry: Registry) -> None:
    origin = ask(registry, "Var parkerar besökare?")
    registry.conversations.delete(origin.conversation_id, ANNA)

    registry.gaps.place([Placement(unanswered(origin, "Var parkerar besökare?"), None, 0)], {}, TODAY)

    assert registry.gaps.list() == ()


def test_a_gap_is_assigned_closed_and_reopened_to_the_same_owner(registry: Registry) -> None:
    id_ = gap(registry, "Var parkerar besökare?").id
    registry.gaps.assign(id_, "Karin Lund", date(2026, 12, 1), OLA)
    registry.gaps.dismiss(id_, "Not ours to answer.", OLA)
    assert registry.gaps.get(id_).state is GapState.DISMISSED
    registry.gaps.reopen(id_, OLA)

    found = registry.gaps.get(id_)

    assert (found.state, found.owner, found.due) == (GapState.ASSIGNED, "Karin Lund", date(2026, 12, 1))
    assert (found.reason, found.changed_by) == ("", "ola")
    registry.gaps.assign(id_, "", None, OLA)
    assert registry.gaps.get(id_).state is GapState.OPEN


def test_a_gap_that_somebody_else_dismissed_cannot_be_assigned_unawares(registry: Registry) -> None:
    id_ = gap(registry, "Var parkerar besökare?").id
    registry.gaps.dismiss(id_, "Not ours to answer.", OLA)

    with pytest.raises(Conflict):
        registry.gaps.assign(id_, "Karin Lund", None, EVA)
    registry.gaps.reopen(id_, EVA)
    with pytest.raises(Conflict):
        registry.gaps.reopen(id_, EVA)


def test_a_proof_is_kept_as_it_was(registry: Registry) -> None:
    found = gap(registry, "Var parkerar besökare?")
    now = datetime.now(UTC)
    proof = Proof(now, True, "answered", (ProofCitation("d-1", "r-1", 3, 9, "garage"),))

    registry.gaps.keep_proofs(found.id, {found.questions[0].id: proof}, now)

    kept = registry.gaps.get(found.id)
    assert kept.questions[0].proof == proof
    assert kept.checked_at == now
