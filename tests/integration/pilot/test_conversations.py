"""Conversations about the pilot documents: of a follow-up, the right document is found and the right words are said.

Each line of conversations.jsonl is a conversation; a turn is what is asked, the documents that answer it, and words of
the answer, either of those parted by "|".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.understand import understand
from tests.integration.pilot.conftest import Pilot

CONVERSATIONS = [
    json.loads(line) for line in Path(__file__).with_name("conversations.jsonl").read_text("utf-8").splitlines()
]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`place` is that of the first right document among the found ones, from 0; None when it is not among them."""

    place: int | None
    says_it: bool


@pytest.fixture(scope="module")
def follow_ups(pilot: Pilot) -> list[FollowUp]:
    return [turn for conversation in CONVERSATIONS for turn in _held(pilot, conversation)]


def _held(pilot: Pilot, conversation: list[list[str]]) -> Iterator[FollowUp]:
    earlier: list[str] = []
    for ask, about, says in conversation:
        if earlier and about:
            answer, selection = pilot.ask(ask, *earlier)
            documents = list(dict.fromkeys(source.properties.reference for source in selection.found.sources))
            right = [at for at, each in enumerate(documents) if each.removesuffix("-EN").removesuffix("-SV") in about]
            said = " ".join(sentence.text for sentence in answer.sentences).lower()
            yield FollowUp(min(right, default=None), any(words.lower() in said for words in says.split("|")))
        earlier.append(understand(ask, earlier).standalone)


def test_there_are_enough_conversations_to_tell_by() -> None:
    assert len(CONVERSATIONS) >= 40
    assert all(2 <= len(conversation) <= 4 for conversation in CONVERSATIONS)


# Measured when the rules were written: 0.81 and 0.91 of 64 follow-ups, and 0.73 of the answers; with the earlier
# question's words in brackets behind the new one, 0.73, 0.83 and 0.66.
def test_a_follow_up_finds_the_document_that_answers_it(follow_ups: list[FollowUp]) -> None:
    first = sum(turn.place == 0 for turn in follow_ups) / len(follow_ups)
    among_three = sum(turn.place is not None and turn.place < 3 for turn in follow_ups) / len(follow_ups)
    assert first >= 0.78
    assert among_three >= 0.88


def test_the_answer_to_a_follow_up_says_what_was_asked_for(follow_ups: list[FollowUp]) -> None:
    assert sum(turn.says_it for turn in follow_ups) / len(follow_ups) >= 0.7
