"""Which threshold is advised, and when none is."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from eval.question_sets.figures import Judged
from eval.question_sets.threshold import advice_report, advise, cost_of
from tests.unit.eval.answered import FOOLED, RIGHT, SILENT, UNANSWERABLE

SURE = [replace(RIGHT, confidence=0.9)] * 300
UNSURE = [replace(FOOLED, confidence=0.3)] * 60 + [replace(RIGHT, confidence=0.35)] * 40
CASES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80)


def _judged(cases: list[tuple[float, bool]]) -> list[Judged]:
    return [replace(RIGHT, confidence=value, right=right, answerable=right) for value, right in cases]


def test_the_lowest_threshold_that_keeps_the_target_is_advised() -> None:
    advice = advise([*SURE, *UNSURE], target=0.05, current=0.4)
    assert advice.proven is not None
    assert advice.proven.threshold == 0.31
    assert advice.proven.wrong == 0
    assert advice.proven.abstention_recall == 1


def test_what_few_questions_show_is_not_taken_for_proven() -> None:
    advice = advise(SURE[:20], target=0.05, current=0.4)
    assert advice.observed is not None
    assert advice.proven is None
    assert advice_report(advice)["recommended"] is None


def test_a_target_that_no_threshold_keeps_is_said_to_be_out_of_reach() -> None:
    advice = advise([replace(RIGHT, right=False)] * 50 + SURE[:50], target=0.05, current=0.4)
    assert advice.observed is None
    assert advice.proven is None


def test_a_threshold_costs_the_answerable_questions_it_refuses() -> None:
    cost = cost_of([RIGHT, SILENT, UNANSWERABLE, FOOLED], 0.5)
    assert (cost.given, cost.wrong, cost.risk) == (2, 1, 0.5)
    assert (cost.false_refusals, cost.abstention_recall, cost.coverage) == (0.5, 0.5, 0.5)
    assert cost.risk_bound > 0.5


def test_what_verification_holds_back_is_given_at_no_threshold() -> None:
    assert cost_of([replace(SILENT, sayable=False)], 0.0).given == 0


def test_without_questions_there_is_no_advice() -> None:
    advice = advise([], target=0.05, current=0.4)
    assert (advice.observed, advice.proven, advice.current.risk) == (None, None, None)


@given(CASES, st.sampled_from([0.05, 0.2, 0.5]))
def test_a_proven_threshold_kept_the_target_on_these_questions_too(
    cases: list[tuple[float, bool]], target: float
) -> None:
    advice = advise(_judged(cases), target, 0.4)
    if advice.proven:
        assert advice.observed is not None
        assert advice.observed.threshold <= advice.proven.threshold
        assert advice.proven.risk is not None
        assert advice.proven.risk <= target
        assert advice.proven.risk_bound <= target


@given(CASES)
def test_a_higher_threshold_never_gives_more_answers(cases: list[tuple[float, bool]]) -> None:
    given_answers = [cost.given for cost in advise(_judged(cases), 0.05, 0.4).curve]
    assert given_answers == sorted(given_answers, reverse=True)
