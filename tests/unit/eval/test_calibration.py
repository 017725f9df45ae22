"""Measures of a confidence, against cases worked out by hand and rules that hold for any input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.calibration import auroc, bootstrap, calibration_error, reliability, risk_coverage

CASES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auroc([0.9, 0.8, 0.4, 0.1], [True, False, True, False]) == 0.75
    assert auroc([0.5, 0.5], [True, False]) == 0.5


def test_auroc_needs_both_kinds() -> None:
    assert auroc([0.2, 0.9], [True, True]) is None
    assert auroc([], []) is None


@given(CASES)
def test_auroc_agrees_with_counting_pairs(cases: list[tuple[float, bool]]) -> None:
    right = [value for value, label in cases if label]
    wrong = [value for value, label in cases if not label]
    found = auroc([value for value, _ in cases], [label for _, label in cases])
    if not right or not wrong:
        assert found is None
    else:
        pairs = [(one > other) + 0.5 * (one == other) for one in right for other in wrong]
        assert found == pytest.approx(sum(pairs) / len(pairs))


def test_a_confidence_that_comes_true_has_no_calibration_error() -> None:
    assert calibration_error([0.5, 0.5, 1.0], [True, False, True]) == 0


def test_the_calibration_error_weighs_each_bin_by_its_cases() -> None:
    assert calibration_error([0.95, 0.95, 0.95, 0.15], [True, True, False, False]) == pytest.approx(
        (3 * (0.95 - 2 / 3) + 0.15) / 4
    )
    assert calibration_error([], []) is None


@given(CASES)
def test_every_case_is_in_one_bin(cases: list[tuple[float, bool]]) -> None:
    bins = reliability([value for value, _ in cases], [label for _, label in cases])
    assert sum(each.cases for each in bins) == len(cases)


def test_the_most_confident_are_answered_first() -> None:
    points = risk_coverage([0.1, 0.9, 0.8, 0.7], [False, True, True, False])
    by_coverage = {point.coverage: point for point in points}
    assert by_coverage[0.5].risk == 0
    assert by_coverage[0.5].threshold == 0.8
    assert by_coverage[1.0].risk == 0.5
    assert risk_coverage([], []) == ()


def test_an_interval_holds_the_figure_and_repeats_with_its_seed() -> None:
    rows = [0.0, 1.0] * 50

    def mean(drawn: object) -> dict[str, float | None]:
        assert isinstance(drawn, list)
        return {"mean": sum(drawn) / len(drawn), "never": None}

    low, high = bootstrap(rows, mean, seed=1)["mean"]
    assert low < 0.5 < high
    assert high - low == pytest.approx(0.2, abs=0.08)
    assert bootstrap(rows, mean, seed=1) == bootstrap(rows, mean, seed=1)
    assert "never" not in bootstrap(rows, mean, seed=1)
    assert bootstrap([], mean, seed=1) == {}
