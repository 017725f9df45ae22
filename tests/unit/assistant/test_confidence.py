"""What is read of the passages counts for the confidence, and only what was read."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from assistant.evidence.confidence import Confidence, Signals, passages_to_read, signals_of
from assistant.evidence.found import Found
from assistant.evidence.selector import Features, Scored, Selection
from assistant.evidence.units import units_of
from assistant.rank import Ranked
from assistant.understand import understand
from knowledge.documents import Passage, Properties
from knowledge.encoder.reader import Reading
from knowledge.index.protocol import Candidate

FIRST, SECOND = "Alla inköp planeras i god tid.", "Chefen beslutar om större inköp."
TEXT = f"{FIRST} {SECOND}"
QUESTION = understand("Vem beslutar om inköp?", ())
NOTHING = Features(**{field.name: 0.0 for field in fields(Features)})
NOWHERE = -40.0


class Pointing:
    """A reader for whom a passage answers where `words` stand in it, as surely as `odds` says, and else does not."""

    def __init__(self, words: str, odds: float = 4.0) -> None:
        self.words, self.odds = words, odds
        self.asked: list[Sequence[Candidate]] = []

    def read(self, question: str, sources: Sequence[Candidate]) -> list[Reading]:
        self.asked.append(sources)
        return [self._reading(source.passage.text) for source in sources]

    def _reading(self, text: str) -> Reading:
        odds = np.full(len(text), NOWHERE)
        if self.words in text:
            odds[text.index(self.words)] = self.odds / 2
        return Reading(np.arange(len(text)), odds, odds)


def selection(*texts: str, best: int = 0, unit: int = 0) -> Selection:
    """Passages in this order, of which `best` has the best unit."""
    sources = [
        Candidate(
            Passage(f"p{at}", f"d{at}", f"r{at}", 0, 100, 100 + len(text), text, ("Inköp",), language="sv"),
            Properties("Policy"),
            None,
            dense=0.9,
            lexical=1.0,
            coverage=0.5,
        )
        for at, text in enumerate(texts)
    ]
    found = Found(tuple(Ranked(source, 1.0) for source in sources))
    return Selection(found, (Scored(units_of(sources[best])[unit], NOTHING, 1.0),))


def signals(reader: Pointing, of: Selection) -> Signals:
    sources = passages_to_read(of)
    readings = reader.read(QUESTION.standalone, sources)
    return signals_of(QUESTION, of, {source.passage.id: said for source, said in zip(sources, readings, strict=True)})


def confidence(reader: Pointing, of: Selection) -> float:
    nothing = Signals(**{field.name: 0.0 for field in fields(Signals)})
    return Confidence(replace(nothing, answered=1.0, read=1.0), 0.0, reader).of(QUESTION, of)


def test_the_best_units_own_place_is_what_counts_for_it() -> None:
    reader = Pointing(SECOND)
    assert signals(reader, selection(TEXT, unit=1)).read == 4.0
    assert signals(reader, selection(TEXT, unit=0)).read < 0


def test_another_passage_that_answers_is_a_sign_of_its_own() -> None:
    said = signals(Pointing("Rektor"), selection(TEXT, "Rektor beslutar."))
    assert said.answered == 4.0
    assert said.read < 0


def test_three_passages_are_read_and_the_best_units_is_always_among_them() -> None:
    reader = Pointing(FIRST)
    confidence(reader, selection(TEXT, TEXT, TEXT, TEXT, TEXT, best=4))
    ((read),) = reader.asked
    assert [source.passage.id for source in read] == ["p4", "p0", "p1"]


def test_the_surer_the_reader_the_surer_the_confidence_within_bounds() -> None:
    odds = (-1e6, -3.0, 0.0, 3.0, 1e6)
    sure = [confidence(Pointing(FIRST, each), selection(TEXT)) for each in odds]
    assert sure == sorted(sure)
    assert 0 < sure[0] < sure[-1] <= 1


def test_where_nothing_was_found_nothing_is_read_and_there_is_no_confidence() -> None:
    reader = Pointing(FIRST)
    assert confidence(reader, Selection(Found(()), ())) == 0
    assert reader.asked == []
