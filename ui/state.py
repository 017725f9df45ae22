"""What one person's chat holds between two runs of the script. Knows nothing of Streamlit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assistant.schemas.answers import Answer, AskRequest, Citation, Conversation, NearestSource, Problem, Scope
from ui.chat.asking import Asking, Progress
from ui.client import ApiError, AskEvent
from ui.places import Place, place_of_citation, place_of_url

Ask = Callable[[AskRequest], Iterator[AskEvent]]


@dataclass
class Turn:
    """A question with what became of it. The answer is None while it is under way and when it failed."""

    request: AskRequest
    answer: Answer | None = None
    error: ApiError | None = None


@dataclass(frozen=True, slots=True)
class OpenSource:
    """The source beside the answer. `token` is new for each opening, so that focus moves once."""

    place: Place
    title: str
    section: tuple[str, ...] = ()
    page: int | None = None
    citation: Citation | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Focus:
    """The one document that questions are about, when the person asked for that."""

    document_id: str
    title: str


@dataclass
class Chat:
    conversation_id: str | None = None
    turns: list[Turn] = field(default_factory=list)
    asking: Asking | None = None
    waiting: AskRequest | None = None
    source: OpenSource | None = None
    focus: Focus | None = None
    openings: int = 0

    def ask(self, question: str, scope: Scope, ask: Ask) -> None:
        """Start a question, or let it wait for the one under way.

        A failed one before it is dropped: this is the same question again, or a better one.
        """
        request = AskRequest(question=question, conversation_id=self.conversation_id, scope=scope)
        if self.asking is not None:
            self.waiting = request
            return
        if self.turns and self.turns[-1].error is not None:
            self.turns.pop()
        self.turns.append(Turn(request))
        self.asking = Asking(request, ask, _incomplete)
        self.asking.start()

    def finish(self, progress: Progress, ask: Ask) -> None:
        """Take in what the question under way came to, and start the one that waits.

        After a failure that one waits on, so that the person decides which of the two to put again.
        """
        turn = self.turns[-1]
        turn.answer, turn.error = progress.answer, progress.error
        self.asking = None
        if progress.answer is None:
            return
        self.conversation_id = progress.answer.conversation_id or self.conversation_id
        if self.waiting is not None:
            following, self.waiting = self.waiting, None
            self.ask(following.question, following.scope, ask)

    def take_back(self) -> str:
        """The words to put back in the box after a failure: the question that waits, else the one that failed."""
        words = self.waiting or self.turns[-1].request
        self.waiting = None
        return words.question

    def start_over(self) -> None:
        self.conversation_id, self.turns, self.asking, self.waiting, self.source = None, [], None, None, None

    def resume(self, conversation: Conversation) -> None:
        self.start_over()
        self.conversation_id = conversation.id
        self.turns = [
            Turn(AskRequest(question=message.question, conversation_id=conversation.id), message.answer)
            for message in conversation.messages
        ]

    def open_citation(self, turn: int, index: int) -> None:
        """Open citation `index` of turn `turn`; numbers that name none are ignored."""
        citations = self._citations(turn)
        if 0 <= index < len(citations):
            cited = citations[index]
            self._open(place_of_citation(cited), cited.title, cited.section, cited.page, cited)

    def open_nearest(self, turn: int, index: int) -> None:
        nearest = self._nearest(turn)
        if 0 <= index < len(nearest):
            item = nearest[index]
            place = place_of_url(item.url) or Place(item.document_id)
            self._open(place, item.title, item.section, item.page, None)

    def close_source(self) -> None:
        self.source = None

    def _open(
        self, place: Place, title: str, section: tuple[str, ...], page: int | None, citation: Citation | None
    ) -> None:
        self.openings += 1
        self.source = OpenSource(place, title, section, page, citation, f"source-{self.openings}")

    def _citations(self, turn: int) -> tuple[Citation, ...]:
        if not 0 <= turn < len(self.turns):
            return ()
        given = self.turns[turn].answer
        if given is not None:
            return given.citations
        if self.asking is not None and turn == len(self.turns) - 1:
            return self.asking.progress().citations
        return ()

    def _nearest(self, turn: int) -> tuple[NearestSource, ...]:
        given = self.turns[turn].answer if 0 <= turn < len(self.turns) else None
        return given.nearest if given else ()


def _incomplete() -> ApiError:
    return ApiError(Problem(type="urn:lardom:problem:unreachable", title="The answer was cut off", status=503))
