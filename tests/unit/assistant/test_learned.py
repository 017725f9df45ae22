"""The learned weights are the ones of this code, and say what they were learned from."""

import json
from importlib.resources import files

from assistant.evidence.learned import learned


def test_more_meaning_and_more_of_the_question_speak_for_a_unit() -> None:
    units = learned().units
    assert units.meaning > 0
    assert units.own > 0
    assert units.context > 0
    assert units.letterhead < 0


def test_a_closer_passage_with_a_clearer_lead_is_more_surely_an_answer() -> None:
    signals = learned().signals
    assert min(signals.top, signals.margin, signals.meaning, signals.coverage) > 0


def test_every_set_that_was_learned_from_was_also_left_out_once() -> None:
    kept = json.loads(files("assistant").joinpath("weights", "evidence.json").read_text("utf-8"))
    assert set(kept["left_out"]) == set(kept["data"])
