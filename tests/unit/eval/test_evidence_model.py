"""What is learned from made-up selections: the weights point the right way and the confidence keeps its promise."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.evidence.found import Found
from assistant.evidence.selector import Features, Scored, Selection
from assistant.evidence.units import Unit
from assistant.rank import Ranked
from assistant.understand import Understanding
from eval.learning.evidence_model import LETTERHEAD, Case, cross_validated, learned_from, unread
from knowledge.documents import Passage, Properties
from knowledge.encoder.reader import Reading
from knowledge.index.protocol import Candidate

QUESTION = Understanding("How many?", "How many?", "en")
FEATURES = Features(meaning=0.8, own=0.2, context=0.1, passage=0.0, asked=0.5, steps=0.0, letterhead=0.0)


def _candidate(id_: str, dense: float) -> Candidate:
    passage = Passage(id_, id_, f"{id_}-r", 0, 0, 10, "Ten a day.", language="en")
    return Candidate(passage, Properties("Rules"), None, dense, 1.0, 0.5)


def _case(group: str, number: int, answerable: bool) -> Case:
    """An answerable question has a close passage, and a unit with more of its meaning than the other."""
    noise = np.random.default_rng(number).normal(scale=0.01, size=4)
    top = (0.88 if answerable else 0.82) + noise[0]
    sources = [_candidate("right", top), _candidate("wrong", 0.80 + noise[1])]
    meanings = ((0.90 if answerable else 0.83) + noise[2], 0.82 + noise[3])
    units = tuple(
        Scored(
            Unit(source, 0, 10, "Ten a day.", "sentence", 0, 0),
            replace(FEATURES, meaning=float(meaning), own=0.1 * (number % 5)),
            0.0,
        )
        for source, meaning in zip(sources, meanings, strict=True)
    )
    right = np.array([answerable, False])
    selection = Selection(Found(tuple(Ranked(source, source.dense) for source in sources)), units)
    odds = np.array([2.0 if answerable else -2.0])
    readings = {source.passage.id: Reading(np.array([0]), odds + at, odds) for at, source in enumerate(sources)}
    return Case(group, "own", QUESTION, selection, answerable, right, right, readings)


CASES = [_case(group, number, number % 2 == 0) for group in ("one", "two") for number in range(60)]


def test_the_unit_that_answers_is_learned_to_be_the_one_with_the_meaning() -> None:
    learned = learned_from(CASES)
    assert learned.units.meaning > 10
    assert learned.units.letterhead == LETTERHEAD
    assert learned.signals.top > 0


def test_weights_are_judged_on_a_set_they_were_not_learned_from() -> None:
    figures = cross_validated(CASES)
    assert set(figures) == {"one", "two"}
    assert figures["one"]["auroc"] == pytest.approx(1, abs=0.02)
    assert figures["one"]["best_unit_in_gold_document"] == 1
    assert figures["one"]["false_refusals_at_abstention_recall_0.9"] == 0
    assert figures["one"]["ece"] < 0.3


def test_with_one_set_nothing_can_be_left_out() -> None:
    assert cross_validated(CASES[:60]) == {}


def test_what_the_reader_adds_is_seen_when_it_says_nothing() -> None:
    silent = learned_from([unread(case) for case in CASES])
    assert (silent.signals.read, silent.signals.answered) == (0, 0)
    assert silent.units == learned_from(CASES).units
