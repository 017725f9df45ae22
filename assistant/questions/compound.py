"""Several questions put as one: "Vem godkänner inköp och hur lång tid tar det?"

Conservative: cut only where both sides ask something, never in "policyer och riktlinjer" or in "who decides what is
logged and for how long", where one question asks for both.
"""

import re
from collections.abc import Iterator

from knowledge.language import Language
from knowledge.sentences import split

_CONJUNCTION = re.compile(r"(?:,\s*|\s+)(?:och|samt|and)\s+(?:också\s+|also\s+)?", re.IGNORECASE)
_ASKING = r"(?:vad|vem|vems|vilken|vilket|vilka|var|vart|när|hur|varför|what|who|whom|whose|which|where|when|how|why)"
_PREPOSITION = r"(?:i|på|för|till|av|från|med|hos|inom|at|for|to|by|from|of|with|on|in|within)"
_QUESTION_WORD = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
_BEGINS_WITH_QUESTION_WORD = re.compile(rf"(?:{_PREPOSITION} )?{_ASKING}\b", re.IGNORECASE)
# A verb and who does it: "får jag", "must the supplier".
_BEGINS_WITH_VERB = re.compile(
    r"(?:får|kan|ska|skall|måste|bör|behöver|är|har|finns|gäller|krävs|may|can|must|shall|should|do|does|did|is|are|was|"
    r"were|has|have|will) (?:jag|vi|man|du|ni|de|den|det|en|ett|i|we|you|they|it|he|she|the|an?|my|our|there)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?P<who>vem|vilka|who) ", re.IGNORECASE)
_DOES = re.compile(
    r"(?:godkänner|betalar|äger|ansvarar|beslutar|bestämmer|undertecknar|granskar|skriver|gör|får|ska|måste|kan|utser|"
    r"leder|approves?|pays?|owns?|decides?|signs?|reviews?|writes?|may|must|can|is|are|leads?|appoints?) \w",
    re.IGNORECASE,
)
_LEAST_WORDS = 2


def questions_in(text: str, language: Language) -> tuple[tuple[str, ...], str]:
    """The questions that are put in `text`, in order, and what is said beside them ("I work in Norway.")."""
    pieces = [text[start:end] for start, end in split(text, language)]
    asked = [piece for piece in pieces if piece.endswith("?")]
    if not asked:
        return tuple(_cut(text)), ""
    said = " ".join(piece for piece in pieces if not piece.endswith("?"))
    return tuple(part for piece in asked for part in _cut(piece)), said


def _cut(question: str) -> Iterator[str]:
    for match in _CONJUNCTION.finditer(question):
        left, right = question[: match.start()], question[match.end() :]
        second = _second(left, right)
        if second is not None:
            yield f"{left}?"
            yield from _cut(second[:1].upper() + second[1:])
            return
    yield question


def _second(left: str, right: str) -> str | None:
    """What stands behind the conjunction as a question; None when only both sides together are one."""
    if len(left.split()) < _LEAST_WORDS or len(right.split()) < _LEAST_WORDS:
        return None
    whole = _BEGINS_WITH_QUESTION_WORD.match(left) or _BEGINS_WITH_VERB.match(left)
    # A second question word on the left asks for what it shares with the right: "who decides what is logged and how".
    if whole is None or _QUESTION_WORD.search(left, whole.end()):
        return None
    if _BEGINS_WITH_VERB.match(left) and _QUESTION_WORD.search(left):
        return None
    if _BEGINS_WITH_QUESTION_WORD.match(right) or _BEGINS_WITH_VERB.match(right):
        return right
    who = _WHO.match(left)
    if who is not None and _DOES.match(right) and _DOES.match(left, who.end()):
        return f"{who['who']} {right}"
    return None
