"""A language model's standalone question is used only when it asks what was asked, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from assistant.questions.rewriting import LIMIT_S, ModelReader
from assistant.understand import understand
from knowledge.errors import ModelUnavailable

EARLIER = ("How long is the invoice log kept in the Lotsen system?",)
FOLLOW_UP = "And for consultants?"
GOOD = "How long is the invoice log kept in the Lotsen system for consultants?"


@dataclass
class Speaking:
    """A model that says one thing, or fails."""

    says: str = ""
    fails: bool = False
    asked: list[str] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def stream(self, system: str, user: str, *, tokens: int, limit_s: float) -> Iterator[str]:
        self.asked.append(user)
        self.limits.append(limit_s)
        if self.fails:
            raise ModelUnavailable("down")
        yield from self.says


def standalone(says: str, question: str = FOLLOW_UP, earlier: tuple[str, ...] = EARLIER) -> str:
    return ModelReader(Speaking(says))(question, earlier).standalone


@pytest.mark.parametrize("says", [GOOD, f"{GOOD}\n", f' "{GOOD}"\nBecause you asked about logs.'])
def test_a_rewritten_follow_up_is_what_is_searched_for(says: str) -> None:
    assert standalone(says) == GOOD


@pytest.mark.parametrize(
    "says",
    [
        "",
        "How long is the invoice log kept in the Lotsen system?",
        "How long is the invoice log kept in the Lotsen system for consultants from Glimmerfast?",
        "How long is the invoice log kept for consultants after 2019?",
        "Hur länge sparas fakturaloggen för consultants?",
        "How long is the log kept for consultants? Who keeps it?",
        "The invoice log is kept for consultants for a year.",
        "consultants " * 40 + "?",
    ],
    ids=["nothing", "a lost word", "a new name", "a new number", "another language", "two questions", "an answer",
         "a flood"],
)  # fmt: skip
def test_a_rewriting_that_loses_or_adds_something_gives_way_to_the_rules(says: str) -> None:
    assert standalone(says) == understand(FOLLOW_UP, EARLIER).standalone


def test_a_model_that_fails_gives_way_to_the_rules() -> None:
    reader = ModelReader(Speaking(fails=True))
    assert reader(FOLLOW_UP, EARLIER) == understand(FOLLOW_UP, EARLIER)


def test_the_model_is_asked_about_follow_ups_only_and_has_two_seconds() -> None:
    model = Speaking(GOOD)
    reader = ModelReader(model)
    reader("How long is the revision log kept?", EARLIER)
    reader("How long is the revision log kept?", ())
    assert model.asked == []
    reader(FOLLOW_UP, EARLIER)
    assert model.limits == [LIMIT_S] == [2.0]


def test_a_swedish_follow_up_is_rewritten_in_swedish() -> None:
    good = "Hur många dagars semester gäller för konsulter?"
    assert standalone(good, "Och för konsulter?", ("Hur många dagars semester gäller för anställda?",)) == good
