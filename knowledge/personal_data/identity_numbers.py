"""Personnummer and samordningsnummer: a date of birth, three digits and a check digit (Skatteverket, SKV 704 and 707).

Written with or without century and separator; "+" instead of "-" from the year of the hundredth birthday. A
samordningsnummer is one whose day is raised by 60. The third and fourth digit of an organisation number are 20 or more,
which is no month, so that none is ever taken for a personnummer.
"""

import re
from calendar import monthrange
from collections.abc import Iterator

from stdnum import luhn

from knowledge.personal_data.findings import Finding, PersonalData, Reason

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212"
_NUMBER = re.compile(
    rf"(?<!\w)(?<!\d[{_HYPHENS}+.,/])"
    r"(?P<century>18|19|20)?(?P<year>\d\d)(?P<dash>[-/.]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    rf"(?P<separator>\s?[{_HYPHENS}+]\s?|[ \u00a0])?(?P<serial>\d{{4}})"
    rf"(?!\w)(?![{_HYPHENS}+.,/]\d)",
    re.ASCII,
)
_OTHER_NUMBER_BEFORE = re.compile(
    r"(?:fakt(?:ura)?|ocr|order|artikel|offert|referens|ref|dnr|diarie|kund|avtals?|serie|projekt|invoice|reference|"
    r"item|customer|contract|serial|project|tracking|bankgiro|plusgiro|konto|account|tel|telefon|mobil|phone|mobile)"
    r"[\w-]{0,12}\.?(?:\s(?:nr|no|number|nummer)\.?)?\s?[:#]?\s?$",
    re.IGNORECASE,
)
_LOOK_BACK = 36
_COORDINATION_DAYS = 60


def find_identity_numbers(text: str) -> Iterator[Finding]:
    for match in _NUMBER.finditer(text):
        kind = _kind(match)
        if kind is None:
            continue
        bare = match["separator"] is None and match["century"] is None
        if _is_date_and_time(match) or (bare and _is_another_number(text, match.start())):
            continue
        yield Finding(match.start(), match.end(), kind, 0.9 if bare else 0.99, Reason.CHECKSUM)


def _kind(match: re.Match[str]) -> PersonalData | None:
    if not luhn.is_valid(match["year"] + match["month"] + match["day"] + match["serial"]):
        return None
    day = int(match["day"])
    coordination = day > _COORDINATION_DAYS
    if not _is_date(match["century"], match["year"], int(match["month"]), day - _COORDINATION_DAYS * coordination):
        return None
    return PersonalData.SAMORDNINGSNUMMER if coordination else PersonalData.PERSONNUMMER


def _is_date(century: str | None, year: str, month: int, day: int) -> bool:
    """Without a century, any of those that people now alive were born in will do."""
    if not 1 <= month <= 12 or day < 1:
        return False
    return any(day <= monthrange(int(c + year), month)[1] for c in ([century] if century else ["19", "20"]))


def _is_date_and_time(match: re.Match[str]) -> bool:
    """ "2024-03-15 0930": a date written with dashes goes on with one before the serial number."""
    return bool(match["dash"]) and not (match["separator"] or "").strip()


def _is_another_number(text: str, start: int) -> bool:
    """One in 137 numbers of ten digits passes for one by chance (counted), so the word before a bare one decides."""
    return _OTHER_NUMBER_BEFORE.search(text, max(0, start - _LOOK_BACK), start) is not None
