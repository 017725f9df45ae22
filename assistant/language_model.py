"""What the assistant asks of a language model, wherever it runs."""

from collections.abc import Iterator
from typing import Protocol


class LanguageModel(Protocol):
    def stream(self, system: str, user: str, *, tokens: int, limit_s: float) -> Iterator[str]:
        """What the model says, piece by piece; at most `tokens`.

        Raises ModelUnavailable when it fails or is not done in time: a read waits for `limit_s` at most, and none
        begins after `limit_s`.
        """
