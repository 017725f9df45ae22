"""The assistant with a part taken out, and one that remembers what it found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.evidence.found import Found, Quote
from assistant.evidence.selector import Features, Scored, Selection
from assistant.evidence.units import units_of
from assistant.rank import rank
from assistant.retrieve import Retrieved, Retriever
from assistant.schemas.answers import Scope
from assistant.understand import Understanding, understand
from assistant.verify import Finding, Verdict
from eval.variants import (
    Deaf,
    InOrder,
    Lenient,
    Memory,
    RememberingRetriever,
    RememberingSelector,
    RememberingVerifier,
    without_meaning,
)
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate

QUESTION = understand("When are invoices paid?", ())
NOTHING = Features(*[0.0] * len(Features.__dataclass_fields__))


def _candidate(name: str, dense: float, lexical: float) -> Candidate:
    text = f"One thing is said in {name} here. Another thing follows it there."
    return Candidate(
        Passage(name, f"doc-{name}", "r", 0, 0, len(text), text), Properties(name), None, dense, lexical, 0.5
    )


@dataclass
class Finder(Retriever):
    asked: list[str] = field(default_factory=list)

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        self.asked.append(question)
        return Retrieved((_candidate("a", 0.9, 1.0), _candidate("b", 0.8, 3.0), _candidate("c", 0.7, 2.0)), 0.5, 1)


@dataclass
class Picker:
    """The last sentence of the last passage is best."""

    asked: int = 0

    def select(self, question: Understanding, found: Found) -> Selection:
        self.asked += 1
        units = [unit for source in found.sources for unit in units_of(source)]
        return Selection(found, tuple(Scored(unit, NOTHING, float(at)) for at, unit in enumerate(units))[::-1])


class Strict:
    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        return Verdict(Finding.SUPPORTED if sentence == "Said." else Finding.NOT_FOUND, 0.5)


def _found() -> Found:
    return Found(rank(Finder().retrieve("", LOCAL_OWNER, Scope()).candidates))


def test_what_was_found_is_found_once_a_question() -> None:
    finder, memory = Finder(), Memory()
    retriever = RememberingRetriever(finder, memory)
    first = retriever.retrieve("q", LOCAL_OWNER, Scope())
    assert retriever.retrieve("q", LOCAL_OWNER, Scope()) is first
    retriever.retrieve("q", LOCAL_OWNER, Scope(), at_any_time=True)
    assert len(finder.asked) == 2
    memory.forget()
    retriever.retrieve("q", LOCAL_OWNER, Scope())
    assert len(finder.asked) == 3


def test_what_verification_refused_is_kept_for_one_asking() -> None:
    memory = Memory()
    verifier = RememberingVerifier(Strict(), memory)
    verifier.verify("Said.", (), ())
    verifier.verify("Invented.", (), ())
    assert [refusal.sentence for refusal in memory.refused] == ["Invented."]
    assert Lenient(verifier).verify("Invented.", (), ()).finding is Finding.SUPPORTED
    memory.begin()
    assert memory.refused == []


def test_another_ranking_is_selected_from_anew() -> None:
    picker, memory, found = Picker(), Memory(), _found()
    selector = RememberingSelector(picker, memory)
    selector.select(QUESTION, found)
    selector.select(QUESTION, found)
    assert picker.asked == 1
    selector.select(QUESTION, Found(found.ranked[:1]))
    assert picker.asked == 2


def test_the_documents_found_for_several_questions_at_once_take_turns() -> None:
    memory, found = Memory(), _found()
    selector = RememberingSelector(Picker(), memory)
    assert memory.ranking() == []
    selector.select(QUESTION, found)
    selector.select(QUESTION, Found(found.ranked[::-1]))
    order = [source.passage.document_id for source in found.sources]
    assert memory.ranking() == [order[0], order[2], order[1]]


def test_without_meaning_the_words_decide_and_the_level_stays() -> None:
    found = Deaf(Finder(), without_meaning).retrieve("q", LOCAL_OWNER, Scope())
    assert {each.dense for each in found.candidates} == {0.9}
    assert [item.candidate.passage.id for item in rank(found.candidates)] == ["b", "c", "a"]


def test_without_the_choice_of_units_they_stand_as_in_their_passages() -> None:
    found = _found()
    selection = InOrder(Picker()).select(QUESTION, found)
    places = [(scored.unit.source.passage.id, scored.unit.ordinal) for scored in selection.units]
    assert places == [(source.passage.id, ordinal) for source in found.sources for ordinal in (0, 1)]
    assert len({scored.score for scored in selection.units}) == 1
