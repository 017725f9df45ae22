"""Names of people, without a language model: listed given names, words that announce a name, and what stands beside.

Every rule looks at runs of capitalised words in one line, so that the time is linear. Its recall is measured, and it is
not that of a trained model (docs/governance.md).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from unicodedata import combining, normalize

from knowledge.personal_data.findings import Finding, PersonalData, Reason
from knowledge.personal_data.name_contexts import acting, announced, registered, signed

_CAPITALISED = r"(?:[A-ZÅÄÖ]\.|[^\W\d_a-zåäöéèøæ][^\W\d_]{0,30}(?:[-’'][^\W\d_]{1,30}){0,2})"
_PARTICLE = r"(?:av|af|von|van|der|den|de|di|da|del|la|al|el|bin|ben|ter)"
_RUN = re.compile(rf"(?<![\w@.’'-]){_CAPITALISED}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITALISED}){{0,5}}+(?![\w@])")
_WORD = re.compile(r"[^ ]+")
_LOWER_PAIR = re.compile(
    r"(?<![\w@.-])([^\W\d_]{3,20}) [^\W\d_]{2,20}(?:sson|kvist|qvist|ström|gren|lund|stedt|dotter)s?(?![\w@])"
)
_SURNAME = re.compile(
    r"[^\W\d_]{2,}(?:sson|kvist|qvist|ström|strøm|mark|gård|strand|berg|bergh|lund|lundh|gren|dahl|stedt|holm|löf|lind|"
    r"dotter|sdóttir|ović|ovic|ević|evic|ić|wicz|owski|ewski|ski|ska|enko|nen|escu|oglu|yan|ez|ova|eva|ová|ská|zadeh|"
    r"ullah)s?",
    re.IGNORECASE,
)
_NAMED_AFTER = frozenset(
    ("ab", "corporation", "corp", "gmbh", "hb", "inc", "investments", "llc", "ltd", "street", "road", "avenue", "union")
)
_OFFICE = re.compile(
    r".*(?:chef(?:en)?|direktör(?:en)?|ansvarig|ombud(?:et)?|kontoret|ledare(?:n)?|ägare(?:n)?|förvaltare(?:n)?|rådet|"
    r"gruppen|teamet|samordnare(?:n)?|handläggare(?:n)?|utskottet|nämnden|skolan|stödet)s?"
)
_JUST_BEFORE_A_CONTACT = re.compile(r"[\s,;:(<|–-]{1,4}(?:tel\.?:? ?|mail:? ?|e-post:? ?)?")
_NEAR_CHARS = 60


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def folded(self) -> str:
        return self.text.casefold().rstrip(".")


def _listed_in(name: str) -> str:
    lines = files("knowledge.personal_data").joinpath(name).read_text("utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).casefold()


class NameFinder:
    """Finds names; made once, as it holds the list of given names."""

    def __init__(self) -> None:
        certain, _, doubtful = _listed_in("given_names.txt").partition("?")
        self._doubtful = frozenset(doubtful.split())
        self._certain = frozenset(certain.split()) - self._doubtful
        self._surnames = frozenset(_listed_in("surnames.txt").split())
        self._no_names = frozenset(_listed_in("not_names.txt").split())

    def find(self, text: str, contacts: Sequence[Finding]) -> Iterator[Finding]:
        """`contacts` are the mail addresses and phone numbers found in the text, in its order."""
        runs = [_words(match) for match in _RUN.finditer(text)]
        found = [finding for run in runs if (finding := self._name_in(text, run)) is not None]
        found += self._in_small_letters(text)
        found += self._as_registered(text)
        found += self._beside_contacts(text, runs, contacts)
        yield from found
        yield from self._repeated(text, runs, found)

    def _name_in(self, text: str, run: Sequence[_Word]) -> Finding | None:
        for position, word in enumerate(run):
            name = self._name_from(run[position:])
            surnamed = len(name) > 1 and not (name[-1].text.isupper() and not name[0].text.isupper())
            if name and (self._is(word, self._certain) or (surnamed and self._is(word, self._doubtful))):
                return _finding(name, 0.9 if surnamed else 0.65, Reason.LISTED_NAME)
        for position, word in enumerate(run):
            name = self._name_from(run[position:])
            if len(name) > 1 and len(word.text) == 2 and word.text[1] == "." and self._like_a_surname(name[-1]):
                return _finding(name, 0.7, Reason.FORM)
            if not name or len(word.text) < 2 or word.text.isupper():
                continue
            if announced(text, word.start) or signed(text, word.start, name[-1].end):
                return _finding(name, 0.8 if len(name) > 1 else 0.6, Reason.WORD_BEFORE)
            if len(name) > 1 and self._is(name[-1], self._surnames):
                return _finding(name[-3:], 0.7, Reason.LISTED_NAME)
            if len(name) > 1 and (_SURNAME.fullmatch(name[-1].text) or acting(text, name[0].start, name[-1].end)):
                return _finding(name[-3:], 0.7, Reason.FORM)
        return None

    def _in_small_letters(self, text: str) -> Iterator[Finding]:
        """ "anna svensson", as people type in a chat."""
        for match in _LOWER_PAIR.finditer(text):
            if match[1].casefold() in self._certain and match[0].islower():
                yield Finding(match.start(), match.end(), PersonalData.NAME, 0.8, Reason.LISTED_NAME)

    def _as_registered(self, text: str) -> Iterator[Finding]:
        """ "LIND, Kim": the given name is a listed one, or the surname is formed as surnames are."""
        for start, end in registered(text):
            surname, given = text[start:end].split(", ")
            listed = given.casefold().split("-")[0] in self._certain or surname.casefold() in self._surnames
            if listed or _SURNAME.fullmatch(surname):
                yield Finding(start, end, PersonalData.NAME, 0.85, Reason.FORM)

    def _beside_contacts(
        self, text: str, runs: Iterable[Sequence[_Word]], contacts: Sequence[Finding]
    ) -> Iterator[Finding]:
        """A capitalised pair before a mail address made of its words, or right before any mail address or phone."""
        waiting = iter(contacts)
        contact = next(waiting, None)
        for run in runs:
            while contact is not None and contact.start < run[-1].end:
                contact = next(waiting, None)
            if contact is None:
                return
            name = [word for word in run if word.folded not in self._no_names and len(word.text) > 1]
            if not 2 <= len(name) <= 3 or contact.start - run[-1].end > _NEAR_CHARS:
                continue
            between = text[run[-1].end : contact.start]
            if "\n" in between:
                continue
            address = _plain(text[contact.start : contact.end].partition("@")[0])
            if contact.kind is PersonalData.EMAIL and all(_plain(word.text) in address for word in (name[0], name[-1])):
                yield _finding(name, 0.95, Reason.CONTACT_NEARBY)
            elif len(name) == len(run) and _JUST_BEFORE_A_CONTACT.fullmatch(between):
                yield _finding(name, 0.6, Reason.CONTACT_NEARBY)

    def _repeated(self, text: str, runs: Iterable[Sequence[_Word]], found: Sequence[Finding]) -> Iterator[Finding]:
        """The given name or the surname alone, of someone whose whole name stands elsewhere in the text."""
        whole = [text[finding.start : finding.end].split() for finding in found if finding.confidence >= 0.8]
        known = {word for name in whole if len(name) > 1 for word in name if len(word) > 2}
        for run in runs:
            for word in self._name_from(run):
                if word.text in known or (word.text.endswith("s") and word.text[:-1] in known):
                    yield _finding([word], 0.6, Reason.REPEATED)

    def _name_from(self, words: Sequence[_Word]) -> list[_Word]:
        """At most four words; a name that an organisation or a street is called after ("Lindqvist AB") is none."""
        name: list[_Word] = []
        for word in words[:5]:
            if word.folded in self._no_names or _OFFICE.fullmatch(word.folded):
                return [] if word.folded in _NAMED_AFTER else name
            name.append(word)
        return name[:4]

    def _like_a_surname(self, word: _Word) -> bool:
        return self._is(word, self._surnames) or _SURNAME.fullmatch(word.text) is not None

    @staticmethod
    def _is(word: _Word, names: frozenset[str]) -> bool:
        """Also with the genitive's s, and as the first of a double name."""
        first = word.folded.split("-")[0]
        return first in names or (first.endswith("s") and first[:-1] in names) or word.folded in names


def _words(run: re.Match[str]) -> list[_Word]:
    return [_Word(run.start() + m.start(), run.start() + m.end(), m[0]) for m in _WORD.finditer(run[0])]


def _finding(name: Sequence[_Word], confidence: float, why: Reason) -> Finding:
    end = name[-1].end - (2 if name[-1].text.endswith(("’s", "'s")) else 0)
    return Finding(name[0].start, end, PersonalData.NAME, confidence, why)


def _plain(word: str) -> str:
    return "".join(char for char in normalize("NFD", word.casefold()) if not combining(char) and char.isalnum())
