"""A question under way. It is read in a thread of its own, so that a click elsewhere does not cut the answer off."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assistant.schemas.answers import (
    Answer,
    AskRequest,
    Citation,
    CitationEvent,
    Sentence,
    SentenceEvent,
    Stage,
    StatusEvent,
)
from ui.client import ApiError, AskEvent


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of the answer so far. Done when `answer` or `error` is there."""

    stage: Stage = Stage.UNDERSTAND
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    error: ApiError | None = None
    version: int = 0

    @property
    def done(self) -> bool:
        return self.answer is not None or self.error is not None


@dataclass
class _Received:
    stage: Stage = Stage.UNDERSTAND
    sentences: dict[int, Sentence] = field(default_factory=dict)
    citations: dict[int, Citation] = field(default_factory=dict)
    answer: Answer | None = None
    error: ApiError | None = None
    version: int = 0


class Asking:
    """Reads the events of one question. `incomplete` makes the error of a stream that ends without an answer."""

    def __init__(
        self,
        request: AskRequest,
        ask: Callable[[AskRequest], Iterator[AskEvent]],
        incomplete: Callable[[], ApiError],
    ) -> None:
        self.request = request
        self._ask = ask
        self._incomplete = incomplete
        self._received = _Received()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="asking", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def progress(self) -> Progress:
        with self._changed:
            return self._snapshot()

    def wait(self, seen: int, timeout_s: float) -> Progress:
        """The progress once it is newer than version `seen`, or after `timeout_s` as it is."""
        with self._changed:
            self._changed.wait_for(lambda: self._received.version > seen, timeout_s)
            return self._snapshot()

    def _run(self) -> None:
        try:
            for event in self._ask(self.request):
                self._take(event)
            if not self.progress().done:
                self._fail(self._incomplete())
        except ApiError as error:
            self._fail(error)

    def _take(self, event: AskEvent) -> None:
        with self._changed:
            match event:
                case StatusEvent():
                    self._received.stage = event.stage
                case CitationEvent():
                    self._received.citations[event.index] = event.citation
                case SentenceEvent():
                    self._received.sentences[event.index] = event.sentence
                case Answer():
                    self._received.answer = event
            self._notify()

    def _fail(self, error: ApiError) -> None:
        with self._changed:
            self._received.error = error
            self._notify()

    def _notify(self) -> None:
        self._received.version += 1
        self._changed.notify_all()

    def _snapshot(self) -> Progress:
        received = self._received
        sentences = tuple(received.sentences[index] for index in sorted(received.sentences))
        citations = _without_gaps(received.citations)
        return Progress(received.stage, sentences, citations, received.answer, received.error, received.version)


def _without_gaps(citations: dict[int, Citation]) -> tuple[Citation, ...]:
    """The citations numbered from 0; one whose predecessors have not come yet waits for them."""
    found: list[Citation] = []
    while len(found) in citations:
        found.append(citations[len(found)])
    return tuple(found)
