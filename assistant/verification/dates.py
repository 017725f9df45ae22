"""Dates, months, quarters, weekdays and times of day in Swedish and English, in one form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("måndag monday", "tisdag tuesday", "onsdag wednesday", "torsdag thursday", "fredag friday",
         "lördag saturday", "söndag sunday")
    )
    for name in names.split()
}  # fmt: skip
_ORDINALS = {
    name: number
    for number, names in enumerate(
        ("första first", "andra second", "tredje third", "fjärde fourth"), start=1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th|:[ae])?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_DATE = re.compile(
    rf"(?<![\w-])(?:"
    rf"{_YEAR.format('y1')}-(?P<m1>[01]\d)(?:-(?P<d1>[0-3]\d))?(?![\w-])"
    rf"|{_DAY.format('d2')}(?: of)? (?P<m2>{_MONTH})\b\.?(?:,? {_YEAR.format('y2')})?"
    rf"|(?P<m3>{_MONTH})\b\.? {_DAY.format('d3')}(?!\d)(?:,? {_YEAR.format('y3')})?"
    rf"|(?P<m4>{_MONTH})\b\.?,? {_YEAR.format('y4')}"
    rf"|(?P<d5>[0-3]?\d)[/.](?P<m5>[01]?\d)[ /.]+{_YEAR.format('y5')}"
    rf")(?!\d)",
    re.IGNORECASE,
)
# "may" and "mar" are words as well; "March" is a month when written as one.
_MONTH_ALONE = re.compile(
    r"\b(januari|january|februari|february|mars|March|april|maj|juni|june|juli|july|augusti|august|september|"
    r"oktober|october|november|december)(?=s?\b)"
)
_QUARTER = re.compile(
    r"\bQ(?P<a>[1-4])\b|\bkvartal (?P<b>[1-4])\b|"
    r"\b(?P<c>första|andra|tredje|fjärde|first|second|third|fourth) (?:kvartalet|quarter)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})(?:en|ar|arna|s|ens)?\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:\b(?:kl\.?|klockan) ?(?P<h1>[0-2]?\d)(?:[.:](?P<m1>[0-5]\d))?(?!\d)|"
    r"(?<![\w.,:])(?P<h2>[0-2]?\d):(?P<m2>[0-5]\d)(?![\d:])(?: ?(?P<p2>[ap])\.?m\b)?|"
    r"(?<![\w.,:])(?P<h3>1?\d)(?:\.(?P<m3>[0-5]\d))? ?(?P<p3>[ap])\.?m\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the calendar. `kind` is "date" (year, month, day, each 0 where not said), or what else repeats:
    "quarter", "weekday", "clock" (minutes since midnight), of which `parts` has one number."""

    kind: str
    parts: tuple[int, ...]
    start: int
    end: int
    written: str

    def stands_in(self, moments: Sequence["Moment"], years: frozenset[int]) -> bool:
        """Whether one of `moments` says all that this one says. `years` are those that stand beside them alone."""
        return any(self._follows_from(other, years) for other in moments if other.kind == self.kind)

    def _follows_from(self, other: "Moment", years: frozenset[int]) -> bool:
        if self.kind != "date":
            return self.parts == other.parts
        year, *rest = self.parts
        its_year, *its_rest = other.parts
        same_year = year in {0, its_year} or (its_year == 0 and year in years)
        return same_year and all(mine in {0, its} for mine, its in zip(rest, its_rest, strict=True))


def moments(text: str) -> list[Moment]:
    """In the order of their kinds; no character belongs to two of them."""
    found: list[Moment] = []
    for kind, pattern, read in (
        ("date", _DATE, _date),
        ("clock", _CLOCK, _clock),
        ("quarter", _QUARTER, _quarter),
        ("weekday", _WEEKDAY, _weekday),
        ("date", _MONTH_ALONE, _month),
    ):
        for match in pattern.finditer(text):
            parts = read(match)
            free = not any(match.start() < other.end and other.start < match.end() for other in found)
            if parts is not None and free:
                found.append(Moment(kind, parts, match.start(), match.end(), match.group()))
    return found


def _date(match: re.Match[str]) -> tuple[int, ...] | None:
    groups = match.groupdict()
    for form in "12345":
        month = groups[f"m{form}"]
        if month is None:
            continue
        number = int(month) if month.isdigit() else _MONTHS[month.lower()]
        year, day = int(groups[f"y{form}"] or 0), int(groups.get(f"d{form}") or 0)
        if not 1 <= number <= 12 or day > 31 or _only_a_word(match, month):
            return None
        return year, number, day
    return None


def _only_a_word(match: re.Match[str], month: str) -> bool:
    """ "2 may" and "may 2" are no dates when they are written small: "Step 2 may be skipped"."""
    return month in {"may", "mar", "march"} and not re.search(r"\d{4}", match.group())


def _clock(match: re.Match[str]) -> tuple[int, ...] | None:
    groups = match.groupdict()
    hour = int(groups["h1"] or groups["h2"] or groups["h3"])
    half = (groups["p2"] or groups["p3"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    minutes = int(groups["m1"] or groups["m2"] or groups["m3"] or 0)
    return (hour * 60 + minutes,)


def _quarter(match: re.Match[str]) -> tuple[int, ...]:
    number = match["a"] or match["b"]
    return (int(number) if number else _ORDINALS[match["c"].lower()],)


def _weekday(match: re.Match[str]) -> tuple[int, ...]:
    return (_WEEKDAYS[match[1].lower()],)


def _month(match: re.Match[str]) -> tuple[int, ...]:
    return 0, _MONTHS[match[1].lower()], 0


def without(text: str, spans: Sequence[Moment]) -> str:
    """The text with those spans blanked, so that offsets stay."""
    return "".join(_blanked(text, spans))


def _blanked(text: str, spans: Sequence[Moment]) -> Iterator[str]:
    position = 0
    for span in sorted(spans, key=lambda each: each.start):
        yield text[position : span.start]
        yield "\0" * (span.end - span.start)
        position = span.end
    yield text[position:]
