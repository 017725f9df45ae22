"""How a person is reached over the network: mail and IP addresses."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from knowledge.personal_data.findings import Finding, PersonalData, Reason

# Each begins at a boundary and repeats at most so often, so that the time is linear in any text.
_EMAIL = re.compile(
    r"(?<![\w.%+'-])[\w.%+'-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])",
)
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w/-])(?!\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:.])", re.ASCII | re.IGNORECASE)
_NUMBERED_BEFORE = re.compile(
    r"(?:version|release|kap(?:itel)?|avsnitt|punkt|bilaga|tabell|figur|table|figure|chapter|section|clause|item|"
    r"annex|art(?:ikel|icle)?|v|nr|no)"
    r"\.?\s?$|§\s?$",
    re.IGNORECASE,
)


def find_contact_data(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), PersonalData.EMAIL, 0.99, Reason.FORM)
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
