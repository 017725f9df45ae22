"""Whether the named things of a question stand where its answer is taken from.

An answer about Sweden is close to a question about Denmark in meaning and in words; what tells them apart is one name.
Names here are capitalised words, acronyms, product names, numbers and years, quoted words, countries and groups of
people. No model is asked.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from assistant.understand import Understanding
from assistant.units import Unit
from knowledge.index.protocol import Candidate
from knowledge.lexical import passage_terms, question_terms

_TOKEN = re.compile(r"[^\W_]+(?:[-.:/’'&,][^\W_]+)*")
_QUOTED = re.compile(r"[\"“”»«]([^\"“”»«]{2,60})[\"“”»«]")
_SENTENCE_END = re.compile(r"(?:^|[.?!:–—\n])\s*[\"“”»«(]*$")
_ACRONYM = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9&]{1,5}")
_MARKS = re.compile("[\u0300-\u036f]")
# Letters that have no mark to take off.
_WHOLE_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})
_GLOSSED = re.compile(r"(?<=\w) \(([A-ZÅÄÖ]{2,6})\)")
_SPELLED_OUT = re.compile(r"[^\W\d_][^\d|]{5,}")
_ROW_CELL = " | "
# Of an all-capitals question the capitals tell nothing.
_SHOUTED = 0.6
# A word found in part, as in a compound, counts as present from here on, as in writers/selector.py.
_HELD = 0.7
# A name in the owners of this share of the found documents is the organisation's own.
_OWN = 0.5
_SHORT = 3
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
    usa amerika america
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


def unmet(question: Understanding, units: Sequence[Unit], found: Sequence[Candidate] = ()) -> float:
    """The share of the question's names that stand nowhere about the `units`, each by its rarity among the `found`.

    About a unit are the words of its passage (of a table only its own row), its headings, and its document's title
    and tags. 0 for a question without names and when there are no units; 1 when all its names are missing.
    """
    named = [name for name in names(question.standalone) if not _is_the_organisation(name, found)]
    if not named or not units:
        return 0.0
    aliases = _aliases(found)
    texts = [_about(unit) for unit in units]
    everywhere = [_plain(f"{_place(source)}\n{source.passage.text}") for source in found]
    total = missed = 0.0
    for name in named:
        seen = sum(name.stands_in(text) for text in everywhere)
        rarity = log(1 + (1 + len(everywhere)) / (1 + seen))
        either = (name, *(Name(alias, (_plain(alias),)) for alias in aliases.get(name.text, ())))
        total += rarity
        missed += rarity * min(_missing(one, *text) for one in either for text in texts)
    return missed / total


def _missing(name: Name, text: str, language: str) -> float:
    """0 for a name that stands in the text, in any form; else the share of its letters that do not."""
    if name.stands_in(_plain(text)):
        return 0.0
    dimensions = frozenset(passage_terms(text, language).indices)
    words = question_terms(name.text).words
    held = max((word.explained_by(dimensions) for word in words), default=0.0)
    return 1 - held if held < _HELD else 0.0


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
    plain = _unowned(token)
    alike = next((forms for forms in _alike() if any(_begins(form).match(plain) for form in forms)), None)
    if alike is not None:
        return Name(token, alike)
    if plain in _NO_NAMES:
        return None
    if any(char.isdigit() for char in token):
        return Name(token, (plain,))
    if mixed and any(char.isupper() for char in token[1:]):
        # Of "AI-policyn" or "DPIA:n" what is named is the part in capitals.
        capitals = [part for part in re.split(r"[-:]", token) if any(char.isupper() for char in part)]
        part = max(capitals, key=len)
        return None if _unowned(part) in _NO_NAMES else Name(part, (_unowned(part),))
    if quoted or (capital and token[0].isupper()):
        return Name(token, (plain,))
    return None


@lru_cache(maxsize=1)
def _alike() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_plain(form) for form in forms) for forms in _ALIKE)


def _plain(text: str) -> str:
    """In small letters without marks."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.casefold())).translate(_WHOLE_LETTERS)


def _unowned(word: str) -> str:
    """Without an ending that only says whose; that of "Danmarks" stays, for it may be the word's own."""
    return re.sub(r"['’]s?$|:s$", "", _plain(word))


def _about(unit: Unit) -> tuple[str, str]:
    passage = unit.source.passage
    own = " ".join((unit.lead, *unit.header, unit.text)) if unit.form == "row" else f"{passage.context}\n{passage.text}"
    return f"{_place(unit.source)}\n{own}", passage.language


def _place(source: Candidate) -> str:
    return " ".join((source.properties.title, *source.passage.section, *source.properties.tags))


def _is_the_organisation(name: Name, found: Sequence[Candidate]) -> bool:
    owners = {source.properties.owner for source in found if source.properties.owner}
    return len(owners) > 2 and sum(name.stands_in(_plain(owner)) for owner in owners) >= _OWN * len(owners)


def _aliases(found: Sequence[Candidate]) -> Mapping[str, tuple[str, ...]]:
    """What the found passages say an acronym means: "data processing agreement (DPA)", or a row of a glossary."""
    aliases: dict[str, tuple[str, ...]] = {}
    for source in found:
        text = source.passage.text
        for match in _GLOSSED.finditer(text):
            aliases[match[1]] = (*aliases.get(match[1], ()), _expansion(match[1], text[: match.start()].split()))
        for line in text.splitlines():
            first, *others = line.split(_ROW_CELL)
            meant = tuple(part for cell in others for part in cell.split(", ") if _SPELLED_OUT.fullmatch(part))
            for acronym in filter(_ACRONYM.fullmatch, first.split(" / ")):
                aliases[acronym] = (*aliases.get(acronym, ()), *meant)
    return aliases


def _expansion(acronym: str, before: Sequence[str]) -> str:
    """The words that the acronym's letters begin; else the one word before it, which may be a compound."""
    words = before[-len(acronym) :]
    initials = "".join(word[0] for word in words).casefold()
    return " ".join(words) if initials == acronym.casefold() else before[-1]
