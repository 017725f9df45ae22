"""What every writer does: turn found passages into sentences that say where they come from."""

from collections.abc import Iterator
from typing import Protocol

from assistant.evidence.found import Draft
from assistant.evidence.selector import Selection
from assistant.llm.protocol import TokenCount
from assistant.understand import Understanding


class Writer(Protocol):
    @property
    def name(self) -> str:
        """How answers and traces name the writer, with its model where it has one."""

    def write(self, question: Understanding, selection: Selection, tokens: TokenCount) -> Iterator[Draft]:
        """Sentences one by one, as soon as each is ready; none when the passages hold no answer.

        A writer that has a model adds what it read and wrote to `tokens`.

        Raises ModelUnavailable when the writer's model cannot be reached.
        """
