"""Measures of a confidence, against cases worked out by hand and rules that hold for any input."""

from itertools import pairwise, permutations
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.statistics.calibration import (
    BINS,
    abstention_curve,
    area_under_risk,
    auroc,
    brier,
    calibration_error,
    false_refusals_at,
    reliability,
    risk_coverage,
)

# Few different confidences, so that there are ties.
CONFIDENCES = st.one_of(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.floats(0, 1))
CASES = st.lists(st.tuples(CONFIDENCES, st.booleans()), min_size=1, max_size=60)
Cases = list[tuple[float, bool]]


def _split(cases: Cases) -> tuple[list[float], list[bool]]:
    return [value for value, _ in cases], [label for _, label in cases]


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auroc([0.9, 0.8, 0.4, 0.1], [True, False, True, False]) == 0.75
    assert auroc([0.5, 0.5], [True, False]) == 0.5


def test_auroc_needs_both_kinds() -> None:
    assert auroc([0.2, 0.9], [True, True]) is None
    assert auroc([], []) is None


@given(CASES)
def test_auroc_agrees_with_counting_pairs(cases: Cases) -> None:
    right = [value for value, label in cases if label]
    wrong = [value for value, label in cases if not label]
    found = auroc(*_split(cases))
    if not right or not wrong:
        assert found is None
    else:
        pairs = [(one > other) + 0.5 * (one == other) for one in right for other in wrong]
        assert found == pytest.approx(sum(pairs) / len(pairs))


def test_bins_hold_as_many_cases_each() -> None:
    confidences = [step / 100 for step in range(100)]
    assert [each.cases for each in reliability(confidences, [True] * 100)] == [10] * BINS


@given(CASES)
def test_every_case_is_in_one_bin_and_ties_share_it(cases: Cases) -> None:
    bins = reliability(*_split(cases))
    assert sum(each.cases for each in bins) == len(cases)
    assert sum(each.cases * each.right for each in bins) == pytest.approx(sum(label for _, label in cases))
    assert len(bins) <= min(BINS, len({value for value, _ in cases}))
    assert [each.confidence for each in bins] == sorted(each.confidence for each in bins)


@given(CASES, st.randoms(use_true_random=False))
def test_no_measure_depends_on_the_order_of_the_questions(cases: Cases, draw: Random) -> None:
    shuffled = draw.sample(cases, len(cases))
    for measure in (calibration_error, area_under_risk, auroc):
        assert measure(*_split(cases)) == pytest.approx(measure(*_split(shuffled)))


def test_a_confidence_that_comes_true_has_no_calibration_error() -> None:
    assert calibration_error([0.5, 0.5, 1.0], [True, False, True]) == 0


def test_the_calibration_error_weighs_each_bin_by_its_cases() -> None:
    assert calibration_error([0.95, 0.95, 0.95, 0.15], [True, True, False, False]) == pytest.approx(
        (3 * (0.95 - 2 / 3) + 0.15) / 4
    )
    assert calibration_error([], []) is None


@given(CASES)
def test_the_calibration_error_lies_between_the_overall_gap_and_one(cases: Cases) -> None:
    confidences, right = _split(cases)
    found = calibration_error(confidences, right)
    assert found is not None
    assert abs(fmean(confidences) - fmean(right)) - 1e-9 <= found <= 1


@given(CASES)
def test_the_brier_score_is_the_sum_of_its_parts(cases: Cases) -> None:
    confidences, right = _split(cases)
    found = brier(confidences, right)
    assert found is not None
    assert found.score == pytest.approx(fmean((value - label) ** 2 for value, label in cases))
    assert found.score == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert -1e-9 <= found.resolution <= found.uncertainty + 1e-9
    assert brier([], []) is None


def test_the_most_confident_are_answered_first() -> None:
    points = risk_coverage([0.1, 0.9, 0.8, 0.7], [False, True, True, False])
    assert [(point.coverage, point.threshold) for point in points] == [(0.25, 0.9), (0.5, 0.8), (0.75, 0.7), (1, 0.1)]
    assert [point.risk for point in points] == pytest.approx([0, 0, 1 / 3, 1 / 2])
    assert risk_coverage([], []) == ()


@given(CASES)
def test_a_point_of_risk_and_coverage_is_what_its_threshold_does(cases: Cases) -> None:
    for point in risk_coverage(*_split(cases)):
        answered = [label for value, label in cases if value >= point.threshold]
        assert point.coverage == pytest.approx(len(answered) / len(cases))
        assert point.risk == pytest.approx(1 - fmean(answered))


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=5))
def test_the_area_is_the_mean_over_every_order_of_ties(cases: Cases) -> None:
    areas = []
    for order in permutations(cases):
        if all(one[0] >= other[0] for one, other in pairwise(order)):
            risks = [fmean(not label for _, label in order[:answered]) for answered in range(1, len(order) + 1)]
            areas.append(fmean(risks))
    assert area_under_risk(*_split(cases)) == pytest.approx(fmean(areas))


@given(CASES, st.data())
def test_one_more_right_answer_never_makes_the_area_larger(cases: Cases, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(cases) - 1))
    better = [*cases[:at], (cases[at][0], True), *cases[at + 1 :]]
    before, after = area_under_risk(*_split(cases)), area_under_risk(*_split(better))
    assert before is not None
    assert after is not None
    assert 0 <= after <= before + 1e-12 <= 1 + 1e-9


@given(CASES)
def test_refusing_more_never_catches_less_nor_costs_less(cases: Cases) -> None:
    points = abstention_curve(*_split(cases))
    for name in ("confidence", "recall", "false_refusals"):
        values = [getattr(point, name) for point in points]
        assert values == sorted(values)
    if points:
        assert points[-1].recall == pytest.approx(1)
        assert points[-1].false_refusals == pytest.approx(1)


def test_false_refusals_are_those_of_the_lowest_threshold_that_catches_enough() -> None:
    confidences = [0.1, 0.2, 0.3, 0.4, 0.3, 0.5, 0.6]
    answerable = [False, False, False, False, True, True, True]
    assert false_refusals_at(0.75, confidences, answerable) == pytest.approx(1 / 3)
    assert false_refusals_at(0.5, confidences, answerable) == 0
    assert false_refusals_at(0.9, [0.5], [True]) is None
