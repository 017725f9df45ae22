"""Personal data taken out of a text, or replaced by what tells people apart without saying who they are."""

import hmac
import re
from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import Finding, PersonalData
from knowledge.personal_data.policy import Handling as Handling
from knowledge.personal_data.policy import Policy as Policy

_LABELS: dict[Language, dict[PersonalData, str]] = {
    "sv": {
        PersonalData.NAME: "namn",
        PersonalData.EMAIL: "e-postadress",
        PersonalData.PHONE: "telefonnummer",
        PersonalData.ADDRESS: "adress",
        PersonalData.IP_ADDRESS: "IP-adress",
        PersonalData.PERSONNUMMER: "personnummer",
        PersonalData.SAMORDNINGSNUMMER: "samordningsnummer",
        PersonalData.IBAN: "bankkonto",
        PersonalData.CARD: "kortnummer",
        PersonalData.CASE_NUMBER: "ärendenummer",
        PersonalData.HEALTH: "hälsouppgift",
        PersonalData.BELIEF: "känslig uppgift",
        PersonalData.CRIME: "uppgift om brott",
        PersonalData.BIRTH_DATE: "födelsedatum",
    },
    "en": {
        PersonalData.NAME: "name",
        PersonalData.EMAIL: "mail address",
        PersonalData.PHONE: "phone number",
        PersonalData.ADDRESS: "address",
        PersonalData.IP_ADDRESS: "IP address",
        PersonalData.PERSONNUMMER: "personnummer",
        PersonalData.SAMORDNINGSNUMMER: "samordningsnummer",
        PersonalData.IBAN: "bank account",
        PersonalData.CARD: "card number",
        PersonalData.CASE_NUMBER: "case number",
        PersonalData.HEALTH: "health detail",
        PersonalData.BELIEF: "sensitive detail",
        PersonalData.CRIME: "criminal offence",
        PersonalData.BIRTH_DATE: "date of birth",
    },
}
_CODE_CHARS = 6


@dataclass(frozen=True, slots=True)
class Redacted:
    """`findings` are all that was found, with offsets into the text as it was, also where the policy allows them."""

    text: str
    findings: tuple[Finding, ...]


def redact(
    text: str,
    language: Language,
    policy: Policy,
    secret: bytes = b"",
    published: str = "",
    only: Collection[PersonalData] = tuple(PersonalData),
) -> Redacted:
    """The text with what the policy says taken out: "[personnummer]", or with pseudonyms "[personnummer 1]".

    The same value has the same pseudonym throughout the text; with a `secret`, in every text that it is used for.
    What would block is taken out like what is to be redacted; whether to refuse the text is for the caller to say.
    Contact data that stands in `published`, which is to be kept beside the text as it is, stays, and so do all kinds
    but `only` these.
    """
    findings = find(text, language)
    replacements = Replacements(text, language, policy, secret)
    parts: list[str] = []
    position = 0
    for finding in findings:
        written = replacements.instead_of(finding)
        known = not finding.kind.sensitive and _stands_in(text[finding.start : finding.end], published)
        if written is not None and not known and finding.kind in only:
            parts += (text[position : finding.start], written)
            position = finding.end
    return Redacted("".join((*parts, text[position:])), findings)


def _stands_in(value: str, published: str) -> bool:
    """As words of its own: "Bo" does not stand in "Bolaget"."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", published) is not None


class Replacements:
    """What stands in the place of each finding of one text."""

    def __init__(self, text: str, language: Language, policy: Policy, secret: bytes = b"") -> None:
        self._text = text
        self._labels = _LABELS[language]
        self._policy = policy
        self._secret = secret
        self._numbers: dict[tuple[PersonalData, str], int] = {}
        self._counts: dict[PersonalData, int] = {}

    def instead_of(self, finding: Finding) -> str | None:
        """None where the finding stays as it is."""
        handling = self._policy.handling(finding.kind)
        if handling is Handling.ALLOW:
            return None
        label = self._labels[finding.kind]
        return f"[{label} {self._code(finding)}]" if handling is Handling.PSEUDONYMISE else f"[{label}]"

    def _code(self, finding: Finding) -> str:
        value = _normalised(self._text[finding.start : finding.end], finding.kind)
        if self._secret:
            digest = hmac.new(self._secret, f"{finding.kind}:{value}".encode(), sha256).digest()
            return b32encode(digest)[:_CODE_CHARS].decode()
        return str(self._number(finding.kind, value))

    def _number(self, kind: PersonalData, value: str) -> int:
        if (kind, value) not in self._numbers:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._numbers[kind, value] = self._counts[kind]
        return self._numbers[kind, value]


def _normalised(written: str, kind: PersonalData) -> str:
    """One value in all its written forms, so that they share a pseudonym."""
    compact = "".join(char for char in written.casefold() if char.isalnum())
    if kind in (PersonalData.PERSONNUMMER, PersonalData.SAMORDNINGSNUMMER):
        return compact[-10:]
    return " ".join(written.casefold().split()) if kind in (PersonalData.NAME, PersonalData.HEALTH) else compact
