"""What is looked for, and what is found: stretches of a text that say something about a person."""

from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    """The kinds of personal data that are told apart."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    IP_ADDRESS = "ip_address"
    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    IBAN = "iban"
    CARD = "card"
    CASE_NUMBER = "case_number"
    HEALTH = "health"
    BELIEF = "belief"  # religion, political opinion, union membership, sexual orientation: Art. 9 without health
    CRIME = "crime"
    BIRTH_DATE = "birth_date"

    @property
    def sensitive(self) -> bool:
        """Whether it harms a person to be read by others: identity numbers (GDPR Art. 87), dates of birth, means of
        payment, a case, health and belief (Art. 9), crimes (Art. 10). The rest is how people are reached at work."""
        return self in _SENSITIVE


_SENSITIVE = frozenset(
    {
        PersonalData.PERSONNUMMER,
        PersonalData.SAMORDNINGSNUMMER,
        PersonalData.IBAN,
        PersonalData.CARD,
        PersonalData.CASE_NUMBER,
        PersonalData.HEALTH,
        PersonalData.BELIEF,
        PersonalData.CRIME,
        PersonalData.BIRTH_DATE,
    }
)


class Reason(StrEnum):
    """Why a stretch is taken for personal data."""

    CHECKSUM = "checksum"  # its check digits are right
    FORM = "form"  # it is written as only such a thing is
    WORD_BEFORE = "word_before"  # a word before it says what it is: "tel", "Hälsningar", "Dr"
    LISTED_NAME = "listed_name"  # a given name of the list
    CONTACT_NEARBY = "contact_nearby"  # a capitalised pair beside a mail address or a phone number
    REPEATED = "repeated"  # found elsewhere in the same text
    PERSON_NEARBY = "person_nearby"  # the same sentence speaks of one person


@dataclass(frozen=True, slots=True)
class Finding:
    """The characters [start, end) of a text, and how sure it is (0-1) that they are of that kind."""

    start: int
    end: int
    kind: PersonalData
    confidence: float
    why: Reason


def without_overlaps(findings: list[Finding]) -> tuple[Finding, ...]:
    """In the order of the text; of two that overlap, the surer one, then the longer."""
    taken: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.confidence, f.start - f.end)):
        if taken and finding.start < taken[-1].end:
            if _rank(finding) > _rank(taken[-1]):
                taken[-1] = finding
            continue
        taken.append(finding)
    return tuple(taken)


def _rank(finding: Finding) -> tuple[float, int]:
    return finding.confidence, finding.end - finding.start
