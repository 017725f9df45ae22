"""A question and a passage as one text for the encoder, as XLM-RoBERTa takes pairs: <s> one </s></s> other </s>."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.model import Model

_QUESTION_TOKENS = 64
_HEADING_TOKENS = 24
_PAIR_TOKENS = 320


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids, and for the tokens of the passage's text, which begin at `first`, where in it each one starts."""

    ids: NDArray[np.int64]
    first: int
    starts: tuple[int, ...]

    def token_at(self, character: int) -> int | None:
        """The token that the passage's character belongs to; None when it was cut off."""
        at = bisect_right(self.starts, character) - 1
        return None if at < 0 else self.first + at


def pair_of(model: Model, question: str, heading: str, text: str) -> Pair:
    """The heading stands before the text, and neither may take all the room: the end of what is longer is left out."""
    tokenizer = model.tokenizer
    asked = tokenizer.ids(question)[-_QUESTION_TOKENS:]
    above = tokenizer.ids(f"{heading} –")[-_HEADING_TOKENS:] if heading else []
    head = [model.begin, *asked, model.end, model.end, *above]
    room = _PAIR_TOKENS - len(head) - 1
    body = tokenizer.ids(text)[:room]
    starts = tuple(start for start, _ in tokenizer.offsets(text)[:room])
    return Pair(np.array([*head, *body, model.end], np.int64), len(head), starts)
