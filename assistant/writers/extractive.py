"""Answers in the sources' own words: their sentences, list items and table rows, most to the point first."""

import re
from collections.abc import Iterator, Sequence

from assistant.evidence.found import Draft, Quote
from assistant.evidence.selector import Scored, Selection
from assistant.evidence.units import Unit, units_of
from assistant.llm.protocol import TokenCount
from assistant.questions.asked import asks_for_several, asks_for_steps
from assistant.understand import Understanding
from knowledge.lexical import passage_terms

MAX_PICKS = 3
MAX_LISTED = 12
# A unit is worth adding when its score comes this close to the best one's.
_CLOSE = 0.6
# Two units say the same when they share this much of the shorter one's stems.
_SAME = 0.7

# So many items are read at a glance, and a list of them is shown whole.
_SHORT_LIST = 6

_LEANS_BACK = re.compile(
    r"(den|det|de|denna|detta|dessa|då|därför|dessutom|där|it|this|these|that|those|they|then|he|she|therefore|"
    r"however|also)\b",
    re.IGNORECASE,
)


class ExtractiveWriter:
    name = "extractive"

    def write(self, question: Understanding, selection: Selection, tokens: TokenCount) -> Iterator[Draft]:
        if not selection.units:
            return
        blocks: dict[tuple[str, int], list[Unit]] = {}
        for unit in _Choice(question.question, selection.units).units:
            blocks.setdefault((unit.source.passage.id, unit.run), []).append(unit)
        for block, units in enumerate(blocks.values()):
            yield from _drafts(sorted(units, key=lambda unit: unit.ordinal), block)


class _Choice:
    """The best unit with what belongs to it, then others that come close and say something new."""

    def __init__(self, question: str, scored: Sequence[Scored]) -> None:
        self._wants_list = asks_for_several(question)
        self._wants_steps = asks_for_steps(question)
        self._close = [item.unit for item in scored if item.score >= scored[0].score - _CLOSE]
        self.units: list[Unit] = []
        picks = 0
        for unit in self._close:
            if picks == MAX_PICKS:
                break
            new = [other for other in self._with_its_own(unit) if not any(_repeats(other, one) for one in self.units)]
            if unit in new:
                self.units.extend(new)
                picks += 1

    def _with_its_own(self, unit: Unit) -> list[Unit]:
        """The unit and what it cannot be read without: its list, or the sentence it leans back on."""
        siblings = units_of(unit.source)
        if unit.introduces:
            below = [other for other in siblings if other.form != "sentence" and other.lead == unit.text]
            return [unit, *below[:MAX_LISTED]]
        if unit.form != "sentence":
            return self._of_list(unit, siblings)
        before = siblings[unit.ordinal - 1] if unit.ordinal else None
        if before is not None and before.form == "sentence" and not before.introduces and _LEANS_BACK.match(unit.text):
            return [before, unit]
        return [unit]

    def _of_list(self, unit: Unit, siblings: Sequence[Unit]) -> list[Unit]:
        """The whole list or table where the question is about all of it, else the unit; under what introduces it."""
        listed = [other for other in siblings if other.form == unit.form and other.run == unit.run]
        introductions = [other for other in siblings if other.introduces and other.text == unit.lead]
        close = sum(other in self._close for other in listed)
        steps = self._wants_steps and unit.numbered
        several = self._wants_list and 2 * close >= len(listed)
        # "It must contain the following:" and then half of it would say something else than the source.
        announced = unit.form == "item" and bool(introductions) and (close > 1 or len(listed) <= _SHORT_LIST)
        whole = len(listed) <= MAX_LISTED and (steps or several or announced)
        return [*introductions, *(listed if whole else [unit])]


def _repeats(unit: Unit, other: Unit) -> bool:
    if unit == other:
        return True
    if unit.form != "sentence" and unit.run == other.run and unit.source is other.source:
        return False
    mine, its = _stems(unit), _stems(other)
    return len(mine & its) >= _SAME * min(len(mine), len(its))


def _stems(unit: Unit) -> frozenset[int]:
    return frozenset(passage_terms(unit.text, unit.source.passage.language).indices)


def _drafts(units: Sequence[Unit], block: int) -> Iterator[Draft]:
    """A list that only its heading introduces gets that as a line of its own: "You must not:" changes its meaning."""
    first = units[0]
    if first.form == "item" and not first.lead.endswith(":"):
        yield Draft(f"{_unnumbered(first.lead or first.heading)}:", (_quote(first),), "sentence", block)
    for unit in units:
        yield Draft(unit.shown, (_quote(unit),), unit.form, block)


def _quote(unit: Unit) -> Quote:
    return Quote(unit.source, unit.start, unit.end, unit.text)


def _unnumbered(heading: str) -> str:
    return re.sub(r"^[\d.]+\s+", "", heading).rstrip(":")
