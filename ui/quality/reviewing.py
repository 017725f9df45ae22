"""The review under way: which answer is next, how long it is looked at, and the way back from the last verdict."""

from dataclasses import dataclass, field

from assistant.schemas.answers import AnswerStatus, AskRequest
from assistant.schemas.feedback import ReviewQueue, ReviewView, Verdict
from ui.client import ApiError
from ui.state import Chat, Turn

MAX_QUESTION_CHARS = 2000
_LONGEST_REVIEW_S = 1800.0
_OF_ANSWERS = {"1": Verdict.RIGHT, "2": Verdict.PARTLY, "3": Verdict.WRONG}
_OF_ABSTENTIONS = {"4": Verdict.RIGHTLY_REFUSED, "5": Verdict.WRONGLY_REFUSED}


@dataclass
class Reviewing:
    """`chat` holds the answers that were shown as its turns, so that their sources open as in the chat.

    `judged` is the last answer that got a verdict, `put_off` are those to come back to, `wanted` is to be next.
    """

    chat: Chat = field(default_factory=Chat)
    current: ReviewView | None = None
    judged: ReviewView | None = None
    wanted: str = ""
    put_off: set[str] = field(default_factory=set)
    error: ApiError | None = None
    since_s: float = 0.0

    def take_up(self, queue: ReviewQueue, now_s: float) -> ReviewView | None:
        """The answer to judge: the one under way while it is in the queue, else the next. None when all is done."""
        left = {review.id: review for review in queue.reviews}
        if self.current is not None and self.current.id in left and not self.wanted:
            return self.current
        self.put_off &= left.keys()
        waiting = [id_ for id_ in left if id_ not in self.put_off] or list(left)
        following = self.wanted if self.wanted in left else next(iter(waiting), "")
        self.current, self.wanted = left.get(following), ""
        self.chat.close_source()
        if self.current is not None:
            request = AskRequest(question=self.current.question[:MAX_QUESTION_CHARS])
            self.chat.turns.append(Turn(request, self.current.answer))
            self.since_s = now_s
        return self.current

    @property
    def number(self) -> int:
        """The turn of `chat` that shows the current answer."""
        return len(self.chat.turns) - 1

    def minutes(self, now_s: float) -> float:
        """How long the current answer has been looked at; a page that was left open counts half an hour at most."""
        return round(min(now_s - self.since_s, _LONGEST_REVIEW_S) / 60, 1)

    def put_off_current(self) -> None:
        if self.current is not None:
            self.put_off.add(self.current.id)
            self.current = None

    def took_verdict(self, judged: ReviewView) -> None:
        self.judged, self.current, self.error = judged, None, None

    def took_back(self, reopened: ReviewView) -> None:
        self.judged, self.wanted, self.error = None, reopened.id, None

    def failed(self, error: ApiError) -> None:
        """Keep the answer and what was written, unless it is not this person's to judge any more."""
        self.error = error
        if error.code in {"conflict", "not-found"}:
            self.current = None


def verdicts_for(review: ReviewView) -> dict[str, Verdict]:
    """The verdicts that fit the answer, by the key that gives them."""
    return _OF_ABSTENTIONS if review.answer.status is AnswerStatus.ABSTAINED else _OF_ANSWERS
