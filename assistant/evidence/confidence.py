"""How sure it is that the passages hold an answer, as one number from 0 to 1."""

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from itertools import islice
from statistics import median

from assistant.evidence.reading import Reader
from assistant.evidence.selector import Selection
from assistant.questions.entities import unmet
from assistant.understand import Understanding
from knowledge.encoder.reader import Reading
from knowledge.index.protocol import Candidate

_BEST, _NEAR, _FOUND = 3, 10, 50
_READ = 3
# What the reader says are log odds; beyond this it is as sure as it gets.
_SURE = 20.0
# Log odds where none of the question's names stand about the unit that is to answer it: nine in ten become one in 7.
# Public sets hardly ever ask of Denmark what they say of Sweden, so it cannot be learned there, but people do.
UNMET = -4.0
# Of fewer passages than these the median tells nothing; the lead is then taken to be what it is of answered questions.
_FEWEST_FOUND, _USUAL_LEAD = 10, 0.06
# The sets that were learned from have one language each. Where the question's own was found as well, less is to be
# forgiven: on the pilot, with 1 instead, 59 % rather than two thirds of the unanswerable questions are refused.
_BESIDE_OWN_LANGUAGE = 0.6


@dataclass(frozen=True, slots=True)
class Signals:
    """What confidence rests on, all known before anything is written.

    top: cosine of the closest of the best ten passages; margin: its lead over the median of all that were found, the
    usual lead where they are few.
    read: log odds that the best unit answers, answered: that any of the passages read does, as the reader says.
    meaning: cosine of the best unit. coverage: share of the question that the words of a passage among the best three
    explain; own: that of the best unit. The last two are 0 when the best unit is in the other language, for then words
    tell nothing; foreign is 1 in that case, and less where many passages in the question's language were found.
    """

    top: float
    margin: float
    read: float
    answered: float
    coverage: float
    meaning: float
    own: float
    foreign: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """The estimated chance that the best unit is from a document that answers the question: a logistic function.

    Learned on sets of which half the questions can be answered (learned.py); where more of them can, answers are
    right more often than this says, and the other way round. The share of the question's names that stand nowhere
    about the best unit counts against it.
    """

    weights: Signals
    bias: float
    reader: Reader

    def of(self, question: Understanding, selection: Selection) -> float:
        """0 when nothing was found."""
        if not selection.units:
            return 0.0
        to_read = passages_to_read(selection)
        readings = self.reader.read(question.standalone, to_read)
        said = {source.passage.id: reading for source, reading in zip(to_read, readings, strict=True)}
        signals = signals_of(question, selection, said)
        score = self.bias + sum(
            weight * value for weight, value in zip(astuple(self.weights), astuple(signals), strict=True)
        )
        missed = unmet(question, (selection.units[0].unit,), selection.found.sources[:_NEAR])
        return 1 / (1 + math.exp(-score - UNMET * missed))


def passages_to_read(selection: Selection) -> tuple[Candidate, ...]:
    """The best unit's passage, and the best ranked ones beside it; the selection must have units."""
    first = selection.units[0].unit.source
    others = (source for source in selection.found.sources if source.passage.id != first.passage.id)
    return (first, *islice(others, _READ - 1))


def signals_of(question: Understanding, selection: Selection, readings: Mapping[str, Reading]) -> Signals:
    """The selection must have units; `readings`, by passage id, those of its passages to read."""
    sources, best = selection.found.sources, selection.units[0]
    passage = best.unit.source.passage
    said = readings[passage.id]
    top = max(source.dense for source in sources[:_NEAR])
    found = [source.dense for source in sources[:_FOUND]]
    same = best.unit.source.passage.language == question.language
    own_language = sum(source.passage.language == question.language for source in sources) >= _FEWEST_FOUND
    return Signals(
        top=top,
        margin=top - median(found) if len(found) >= _FEWEST_FOUND else _USUAL_LEAD,
        read=_bounded(said.within(best.unit.start - passage.start, best.unit.end - passage.start)),
        answered=max(_bounded(readings[source.passage.id].anywhere) for source in passages_to_read(selection)),
        coverage=max(source.coverage for source in sources[:_BEST]) if same else 0.0,
        meaning=best.features.meaning,
        own=best.features.own if same else 0.0,
        foreign=0.0 if same else _BESIDE_OWN_LANGUAGE if own_language else 1.0,
    )


def _bounded(odds: float) -> float:
    return min(max(odds, -_SURE), _SURE)
