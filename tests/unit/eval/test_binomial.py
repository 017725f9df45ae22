"""Exact binomial bounds, against published values and their own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.statistics.binomial import at_most, lower_bound, upper_bound


def test_the_bounds_are_those_of_the_tables() -> None:
    assert upper_bound(0, 59, 0.05) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert (lower_bound(3, 10, 0.025), upper_bound(3, 10, 0.025)) == pytest.approx((0.0667, 0.6525), abs=1e-4)
    assert (lower_bound(0, 0, 0.05), upper_bound(0, 0, 0.05)) == (0, 1)
    assert (lower_bound(5, 5, 0.05), upper_bound(5, 5, 0.05)) == pytest.approx((0.05 ** (1 / 5), 1))


def test_a_count_is_as_likely_as_by_hand() -> None:
    assert at_most(1, 3, 0.5) == pytest.approx(0.5)
    assert (at_most(0, 4, 0.0), at_most(3, 4, 1.0), at_most(4, 4, 1.0)) == (1, 0, 1)


@given(st.integers(1, 400), st.data())
def test_at_its_bound_a_share_is_just_as_unlikely_as_allowed(cases: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, cases - 1))
    bound = upper_bound(successes, cases, 0.05)
    assert successes / cases <= bound <= 1
    assert at_most(successes, cases, bound) == pytest.approx(0.05, abs=1e-6)
