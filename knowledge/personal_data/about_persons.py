"""What becomes personal data by speaking of someone: a state of health (GDPR Art. 9), the number of a case.

"Sjukskrivna har rätt till ..." is a rule; "Anna är sjukskriven" is about Anna. So a person has to be in the sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from knowledge.personal_data.findings import Finding, PersonalData, Reason

_HEALTH = re.compile(
    r"\b(?:sjukskriv(?:en|na|ning|ningen)|sjukdom(?:en)?|långtidssjuk|diagnos(?:tiserad|tiserats|tiserades)?|cancer(?:n)?|"
    r"tumör|leukemi|diabetes|epilepsi|adhd|autism|asperger|bipolär|schizofreni|depression(?:en)?|deprimerad|"
    r"utmattning(?:ssyndrom)?|utmattad|utbränd|ångest|psykisk ohälsa|självmord\w*|missbruk(?:et)?|alkoholism|gravid|"
    r"graviditet(?:en)?|missfall|abort|hiv|ms-diagnos|stroke|hjärtinfarkt|operer(?:ad|ades|as)|kemoterapi|"
    r"läkarintyg(?:et)?|rehabilitering(?:en)?|funktionsned(?:sättning|satt)|allergisk|"
    r"on sick leave|off sick|sick leave|diagnosed|diagnosis|cancer|tumou?r|leukaemia|leukemia|epilepsy|bipolar|"
    r"schizophrenia|depressed|burn-?out|burned out|anxiety|suicid\w+|addiction|alcoholic|pregnant|pregnancy|"
    r"miscarriage|heart attack|surgery|chemotherapy|medical certificate|disability|disabled|allergic|"
    r"(?:chest|stomach|back) pain|blood pressure)\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"\b(?:ärende(?:t|nummer|nr)?|mål(?:et|nummer)?|dnr|diarienummer|diarienr|journal(?:nummer|nr)?|skadenummer|anmälan|"
    r"case|complaint|claim|ticket|grievance)(?: ?(?:nr|no|number|nummer)\.?)?\.?\s?[:#]?\s?"
    r"(?P<number>(?:[A-ZÅÄÖ]{1,6}[ -]?)?\d[\d/:.-]{1,16}\d)(?!\w)",
    re.IGNORECASE,
)
_SOMEONE = re.compile(
    r"\b(?:hon|han|henne|honom|hennes|hans|she|he|her|his|him|jag (?:är|har|fick|blev|var)|"
    r"i(?:['’]m| am| have|['’]ve| was| got)|(?:min|mitt|vår|my|our) (?:fru|man|son|dotter|mamma|pappa|sambo|"
    r"kollega|chef|lärling|praktikant|wife|husband|son|daughter|mother|father|partner|colleague|manager|boss)|"
    r"year[- ]old|\d\d-årig\w*|patienten|klienten|sökanden|anmälaren|eleven|"
    r"the (?:patient|client|complainant|claimant|applicant))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_AROUND = 160
_IDENTIFYING = (PersonalData.NAME, PersonalData.PERSONNUMMER, PersonalData.SAMORDNINGSNUMMER)


def find_about_persons(text: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """`found` is what else was found, in the order of the text."""
    persons = [finding.start for finding in found if finding.kind in _IDENTIFYING]
    for match in _HEALTH.finditer(text):
        confidence = _someone_near(text, match.start(), match.end(), persons)
        if confidence:
            yield Finding(match.start(), match.end(), PersonalData.HEALTH, confidence, Reason.PERSON_NEARBY)
    for match in _CASE.finditer(text):
        start, end = match.span("number")
        confidence = _someone_near(text, start, end, persons)
        if confidence:
            yield Finding(start, end, PersonalData.CASE_NUMBER, confidence, Reason.PERSON_NEARBY)


def _someone_near(text: str, start: int, end: int, persons: Sequence[int]) -> float:
    """How sure it is that the sentence speaks of one person; 0 where nothing says so."""
    begin = max(0, start - _AROUND)
    for stop in _SENTENCE_END.finditer(text, begin, start):
        begin = stop.end()
    stop_after = _SENTENCE_END.search(text, end, end + _AROUND)
    finish = stop_after.start() if stop_after else min(len(text), end + _AROUND)
    first = bisect_left(persons, begin)
    if first < len(persons) and persons[first] < finish:
        return 0.85
    return 0.6 if _SOMEONE.search(text, begin, finish) else 0.0
