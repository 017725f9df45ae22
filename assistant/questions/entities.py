"""Whether the named things of a question stand where its answer is taken from.

An answer about Sweden is close to a question about Denmark in meaning and in words; what tells them apart is one name.
Names here are capitalised words, acronyms, product names, numbers and years, quoted words, countries and groups of
people. No model is asked.
"""

import re
from collections.abc import Mapping, Sequence
from math import log

from assistant.evidence.units import Unit
from assistant.questions.names import Name, names, plain
from assistant.understand import Understanding
from knowledge.index.protocol import Candidate
from knowledge.lexical import passage_terms, question_terms

_ACRONYM = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9&]{1,5}")
_GLOSSED = re.compile(r"(?<=\w) \(([A-ZÅÄÖ]{2,6})\)")
_SPELLED_OUT = re.compile(r"[^\W\d_][^\d|]{5,}")
_ROW_CELL = " | "
# A word found in part, as in a compound, counts as present from here on, as in evidence/selector.py.
_HELD = 0.7
# A name in the owners of this share of the found documents is the organisation's own.
_OWN = 0.5


def unmet(question: Understanding, units: Sequence[Unit], found: Sequence[Candidate] = ()) -> float:
    """The share of the question's names that stand nowhere about the `units`, each by its rarity among the `found`.

    About a unit are the words of its passage (of a table only its own row), its headings, and its document's title
    and tags. 0 for a question without names and when there are no units; 1 when all its names are missing. What a
    follow-up takes over from the question before has been found there, and doesn't count.
    """
    named = [name for name in names(question.question) if not _is_the_organisation(name, found)]
    if not named or not units:
        return 0.0
    aliases = _aliases(found)
    texts = [_about(unit) for unit in units]
    everywhere = [plain(f"{_place(source)}\n{source.passage.text}") for source in found]
    total = missed = 0.0
    for name in named:
        seen = sum(name.stands_in(text) for text in everywhere)
        rarity = log(1 + (1 + len(everywhere)) / (1 + seen))
        either = (name, *(Name(alias, (plain(alias),)) for alias in aliases.get(name.text, ())))
        total += rarity
        missed += rarity * min(_missing(one, *text) for one in either for text in texts)
    return missed / total


def _missing(name: Name, text: str, language: str) -> float:
    """0 for a name that stands in the text, in any form; else the share of its letters that do not."""
    if name.stands_in(plain(text)):
        return 0.0
    dimensions = frozenset(passage_terms(text, language).indices)
    words = question_terms(name.text).words
    held = max((word.explained_by(dimensions) for word in words), default=0.0)
    return 1 - held if held < _HELD else 0.0


def _about(unit: Unit) -> tuple[str, str]:
    passage = unit.source.passage
    own = " ".join((unit.lead, *unit.header, unit.text)) if unit.form == "row" else f"{passage.context}\n{passage.text}"
    return f"{_place(unit.source)}\n{own}", passage.language


def _place(source: Candidate) -> str:
    return " ".join((source.properties.title, *source.passage.section, *source.properties.tags))


def _is_the_organisation(name: Name, found: Sequence[Candidate]) -> bool:
    owners = {source.properties.owner for source in found if source.properties.owner}
    return len(owners) > 2 and sum(name.stands_in(plain(owner)) for owner in owners) >= _OWN * len(owners)


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
