"""The words that names are told by: given names, surnames and their forms, and what stands beside names."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SURNAME = re.compile(
    r"[^\W\d_]{2,}(?:sson|kvist|qvist|ström|strøm|mark|gård|strand|berg|bergh|lund|lundh|gren|dahl|stedt|holm|löf|lind|"
    r"dotter|sdóttir|ović|ovic|ević|evic|ić|wicz|owski|ewski|ski|ska|enko|nen|escu|oglu|yan|ez|ova|eva|ová|ská|zadeh|"
    r"ullah)s?",
    re.IGNORECASE,
)
# Alone, these are people: places and things end in them only beside a trade or a form of company.
_SURNAME_ALONE = re.compile(
    r"[^\W\d_]{3,}(?:sson|ström|kvist|qvist|quist|sdotter|stedt|ović|ević|owski|enko)s?", re.IGNORECASE
)
_SURNAME_ELSEWHERE = re.compile(r"O['’][A-Z]\w{2,}|Mc[A-Z]\w{2,}|Mac[A-Z]\w{2,}")
_LONG_SURNAME = 7
_COMPANIES = frozenset(("ericsson", "fredriksson", "clas", "ohlson", "lundbeck", "wallenberg"))
_OFFICE = re.compile(
    r".*(?:chef(?:en)?|direktör(?:en)?|ansvarig|ombud(?:et)?|kontoret|ledare(?:n)?|ägare(?:n)?|förvaltare(?:n)?|rådet|"
    r"gruppen|teamet|samordnare(?:n)?|handläggare(?:n)?|utskottet|nämnden|skolan|stödet|verket|kassan|myndigheten|"
    r"styrelsen|sektionen|avdelningen|enheten|förbundet|partiet|universitetet?|högskolan?|sjukhuset|kommun(?:en)?|"
    r"tjänsten|rätten|sköterska(?:n)?|sekreterare(?:n)?|läkare(?:n)?|lärare(?:n)?|hemmet|gården|systemet|portalen)s?"
)
_INITIAL = re.compile(r"[A-ZÅÄÖ]\.")
_COMPOUND = re.compile(r".+-[a-zåäöé]{4,}")


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    text: str

    @property
    def folded(self) -> str:
        return self.text.casefold().rstrip(".")


@dataclass(frozen=True, slots=True)
class NameLists:
    """`certain` given names count alone; `doubtful` ones are other words as well and need more to be said."""

    certain: frozenset[str]
    doubtful: frozenset[str]
    surnames: frozenset[str]
    no_names: frozenset[str]

    def is_certain(self, word: str) -> bool:
        return _listed(word, self.certain)

    def is_doubtful(self, word: str) -> bool:
        return _listed(word, self.doubtful)

    def is_listed_surname(self, word: str) -> bool:
        return _listed(word, self.surnames)

    def like_a_surname(self, word: str) -> bool:
        return self.is_listed_surname(word) or _SURNAME.fullmatch(word) is not None

    def surname_alone(self, word: str) -> bool:
        first = word.casefold().split("-")[0]
        if first in _COMPANIES or self.is_certain(word):
            return False
        long = len(first) >= _LONG_SURNAME and first in self.surnames and _SURNAME.fullmatch(first) is not None
        return bool(long or _SURNAME_ALONE.fullmatch(first) or _SURNAME_ELSEWHERE.fullmatch(word))

    def no_name(self, word: Word) -> bool:
        """Also what is called after somebody: "Anna-modellen"."""
        if _INITIAL.fullmatch(word.text):
            return False
        return word.folded in self.no_names or _OFFICE.fullmatch(word.folded) is not None or is_compound(word.text)


def is_compound(word: str) -> bool:
    return _COMPOUND.fullmatch(word) is not None


@cache
def name_lists() -> NameLists:
    certain, _, doubtful = _listed_in("given_names.txt").partition("?")
    unsure = frozenset(doubtful.split())
    return NameLists(
        frozenset(certain.split()) - unsure,
        unsure,
        frozenset(_listed_in("surnames.txt").split()),
        frozenset(_listed_in("not_names.txt").split()),
    )


def _listed_in(name: str) -> str:
    lines = files("knowledge.personal_data").joinpath(name).read_text("utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).casefold()


def _listed(word: str, names: frozenset[str]) -> bool:
    """Also with the genitive's s, and as the first of a double name."""
    whole = word.casefold().rstrip(".")
    first = whole.split("-")[0]
    return first in names or (first.endswith("s") and first[:-1] in names) or whole in names
