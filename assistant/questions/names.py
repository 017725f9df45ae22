"""The named things of a question: capitalised words, acronyms, products, numbers, quotes, countries, people."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:[-.:/’'&,][^\W_]+)*")
# A longer quotation is a question that was asked before (follow_ups.py).
_QUOTED = re.compile(r"[\"“”»«]([^\s\"“”»«]+(?:\s[^\s\"“”»«]+){0,3})[\"“”»«]")
_SENTENCE_END = re.compile(r"(?:^|[.?!:–—\n])\s*[\"“”»«(]*$")
_MARKS = re.compile("[\u0300-\u036f]")
# Letters that have no mark to take off.
_WHOLE_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})
# Of an all-capitals question the capitals tell nothing.
_SHOUTED = 0.6
_SHORT = 3
_COUNT_DIGITS = 2
_NO_NAMES = frozenset(
    {"i", "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "ai", "it", "hej", "hello", "hi", "tack", "thanks"}
)

# One line for each, in Swedish and English, names and adjectives. What begins with one of its forms is the same thing;
# forms of up to three letters are whole words.
_ALIKE = tuple(
    tuple(line.split())
    for line in """
    sverige svensk sweden swedish
    norge norges norsk norway norweg
    danmark dansk denmark danish
    finland finsk finnish
    island isländsk iceland
    tyskland tysk german
    frankrike fransk france french
    spanien spansk spain spanish
    italien italy
    polen polsk poland polish
    nederländ holländ holland netherlands dutch
    belgi
    storbritannien brittisk britain british uk
    irland irländ ireland irish
    estland estnisk estonia
    lettland lettisk latvia
    litauen litauisk lithuania
    schweiz switzerland swiss
    österrik austria
    portugal portugis portugu
    grekland grekisk greece greek
    ungern ungersk hungar
    ukrain
    ryssland rysk russia
    turkiet turkisk turkey turkish
    kina kines china chinese
    indien indisk india
    japan
    kanada kanaden canad
    usa u.s amerika america
    brasilien brasilia brazil
    australi
    konsult consultant
    lärling apprentice
    praktikant interns trainee
    vikarie substitute
    student
    pensionär pensioner retire
    aktieägar shareholder
    journalist
    vd ceo
    fack facklig union unions
    """.splitlines()
    if line.strip()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A named thing of a question; it stands in a text with any of its `forms` (one, unless it is of _ALIKE)."""

    text: str
    forms: tuple[str, ...]

    def stands_in(self, text: str) -> bool:
        """Whether a word of the text, which is without marks and capitals, begins with one of the forms."""
        return any(_begins(form).search(text) for form in self.forms)


@lru_cache(maxsize=1024)
def _begins(form: str) -> re.Pattern[str]:
    end = r"(?!\w)" if len(form) <= _SHORT else ""
    return re.compile(rf"(?<!\w){re.escape(form)}{end}")


def names(question: str) -> tuple[Name, ...]:
    """The named things of a question, each once, in order."""
    letters = [char for char in question if char.isalpha()]
    shouted = sum(char.isupper() for char in letters) > _SHOUTED * len(letters)
    quoted = frozenset(_unowned(word) for match in _QUOTED.finditer(question) for word in _TOKEN.findall(match[1]))
    found: dict[str, Name] = {}
    for match in _TOKEN.finditer(question):
        token = match.group()
        first = bool(_SENTENCE_END.search(question[: match.start()]))
        name = _named(token, capital=not (shouted or first), mixed=not shouted, quoted=_unowned(token) in quoted)
        if name is not None:
            found.setdefault(name.forms[0], name)
    return tuple(found.values())


def _named(token: str, *, capital: bool, mixed: bool, quoted: bool) -> Name | None:
    bare = _unowned(token)
    alike = next((forms for forms in _alike() if any(_begins(form).match(bare) for form in forms)), None)
    if alike is not None:
        return Name(token, alike)
    if bare in _NO_NAMES:
        return None
    if any(char.isdigit() for char in token):
        # "2 facts", "28 days": a small number counts something, it names nothing.
        if bare.isdigit() and len(bare) <= _COUNT_DIGITS:
            return None
        return Name(token, (bare,))
    if mixed and any(char.isupper() for char in token[1:]):
        # Of "AI-policyn" or "DPIA:n" what is named is the part in capitals.
        capitals = [part for part in re.split(r"[-:]", token) if any(char.isupper() for char in part)]
        part = max(capitals, key=len)
        return None if _unowned(part) in _NO_NAMES else Name(part, (_unowned(part),))
    if quoted or (capital and token[0].isupper()):
        return Name(token, (bare,))
    return None


@lru_cache(maxsize=1)
def _alike() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(plain(form) for form in forms) for forms in _ALIKE)


def plain(text: str) -> str:
    """In small letters without marks, as `Name.stands_in` wants it."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.casefold())).translate(_WHOLE_LETTERS)


def _unowned(word: str) -> str:
    """Without an ending that only says whose; that of "Danmarks" stays, for it may be the word's own."""
    return re.sub(r"['’]s?$|:s$", "", plain(word))
