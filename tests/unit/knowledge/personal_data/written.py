"""Personnummer as Hypothesis makes them up, in all the forms in which people write them."""

from datetime import date

from hypothesis import strategies as st

SEPARATORS = ("-", "–", "\u2011", " - ", " ", "")


def check_digit(digits: str) -> int:
    """The Luhn check digit of nine digits, worked out here so that the tests do not rest on the library."""
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(digits)]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


@st.composite
def identity_numbers(draw: st.DrawFn, *, coordination: bool = False, right: bool = True) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
    day = born.day + 60 * coordination
    digits = f"{born:%y%m}{day:02}{draw(st.integers(0, 999)):03}"
    check = check_digit(digits) if right else (check_digit(digits) + draw(st.integers(1, 9))) % 10
    century = draw(st.sampled_from(["", f"{born:%Y}"[:2]]))
    separator = draw(st.sampled_from(SEPARATORS if century or born.year > 1925 else (*SEPARATORS, "+")))
    return f"{century}{digits[:6]}{separator}{digits[6:]}{check}"
