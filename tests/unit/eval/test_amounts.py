"""Figures with their unit, and no more digits than they are worth."""

import pytest

from eval.report.amounts import amount, between, gained, gained_between, size
from knowledge.goals import Unit


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "share", "not measured"),
        (0.875, "share", "87.5 %"),
        (1.0, "share", "100 %"),
        (0.9999, "share", "> 99.9 %"),
        (0.0001, "share", "< 0.1 %"),
        (0.0, "share", "0 %"),
        (0.816, "score", "0.82"),
        (6100.4, "ms", "6 100 ms"),
        (82.5, "SEK", "SEK 82"),
        (0.3, "SEK", "SEK 0.30"),
        (0.00003, "SEK", "SEK 0.00003"),
        (0.0, "SEK", "SEK 0.00"),
        (5.0, "minutes", "5.0 minutes"),
    ],
)
def test_a_figure_has_its_unit_and_few_digits(value: float | None, unit: Unit, shown: str) -> None:
    assert amount(value, unit).replace("\u202f", " ") == shown


def test_an_interval_has_its_unit_once() -> None:
    assert between((0.841, 0.902), "share").replace("\u202f", " ") == "84.1–90.2 %"
    assert between((120.0, 1655.0), "ms").replace("\u202f", " ") == "120–1 655 ms"


def test_a_change_of_shares_is_in_points_and_has_a_sign() -> None:
    assert gained(-0.281, "share").replace("\u202f", " ") == "−28.1 points"
    assert gained_between((-0.281, 0.094), "share").replace("\u202f", " ") == "−28.1 to +9.4 points"
    assert size(0.03, "share").replace("\u202f", " ") == "3.0 points"
