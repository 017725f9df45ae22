"""Does a clause say that something is, must, should, may or may not be, and under which condition?

Negations are counted by clause: two of them cancel each other out. Words that only look like negations ("not only",
"no more than", "unless") are taken out first: they bound a number or set a condition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.language import Language
from knowledge.sentences import split


class Stance(StrEnum):
    FACT = "is"
    DENIED = "is not"
    OBLIGED = "must"
    FORBIDDEN = "must not"
    EXEMPT = "need not"
    ADVISED = "should"
    ADVISED_AGAINST = "should not"
    ALLOWED = "may"


NEGATIVE = frozenset({Stance.DENIED, Stance.FORBIDDEN, Stance.EXEMPT, Stance.ADVISED_AGAINST})


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of a text. `sentence` and `part` count sentences and independent clauses: what is said in one is no
    condition of another.

    `directive`: a fact that tells what to do ("Report it at once", "anmäls inom 72 timmar"). `bounded`: the verb only
    carries a limit ("får kosta högst"). `able`: what can or cannot be done, not what is allowed. `negated`: the word
    that "not" belongs to, mostly the verb. `conditions`: the restrictions, each from its first word on.
    """

    text: str
    sentence: int
    part: int
    stance: Stance
    directive: bool
    bounded: bool
    able: bool
    negated: str
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """`firm` ones ("only", "unless") must be kept; others ("if") may be told in other words."""

    firm: bool
    text: str


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words.split())})(?!\w)".replace("_", " "), re.IGNORECASE)


_NOT = r"(?:inte|ej|icke|aldrig|not|never|no|\w+n['’]t|cannot)"
_NOT_ONLY = re.compile(
    rf"\b{_NOT} (?:bara|enbart|endast|only|just|merely|minst|least)\b|\b(?:no matter|no\. ?\d)", re.IGNORECASE
)
_BOUND = re.compile(
    rf"\b(?:(?:får|ska|skall|kan|must|may|shall|should|bör|can|will) )?{_NOT}(?: \w+){{0,2}} (?:mer|fler|längre|högre|"
    r"större|senare|mindre|färre|kortare|lägre|more|longer|higher|greater|larger|later|less|fewer|shorter|lower)"
    r"(?: \w+)? (?:än|than)\b"
    rf"|\b(?:(?:får|ska|skall|kan|must|may|shall|should|bör|can|will) )?{_NOT}(?: \w+){{0,1}} "
    r"(?:exceed|överstiga|överskrida|understiga|underskrida|överstiger|exceeds)\b",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:högst|som mest|maximalt|upp till|at most|up to|minst|at least|överstig\w+|exceed\w*|gräns\w*|limit|minimum|"
    r"maximum|tak|taket|cap)\b",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\b(?:om inte|såvida(?: inte)?|inte förrän|först (?:när|efter|sedan|då|om)|endast|bara|enbart|uteslutande|"
    r"förutom|utom|med undantag|under förutsättning|förutsatt|på villkor|"
    r"unless|if not|not (?:be \w+ )?(?:until|before)|only|solely|exclusively|except(?:ing)?|excluding|apart from|"
    r"provided(?: that)?|on condition|as long as|så länge|subject to)\b",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"(?:(?:^|[,(] ?)(?:och |and |men |but )?\b(?:om|ifall|if|where|när|when)\b|\bif\b|"
    r"\bom (?:\w+ ){1,3}?(?:är|har|inte|kan|ska|får|finns|blir|måste|\w{2,}(?:er|ar|ts|as|es))\b)",
    re.IGNORECASE,
)
_WITHOUT = _pattern("utan without")
_NEGATION = _pattern(
    r"inte ej icke aldrig ingen inget inga ingenting varken knappast saknar saknas saknade "
    r"avstå avstår undvik undvika undviker vägra vägrar not cannot never no none nobody nothing neither nor untrue "
    r"osant lack lacks lacking refrain refrains avoid avoids refuse refuses \w+n['’]t false_that "
    r"falskt_att fel_att felaktigt_att"
)
_PROHIBITED = re.compile(
    r"\b(?:förbjud\w*|förbud\w*|otillåt\w*|forbid\w*|prohibit\w*|forbade|banned|disallow\w*)\b", re.IGNORECASE
)
_PAIRED = re.compile(r"\b(?:eller|nor|heller)\b", re.IGNORECASE)
_INFINITIVE = re.compile(
    r"(?!(?:alla|samma|bara|andra|våra|dessa|sina|flera|vissa|båda|egna|dina|mina|deras|dess|fyra)\b)"
    r"(?:\w{2,}(?:a|as)|få|gå|se|ske|bli|ge|stå|ha|ta|be|slås|ses|ges|tas)\b"
)
_MODALS: tuple[tuple[Stance, re.Pattern[str]], ...] = (
    (
        Stance.EXEMPT,  # only where negated; else these are obligations
        re.compile(
            r"\b(?:behöver|behövs|behövde|måste|krävs|kräver|krävde|obligatorisk\w*|skyldig\w*|tvungen|tvungna|tvingas|"
            r"nödvändig\w*|need(?:s|ed)?|have to|has to|had to|required?|requires|mandatory|obligatory|compulsory|"
            r"obliged|necessary)\b",
            re.IGNORECASE,
        ),
    ),
    (Stance.OBLIGED, re.compile(r"\b(?:ska|skall|must|shall|(?:is|are) to(?= [a-z]))\b", re.IGNORECASE)),
    (
        Stance.ADVISED,
        re.compile(r"\b(?:bör|borde|rekommender\w*|helst|gärna|should|ought|recommend\w*|advis(?:ed|able))\b", re.I),
    ),
    (
        Stance.ALLOWED,
        re.compile(
            r"\b(?:får|fick|kan|kunna|kunde|tillåt\w*|rätt att|lov att|befogenhet\w*|can|cannot|can['’]t|could|might|"
            r"allow\w*|permit\w*|permission to|right to|entitled|may|May(?= (?:I|we|you|not|be)\b))\b(?! \d)",
            re.IGNORECASE,
        ),
    ),
)
_MEASURED = re.compile(
    r"\b(?:får|ska|skall|måste|kan|may|must|shall|can) "
    r"(?:kosta|vara|uppgå|ta|pågå|bli|cost|be|amount|take|last|run|total)\b",
    re.IGNORECASE,
)
# "får inte delas", "does not replace"; but "AI ersätter inte".
_NEGATED = re.compile(
    rf"\b(?:får|ska|skall|kan|bör|måste|behöver|har|är|do|does|did|is|are|was|were|has|have|may|must|shall|should|can|will)"
    rf" {_NOT} (\w+)|\b(?:cannot|\w+n['’]t) (\w+)|(\w+) (?:inte|ej|aldrig)\b",
    re.IGNORECASE,
)
_ABLE = re.compile(r"\b(?:kan|kunna|can|could)\b", re.IGNORECASE)
_GETS = re.compile(r"\b(?:får|fick)\b", re.IGNORECASE)
_GOT = re.compile(r" (?:tillgång|svar|stöd|hjälp|besked|information|utbildning|reda på|del av|ett svar|ett besked)\b")
_IMPERATIVE = _pattern(
    """anmäl rapportera kontakta använd skriv fyll skicka kontrollera begär be fråga lägg dela ta gör se läs spara
    radera stäng öppna välj beskriv jämför granska dokumentera logga meddela stoppa avbryt mät följ utse kör testa
    report contact use write fill send check request ask put share take do see read save delete close open choose
    describe compare review document log notify stop measure follow appoint run test keep make get submit remove enter
    never always always don't"""
)
_PASSIVE = re.compile(
    r"\b\w{2,}(?:as|äs|ls|rs|ns|ds|ts|gs|ks|vs|ms|ps|js)\b|\b(?:is|are) (?:\w+ly )?\w+(?:ed|en|n|t)\b"
)
_NOT_PASSIVE = re.compile(r"\b(?:alls|minst|oss|dess|vars|sms|plats|access|process|business|finns|kvar|annars|loss)\b")
# "AI ersätter inte A utan stärker B" says B; "får inte delas utan tillstånd" says nothing else.
_BUT = re.compile(
    r"((?<!får )(?<!ska )(?<!kan )\b(?:inte|ej|icke|ingen|inget|inga)\b[^;]*?)(?:, utan (?!att\b)|"
    r" utan (?=(?:\w+ )?(?:\w+(?:er|ar)|ska|får|kan|i stället|istället|även|också)\b))",
    re.IGNORECASE,
)
# Says something of its own, which is true of what "not" is said of: "anmäl dig inte till mötet som hålls kl. 13".
_RELATIVE = re.compile(r"(?:som|which|who)(?: \S+){3,}", re.IGNORECASE)
# Independent clauses: what stands in one is neither negated nor bound by the other.
_INDEPENDENT = re.compile(
    r";| [–—-] |,? (?=(?:men|but|however|medan|while|whereas|although|däremot)\b)|, (?=(?:och|and)\b)",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(
    r",(?= )|[()]| (?=(?:som|that|which|who|eftersom|because|since|så att|innan|before)\b)|"
    r" (?=(?:och|and) (?:\w+ ){0,2}(?:ska|skall|måste|får|bör|kan|must|shall|may|should|can)\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def clauses(text: str, language: Language) -> tuple[Clause, ...]:
    """The clauses of each sentence of `text`, in order."""
    found = []
    for number, (start, end) in enumerate(split(text, language)):
        sentence = _BUT.sub(r"\1; ", " ".join(text[start:end].split()))
        for part, independent in enumerate(_cut(_INDEPENDENT, sentence)):
            found += [_clause(piece, number, part) for piece in _joined(list(_cut(_DEPENDENT, independent)))]
    return tuple(found)


def _cut(separator: re.Pattern[str], text: str) -> Iterator[str]:
    position = 0
    for match in separator.finditer(text):
        yield text[position : match.start()]
        position = match.end()
    yield text[position:]


def _joined(pieces: list[str]) -> list[str]:
    """The pieces that negate or demand, each with those after it that do not; the first with those before it too."""
    whole: list[str] = []
    pending = ""
    for piece in (piece.strip() for piece in pieces):
        if not piece:
            continue
        if _marked(piece) or (whole and _RELATIVE.match(piece)):
            whole.append(f"{pending} {piece}".strip())
            pending = ""
        elif whole:
            whole[-1] += f", {piece}"
        else:
            pending = f"{pending} {piece}".strip()
    return [*whole, pending] if pending else whole


def _marked(piece: str) -> bool:
    patterns = (_NEGATION, _PROHIBITED, *(pattern for _, pattern in _MODALS))
    return any(pattern.search(piece) for pattern in patterns)


def _clause(text: str, sentence: int, part: int) -> Clause:
    bare = _FIRM.sub(" ", _BOUND.sub(" ", _NOT_ONLY.sub(" ", text)))
    stance = _stance(bare)
    negated = _NEGATED.search(bare)
    return Clause(
        text=text,
        sentence=sentence,
        part=part,
        stance=stance,
        directive=bool(_IMPERATIVE.match(bare.strip()) or _PASSIVE.search(_NOT_PASSIVE.sub(" ", bare))),
        bounded=bool(
            _BOUND.search(text) or (_LIMITED.search(text) and (stance is Stance.FACT or _MEASURED.search(text)))
        ),
        able=stance in {Stance.ALLOWED, Stance.FORBIDDEN} and bool(_ABLE.search(bare)),
        negated=next(filter(None, negated.groups()), "") if negated else "",
        conditions=tuple(_conditions(text)),
    )


def _conditions(text: str) -> Iterator[Condition]:
    for match in _FIRM.finditer(text):
        # "not only" restricts nothing.
        if not _NOT_ONLY.search(text[max(0, match.start() - 8) : match.end()]):
            yield Condition(True, text[match.start() :])
    if _NEGATION.search(text):
        yield from (Condition(True, text[match.start() :]) for match in _WITHOUT.finditer(text))
    soft = _SOFT.search(text)
    if soft and not _FIRM.search(text):
        yield Condition(False, text[soft.start() :])


def _stance(text: str) -> Stance:
    negations = len(_NEGATION.findall(text)) + len(_PROHIBITED.findall(text))
    if re.search(r"\b(?:neither|varken)\b", text, re.IGNORECASE) and _PAIRED.search(text):
        negations -= len(re.findall(r"\bnor\b", text, re.IGNORECASE))
    negations += len(_WITHOUT.findall(text))
    negated = negations % 2 == 1
    modal = _modal(text)
    if modal is Stance.EXEMPT:
        return Stance.EXEMPT if negated else Stance.OBLIGED
    if modal in {Stance.OBLIGED, Stance.ALLOWED}:
        return Stance.FORBIDDEN if negated else modal
    if modal is Stance.ADVISED:
        return Stance.ADVISED_AGAINST if negated else Stance.ADVISED
    return Stance.DENIED if negated else Stance.FACT


def _modal(text: str) -> Stance | None:
    found = [(match.start(), kind) for kind, pattern in _MODALS if (match := _first(pattern, text))]
    if _PROHIBITED.search(text):
        return Stance.ALLOWED
    return min(found)[1] if found else None


def _first(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that is a modal verb: "får" before no infinitive means that somebody gets something."""
    for match in pattern.finditer(text):
        following = text[match.end() :]
        gets = _GOT.match(following) or not _INFINITIVE.search(" ".join(following.split()[:6]))
        if _GETS.fullmatch(match.group()) and gets:
            continue
        return match
    return None
