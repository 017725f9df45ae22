"""What becomes personal data by speaking of someone: health, belief, crimes, the number of a case or an account.

"Sjukskrivna har rätt till ..." is a rule; "Anna är sjukskriven" is about Anna. So a person has to be in the sentence,
or
in the one before it.
"""

import re
from collections.abc import Iterator, Sequence

from knowledge.personal_data.beliefs_and_crimes import find_beliefs, find_crimes
from knowledge.personal_data.findings import Finding, PersonalData, Reason
from knowledge.personal_data.health import ABOUT_RECORDS, ICD, find_states_of_health
from knowledge.personal_data.someone import Someone

_CASE = re.compile(
    r"\b(?:(?:brott|tviste)?mål(?:et|nummer)?|ärende(?:t|nummer|nr)?|dnr|diarienummer|diarienr|akt(?:en|nummer|nr)?|"
    r"journal(?:nummer|nr)?|"
    r"skadenummer|skadenr|skadeanmälan|anmälan|överklagande|klagomål|avvikelse|case|complaint|claim|ticket|grievance)"
    r"(?: ?(?:nr|no|number|nummer)\.?)?\.?\s?[:#]?\s?"
    r"(?P<number>(?:[A-ZÅÄÖ]{1,6}[ /-]?)?\d[\d/:.-]{1,16}\d)(?!\w)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:(?:bank|person|löne|spar)?konto(?:t|nummer|nr)?|clearing(?:nummer|nr)?|bankgiro(?:t|nummer|nr)?|bg|"
    r"plusgiro(?:t|nummer|nr)?|pg|"
    r"postgiro|account(?: number| no)?)(?: ?(?:nr|no)\.?)?(?: (?:för|till) [a-zåäö]{3,16})?\s?:?\s?"
    r"(?P<number>\d{2,5}(?:-\d)?(?:, ?konto(?:nummer|nr)?:? ?)?[ -]?\d(?:[ -]?\d){2,14})(?![\w.]\d|\w)",
    re.IGNORECASE,
)
_NO_ACCOUNT_OF_THEIRS = re.compile(
    r"leverantör|faktura|bolagets|företagets|kommunens|föreningens|kontering|supplier|invoice", re.IGNORECASE
)
_CASE_OF = re.compile(
    r"\b(?:sökande|klagande|klienten?|elev(?:en)?|barnet|patienten?|försäkringstagare|tilltalad|brukaren?|anmälare|"
    r"målsägande|"
    r"applicant|complainant|claimant)\b",
    re.IGNORECASE,
)
_IDENTIFYING = (PersonalData.NAME, PersonalData.PERSONNUMMER, PersonalData.SAMORDNINGSNUMMER, PersonalData.BIRTH_DATE)


def find_about_persons(text: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """`found` is what else was found, in the order of the text."""
    someone = Someone(text, [finding.start for finding in found if finding.kind in _IDENTIFYING])
    for start, end in find_states_of_health(text):
        in_sentence_only = ABOUT_RECORDS.fullmatch(text, start, end) is not None
        confidence = someone.near(start, end) if in_sentence_only else someone.near_or_just_before(start, end)
        if not confidence and ICD.fullmatch(text, start, end):
            confidence = someone.named_before(start)
        if confidence:
            yield Finding(start, end, PersonalData.HEALTH, confidence, Reason.PERSON_NEARBY)
    for kind, spans in ((PersonalData.BELIEF, find_beliefs(text)), (PersonalData.CRIME, find_crimes(text))):
        for start, end in spans:
            confidence = someone.near_or_just_before(start, end)
            if confidence:
                yield Finding(start, end, kind, confidence, Reason.PERSON_NEARBY)
    yield from _cases(text, someone)
    yield from _accounts(text, someone)


def _cases(text: str, someone: Someone) -> Iterator[Finding]:
    for match in _CASE.finditer(text):
        start, end = match.span("number")
        confidence = someone.near(start, end) or someone.named_after(end, _CASE_OF)
        if confidence:
            yield Finding(start, end, PersonalData.CASE_NUMBER, confidence, Reason.PERSON_NEARBY)


def _accounts(text: str, someone: Someone) -> Iterator[Finding]:
    for match in _ACCOUNT.finditer(text):
        start, end = match.span("number")
        begin, finish = someone.sentence(start, end)
        if _NO_ACCOUNT_OF_THEIRS.search(text, begin, finish):
            continue
        confidence = someone.near(start, end)
        if confidence:
            yield Finding(start, end, PersonalData.IBAN, confidence, Reason.PERSON_NEARBY)
