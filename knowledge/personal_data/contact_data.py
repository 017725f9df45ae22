"""How a person is reached: mail addresses, postal addresses, IP addresses."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from knowledge.personal_data.findings import Finding, PersonalData, Reason

# Each begins at a boundary and repeats at most so often, so that the time is linear in any text.
_EMAIL = re.compile(
    r"(?<![\w.%+'-])[\w.%+'-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])",
)
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-])(?!\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:.])", re.ASCII | re.IGNORECASE)
_NUMBERED_BEFORE = re.compile(
    r"(?:version|release|kap(?:itel)?|avsnitt|punkt|bilaga|tabell|figur|table|figure|chapter|section|clause|item|annex|art(?:ikel|icle)?|v|nr|no)"
    r"\.?\s?$|§\s?$",
    re.IGNORECASE,
)
_NAME_WORD = r"[^\W\d_a-zåäö][\w’'-]{0,24}"
_SWEDISH_STREET = (
    rf"(?:{_NAME_WORD} )?"
    r"[^\W\d_a-zåäö][^\W\d_]{0,30}"
    r"(?:gatan|gata|vägen|väg|gränd|gränden|torget|torg|allén|allé|stigen|stig|backen|backe|plan|kajen|kaj|leden|"
    r"esplanaden|promenaden|stråket|liden|slingan|ringen|platsen|parken)"
)
_SWEDISH_ADDRESS = re.compile(
    rf"(?<!\w)(?:(?:{_NAME_WORD} ){{0,2}}{_SWEDISH_STREET}|{_NAME_WORD} (?:gata|gatan|väg|torg|gränd|allé|plan|plats)) "
    r"\d{1,4}(?: ?[A-Za-z]\b)?"
    r"(?:,? (?:(?:lgh|lägenhet|vån) ?\d{1,4}|\d{1,2} (?:tr|trappor)))?"
    rf"(?:(?:,\s?|\s{{1,2}})(?:SE?[- ])?\d{{3}} ?\d\d\s{{1,2}}{_NAME_WORD}(?: {_NAME_WORD})?)?",
)
_SWEDISH_BOX = re.compile(
    rf"(?<!\w)(?:Box \d{{1,5}},?\s{{1,2}})(?:SE?-)?\d{{3}} ?\d\d\s{{1,2}}{_NAME_WORD}",
)
_ENGLISH_ADDRESS = re.compile(
    rf"(?<!\w)\d{{1,5}}[A-Za-z]?,? (?:{_NAME_WORD} ){{1,4}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Close|Crescent|Way|Square|Terrace|"
    r"Place|Pl|Circle|Parkway)\b\.?"
    r"(?:,? (?:Apt|Apartment|Suite|Unit|Flat)\.? ?\w{1,6})?"
    rf"(?:(?:,\s?|\s){_NAME_WORD}(?: {_NAME_WORD}){{0,2}})?"
    r"(?:,?\s(?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}))?",
)


def find_contact_data(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), PersonalData.EMAIL, 0.99, Reason.FORM)
    for pattern in (_SWEDISH_ADDRESS, _SWEDISH_BOX, _ENGLISH_ADDRESS):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), PersonalData.ADDRESS, 0.8, Reason.FORM)
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            if _is_host(match[0]) and not _NUMBERED_BEFORE.search(text, max(0, match.start() - 12), match.start()):
                yield Finding(match.start(), match.end(), PersonalData.IP_ADDRESS, 0.8, Reason.FORM)


def _is_host(written: str) -> bool:
    """Whether it is the address of one machine, and not of any machine or this one."""
    try:
        address = ip_address(written)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)
