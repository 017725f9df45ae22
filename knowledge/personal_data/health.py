"""Words that speak of health (GDPR Art. 9): illnesses, injuries, states, treatments, medicines and codes of diagnoses.

Swedish inflects ("diagnosen") and compounds ("prostatacancerbehandling"), so a word is looked up without its ending,
and its
last part counts as well. Whether it is about somebody is for about_persons.py to say.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDINGS = (
    "ens",
    "ets",
    "ernas",
    "erna",
    "arna",
    "orna",
    "en",
    "et",
    "er",
    "ar",
    "or",
    "an",
    "na",
    "ns",
    "n",
    "t",
    "a",
    "s",
    "e",
)
# What Swedish calls illnesses by, whatever part of the body stands before it.
_ILLNESS = re.compile(
    r"\w{2,24}(?:syndrom|sjukdom|sjuka|allergi|allergisk|intolerans|intolerant|beroende|missbruk|värk|smärta|smärtor|"
    r"inflammation|infektion|"
    r"fibros|skleros|klappning|blödning|svikt|infarkt|fraktur|ångest|depression|(?<=njur)sten|(?<=gall)sten|cancer|"
    r"tumör|epilepsi|reumatism|artrit|artros|bråck|demens|psykos|fobi|flimmer|diabetes|astma|hepatit|feber|hosta|"
    r"förgiftning|förlamning|"
    r"nedsättning|skada|opererad|amputerad|handikapp|cancerbehandling|strålbehandling)(?:en|et|n|ar|er|orna|s)?",
    re.IGNORECASE,
)
_NO_ILLNESS = re.compile(r".*(?:skada|nedsättning)(?:en|n|s|or|orna|ar)?", re.IGNORECASE)
_BODILY = re.compile(
    r"(?:syn|hörsel|funktions|rygg|knä|axel|nack|hand|fot|arm|ben|huvud|hjärn|skall|brän|klä|arbets|öron|ögon|"
    r"rörelse|hudskada)\w*",
    re.IGNORECASE,
)
_MEDICINE = re.compile(
    r"\w{3,15}(?:cillin|cyklin|pril|olol|statin|zepam|zolam|prazol|oxetin|sartan|mab|tidin|triptan|apin|azol|"
    r"mycin)(?:et)?",
    re.IGNORECASE,
)
_NO_MEDICINE = frozenset(("april", "patin", "satin"))
# As words they are something else, or are capitalised as abbreviations.
_CAPITALS = frozenset(("als", "ms", "kol", "add", "ocd", "ivf", "ect", "kbt", "tbc", "npf"))
_PHRASES = re.compile(
    r"\b(?:psykisk ohälsa|högt blodtryck|social fobi|multipel skleros|kronisk trötthet|ofrivilligt barnlös\w*|"
    r"downs syndrom|"
    r"nedsatt (?:rörlighet|syn|hörsel|immunförsvar|njurfunktion|aptit)|ont i (?:\w{2,12} )?\w{2,12}|smärt(?:a|"
    r"or) i \w{2,12}|"
    r"(?:bruten|brutet|bröt|brutit|stukade?|stukat|vrickade?|klämde?|klämt|amputerade?|opererade?|opererat) (?:sin |"
    r"sitt |en |ett |av sig |i )?"
    r"(?:höger |vänster )?"
    r"[^\W\d_]{0,8}(?:arm|ben|hand|handled|fot|fotled|rygg|knä|axel|höft|nacke|tå|finger|revben|näsa|käke)(?:en|et|n|"
    r"t|ar|rar)?|en fraktur på (?:höger |"
    r"vänster )?\w{2,12}|(?:höger|vänster) "
    r"(?:häl|höft|knä|fot|hand|arm|axel|öga|öra|ben|underarm|handled|fotled)|[^\W\d_]{3,8} klämd|"
    r"allergisk mot [^\W\d_]{3,20}|social ångest|inlagd på (?:sjukhus\w{0,3}|psyk\w*)|hör(?:de|t|)? dåligt|"
    r"ser dåligt|såg dåligt|"
    r"anafylaktisk chock|(?:ryggen|knät|axeln) (?:strular|krånglar)|påverkad av (?:alkohol|droger|narkotika)|"
    r"cystisk fibros|hjärtattack|nervsammanbrott|"
    r"går (?:i terapi|hos (?:psykolog|kurator))|gå ner i vikt|dricker för mycket|självmords\w{0,12}|suicid\w{0,6}|"
    r"på grund av sjukdom|läggs in|på låsta? avdelning\w*|on sick leave|off sick|sick leave|heart attack|"
    r"medical certificate|"
    r"burned out|burn-out|(?:chest|stomach|back) pain|blood pressure|mental health)\b",
    re.IGNORECASE,
)
# What stands after these words is an illness or its treatment.
_SUFFERS = re.compile(
    r"\b(?:lider av|led av|diagnosen|behandlas för|vårdas för|vårdades för|insjuknade i|drabbades av|medicin mot|"
    r"opererad för|"
    r"opererades för|söker för|sökte för|medicinerar mot|medicinerar med|ordinerades?|ordinerats|insatt på|tecken på|"
    r"misstänkt(?= höft)|"
    r"suffers from|suffered from|diagnosed with|treated for|medication for) "
    r"(?P<what>(?:(?:svår|kronisk|akut|severe|chronic|acute) )?[^\W\d_]{3,25})",
    re.IGNORECASE,
)
_NO_SUFFERING = frozenset(
    (
        "och",
        "eller",
        "som",
        "en",
        "ett",
        "den",
        "det",
        "de",
        "att",
        "vård",
        "läkare",
        "bristande",
        "dålig",
        "stress",
        "på",
        "i",
        "av",
        "för",
        "brand",
        "stöld",
    )
)
ICD = re.compile(r"(?<![\w.-])[A-TV-Z]\d\d(?:\.\d{1,2}[A-Z]{0,2})?(?![\w-]|\.\d)")
_ICD_BEFORE = re.compile(r"(?:diagnos(?:en|kod)?|icd(?:-?10)?(?:-kod)?(?:en)?|enligt|kod)\W{0,3}$", re.IGNORECASE)
_DIETS = re.compile(r"(?:allergi|specialkost|kost:|kostlista|överkänslig)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\((?P<what>[^\W\d_]{2,20}(?:,? [^\W\d_]{2,15}){0,2})\)")
# These are said of rules and records too, so that somebody has to be in the same sentence.
ABOUT_RECORDS = re.compile(
    r"(?:läkarintyg|läkarundersökning|rehab|rehabilitering|rehabplan|sjukskrivning|diagnos|operation|psykolog|kbt|"
    r"barnmorska|sjuk|smitta|smärta|"
    r"sjukdom|sår|värk|utslag|infektion|protes|sond|kateter|yrsel|antibiotika|syrgas|rullstol|rollator|"
    r"medical certificate|diagnosis)\w{0,4}",
    re.IGNORECASE,
)


def find_states_of_health(text: str) -> Iterator[tuple[int, int]]:
    """May overlap."""
    for match in _WORD.finditer(text):
        if speaks_of_health(match[0]) and not _names_the_next(text, match):
            yield match.span()
    for match in _PHRASES.finditer(text):
        yield match.span()
    for match in _SUFFERS.finditer(text):
        if match["what"].casefold() not in _NO_SUFFERING:
            yield match.span("what")
    for match in ICD.finditer(text):
        if "." in match[0] or _ICD_BEFORE.search(text, max(0, match.start() - 16), match.start()):
            yield match.span()
    yield from _in_lists_of_diets(text)


def _names_the_next(text: str, word: re.Match[str]) -> bool:
    """ "Diagnosen adhd": the illness says it."""
    if not word[0].casefold().startswith("diagnos"):
        return False
    following = _WORD.match(text, word.end() + 1)
    return following is not None and speaks_of_health(following[0])


@lru_cache(maxsize=50_000)
def speaks_of_health(word: str) -> bool:
    folded = word.casefold()
    if folded in _CAPITALS:
        return word.isupper()
    if _known(folded) or any(_known(folded.removesuffix(ending)) for ending in _ENDINGS if folded.endswith(ending)):
        return True
    if _MEDICINE.fullmatch(folded):
        return folded not in _NO_MEDICINE
    if _ILLNESS.fullmatch(folded):
        return _NO_ILLNESS.fullmatch(folded) is None or _BODILY.match(folded) is not None
    return False


def _known(word: str) -> bool:
    return len(word) > 2 and word not in _CAPITALS and word in _words()


@cache
def _words() -> frozenset[str]:
    lines = files("knowledge.personal_data").joinpath("health_words.txt").read_text("utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())


def _in_lists_of_diets(text: str) -> Iterator[tuple[int, int]]:
    """ "Allergier: Anna (nötter), Bo (ägg)"."""
    start = 0
    for line in text.split("\n"):
        if _DIETS.search(line):
            for match in _IN_BRACKETS.finditer(line):
                yield start + match.start("what"), start + match.end("what")
        start += len(line) + 1
