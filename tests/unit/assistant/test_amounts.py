"""Numbers are read as people write them, in both languages, and no text is too odd to be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.amounts import amounts, number_of


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("750 000", 750_000.0),
        ("750,000", 750_000.0),
        ("1.234.567,89", 1_234_567.89),
        ("12 000,50", 12_000.5),
        ("1,5", 1.5),
        ("0,250", 0.25),
        ("0.123.456", 123_456.0),
        ("1234,567", 1234.567),
        ("72", 72.0),
    ],
)
def test_a_number_is_read_as_it_is_written(written: str, value: float) -> None:
    assert number_of(written) == value


def test_two_numbers_side_by_side_are_two() -> None:
    assert [amount.bare for amount in amounts("mellan 86.000.000 100.000.000 besökare")] == [86e6, 100e6]


@given(
    st.lists(
        st.text("0123456789. ,-––:%§kKmM½²٣", max_size=12)
        | st.sampled_from(["kr", "SEK", "och", "procent", "mdkr", "högst", "2026", "tusen"]),
        max_size=8,
    )
)
def test_no_text_is_too_odd_to_be_read(pieces: list[str]) -> None:
    for joint in ("", " "):
        amounts(joint.join(pieces))
