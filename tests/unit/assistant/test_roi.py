"""The business case: what a range of assumptions comes to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.schemas.roi import Assumptions, Range
from assistant.steering.roi import EXAMPLE, roi_of


def certain(**values: float) -> Assumptions:
    """Every assumption exactly one value."""
    given = {
        "people": 60,
        "questions_per_person_week": 2,
        "minutes_saved_per_question": 6,
        "realised_share": 0.5,
        "first_months_share": 1,
        "weeks_per_year": 50,
        "hour_cost_sek": 500,
        "integration_sek": 20_000,
        "training_hours_per_person": 1,
        "licence_sek_year": 12_000,
        "machine_sek_year": 0,
        "operation_hours_year": 40,
        "review_hours_year": 20,
        "governance_hours_year": 20,
        **values,
    }
    return Assumptions.model_validate(
        {name: {"low": value, "likely": value, "high": value} for name, value in given.items()}
    )


def test_a_certain_case_is_worked_out_as_by_hand() -> None:
    result = roi_of(certain())
    # 6,000 questions a year save 600 hours, of which half is worth 500 SEK an hour.
    assert result.hours_saved_month.middle == pytest.approx(50)
    assert result.yearly_benefit.middle == pytest.approx(150_000)
    # 12,000 in licences and 80 hours of work; 20,000 and 60 hours of training to begin with.
    assert result.yearly_cost.middle == pytest.approx(52_000)
    assert result.investment.middle == pytest.approx(50_000)
    assert result.net_value.middle == pytest.approx(3 * (150_000 - 52_000) - 50_000)
    assert result.roi.middle == pytest.approx(244_000 / 206_000)
    # 8,167 a month are left, so the seventh month is the first one ahead.
    assert result.payback_months.middle == 7
    assert (result.net_value.low, result.chance_positive) == (pytest.approx(244_000), 1.0)
    assert result.influences == ()


def test_the_first_three_months_bring_less() -> None:
    late, early = roi_of(certain(first_months_share=0.5)), roi_of(certain())
    assert early.net_value.middle - late.net_value.middle == pytest.approx(150_000 / 4 / 2)  # type: ignore[operator]


def test_what_costs_more_than_it_brings_is_never_paid_back() -> None:
    result = roi_of(certain(licence_sek_year=200_000))
    assert result.payback_months.middle is None
    assert result.chance_positive == 0.0


def test_what_is_unsure_gives_a_range_and_the_same_one_each_time() -> None:
    result = roi_of(EXAMPLE)
    assert result == roi_of(EXAMPLE)
    assert result.net_value.low < result.net_value.middle < result.net_value.high  # type: ignore[operator]
    assert 0 < result.chance_positive < 1


def test_what_matters_most_comes_first() -> None:
    influences = roi_of(EXAMPLE).influences
    widths = [abs(each.at_high - each.at_low) for each in influences]
    assert widths == sorted(widths, reverse=True)
    assert influences[0].assumption == "questions_per_person_week"
    assert "licence_sek_year" not in {each.assumption for each in influences}


amounts = st.floats(0, 1e6).map(lambda value: round(value, 2))


@settings(max_examples=20, deadline=None)
@given(st.lists(amounts, min_size=3, max_size=3).map(sorted), st.lists(amounts, min_size=3, max_size=3).map(sorted))
def test_the_middle_case_lies_in_its_range(people: list[float], licence: list[float]) -> None:
    low, likely, high = people
    given = {"people": Range(low=low, likely=likely, high=high)}
    low, likely, high = licence
    given["licence_sek_year"] = Range(low=low, likely=likely, high=high)
    result = roi_of(EXAMPLE.model_copy(update=given))
    assert result.net_value.low <= result.net_value.middle <= result.net_value.high  # type: ignore[operator]
    assert 0 <= result.chance_positive <= 1


@pytest.mark.parametrize(
    ("name", "values"), [("people", (3, 2, 4)), ("realised_share", (0.2, 0.5, 1.5)), ("people", (-1, 2, 4))]
)
def test_a_range_that_cannot_be_is_refused(name: str, values: tuple[float, float, float]) -> None:
    given = EXAMPLE.model_dump() | {name: dict(zip(("low", "likely", "high"), values, strict=True))}
    with pytest.raises(ValidationError):
        Assumptions.model_validate(given)
