"""What passes between the stages of an answer: found passages, drafted sentences and their quotes."""

from dataclasses import dataclass
from typing import Literal

from assistant.rank import Ranked
from knowledge.index.protocol import Candidate

Form = Literal["sentence", "item", "row"]


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked passages, best first. `beside` are those of another time than the question is about, which may be
    named and never quoted."""

    ranked: tuple[Ranked, ...]
    beside: tuple[Ranked, ...] = ()

    @property
    def sources(self) -> tuple[Candidate, ...]:
        return tuple(item.candidate for item in self.ranked)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a found passage: `text` stands at [start, end) of the revision's text."""

    source: Candidate
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence a writer proposes, with the quotes it rests on. Items of one list, rows of one table share a block."""

    text: str
    quotes: tuple[Quote, ...]
    form: Form = "sentence"
    block: int = 0
