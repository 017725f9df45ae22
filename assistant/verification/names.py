"""Names, acronyms and roles: who and what a sentence speaks of, and whether its source does."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from knowledge.lexical import passage_terms

# One idea in both languages, each line a role or an institution. A name of one form is found in any other of its line.
_SAME = """
styrgrupp, steering group, steering committee
ledningsgrupp, koncernledning, management team, group management, executive team
styrelse, board of directors, board
dataskyddsombud, data protection officer, dpo, dso
informationssäkerhetschef, chief information security officer, ciso, head of information security
it-chef, cio, chief information officer, head of it
ekonomichef, finanschef, cfo, chief financial officer, finance director
vd, verkställande direktör, ceo, chief executive officer, managing director
ai-chef, head of ai
inköpschef, head of procurement, procurement manager
inköp, inköpsavdelning, procurement, purchasing, purchase
avdelningschef, department head, head of department
landschef, country manager
teamchef, gruppchef, team manager, team lead, team leader
linjechef, line manager
chef, manager, managers, chefer
projektledare, project manager, project lead, project leader
produktägare, product owner
processägare, process owner
systemägare, system owner
dataägare, data owner, information owner, informationsägare
verksamhetsägare, business owner
modellägare, model owner
beställare, sponsor
jurist, lawyer, legal counsel, juridik, bolagsjurist
dataanalytiker, data scientist, data analyst
revisor, auditor, internrevision, internal audit
leverantör, supplier, vendor
kund, customer, client, kunddata
konsult, consultant, contractor
anställd, medarbetare, employee, staff
användare, user
ai-kontor, ai office, ai-kontoret
ai-råd, ai council, ai board
hr, personalavdelning, human resources
fackförbund, facklig, trade union, union representative
gdpr, dataskyddsförordning, general data protection regulation
dpia, konsekvensbedömning, data protection impact assessment, impact assessment
imy, integritetsskyddsmyndigheten, swedish authority for privacy protection, supervisory authority, tillsynsmyndighet
eu, europeiska unionen, european union
ai, artificiell intelligens, artificial intelligence
mfa, flerfaktor, multifaktor, multi-factor, tvåfaktor
kpi, nyckeltal, key performance indicator
roi, avkastning, return on investment
"""
_ROLES = (
    "chef chefen ägare ombud grupp ledare ansvarig direktör nämnd styrelse kommitté jurist revisor samordnare "
    "officer manager owner board committee director counsel auditor sponsor steward"
)
_WORD = re.compile(r"[^\W_](?:[\w]|[-&./](?=\w)|['’:](?=[a-zåäö]))*")
_ACRONYM = re.compile(r"(?P<stem>(?=[^a-zåäö]*[A-ZÅÄÖ][^a-zåäö]*[A-ZÅÄÖ0-9])[A-ZÅÄÖ0-9][A-ZÅÄÖ0-9&./-]*)"
                      r"(?:[:'’]?[a-zåäö]{1,5}|-[a-zåäö]+)?")  # fmt: skip
_CAMEL = re.compile(r"[^\W_]*[a-zåäö][A-ZÅÄÖ][^\W_]*|[A-ZÅÄÖ]{2,}[a-zåäö]{2,}[^\W_]*|[^\W\d_]+\d[\w.]*")
_CURRENCY = frozenset(["sek", "eur", "usd", "gbp", "nok", "dkk", "kr", "msek", "ksek", "tb", "gb", "mb", "kb"])
# Capitalised in English or in headings, and the name of nothing.
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """i monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
        september october november december måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars maj
        juni juli augusti oktober jan feb mar apr jun jul aug sep sept oct okt nov dec swedish english svenska engelska
        no yes ja nej ni er ok pm am""",
    )
)
_ENDINGS = ("ernas", "arnas", "ornas", "erna", "arna", "orna", "ens", "ets", "ers", "ars", "en", "et", "er", "ar", "or",
            "na", "ns", "es", "s", "n", "t", "a", "e", "y")  # fmt: skip
_SHORTEST = 3
# "You must" is rightly told as "employees must".
_ANYONE = frozenset({"anställd", "användare"})


def _key(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


_GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(form.strip() for form in line.split(",")) for line in _SAME.strip().splitlines()
)
_FORMS = {form: group for group in _GROUPS for form in group}
_LONGEST_FIRST = "|".join(re.escape(form) for form in sorted(_FORMS, key=len, reverse=True))
# Swedish roles bear endings; English plurals do.
_KNOWN = re.compile(
    rf"(?<![\w])({_LONGEST_FIRST})(?:[:']?(?:s|n|t|en|et|er|ar|na|a|erna|arna|ens|ets|arnas|ernas))?(?![\w])"
)
_ROLE = re.compile(rf"(?<![\w])(\w*(?:{'|'.join(_ROLES.split())}))(?:en|n|et|s|na|ens|er|ar|na|erna|arna)?(?!\w)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a text speaks of: its words, lower case, and the known roles and institutions by their lines in _SAME."""

    text: str
    words: frozenset[str]
    known: frozenset[tuple[str, ...]]
    initials: str
    letters: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether the name stands in the text: as it is, inflected, as part of a compound, spelt out or shortened."""
        key = _key(name)
        if len(name) == 1:  # "klass C"; "a" is a word
            return name in self.letters
        if key in self.words or ((group := _FORMS.get(key)) and group in self.known):
            return True
        if " " in key or ("-" in key and key in self.text):
            return key in self.text
        stem = stripped(key)
        if any(stem == stripped(word) for word in self.words):
            return True
        if name.isupper():
            return len(key) >= _SHORTEST and key in self.initials
        # "Lotsens", "Lotsenanvändare"; a short one could stand in any word.
        return len(stem) > _SHORTEST + 1 and any(word.startswith(stem) for word in self.words)


def stripped(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=1024)
def spoken(text: str) -> Spoken:
    key = _key(text)
    words = frozenset(part for match in _WORD.finditer(key) for part in _parts(match.group()))
    known = frozenset(_FORMS[match[1]] for match in _KNOWN.finditer(key))
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", key))
    return Spoken(" ".join(key.split()), words, known, initials, frozenset(re.findall(r"\b[A-ZÅÄÖ]\b", text)))


def _parts(word: str) -> Iterator[str]:
    """ "gdpr:s" and "ai-kontoret" with their parts."""
    yield word
    if not word.isalnum():
        yield from (part for part in re.split(r"[-/:'&.]", word) if part)


def strangers(sentence: str, source: Spoken) -> list[str]:
    """The names, acronyms and roles of `sentence` that `source` does not speak of."""
    found = []
    rest = sentence = unicodedata.normalize("NFKC", sentence)
    for match in _KNOWN.finditer(sentence.lower()):
        rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
        group = _FORMS[match[1]]
        if group not in source.known and group[0] not in _ANYONE and not source.has(match[1]):
            found.append(sentence[match.start() : match.end()])
    found += [match.group() for match in _ROLE.finditer(rest.lower()) if not source.has(match[1])]
    found += [name for name in _names(rest) if not source.has(name)]
    return list(dict.fromkeys(found))


def _names(sentence: str) -> Iterator[str]:
    """Capitalised words that no sentence begins with, acronyms and identifiers."""
    matches = list(_WORD.finditer(sentence))
    for match, following in zip_longest(matches, matches[1:]):
        word = match.group()
        acronym = _ACRONYM.fullmatch(word)
        if {_key(word), _key(word).removesuffix("s")} & (_NO_NAMES | _CURRENCY):
            continue
        if acronym and len(acronym["stem"]) > 1:
            yield acronym["stem"].rstrip("-./")
        elif _CAMEL.fullmatch(word) or (word[0].isupper() and _means_one(sentence, match, following)):
            yield word


def _means_one(sentence: str, match: re.Match[str], following: re.Match[str] | None) -> bool:
    """Whether a capitalised word is a name by its place."""
    if not _begins(sentence, match.start()):
        return True
    return following is not None and _begins_name(match.group(), sentence[match.end() : following.end()])


def _begins_name(word: str, following: str) -> bool:
    """ "Anna" of "Anna Berg" at the beginning of a sentence, but not "The" of "The Lotsen assistant"."""
    return _is_name(word) and following[0] == " " and _is_name(following[1:]) and not _says_nothing(word)


def _is_name(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and word[1:].islower() and _key(word) not in _NO_NAMES


def _says_nothing(word: str) -> bool:
    return not all(passage_terms(word, language).indices for language in ("sv", "en"))


def _begins(sentence: str, start: int) -> bool:
    """Whether a sentence, a quotation or an item begins here, which a capital then tells nothing about."""
    before = sentence[:start].rstrip()
    return not before or before[-1] in '.!?:;"”“»(–—•|' or (before[-1].isdigit() and before[-2:-1] == "")
