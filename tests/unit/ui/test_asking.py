import threading
from collections.abc import Iterator

from assistant.schemas.answers import AskRequest, CitationEvent, SentenceEvent, Stage, StatusEvent
from tests.unit.ui.fake_api import answered, cite, problem
from ui.chat.asking import Asking, Progress
from ui.client import ApiError, AskEvent

REQUEST = AskRequest(question="Vem?")
ANSWER = answered("Vem?")


def incomplete() -> ApiError:
    return ApiError(problem("unreachable"))


def asking(*events: AskEvent | ApiError) -> Asking:
    def ask(request: AskRequest) -> Iterator[AskEvent]:
        for event in events:
            if isinstance(event, ApiError):
                raise event
            yield event

    started = Asking(REQUEST, ask, incomplete)
    started.start()
    return started


def finished(under_way: Asking) -> Progress:
    progress = under_way.progress()
    while not progress.done:
        progress = under_way.wait(progress.version, 5)
    return progress


def test_an_answer_is_done_with_its_last_event() -> None:
    progress = finished(asking(StatusEvent(stage=Stage.WRITE), ANSWER))

    assert progress.stage is Stage.WRITE
    assert progress.answer == ANSWER
    assert progress.error is None


def test_what_has_come_can_be_shown_before_the_rest() -> None:
    go_on = threading.Event()

    def ask(request: AskRequest) -> Iterator[AskEvent]:
        yield CitationEvent(index=0, citation=cite())
        yield SentenceEvent(index=0, sentence=ANSWER.sentences[0])
        assert go_on.wait(60)
        yield ANSWER

    under_way = Asking(REQUEST, ask, incomplete)
    under_way.start()
    progress = under_way.progress()
    while len(progress.sentences) < 1:
        progress = under_way.wait(progress.version, 5)

    assert not progress.done
    assert progress.citations == (cite(),)
    go_on.set()
    assert finished(under_way).answer == ANSWER


def test_a_problem_ends_the_question_and_keeps_its_name() -> None:
    progress = finished(asking(StatusEvent(stage=Stage.RETRIEVE), ApiError(problem("registry-unavailable"))))

    assert progress.error is not None
    assert progress.error.code == "registry-unavailable"


def test_a_stream_that_ends_without_an_answer_is_an_error_not_an_endless_wait() -> None:
    progress = finished(asking(StatusEvent(stage=Stage.RETRIEVE)))

    assert progress.error is not None
    assert progress.error.code == "unreachable"


def test_a_citation_is_never_shown_under_the_number_of_another() -> None:
    progress = finished(asking(CitationEvent(index=1, citation=cite()), ANSWER))

    assert progress.citations == ()
