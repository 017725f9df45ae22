"""Which answer is judged next, and what becomes of a verdict."""

from assistant.schemas.answers import Answer
from assistant.schemas.feedback import ReviewQueue, ReviewView, Verdict
from tests.unit.ui.fake_api import abstained, answered, problem
from tests.unit.ui.fake_judgements import to_review
from ui.client import ApiError
from ui.quality.reviewing import Reviewing, verdicts_for


def review(id_: str, answer: Answer | None = None) -> ReviewView:
    return to_review(id_, answer or answered(f"Fråga {id_}?"))


def queue(*ids: str) -> ReviewQueue:
    return ReviewQueue(reviews=tuple(review(id_) for id_ in ids), done=0)


def under_way(reviewing: Reviewing) -> str:
    return reviewing.current.id if reviewing.current else ""


def test_the_answer_under_way_stays_while_the_queue_changes_around_it() -> None:
    reviewing = Reviewing()
    reviewing.take_up(queue("a", "b"), 0)
    reviewing.take_up(queue("x", "a", "b"), 5)
    assert under_way(reviewing) == "a"
    assert len(reviewing.chat.turns) == 1


def test_a_verdict_brings_the_next_answer_and_undoing_it_the_one_before() -> None:
    reviewing = Reviewing()
    first = reviewing.take_up(queue("a", "b"), 0)
    assert first is not None
    reviewing.took_verdict(first.model_copy(update={"verdict": Verdict.RIGHT}))
    reviewing.take_up(queue("b"), 1)
    assert under_way(reviewing) == "b"
    reviewing.took_back(first)
    reviewing.take_up(queue("b", "a"), 2)
    assert under_way(reviewing) == "a"
    assert reviewing.judged is None


def test_an_answer_put_off_comes_back_when_the_others_are_done() -> None:
    reviewing = Reviewing()
    reviewing.take_up(queue("a", "b"), 0)
    reviewing.put_off_current()
    reviewing.take_up(queue("a", "b"), 1)
    assert under_way(reviewing) == "b"
    reviewing.take_up(queue("a"), 2)
    assert under_way(reviewing) == "a"
    assert reviewing.take_up(queue(), 3) is None


def test_a_citation_that_is_clicked_is_the_current_answers() -> None:
    reviewing = Reviewing()
    reviewing.take_up(queue("a"), 0)
    reviewing.take_up(queue("b"), 1)
    reviewing.chat.open_citation(reviewing.number, 1)
    assert reviewing.chat.source is not None
    reviewing.take_up(queue("c"), 2)
    assert reviewing.chat.source is None


def test_a_failure_keeps_the_answer_unless_somebody_else_judged_it() -> None:
    reviewing = Reviewing()
    reviewing.take_up(queue("a"), 0)
    reviewing.failed(ApiError(problem("unreachable")))
    assert under_way(reviewing) == "a"
    reviewing.failed(ApiError(problem("conflict", 409)))
    assert reviewing.current is None
    assert reviewing.error is not None


def test_a_page_left_open_overnight_counts_half_an_hour() -> None:
    reviewing = Reviewing()
    reviewing.take_up(queue("a"), 100)
    assert reviewing.minutes(190) == 1.5
    assert reviewing.minutes(100 + 12 * 3600) == 30


def test_an_abstention_is_judged_for_having_refused() -> None:
    assert list(verdicts_for(review("a", abstained("?")))) == ["4", "5"]
    assert list(verdicts_for(review("a"))) == ["1", "2", "3"]
