"""Pipelines with one stage broken, to see that what is measured falls, and that the stage is named.

Each is a `Transform` of eval/runs/run.py: `partial(degraded, degradation=Degradation.SHUFFLED)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from assistant.evidence.found import Draft, Found, Quote
from assistant.evidence.selector import EvidenceSelector, Selection
from assistant.evidence.units import units_of
from assistant.llm.protocol import TokenCount
from assistant.pipeline import Assistant
from assistant.rank import Ranked
from assistant.retrieve import Retrieved, Retriever
from assistant.schemas.answers import Scope
from assistant.understand import Understanding
from assistant.writers.protocol import Writer
from eval.variants import Part, reduced
from knowledge.access import Viewer
from knowledge.index.protocol import Candidate
from knowledge.language import Language, detect_language

_SHUFFLED = 10
_NEVER_REACHED = 1.01
_INVENTED = "This was decided by vote in 1987."


class Degradation(StrEnum):
    """What can be broken.

    shuffled: the ten best passages stand in random order. miscited: every sentence cites another document than the one
    it comes from, and nobody checks. invented: to every sentence something is added that no source says, and nobody
    checks. caught: the same, and it is checked; as good as the whole pipeline, since the sources' own words stand in.
    answering: every question is answered. refusing: none is. swedish: a question in Swedish finds the further half of
    what it should find.
    """

    SHUFFLED = "shuffled"
    MISCITED = "miscited"
    INVENTED = "invented"
    CAUGHT = "caught"
    ANSWERING = "answering"
    REFUSING = "refusing"
    SWEDISH = "swedish"


def degraded(assistant: Assistant, degradation: Degradation) -> Assistant:
    match degradation:
        case Degradation.SHUFFLED:
            return replace(assistant, selector=Shuffled(assistant.selector))
        case Degradation.MISCITED:
            unchecked = reduced(assistant, frozenset({Part.VERIFY}))
            return replace(unchecked, writer=Miscited(assistant.writer))
        case Degradation.INVENTED:
            unchecked = reduced(assistant, frozenset({Part.VERIFY}))
            return replace(unchecked, writer=Inventive(assistant.writer))
        case Degradation.CAUGHT:
            return replace(assistant, writer=Inventive(assistant.writer))
        case Degradation.ANSWERING:
            return reduced(assistant, frozenset({Part.ABSTAIN}))
        case Degradation.REFUSING:
            return replace(assistant, threshold=_NEVER_REACHED)
        case Degradation.SWEDISH:
            return replace(assistant, retriever=Misled(assistant.retriever, "sv"))


@dataclass(frozen=True, slots=True)
class Shuffled:
    """A selector that is given the best passages in random order, the same for a question each time."""

    selector: EvidenceSelector

    def select(self, question: Understanding, found: Found) -> Selection:
        best, rest = found.ranked[:_SHUFFLED], found.ranked[_SHUFFLED:]
        order = Random(question.standalone).sample(best, len(best))
        ranked = (Ranked(mine.candidate, its.score) for mine, its in zip(order, best, strict=True))
        return self.selector.select(question, replace(found, ranked=(*ranked, *rest)))


@dataclass(frozen=True, slots=True)
class Miscited:
    """A writer that cites the best passage of another document, where one was found."""

    writer: Writer
    name: str = "miscited"

    def write(self, question: Understanding, selection: Selection, tokens: TokenCount) -> Iterator[Draft]:
        for draft in self.writer.write(question, selection, tokens):
            cited = {quote.source.passage.document_id for quote in draft.quotes}
            others = (each for each in selection.found.sources if each.passage.document_id not in cited)
            other = next((quote for each in others for quote in _first_quote(each)), None)
            yield replace(draft, quotes=(other,)) if other else draft


@dataclass(frozen=True, slots=True)
class Inventive:
    """A writer that adds what no source says."""

    writer: Writer
    name: str = "inventive"

    def write(self, question: Understanding, selection: Selection, tokens: TokenCount) -> Iterator[Draft]:
        for draft in self.writer.write(question, selection, tokens):
            yield replace(draft, text=f"{draft.text} {_INVENTED}")


class Misled(Retriever):
    """A retriever that, for questions in one language, comes back with the further half of what there is."""

    def __init__(self, retriever: Retriever, language: Language) -> None:
        self._retriever = retriever
        self._language = language

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        found = self._retriever.retrieve(question, viewer, scope, limit=limit, at_any_time=at_any_time)
        if detect_language(question) != self._language:
            return found
        furthest = sorted(found.candidates, key=lambda each: each.dense)
        return replace(found, candidates=tuple(furthest[: len(furthest) // 2]))


def _first_quote(source: Candidate) -> list[Quote]:
    return [Quote(source, unit.start, unit.end, unit.text) for unit in units_of(source)[:1]]
