"""The assistant with a part taken out, and one that need not find the same passages twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import zip_longest

from assistant.evidence.found import Found, Quote
from assistant.evidence.selector import EvidenceSelector, Selection
from assistant.pipeline import Assistant
from assistant.retrieve import Retrieved, Retriever
from assistant.schemas.answers import Scope
from assistant.understand import Understanding
from assistant.verify import Finding, Verdict, Verifier
from knowledge.access import Viewer
from knowledge.index.protocol import Candidate


class Part(StrEnum):
    """What can be taken out of the pipeline, to see what it is worth.

    verify: every drafted sentence is shown. rank: passages are ordered by meaning alone. meaning: passages are ordered
    by words alone. units: sentences are taken in the order in which they stand, best passage first. abstain: every
    question is answered for which anything is found.
    """

    VERIFY = "verify"
    RANK = "rank"
    MEANING = "meaning"
    UNITS = "units"
    ABSTAIN = "abstain"


def reduced(assistant: Assistant, without: frozenset[Part]) -> Assistant:
    if Part.VERIFY in without:
        assistant = replace(assistant, verifier=Lenient(assistant.verifier))
    if Part.RANK in without:
        assistant = replace(assistant, retriever=Deaf(assistant.retriever, without_words))
    if Part.MEANING in without:
        assistant = replace(assistant, retriever=Deaf(assistant.retriever, without_meaning))
    if Part.UNITS in without:
        assistant = replace(assistant, selector=InOrder(assistant.selector))
    if Part.ABSTAIN in without:
        assistant = replace(assistant, threshold=0.0)
    return assistant


class Lenient:
    """A verifier that lets everything pass; how well a sentence is supported stays as it was judged."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        return replace(self._verifier.verify(sentence, quotes, found), finding=Finding.SUPPORTED)


class Deaf(Retriever):
    """A retriever to which one kind of likeness tells nothing."""

    def __init__(self, retriever: Retriever, unheard: Callable[[Sequence[Candidate]], Sequence[Candidate]]) -> None:
        self._retriever = retriever
        self._unheard = unheard

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        found = self._retriever.retrieve(question, viewer, scope, limit=limit, at_any_time=at_any_time)
        return replace(found, candidates=tuple(self._unheard(found.candidates)))


def without_words(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [replace(each, lexical=0.0) for each in candidates]


def without_meaning(candidates: Sequence[Candidate]) -> list[Candidate]:
    """All as near as the nearest: were none near at all, every answer would be too unsure to be given."""
    nearest = max((each.dense for each in candidates), default=0.0)
    return [replace(each, dense=nearest) for each in candidates]


class InOrder:
    """A selector that takes the best passage's sentences first, as they stand, all for equally good."""

    def __init__(self, selector: EvidenceSelector) -> None:
        self._selector = selector

    def select(self, question: Understanding, found: Found) -> Selection:
        selection = self._selector.select(question, found)
        places = {source.passage.id: place for place, source in enumerate(selection.found.sources)}
        units = sorted(selection.units, key=lambda each: (places[each.unit.source.passage.id], each.unit.ordinal))
        best = max((each.score for each in units), default=0.0)
        return replace(selection, units=tuple(replace(each, score=best) for each in units))


@dataclass(frozen=True, slots=True)
class Refusal:
    sentence: str
    verdict: Verdict


@dataclass(slots=True)
class Memory:
    """What was found for the question at hand, so that asking it in another way costs writing only.

    `used` are the selections of the latest asking, one for each part of the question; `refused` the sentences that its
    verification did not let pass.
    """

    retrieved: dict[tuple[object, ...], Retrieved] = field(default_factory=dict)
    selected: dict[tuple[object, ...], Selection] = field(default_factory=dict)
    used: list[Selection] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def forget(self) -> None:
        self.retrieved.clear()
        self.selected.clear()
        self.begin()

    def begin(self) -> None:
        """Ask the same question in another way."""
        self.used.clear()
        self.refused.clear()

    def sources(self, best: int | None = None) -> list[Candidate]:
        """The `best` passages found, or all, best first; those of a question's parts by turns."""
        turns = zip_longest(*(each.found.sources[:best] for each in self.used))
        found = [source for turn in turns for source in turn if source is not None]
        return list({source.passage.id: source for source in found}.values())

    def ranking(self) -> list[str]:
        """The documents found, in the order of their best passages."""
        return list(dict.fromkeys(source.passage.document_id for source in self.sources()))


def remembering(assistant: Assistant, memory: Memory) -> Assistant:
    """The first time a question is asked, it takes as long as ever."""
    return replace(
        assistant,
        retriever=RememberingRetriever(assistant.retriever, memory),
        selector=RememberingSelector(assistant.selector, memory),
        verifier=RememberingVerifier(assistant.verifier, memory),
    )


class RememberingRetriever(Retriever):
    def __init__(self, retriever: Retriever, memory: Memory) -> None:
        self._retriever = retriever
        self._memory = memory

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        key = (question, viewer, scope, limit, at_any_time)
        if key not in self._memory.retrieved:
            self._memory.retrieved[key] = self._retriever.retrieve(
                question, viewer, scope, limit=limit, at_any_time=at_any_time
            )
        return self._memory.retrieved[key]


class RememberingSelector:
    def __init__(self, selector: EvidenceSelector, memory: Memory) -> None:
        self._selector = selector
        self._memory = memory

    def select(self, question: Understanding, found: Found) -> Selection:
        ranking = tuple((each.candidate.passage.id, each.score) for each in found.ranked)
        key = (question.question, question.standalone, ranking)
        if key not in self._memory.selected:
            self._memory.selected[key] = self._selector.select(question, found)
        self._memory.used.append(self._memory.selected[key])
        return self._memory.selected[key]


class RememberingVerifier:
    def __init__(self, verifier: Verifier, memory: Memory) -> None:
        self._verifier = verifier
        self._memory = memory

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        verdict = self._verifier.verify(sentence, quotes, found)
        if verdict.finding is not Finding.SUPPORTED:
            self._memory.refused.append(Refusal(sentence, verdict))
        return verdict
