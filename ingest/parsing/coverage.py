"""How much of a file's text came out as elements: a parse must not lose half of it without a word."""

from collections.abc import Iterable, Sequence

from ingest.elements import Element

_ENOUGH = 0.8
_MIN_CHARS = 40


def coverage_warnings(expected: Iterable[str], elements: Sequence[Element]) -> tuple[str, ...]:
    """A warning when the elements hold clearly fewer letters and digits than the file's raw text, `expected`."""
    wanted = sum(map(_size, expected))
    got = sum(_size(element.text) for element in elements)
    if wanted < _MIN_CHARS or got >= _ENOUGH * wanted:
        return ()
    return (f"Only about {100 * got // wanted} % of its text could be read.",)


def _size(text: str) -> int:
    # Letters and digits only: marks and spaces come and go with the layout.
    return sum(map(str.isalnum, text))
