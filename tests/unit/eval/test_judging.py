"""At which stage a question went wrong."""

import pytest

from assistant.schemas.answers import Answer
from eval.question_sets.figures import Outcome
from eval.question_sets.judging import Asked, outcome_of
from tests.unit.eval.asked import UNANSWERABLE, answer, asked

SAID = answer("Fakturor betalas inom trettio dagar.")
BESIDE = answer("Fakturor sparas i sju år.")
SILENT = answer(confidence=0.1)
HELD_BACK = answer(confidence=0.8)
FAR = (*"abcdefghij", "gold")


@pytest.mark.parametrize(
    ("asked_for", "right", "outcome"),
    [
        (asked(SAID), True, Outcome.RIGHT),
        (asked(SAID, ranking=("other",)), False, Outcome.RETRIEVAL),
        (asked(SAID, ranking=FAR), False, Outcome.RETRIEVAL),
        (asked(SAID, ranking=("other", "gold")), False, Outcome.RANKING),
        (asked(BESIDE), True, Outcome.WRITING),
        (asked(HELD_BACK), False, Outcome.VERIFICATION),
        (asked(SILENT, told=SAID), True, Outcome.ABSTENTION),
        (asked(SILENT, told=SAID), False, Outcome.RANKING),
        (asked(SILENT, ranking=()), False, Outcome.RETRIEVAL),
        (asked(SILENT, question=UNANSWERABLE), False, Outcome.RIGHT),
        (asked(SAID, question=UNANSWERABLE), False, Outcome.ABSTENTION),
    ],
)
def test_a_question_is_counted_to_the_first_stage_that_failed(asked_for: Asked, right: bool, outcome: Outcome) -> None:
    assert outcome_of(asked_for, right) is outcome


@pytest.mark.parametrize(("given", "held_back"), [(SAID, False), (SILENT, False), (HELD_BACK, True)])
def test_what_the_confidence_sufficed_for_and_is_not_said_was_held_back(given: Answer, held_back: bool) -> None:
    assert asked(given).held_back is held_back


def test_the_best_gold_document_counts() -> None:
    assert asked(SAID, ranking=FAR).gold_rank == 11
    assert asked(SAID, ranking=()).gold_rank is None
