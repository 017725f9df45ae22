"""What becomes personal data by speaking of someone: a state of health (GDPR Art. 9), the number of a case.

"Sjukskrivna har rätt till ..." is a rule; "Anna är sjukskriven" is about Anna. So a person has to be in the sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from knowledge.personal_data.findings import Finding, PersonalData, Reason

_HEALTH = re.compile(
    r"\b(?:sjukskriv(?:en|na|ning|ningen|s|its)|sjukdom(?:en)?|långtidssjuk|diagnos(?:tiserad|tiserats|tiserades)?|cancer(?:n)?|"
    r"tumör|leukemi|diabetes|epilepsi|adhd|autism|asperger|bipolär|schizofreni|depression(?:en)?|deprimerad|"
    r"utmattning(?:ssyndrom)?|utmattad|utbränd|ångest|psykisk ohälsa|självmord\w*|missbruk(?:et)?|alkoholism|gravid|"
    r"graviditet(?:en)?|missfall|abort|hiv|ms-diagnos|stroke|hjärtinfarkt|operer(?:ad|ades|as)|kemoterapi|"
    r"läkarintyg(?:et)?|rehabilitering(?:en)?|funktionsned(?:sättning|satt)|allergi(?:sk)?(?: mot [^\W\d_]{3,20})?|"
    r"\w{0,20}cancer(?:behandling(?:en)?|diagnos(?:en)?|n)?|demens\w{0,12}|alzheimers?|parkinsons?|migrän(?:en)?|"
    r"astma(?:n)?|kol|reumatism|ledgångsreumatism|artros|artrit|ryggskott(?:et)?|diskbråck(?:et)?|whiplash\w{0,8}|"
    r"hjärnskakning(?:en)?|celiaki|glutenintoleran\w{1,3}|laktosintoleran\w{1,3}|anorexi|bulimi|ätstörning\w{0,3}|"
    r"psoriasis|eksem|borrelia|lunginflammation(?:en)?|blodpropp(?:en)?|hjärtfel(?:et)?|hjärtsvikt|hjärtinfarkt(?:en)?|"
    r"hjärtproblem|högt blodtryck|blodtrycksmedicin|hörselskad\w{1,5}|synskad\w{1,5}|rullstolsburen|dyslexi|tourettes?|"
    r"ocd|ptsd|insulin(?:et)?|antidepressiv\w{1,4}|dialys(?:en)?|strål(?:ning|behandling)(?:en)?|cellgift(?:er|erna)?|"
    r"transplant\w{3,8}|amputera\w{1,3}|brutit (?:en |ett )?\w{2,12}|utmattnings\w{3,12}|stressreaktion(?:en)?|"
    r"panikattack(?:er|en)?|panikångest|social fobi|multipel skleros|hepatit|tuberkulos|endometrios|klimakteriebesvär|"
    r"opererade? (?:\w{2,12}|i \w{2,12})|nervsammanbrott(?:et)?|inlagd på sjukhus\w{0,3}|sjukersättning|spelberoende|"
    r"on sick leave|off sick|sick leave|diagnosed|diagnosis|cancer|tumou?r|leukaemia|leukemia|epilepsy|bipolar|"
    r"schizophrenia|depressed|burn-?out|burned out|anxiety|suicid\w+|addiction|alcoholic|pregnant|pregnancy|"
    r"miscarriage|heart attack|surgery|chemotherapy|medical certificate|disability|disabled|allergic|"
    r"(?:chest|stomach|back) pain|blood pressure)\b",
    re.IGNORECASE,
)
# What Swedish calls illnesses by, whatever part of the body stands before it.
_ILLNESS = re.compile(
    r"\b\w{2,20}(?:syndrom|sjukdom|allergi|intolerans|beroende|missbruk|värk|inflammation|infektion|fibros|skleros|"
    r"klappning|blödning|svikt|infarkt|fraktur|ångest|depression|(?<=njur)sten|(?<=gall)sten)(?:en|et)?\b",
    re.IGNORECASE,
)
# What stands after these words is an illness or its treatment.
_SUFFERS = re.compile(
    r"\b(?:lider av|led av|diagnosen|behandlas för|vårdas för|vårdades för|insjuknade i|drabbades av|medicin mot|"
    r"medicinerar mot|kronisk|suffers from|suffered from|diagnosed with|treated for|medication for|chronic) "
    r"(?P<what>(?:(?:svår|kronisk|akut|severe|chronic|acute) )?[^\W\d_]{3,25})",
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
    r"(?:vår|hennes|hans|min|deras) (?:medarbetare|anställda|granne|vän|syster|bror|maka|make)|"
    r"year[- ]old|\d\d-årig\w*|patienten|klienten|sökanden|anmälaren|eleven|"
    r"the (?:patient|client|complainant|claimant|applicant))\b",
    re.IGNORECASE,
)
# Rules speak of "the employee" too; a statement about one has a verb of state, and no condition or duty.
_ONE_OF_THEM = re.compile(
    r"\b(?:medarbetaren|brukaren|kunden|hyresgästen|chauffören|föraren|läraren|barnet|pojken|flickan|mannen|kvinnan|"
    r"kollegan|grannen|deltagaren|praktikanten|lärlingen|boenden|the employee|the driver|the tenant|the resident) "
    r"(?:\w{1,12} )?(?:har|hade|är|var|fick|lider|led|drabbades|väntar|has|had|is|was|suffers)\b",
    re.IGNORECASE,
)
_A_RULE = re.compile(
    r"\b(?:om|när|ifall|den som|ska|skall|måste|bör|får|kan|krävs|rätt till|"
    r"if|when|whoever|must|shall|should|may|can)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_AROUND = 160
_IDENTIFYING = (PersonalData.NAME, PersonalData.PERSONNUMMER, PersonalData.SAMORDNINGSNUMMER)


def find_about_persons(text: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """`found` is what else was found, in the order of the text."""
    persons = [finding.start for finding in found if finding.kind in _IDENTIFYING]
    for start, end in _states_of_health(text):
        confidence = _someone_near(text, start, end, persons)
        if confidence:
            yield Finding(start, end, PersonalData.HEALTH, confidence, Reason.PERSON_NEARBY)
    for match in _CASE.finditer(text):
        start, end = match.span("number")
        confidence = _someone_near(text, start, end, persons)
        if confidence:
            yield Finding(start, end, PersonalData.CASE_NUMBER, confidence, Reason.PERSON_NEARBY)


def _states_of_health(text: str) -> Iterator[tuple[int, int]]:
    for match in _HEALTH.finditer(text):
        yield match.span()
    for match in _ILLNESS.finditer(text):
        yield match.span()
    for match in _SUFFERS.finditer(text):
        yield match.span("what")


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
    if _SOMEONE.search(text, begin, finish):
        return 0.6
    of_one = _ONE_OF_THEM.search(text, begin, finish) and not _A_RULE.search(text, begin, finish)
    return 0.6 if of_one else 0.0
