"""Bootstrap intervals."""

from collections.abc import Sequence
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.statistics.resampling import intervals, paired_intervals

ROWS = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def _mean(rows: Sequence[float]) -> dict[str, float | None]:
    return {"mean": fmean(rows), "never": None}


def test_an_interval_is_as_wide_as_theory_says_and_repeats_with_its_seed() -> None:
    rows = [0.0, 1.0] * 50
    low, high = intervals(rows, _mean, seed=1)["mean"]
    assert high - low == pytest.approx(2 * 1.96 * 0.05, abs=0.04)
    assert intervals(rows, _mean, seed=1) == intervals(rows, _mean, seed=1)
    assert "never" not in intervals(rows, _mean, seed=1)
    assert intervals([], _mean, seed=1) == {}


@settings(max_examples=30)
@given(ROWS)
def test_an_interval_holds_its_figure(rows: list[float]) -> None:
    low, high = intervals(rows, _mean, seed=1, resamples=40)["mean"]
    assert low <= fmean(rows) <= high


def test_the_same_questions_compare_closer_than_others_would() -> None:
    rows = [0.0, 1.0] * 50
    better = [min(row + 0.1, 1.0) for row in rows]
    low, high = paired_intervals(better, rows, _mean, seed=1)["mean"]
    assert 0 < low <= 0.05 <= high
    assert high - low < 0.03


def test_what_did_not_change_is_worth_nothing_for_sure() -> None:
    assert paired_intervals([0.2, 0.7], [0.2, 0.7], _mean, seed=1)["mean"] == (0, 0)


def test_rows_that_are_no_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="same questions"):
        paired_intervals([0.2], [], _mean, seed=1)
