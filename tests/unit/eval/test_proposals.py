"""Proposals by a language model: only what is quoted word for word is taken."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from eval.golden.candidates import Origin
from eval.golden.proposals import ModelProposals
from knowledge.documents import Document, Passage, Properties

ON = date(2026, 11, 25)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "Varje anställd har 30 semesterdagar om året. Konsulter har inga. " * 4
PASSAGE = Passage("p", "d", "r", 0, 0, len(TEXT), TEXT, language="sv")
DOCUMENT = Document("d", Properties("Ledighet", reference="A-1", audience=("hr",)), "r", NOW, NOW)
GOOD = {
    "question": "Hur mycket ledigt får jag?",
    "answer": "Du får 30 semesterdagar.",
    "short": "30 semesterdagar",
    "quote": "Varje anställd har 30 semesterdagar om året.",
}


@dataclass
class Says:
    """A model that always says the same."""

    text: str
    system: str = ""

    def stream(self, system: str, user: str, *, tokens: int, limit_s: float) -> Iterator[str]:
        self.system = system
        yield from self.text.splitlines(keepends=True)


def test_a_quoted_proposal_becomes_a_candidate_for_those_who_may_see_the_document() -> None:
    says = Says(f"Here you are:\n```\n{json.dumps(GOOD)},\n```\n")
    ((candidate),) = ModelProposals(says).about(PASSAGE, DOCUMENT, ON)
    assert (candidate.question, candidate.reference) == (GOOD["question"], GOOD["answer"])
    assert [(gold.document, gold.quote) for gold in candidate.gold] == [("A-1", GOOD["quote"])]
    assert (candidate.groups, candidate.language, candidate.origin) == (("hr",), "sv", Origin.MODEL)
    assert "Swedish" in says.system


def test_what_is_not_in_the_passage_or_not_readable_is_counted_and_left_out() -> None:
    invented = GOOD | {"quote": "Varje anställd har 40 semesterdagar."}
    proposals = ModelProposals(Says(f'{json.dumps(invented)}\n{{"question": \n'))
    assert list(proposals.about(PASSAGE, DOCUMENT, ON)) == []
    assert proposals.unusable == 2


def test_a_passage_too_short_to_ask_about_costs_no_call() -> None:
    says = Says(json.dumps(GOOD))
    short = Passage("p", "d", "r", 0, 0, 5, "Sida.", language="sv")
    assert list(ModelProposals(says).about(short, DOCUMENT, ON)) == []
    assert says.system == ""
