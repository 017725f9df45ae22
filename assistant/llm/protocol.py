"""What the assistant asks of a language model, wherever it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_CHARS_PER_TOKEN = 3.5


class LanguageModel(Protocol):
    def stream(self, system: str, user: str, *, tokens: int, limit_s: float) -> Iterator[str]:
        """What the model says, piece by piece; at most `tokens`.

        Raises ModelUnavailable when it fails or is not done in time: a read waits for `limit_s` at most, and none
        begins after `limit_s`.
        """


@dataclass(slots=True)
class TokenCount:
    """What a model read and wrote for one answer. Tokens are estimated from the characters.

    A streamed answer carries no count unless it is asked for, and some servers refuse a request that asks. Models use
    about 4 characters a token in English and 3 in Swedish.
    """

    chars_read: int = 0
    chars_written: int = 0

    @property
    def read(self) -> int:
        return round(self.chars_read / _CHARS_PER_TOKEN)

    @property
    def written(self) -> int:
        return round(self.chars_written / _CHARS_PER_TOKEN)
