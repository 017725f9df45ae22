from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.intervals import Observed, mean, quantile, share

answers = st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=12)


@given(answers)
def test_an_interval_holds_its_share_and_stays_between_none_and_all(people: list[list[bool]]) -> None:
    found = share([Observed(sum(said), len(said)) for said in people])
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1


def test_all_of_five_is_not_certain() -> None:
    found = share([Observed(1, 1)] * 5)
    assert found is not None
    # Wilson's interval for 5 of 5.
    assert (found.value, found.low, found.high) == (1.0, pytest.approx(0.5655, abs=1e-3), 1.0)


def test_many_questions_of_few_people_tell_less_than_as_many_people() -> None:
    together = share([Observed(10, 10)] * 5 + [Observed(0, 10)] * 5)
    alone = share([Observed(1, 1)] * 50 + [Observed(0, 1)] * 50)
    assert together is not None
    assert alone is not None
    assert together.value == alone.value == 0.5
    assert together.low < 0.3 < 0.4 < alone.low  # type: ignore[operator]


def test_a_mean_has_students_interval() -> None:
    found = mean([Observed(value, 1) for value in (3, 4, 4, 5)], 1, 5)
    assert found is not None
    # Mean 4, standard error 0.408, and 3.182 of them with 3 degrees of freedom, cut at the scale's end.
    assert (found.value, found.low, found.high) == (4.0, pytest.approx(2.70, abs=0.01), 5.0)


def test_a_mean_of_people_who_all_say_the_same_has_no_interval() -> None:
    for same in (5, 0.1):
        found = mean([Observed(3 * same, 3)] * 6, 0, 5)
        assert found is not None
        assert (found.value, found.low, found.high) == (pytest.approx(same), None, None)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_one_of_the_values_and_within_its_interval(values: list[float], at: float) -> None:
    found = quantile(values, at, 5)
    assert found is not None
    assert found.value in values
    assert (found.low is None) == (found.high is None)
    assert found.low is None or found.low <= found.value <= (found.high or inf)


def test_nothing_observed_is_no_figure() -> None:
    assert share([]) is None
    assert mean([Observed(0, 0)], 0, 1) is None
    assert quantile([], 0.5, 0) is None
