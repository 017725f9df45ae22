"""Phone numbers: written in a form that Swedish, British or American readers know, or after a word that says so."""

import re
from collections.abc import Iterator

import phonenumbers

from knowledge.language import Language
from knowledge.personal_data.findings import Finding, PersonalData, Reason

_REGIONS: dict[Language, tuple[str, ...]] = {"sv": ("SE",), "en": ("GB", "US", "SE")}
_REST = r"[\d ()./\u00a0-]{4,20}\d"
_EXTENSION = r"(?:x\d{1,5})?"
_DIALLED = re.compile(
    rf"(?<![\w.,:/+-])(?<!\d )(?!0[.,]\d)(?:\+ ?\d|\(?\+?0|\(\d{{3}}\) ?|\d{{3}}[-.]\d{{3}}[-.])"
    rf"{_REST}{_EXTENSION}(?!\w)(?!\.\d)",
    re.ASCII,
)
_ANY = re.compile(rf"(?<![\w.,:/+-])[+(]?\d{_REST}{_EXTENSION}(?!\w)(?!\.\d)", re.ASCII)
_WORD_BEFORE = re.compile(
    r"\b(?:tel|tfn|telefon|telefonnummer|mobil|mobilnummer|mobiltelefon|växel|direkt|ring|nås på|fax|"
    r"phone|telephone|mobile|cell|desk|office|call|dial|answering at|whatsapp|sms)(?: ?(?:nr|no|number|nummer))?"
    r"(?: (?:är|is|me at|me on|at|on|på|mig på|us at|us on|oss på))?\.?\s?[:=]?\s?$",
    re.IGNORECASE,
)
_WORD_AFTER = re.compile(r"[ -](?:office|fax|mobile?|cell|home|work|jobb|hem|mobil)\b", re.IGNORECASE)
_LOOK_BACK = 48
_INTERNATIONAL = re.compile(r"(?:\+|00)\d|\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}")
_SOCIAL_SECURITY_NUMBER = re.compile(r"\d{3}-\d\d-\d{4}")
_DATE = re.compile(r"(?:19|20)\d\d[-./]?[01]\d[-./]?[0-3]\d|[0-3]?\d[-./][01]?\d[-./](?:19|20)?\d\d")
_MIN_DIGITS = 7


def find_phone_numbers(text: str, language: Language) -> Iterator[Finding]:
    for match in _DIALLED.finditer(text):
        end = _end_of_number(text, match.start(), match.end(), _REGIONS[language])
        if end is not None:
            yield Finding(match.start(), end, PersonalData.PHONE, 0.85, Reason.FORM)
    for match in _ANY.finditer(text):
        announced = _WORD_BEFORE.search(text, max(0, match.start() - _LOOK_BACK), match.start())
        announced = announced or _WORD_AFTER.match(text, match.end())
        if announced and not _DATE.fullmatch(match[0]) and _digits(match[0]) >= _MIN_DIGITS:
            yield Finding(match.start(), match.end(), PersonalData.PHONE, 0.95, Reason.WORD_BEFORE)


def _end_of_number(text: str, start: int, end: int, regions: tuple[str, ...]) -> int | None:
    """Digits that follow may belong to something else, so it is shortened, group by group, to a number that exists."""
    while True:
        written = text[start:end]
        if _digits(written) < _MIN_DIGITS or _DATE.fullmatch(written) or _SOCIAL_SECURITY_NUMBER.fullmatch(written):
            return None
        if any(_exists(written, region) for region in regions):
            return end
        groups = re.search(r"[ \u00a0][\d()./-]*$", written)
        if groups is None:
            return None
        end = start + groups.start()


def _exists(written: str, region: str) -> bool:
    """A number of a region has to be one that is given out; the form of an international one says enough."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    if _INTERNATIONAL.match(written):
        return phonenumbers.is_possible_number(number)
    return phonenumbers.is_valid_number(number)


def _digits(written: str) -> int:
    return sum(char.isdigit() for char in written)
