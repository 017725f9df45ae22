"""The registers of feedback and reviews on a real database: who may judge what."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Passage, Properties, Revision, RevisionState
from knowledge.errors import Conflict, NotFound, Refused
from knowledge.feedback import Feedback, Reason
from knowledge.registry.database import MIGRATIONS
from knowledge.registry.registry import Registry
from knowledge.registry.traces import TraceFigures
from knowledge.reviews import ReviewState, Verdict

TODAY = datetime.now(UTC).date()
ANNA, BO, CILLA = Viewer("anna"), Viewer("bo"), Viewer("cilla")


class Answers:
    """Answers that were given: a trace each, and a message in a conversation of the asker's."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.conversations: dict[str, str] = {}

    def give(self, to: Viewer = ANNA, *, status: str = "answered", cites: tuple[str, ...] = ()) -> str:
        trace_id = str(uuid4())
        record = {"versions": {"lardom": "1.0"}, "sentences": [{}, {}]}
        figures = TraceFigures(status=status, language="sv", documents=cites)
        self.registry.traces.add(trace_id, to, record, figures)
        conversation = self.registry.conversations.start(to, "Vem beslutar?")
        answer = {"status": status, "trace_id": trace_id}
        self.registry.conversations.append(conversation, to, "Vem beslutar?", answer)
        self.conversations[trace_id] = conversation
        return trace_id

    def publish(self, audience: tuple[str, ...] = ("all",)) -> str:
        revision = Revision(
            str(uuid4()), str(uuid4()), "hash", "text/plain", "Text.", RevisionState.STAGED, datetime.now(UTC), "test"
        )
        properties = Properties("Policy", audience=audience)
        passage = Passage(str(uuid4()), revision.document_id, revision.id, 0, 0, 5, "Text.")
        self.registry.documents.stage(revision, [passage], properties)
        self.registry.documents.publish(revision.id, properties)
        return revision.document_id


@pytest.fixture
def answers(registry: Registry) -> Answers:
    return Answers(registry)


def open_for(registry: Registry, viewer: Viewer, size: int = 20) -> list[str]:
    """The traces in the viewer's queue."""
    registry.reviews.draw(TODAY, size)
    return [review.trace_id for review in registry.reviews.queue(viewer, TODAY).open]


def review_of(registry: Registry, viewer: Viewer) -> str:
    registry.reviews.draw(TODAY, 20)
    return registry.reviews.queue(viewer, TODAY).open[0].id


def test_a_later_click_takes_the_place_of_the_earlier_one(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    registry.feedback.give(trace, Feedback(helpful=True, csat=5), ANNA, TODAY)
    registry.feedback.give(trace, Feedback(helpful=False, reason=Reason.OUTDATED, sentence=1), ANNA, TODAY)
    assert registry.feedback.get(trace, ANNA) == Feedback(helpful=False, reason=Reason.OUTDATED, sentence=1)


def test_feedback_can_be_withdrawn(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    registry.feedback.give(trace, Feedback(helpful=True), ANNA, TODAY)
    registry.feedback.withdraw(trace, ANNA)
    registry.feedback.withdraw(trace, ANNA)
    assert registry.feedback.get(trace, ANNA) is None


def test_an_answer_to_somebody_else_looks_like_one_that_was_never_given(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    refused = []
    for id_ in (trace, "no-such-trace"):
        with pytest.raises(NotFound) as error:
            registry.feedback.give(id_, Feedback(helpful=True), BO, TODAY)
        refused.append(str(error.value))
        with pytest.raises(NotFound):
            registry.feedback.get(id_, BO)
        with pytest.raises(NotFound):
            registry.feedback.withdraw(id_, BO)
    assert refused[0] == refused[1]


def test_a_sentence_that_the_answer_does_not_have_is_refused(registry: Registry, answers: Answers) -> None:
    with pytest.raises(Refused):
        registry.feedback.give(answers.give(ANNA), Feedback(helpful=False, sentence=2), ANNA, TODAY)


def test_nobody_is_asked_for_nps_before_the_fifth_answer(registry: Registry, answers: Answers) -> None:
    traces = [answers.give(ANNA) for _ in range(4)]
    registry.feedback.give(traces[3], Feedback(helpful=True), ANNA, TODAY)
    assert registry.feedback.invitation(ANNA) is None
    with pytest.raises(Refused, match="90 days"):
        registry.feedback.give(traces[3], Feedback(nps=9), ANNA, TODAY)
    fifth = answers.give(ANNA)
    registry.feedback.give(fifth, Feedback(helpful=True), ANNA, TODAY)
    assert registry.feedback.invitation(ANNA) == fifth
    assert registry.feedback.invitation(BO) is None


def test_nps_is_asked_under_one_answer_in_90_days(registry: Registry, answers: Answers) -> None:
    traces = [answers.give(ANNA) for _ in range(6)]
    registry.feedback.give(traces[4], Feedback(helpful=True), ANNA, TODAY)
    registry.feedback.give(traces[4], Feedback(helpful=True, nps=9), ANNA, TODAY)
    registry.feedback.withdraw(traces[4], ANNA)
    with pytest.raises(Refused):
        registry.feedback.give(traces[5], Feedback(nps=10), ANNA, TODAY + timedelta(days=89))
    assert registry.feedback.invitation(ANNA) == traces[4]
    registry.feedback.give(traces[5], Feedback(nps=10), ANNA, TODAY + timedelta(days=90))
    assert registry.feedback.invitation(ANNA) == traces[5]


def test_the_question_of_an_answer_is_found_while_its_conversation_stands(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    assert registry.conversations.message_of_trace(trace).question == "Vem beslutar?"
    registry.conversations.delete(answers.conversations[trace], ANNA)
    with pytest.raises(NotFound):
        registry.conversations.message_of_trace(trace)


def test_messages_of_before_are_found_by_their_trace_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    registry = Registry(url)
    trace = Answers(registry).give(ANNA)
    registry.close()
    before_feedback = Config()
    before_feedback.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(url)
    with engine.begin() as connection:
        before_feedback.attributes["connection"] = connection
        command.downgrade(before_feedback, "0005")
    engine.dispose()
    migrated = Registry(url)
    assert migrated.conversations.message_of_trace(trace).question == "Vem beslutar?"
    migrated.close()


def test_nobody_reviews_an_answer_that_they_asked_for(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    assert open_for(registry, ANNA) == []
    assert open_for(registry, BO) == [trace]
    review = review_of(registry, BO)
    with pytest.raises(NotFound):
        registry.reviews.judge(review, ANNA, Verdict.RIGHT, "", 1)


def test_a_reviewer_sees_only_answers_all_of_whose_sources_they_may_open(registry: Registry, answers: Answers) -> None:
    shared, legal = answers.publish(), answers.publish(("legal",))
    answers.give(ANNA, cites=(shared, legal))
    plain = answers.give(ANNA, cites=(shared,))
    assert open_for(registry, BO) == [plain]
    assert len(open_for(registry, Viewer("bo", frozenset({"legal"})))) == 2
    registry.documents.remove(shared, "anna")
    assert open_for(registry, BO) == []
    assert open_for(registry, LOCAL_OWNER) == []


def test_an_erased_source_keeps_the_review_out_of_sight(registry: Registry, answers: Answers) -> None:
    answers.give(ANNA, cites=("erased",))
    assert open_for(registry, LOCAL_OWNER) == []


def test_a_deleted_conversation_leaves_the_queue(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    review = review_of(registry, BO)
    registry.conversations.delete(answers.conversations[trace], ANNA)
    assert registry.reviews.queue(BO, TODAY).open == ()
    with pytest.raises(NotFound):
        registry.reviews.get(review, BO)
    assert open_for(registry, BO) == []


def test_a_verdict_takes_the_answer_out_of_everybodys_queue(registry: Registry, answers: Answers) -> None:
    answers.give(ANNA)
    review = review_of(registry, BO)
    registry.reviews.judge(review, BO, Verdict.PARTLY, "The limit is missing.", 2.5)
    assert open_for(registry, BO) == open_for(registry, CILLA) == []
    assert registry.reviews.queue(BO, TODAY).done == 1
    judged = registry.reviews.get(review, BO)
    assert (judged.state, judged.verdict, judged.minutes) == (ReviewState.DONE, Verdict.PARTLY, 2.5)


def test_a_verdict_is_changed_and_taken_back_by_its_reviewer_only(registry: Registry, answers: Answers) -> None:
    answers.give(ANNA)
    review = review_of(registry, BO)
    registry.reviews.judge(review, BO, Verdict.RIGHT, "", 1)
    with pytest.raises(Conflict):
        registry.reviews.judge(review, CILLA, Verdict.WRONG, "", 1)
    with pytest.raises(Conflict):
        registry.reviews.reopen(review, CILLA)
    registry.reviews.judge(review, BO, Verdict.WRONG, "", 1)
    registry.reviews.reopen(review, BO)
    assert registry.reviews.get(review, CILLA).state is ReviewState.OPEN
    assert registry.reviews.queue(BO, TODAY).done == 0


@pytest.mark.parametrize(
    ("status", "verdict", "fits"),
    [
        ("answered", Verdict.RIGHT, True),
        ("partial", Verdict.PARTLY, True),
        ("abstained", Verdict.WRONGLY_REFUSED, True),
        ("answered", Verdict.RIGHTLY_REFUSED, False),
        ("abstained", Verdict.RIGHT, False),
    ],
)
def test_only_an_abstention_is_rightly_or_wrongly_refused(
    registry: Registry, answers: Answers, status: str, verdict: Verdict, fits: bool
) -> None:
    answers.give(ANNA, status=status)
    review = review_of(registry, BO)
    if fits:
        registry.reviews.judge(review, BO, verdict, "", None)
    else:
        with pytest.raises(Refused):
            registry.reviews.judge(review, BO, verdict, "", None)


def test_a_running_week_stays_within_its_size_and_keeps_what_is_judged(registry: Registry, answers: Answers) -> None:
    for _ in range(4):
        answers.give(ANNA)
    first = open_for(registry, BO, size=3)
    judged = registry.reviews.queue(BO, TODAY).open[2]
    registry.reviews.judge(judged.id, BO, Verdict.RIGHT, "", 1)
    for _ in range(40):
        answers.give(ANNA)
    later = open_for(registry, BO, size=3)
    assert len(first) == 3
    assert len(later) == 2
    assert judged.trace_id not in later
    assert open_for(registry, BO, size=3) == later


def test_last_weeks_sample_can_still_be_judged_and_older_ones_are_let_go(registry: Registry, answers: Answers) -> None:
    trace = answers.give(ANNA)
    registry.reviews.draw(TODAY + timedelta(weeks=1), 20)
    assert [review.trace_id for review in registry.reviews.queue(BO, TODAY + timedelta(weeks=1)).open] == [trace]
    later: date = TODAY + timedelta(weeks=2)
    registry.reviews.draw(later, 20)
    assert registry.reviews.queue(BO, later).open == ()


def test_a_sample_of_none_draws_nothing(registry: Registry, answers: Answers) -> None:
    answers.give(ANNA)
    assert open_for(registry, BO, size=0) == []
