"""What the person said of one answer, as it is saved: with the way back, and the way on after a failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.schemas.answers import Sentence
from assistant.schemas.feedback import Judgement
from ui.client import ApiError

_SHOWN_SENTENCE_CHARS = 90


class Keeper(Protocol):
    """Whoever keeps judgements: the API. Gives back what it kept; both raise ApiError."""

    def give_feedback(self, trace_id: str, judgement: Judgement) -> Judgement: ...

    def withdraw_feedback(self, trace_id: str) -> None: ...


@dataclass
class Judged:
    """`before` is what the last saving replaced; `unsaved` what could not be saved, and `error` why.

    `savings` counts what was saved, so that each saving is told from the one before.
    """

    trace_id: str
    saved: Judgement
    before: Judgement | None = None
    unsaved: Judgement | None = None
    error: ApiError | None = None
    savings: int = 0

    @property
    def shown(self) -> Judgement:
        return self.unsaved or self.saved

    def give(self, judgement: Judgement, keeper: Keeper) -> None:
        """Save the judgement, or keep it as unsaved with the error."""
        if judgement == self.shown and self.error is None:
            return
        try:
            if judgement == Judgement():
                keeper.withdraw_feedback(self.trace_id)
            else:
                judgement = keeper.give_feedback(self.trace_id, judgement)
        except ApiError as error:
            self.unsaved, self.error = judgement, error
            return
        self.before, self.saved, self.unsaved, self.error = self.saved, judgement, None, None
        self.savings += 1

    def undo(self, keeper: Keeper) -> None:
        if self.before is not None:
            self.give(self.before, keeper)

    def retry(self, keeper: Keeper) -> None:
        if self.unsaved is not None:
            self.give(self.unsaved, keeper)


def coherent(given: Judgement) -> Judgement:
    """Without what no longer belongs: a reason of an answer that helped, details of one that is not judged."""
    if given.helpful is None:
        return Judgement()
    if given.helpful:
        return given.model_copy(update={"reason": None, "sentence": None})
    return given.model_copy(update={"minutes_saved": None})


def sentence_labels(sentences: Sequence[Sentence]) -> list[str]:
    """A line for each sentence, short enough to choose from."""
    labels = []
    for number, sentence in enumerate(sentences, 1):
        words = " ".join(sentence.text.split())
        cut = words if len(words) <= _SHOWN_SENTENCE_CHARS else words[:_SHOWN_SENTENCE_CHARS].rsplit(" ", 1)[0] + " …"
        labels.append(f"{number}. {cut}")
    return labels
