"""Questions that the pilot documents answer beside near misses: another country, product, role, year; out of scope."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.questions.entities import unmet
from assistant.schemas.answers import Answer, AnswerStatus
from assistant.understand import understand
from tests.integration.pilot.conftest import Pilot

QUESTIONS = [json.loads(line) for line in Path(__file__).with_name("look_alikes.jsonl").read_text("utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class Asked:
    """`says` are words of the right answer; `swapped` is the kind of the name that the documents do not have."""

    says: str
    swapped: str
    answer: Answer
    unmet: float


@pytest.fixture(scope="module")
def asked(pilot: Pilot) -> list[Asked]:
    return [_asked(pilot, row) for row in QUESTIONS]


def _asked(pilot: Pilot, row: dict[str, str]) -> Asked:
    question = understand(row["ask"], [])
    answer, selection = pilot.ask(row["ask"])
    missing = unmet(question, [scored.unit for scored in selection.units[:1]], selection.found.sources)
    return Asked(row.get("says", ""), row.get("swapped", ""), answer, missing)


def _says(asked: Asked) -> bool:
    said = " ".join(sentence.text for sentence in asked.answer.sentences).lower()
    return any(words.lower() in said for words in asked.says.split("|"))


def test_there_are_enough_of_each_kind_to_tell_by() -> None:
    assert len(QUESTIONS) >= 60
    assert sum("says" in row for row in QUESTIONS) >= 25
    assert sum("swapped" in row for row in QUESTIONS) >= 20


def test_a_question_that_is_answered_is_answered_right(asked: list[Asked]) -> None:
    said = [_says(each) for each in asked if each.says]
    assert sum(said) / len(said) >= 0.85


def test_a_swapped_name_is_seen_to_be_missing_and_a_right_one_is_not(asked: list[Asked]) -> None:
    swapped = [each.unmet >= 0.5 for each in asked if each.swapped]
    right = [each.unmet >= 0.5 for each in asked if each.says]
    assert sum(swapped) / len(swapped) >= 0.95
    assert sum(right) / len(right) <= 0.05


def test_what_is_out_of_scope_nonsense_or_in_another_language_gets_no_answer(asked: list[Asked]) -> None:
    others = [each.answer.status is AnswerStatus.ABSTAINED for each in asked if not each.says and not each.swapped]
    assert sum(others) / len(others) >= 0.85
