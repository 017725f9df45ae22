"""How sure it is that the passages hold an answer, as one number from 0 to 1."""

import math
from dataclasses import astuple, dataclass
from statistics import median

from assistant.evidence.selector import Selection
from assistant.questions.entities import unmet
from assistant.understand import Understanding

_BEST, _NEAR, _FOUND = 3, 10, 50
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
    meaning: cosine of the best unit. coverage: share of the question that the words of a passage among the best three
    explain; own: that of the best unit. The last two are 0 when the best unit is in the other language, for then words
    tell nothing; foreign is 1 in that case, and less where many passages in the question's language were found.
    """

    top: float
    margin: float
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

    def of(self, question: Understanding, selection: Selection) -> float:
        """0 when nothing was found."""
        if not selection.units:
            return 0.0
        signals = signals_of(question, selection)
        score = self.bias + sum(
            weight * value for weight, value in zip(astuple(self.weights), astuple(signals), strict=True)
        )
        missed = unmet(question, (selection.units[0].unit,), selection.found.sources[:_NEAR])
        return 1 / (1 + math.exp(-score - UNMET * missed))


def signals_of(question: Understanding, selection: Selection) -> Signals:
    """The selection must have units."""
    sources, best = selection.found.sources, selection.units[0]
    top = max(source.dense for source in sources[:_NEAR])
    found = [source.dense for source in sources[:_FOUND]]
    same = best.unit.source.passage.language == question.language
    own_language = sum(source.passage.language == question.language for source in sources) >= _FEWEST_FOUND
    return Signals(
        top=top,
        margin=top - median(found) if len(found) >= _FEWEST_FOUND else _USUAL_LEAD,
        coverage=max(source.coverage for source in sources[:_BEST]) if same else 0.0,
        meaning=best.features.meaning,
        own=best.features.own if same else 0.0,
        foreign=0.0 if same else _BESIDE_OWN_LANGUAGE if own_language else 1.0,
    )
