"""Bank accounts in IBAN form (ISO 13616) and payment cards (ISO/IEC 7812): what has a check to pass."""

import re
from collections.abc import Iterator
from string import ascii_uppercase

from stdnum import iban, luhn

from knowledge.personal_data.findings import Finding, PersonalData, Reason

# Looked for ahead, so that one IBAN may begin within what another only began like.
_IBAN = re.compile(r"(?<!\w)(?=([A-Za-z]{2}\d\d(?:[ \u00a0-]?[A-Za-z0-9]){11,30}))", re.ASCII)
_GROUP_END = re.compile(r"[A-Za-z0-9](?![A-Za-z0-9])", re.ASCII)
_SHORTEST_IBAN = 15
_AS_NUMBERS = {ord(letter): str(number) for number, letter in enumerate(ascii_uppercase, start=10)}
_CARD = re.compile(r"(?<!\w)(?<!\d[-.,/])(?:\d[ \u00a0-]?){11,18}\d(?!\w)(?![-.,/]\d)", re.ASCII)
# Leading digits by issuer: Diners, JCB, Amex, Visa, Mastercard, Maestro, Discover, UnionPay; and their lengths.
_ISSUERS = re.compile(
    r"(?:3(?:0[0-5]|[5689]).{11,16}|3[47].{13}|(?:1800|2131).{11}|4(?:.{12}|.{15}|.{18})"
    r"|5[1-5].{14}|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720).{12,14}|(?:50|5[6-8]|6).{10,18})"
)
_OTHER_NUMBER_BEFORE = re.compile(
    r"(?:ocr|imei|faktura|invoice|order|serie|serial|spårning|tracking|ean|gtin|isbn|version|konto|bankgiro|plusgiro|kundn)"
    r"[\w-]{0,10}"
    r"(?:\s(?:nr|no|number|nummer)\.?)?\s?[:#]?\s?$",
    re.IGNORECASE,
)
_LOOK_BACK = 32


def find_payment_numbers(text: str) -> Iterator[Finding]:
    for match in _IBAN.finditer(text):
        end = _end_of_iban(text, match.start(1), match.end(1))
        if end is not None:
            yield Finding(match.start(1), end, PersonalData.IBAN, 0.99, Reason.CHECKSUM)
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _ISSUERS.fullmatch(digits) and luhn.is_valid(digits) and not _is_another_number(text, match.start()):
            yield Finding(match.start(), match.end(), PersonalData.CARD, 0.95, Reason.CHECKSUM)


def _end_of_iban(text: str, start: int, end: int) -> int | None:
    """Words that follow may look like more of it: the longest run of whole groups whose check is right."""
    ends = [match.end() for match in _GROUP_END.finditer(text, start + _SHORTEST_IBAN - 1, end)]
    return next((end for end in reversed(ends) if _is_iban(text[start:end])), None)


def _is_iban(written: str) -> bool:
    compact = re.sub(r"[ \u00a0-]", "", written).upper()
    # The library's own check of the remainder takes 25 times as long, which hostile text would make felt.
    return int((compact[4:] + compact[:4]).translate(_AS_NUMBERS)) % 97 == 1 and iban.is_valid(
        compact, check_country=False
    )


def _is_another_number(text: str, start: int) -> bool:
    return _OTHER_NUMBER_BEFORE.search(text, max(0, start - _LOOK_BACK), start) is not None
