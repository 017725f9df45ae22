"""What kind of answer a question asks for, read from its question words."""

import re

from assistant.evidence.units import Unit

_NUMBER_ASKED = re.compile(
    r"\b(hur (många|mycket|länge|ofta|snabbt|gammal|lång\w*|stor\w*|hög\w*|låg\w*)|vad kostar?\w*|gräns\w*|"
    r"how (many|much|long|often|large|big|high|low|old|far|soon|fast|quickly)|what percentage|limits?|"
    r"threshold|cost)\b",
    re.IGNORECASE,
)
_TIME_ASKED = re.compile(
    r"\b(när|vilket (år|datum)|vilken (dag|månad)|senast|when|what (year|date|day|month)|which (year|date)|deadline)\b",
    re.IGNORECASE,
)
_STEPS_ASKED = re.compile(
    r"\b(hur (?!många|mycket|länge|ofta|snabbt|gammal|lång|stor|hög|låg)\w+|steg\w*|"
    r"how (do|can|should|to|would|does)\b|steps?|procedure)",
    re.IGNORECASE,
)
_SEVERAL_ASKED = re.compile(
    r"\b(vilka|vad (krävs|gäller|ingår)|när (får|kan|ska|måste)|krav(en)?|villkor\w*|"
    r"which|what are|what (are the |must |should |)?\w* ?(requirements|conditions|rules|roles|criteria|tools|steps)|"
    r"when (may|can|must|should))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|one|two|three|four|five|six|seven|eight|nine|ten|halv\w*|half|"
    r"procent|percent|dubbelt|twice|once)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(1[0-9]{3}|20[0-9]{2})\b|\b(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|"
    r"december|january|february|march|may|june|july|august|october|måndag|fredag|inom|senast|före|efter|när|innan|"
    r"within|before|after|when|until|once|dag\w*|veck\w*|månad\w*|years?|days?|weeks?|months?|hours?|timm\w*|"
    r"kvartal\w*|quarter\w*)\b",
    re.IGNORECASE,
)


def asks_for_steps(question: str) -> bool:
    """ "How do I report ...?": the answer is a procedure."""
    return bool(_STEPS_ASKED.search(question))


def asks_for_several(question: str) -> bool:
    """ "Which tools ...?", "When may ...?": the answer may be a whole list."""
    return bool(_SEVERAL_ASKED.search(question))


def asked_for(question: str, unit: Unit) -> float:
    """1 when the unit has a number or time that the question asks for, 0 when it lacks it; 0.5 when none is asked."""
    text = unit.unmarked
    checks = []
    if _NUMBER_ASKED.search(question):
        checks.append(bool(_NUMBER.search(text)))
    if _TIME_ASKED.search(question):
        checks.append(bool(_TIME.search(text)))
    return float(any(checks)) if checks else 0.5
