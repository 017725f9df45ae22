"""Names of people, without a language model: listed names, words that announce a name, and what stands beside.

Every rule looks at runs of capitalised words in one line, so that the time is linear. Its recall is measured, and it is
not that of a trained model (docs/governance.md).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import combining, normalize

from knowledge.language import Language
from knowledge.personal_data.findings import Finding, PersonalData, Reason
from knowledge.personal_data.name_contexts import (
    acting,
    addressed,
    announced,
    at_work,
    named_thing_follows,
    named_thing_precedes,
    possessing,
    registered,
    signed,
    spoken_of,
)
from knowledge.personal_data.name_layouts import find_in_layouts
from knowledge.personal_data.name_lists import NameLists, Word, is_compound, name_lists

_CAPITALISED = r"(?:[A-ZÅÄÖ]\.|[^\W\d_a-zåäöéèøæ][^\W\d_]{0,30}(?:[-’'][^\W\d_]{1,30}){0,2})"
_PARTICLE = r"(?:av|af|von|van|der|den|de|di|da|del|la|al|el|bin|ben|ter)"
_PREFIX = r"(?:al|el|ben)-"
_RUN = re.compile(
    rf"(?<![\w@.’'-]){_CAPITALISED}(?: (?:{_PARTICLE} ){{0,2}}(?:{_PREFIX})?{_CAPITALISED}){{0,5}}+(?![\w@])"
)
_WORD = re.compile(r"[^ ]+")
_INITIAL = re.compile(r"[A-ZÅÄÖ]\.")
_ENUMERATES = re.compile(r",? (?:och|and|samt) |, ?|/")
_PLACES_BEFORE = re.compile(r"\b(?:mellan|i|från|till|between|in|from|to) $")
_AFTER_A_WORD = re.compile(r"[a-zåäö],? $")
# Given names that are more often places, months or products.
_OTHER_NAMES = frozenset(
    (
        "ask",
        "björk",
        "alm",
        "april",
        "august",
        "india",
        "jordan",
        "london",
        "mars",
        "may",
        "mercedes",
        "nova",
        "paris",
        "roman",
        "sydney",
        "viking",
        "vega",
        "storm",
        "sol",
        "sten",
        "grant",
        "dal",
        "aden",
        "norden",
    )
)
_PRONOUNS = frozenset(("hans", "per", "dina"))
_PLACE_OF_A_NAME = re.compile(
    r".{2,}(?:skolan|gården|hemmet|sjukhuset|gatan|vägen|torget|parken|huset|terminalen|priset|stiftelsen|kyrkan|"
    r"backen)"
)
_IN_A_SENTENCE = re.compile(r"[a-zåäö:,;(] ?$")
_NAMED_AFTER = frozenset(
    ("ab", "corporation", "corp", "gmbh", "hb", "inc", "investments", "llc", "ltd", "street", "road", "avenue", "union")
)
_TRADES = frozenset(
    (
        "el",
        "rör",
        "bygg",
        "catering",
        "måleri",
        "åkeri",
        "transport",
        "transporter",
        "café",
        "restaurang",
        "plåt",
        "mark",
        "städ",
        "såg",
        "taxi",
        "bil",
        "snickeri",
    )
)
_JUST_BEFORE_A_CONTACT = re.compile(r"[\s,;:(<|–-]{1,4}(?:tel\.?:? ?|mail:? ?|e-post:? ?)?")
_NEAR_CHARS = 60


class NameFinder:
    """Finds names; made once, as it holds the lists."""

    def __init__(self, lists: NameLists | None = None) -> None:
        self._lists = lists or name_lists()

    def find(self, text: str, contacts: Sequence[Finding], language: Language) -> Iterator[Finding]:
        """`contacts` are the mail addresses, phone numbers and postal addresses found in the text, in its order."""
        runs = [_words(match) for match in _RUN.finditer(text)]
        found = [finding for run in runs if (finding := self._name_in(text, run, language)) is not None]
        found = list(self._without_named_things(text, runs, found))
        found += self._enumerated(text, runs, found)
        found += find_in_layouts(text, self._lists, contacts)
        found += self._as_registered(text)
        found += self._beside_contacts(text, runs, contacts)
        yield from found
        yield from self._repeated(text, runs, found)

    def _name_in(self, text: str, run: Sequence[Word], language: Language) -> Finding | None:
        found = self._by_given_name(text, run) or self._by_its_form(text, run) or self._by_what_is_said(text, run)
        return found or (self._amid_small_letters(text, run) if language == "sv" else None)

    def _by_given_name(self, text: str, run: Sequence[Word]) -> Finding | None:
        for position, word in enumerate(run):
            certain = self._lists.is_certain(word.text)
            if not certain and not self._lists.is_doubtful(word.text):
                continue
            name = self._name_from(run[position:])
            surnamed = len(name) > 1 and not (name[-1].text.isupper() and not name[0].text.isupper())
            if name and (certain or surnamed):
                before = (
                    self._name_from(run[:position])[-1:]
                    if len(name) == 1 and self._goes_on(text, run, position)
                    else []
                )
                surnamed = surnamed or bool(before)
                return _finding([*before, *name], 0.9 if surnamed else 0.65, Reason.LISTED_NAME)
        return None

    def _goes_on(self, text: str, run: Sequence[Word], position: int) -> bool:
        """Whether the listed name at `position` ends a name whose first part is in no list: "Yalcin Ahmed"."""
        if position == 0 or self._lists.no_name(run[position - 1]):
            return False
        return announced(text, run[position - 1].start) or self._lists.like_a_surname(run[position].text)

    def _by_its_form(self, text: str, run: Sequence[Word]) -> Finding | None:
        for position, word in enumerate(run):
            name = self._name_from(run[position:])
            if len(name) < 2:
                continue
            last = name[-1].text
            if _INITIAL.fullmatch(word.text):
                within = _IN_A_SENTENCE.search(text, max(0, word.start - 2), word.start) is not None
                if self._lists.like_a_surname(last) or (within and len(last) > 3):
                    return _finding(name, 0.7 if self._lists.like_a_surname(last) else 0.55, Reason.FORM)
            elif len(name) > 2 and _INITIAL.fullmatch(name[1].text) and len(last) > 2 and len(word.text) > 2:
                return _finding(name, 0.7, Reason.FORM)
        return None

    def _by_what_is_said(self, text: str, run: Sequence[Word]) -> Finding | None:
        for position, word in enumerate(run):
            name = self._name_from(run[position:])
            if not name or len(word.text) < 2 or word.text.isupper():
                continue
            last = name[-1]
            if announced(text, word.start) or signed(text, word.start, last.end):
                return _finding(name, 0.8 if len(name) > 1 else 0.6, Reason.WORD_BEFORE)
            if len(name) > 1 and self._lists.is_listed_surname(last.text):
                return _finding(name[-3:], 0.7, Reason.LISTED_NAME)
            if len(name) > 1 and (self._lists.like_a_surname(last.text) or acting(text, name[0].start, last.end)):
                return _finding(name[-3:], 0.7, Reason.FORM)
            if len(name) == 1 and (self._is_somebody(text, word) or possessing(text, word.start, word.end)):
                return _finding(name, 0.6, Reason.FORM)
        return None

    def _amid_small_letters(self, text: str, run: Sequence[Word]) -> Finding | None:
        """ "Kan Kim ta mötet?": Swedish writes other words small within a sentence, so a doubtful name is one there."""
        word = run[-1]
        begins = all(self._lists.no_name(each) for each in run[:-1])
        if (
            not begins
            or not self._lists.is_doubtful(word.text)
            or word.folded in _OTHER_NAMES
            or self._lists.no_name(word)
        ):
            return None
        within = len(run) > 1 or _AFTER_A_WORD.search(text, max(0, word.start - 3), word.start)
        return _finding([word], 0.55, Reason.LISTED_NAME) if within else None

    def _is_somebody(self, text: str, word: Word) -> bool:
        """One word that may be a name: "Lindqvist", or "Berg" and "Björn" where it is spoken of as of a person."""
        if self._lists.surname_alone(word.text):
            return True
        may_be = self._lists.is_listed_surname(word.text) or self._lists.is_doubtful(word.text)
        if word.folded in _PRONOUNS or _PLACES_BEFORE.search(text, max(0, word.start - 9), word.start):
            return may_be and at_work(text, word.end)
        return may_be and (
            acting(text, word.start, word.end)
            or at_work(text, word.end)
            or addressed(text, word.start, word.end)
            or spoken_of(text, word.end)
        )

    def _without_named_things(
        self, text: str, runs: Sequence[Sequence[Word]], found: Iterable[Finding]
    ) -> Iterator[Finding]:
        """Without rooms, streets and robots that are called after people, and those enumerated with them."""
        things: set[int] = set()
        for before, run in zip([None, *runs], runs, strict=False):
            told = before is not None and before[0].start in things
            between = text[before[-1].end : run[0].start] if told and before else ""
            if named_thing_precedes(text, run[0].start) or (told and _ENUMERATES.fullmatch(between)):
                things.add(run[0].start)
        ranges = {run[0].start: run[-1].end for run in runs if run[0].start in things}
        starts = sorted(ranges)
        position = 0
        for finding in found:
            while position < len(starts) and ranges[starts[position]] < finding.end:
                position += 1
            inside = position < len(starts) and starts[position] <= finding.start
            if not inside and not named_thing_follows(text, finding.start, finding.end):
                yield finding

    def _enumerated(self, text: str, runs: Sequence[Sequence[Word]], found: Sequence[Finding]) -> Iterator[Finding]:
        """What is enumerated with two names is one too; surnames are where all that is enumerated are such."""
        known = {finding.start for finding in found}
        for group in _enumerations(text, runs):
            names = [self._name_from(run) for run in group]
            told = [any(word.start in known for word in run) for run in group]
            whole = [bool(name) and len(name) == len(run) <= 2 for name, run in zip(names, group, strict=True)]
            surnames = (
                all(
                    len(run) == 1 and (self._may_be_name(run[0].text) or here)
                    for run, here in zip(group, told, strict=True)
                )
                and max(len(run[0].text) for run in group) > 5
                and not _PLACES_BEFORE.search(text, max(0, group[0][0].start - 9), group[0][0].start)
            )
            if sum(told) < 2 and not surnames:
                continue
            for name, here, fits in zip(names, told, whole, strict=True):
                if not here and fits and not name[0].text.isupper():
                    yield _finding(name, 0.55, Reason.REPEATED)

    def _may_be_name(self, word: str) -> bool:
        return self._lists.is_listed_surname(word) or self._lists.is_certain(word) or self._lists.is_doubtful(word)

    def _as_registered(self, text: str) -> Iterator[Finding]:
        """ "LIND, Kim": the given name is a listed one, or the surname is formed as surnames are."""
        for start, end in registered(text):
            surname, given = text[start:end].split(", ")
            capitals = surname.isupper()
            listed = self._lists.is_certain(given) or self._lists.is_doubtful(given)
            if capitals and (listed or self._lists.like_a_surname(surname)):
                yield Finding(start, end, PersonalData.NAME, 0.85, Reason.FORM)

    def _beside_contacts(
        self, text: str, runs: Iterable[Sequence[Word]], contacts: Sequence[Finding]
    ) -> Iterator[Finding]:
        """A capitalised pair before a mail address made of its words, or right before any mail address or phone."""
        waiting = iter(contacts)
        contact = next(waiting, None)
        for run in runs:
            while contact is not None and contact.start < run[-1].end:
                contact = next(waiting, None)
            if contact is None:
                return
            name = [word for word in run if word.folded not in self._lists.no_names and len(word.text) > 1]
            if not 2 <= len(name) <= 3 or contact.start - run[-1].end > _NEAR_CHARS:
                continue
            between = text[run[-1].end : contact.start]
            if "\n" in between or contact.kind is PersonalData.ADDRESS:
                continue
            address = _plain(text[contact.start : contact.end].partition("@")[0])
            if contact.kind is PersonalData.EMAIL and all(_plain(word.text) in address for word in (name[0], name[-1])):
                yield _finding(name, 0.95, Reason.CONTACT_NEARBY)
            elif len(name) == len(run) and _JUST_BEFORE_A_CONTACT.fullmatch(between):
                yield _finding(name, 0.6, Reason.CONTACT_NEARBY)

    def _repeated(self, text: str, runs: Iterable[Sequence[Word]], found: Sequence[Finding]) -> Iterator[Finding]:
        """The given name or the surname alone, of someone whose whole name stands elsewhere in the text."""
        whole = [text[finding.start : finding.end].split() for finding in found if finding.confidence >= 0.7]
        known = {word for name in whole if len(name) > 1 for word in name if len(word) > 2 and word[0].isupper()}
        for run in runs:
            for word in self._name_from(run):
                if word.text in known or (word.text.endswith("s") and word.text[:-1] in known):
                    yield _finding([word], 0.6, Reason.REPEATED)

    def _name_from(self, words: Sequence[Word]) -> list[Word]:
        """At most four words; a name that an organisation or a street is called after ("Lindqvist AB") is none."""
        name: list[Word] = []
        for word in words[:5]:
            if name and (word.folded in _NAMED_AFTER or is_compound(word.text) or _trade(name[-1], word)):
                return []
            if _PLACE_OF_A_NAME.fullmatch(word.folded):
                return []
            if self._lists.no_name(word) or (name and _shouted(word) and not name[0].text.isupper()):
                return name
            name.append(word)
        return name[:4]


def _shouted(word: Word) -> bool:
    return word.text.isupper() and len(word.text) > 1 and not _INITIAL.fullmatch(word.text)


def _trade(owner: Word, word: Word) -> bool:
    return owner.text.endswith("s") and word.folded in _TRADES


def _enumerations(text: str, runs: Sequence[Sequence[Word]]) -> Iterator[list[Sequence[Word]]]:
    group: list[Sequence[Word]] = []
    for run in runs:
        if group and not _ENUMERATES.fullmatch(text[group[-1][-1].end : run[0].start]):
            if len(group) > 1:
                yield group
            group = []
        group.append(run)
    if len(group) > 1:
        yield group


def _words(match: re.Match[str]) -> list[Word]:
    run = match[0]
    return [Word(match.start() + m.start(), match.start() + m.end(), m[0]) for m in _WORD.finditer(run)]


def _finding(name: Sequence[Word], confidence: float, why: Reason) -> Finding:
    end = name[-1].end - (2 if name[-1].text.endswith(("’s", "'s")) else 0)
    return Finding(name[0].start, end, PersonalData.NAME, confidence, why)


def _plain(word: str) -> str:
    return "".join(char for char in normalize("NFD", word.casefold()) if not combining(char) and char.isalnum())
