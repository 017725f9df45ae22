"""One person in any text: by name, mail address, number or user id, in every form that these are written in.

Case and diacritics do not count ("ASA BERG" is Åsa Berg), nor does the genitive's s; a name may stand with its surname
first or with dots between ("asa.berg@..."); numbers may have any separators, century or country code. Where the whole
name stands, a part of it alone ("Åsa", "Berg") means the same person in that text.
"""

import hmac
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from knowledge.errors import Refused

BLOCK = "█"
"""What stands for each character of what was erased."""

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"(?:[^\W_][{_MARKS}]*)+(?:['’-](?:[^\W_][{_MARKS}]*)+)*")
_BETWEEN = re.compile(r"(?:,?\s{1,4}|[._-]|%20|\+)")
_TOKEN = re.compile(r"[\w.%+'-]{1,64}@[\w.-]{1,190}\w|[\w.@+-]{3,100}")
_NUMBER = re.compile(r"\+?\(?\d(?:[ \t\u00a0()+./\u2010-\u2015\u2212-]{0,3}\d){5,19}")
_COMBINING = re.compile(f"[{_MARKS}]")
_LETTERS = str.maketrans({"’": "'", "ø": "o", "æ": "ae", "ð": "d", "đ": "d", "ł": "l", "ß": "ss", "þ": "th"})
_MAX_WORDS = 5
_LONGEST = "words:"
_LEAST_DIGITS = 6
_PERSONNUMMER_DIGITS = (10, 12)

Span = tuple[int, int]


class Means(StrEnum):
    """How a person is told."""

    NAME = "name"  # of two or more words
    MAIL = "mail"
    NUMBER = "number"  # personnummer or phone
    USER = "user"  # the id they have in records; in texts only where it is no ordinary word


@dataclass(frozen=True, slots=True)
class Identifier:
    """`value` in the one form that all its written forms come to."""

    means: Means
    value: str


Known = Callable[[Identifier], bool]


@dataclass(frozen=True, slots=True)
class Person:
    """`known` tells whether an identifier is the person's: by comparing, or by a keyed fingerprint.

    `names` are the words of each name, where they are known: a text without them need not be read word by word.
    """

    known: Known
    longest_name: int = _MAX_WORDS
    names: tuple[frozenset[str], ...] | None = None

    def is_user(self, value: str) -> bool:
        """Whether a whole value, such as an id in a record, is the person's."""
        folded = value.strip().casefold()
        return bool(folded) and (
            self.known(Identifier(Means.USER, folded)) or self.known(Identifier(Means.MAIL, folded))
        )

    def spans(self, text: str) -> list[Span]:
        """Where the text names the person, in its order, without overlaps."""
        if not text:
            return []
        names = list(self._names(text))
        found = [*names, *self._tokens(text), *self._numbers(text), *_alone(text, names)]
        return _merged(found)

    def blacked_out(self, text: str) -> str:
        """The text at the same length, with BLOCK for each character that names the person."""
        parts: list[str] = []
        position = 0
        for start, end in self.spans(text):
            parts += (text[position:start], BLOCK * (end - start))
            position = end
        return "".join((*parts, text[position:])) if parts else text

    def _names(self, text: str) -> Iterator[Span]:
        if self.names is not None:
            plain = folded(text)
            if not any(all(word in plain for word in name) for name in self.names):
                return
        words = [(match.start(), match.end(), folded(match[0])) for match in _WORD.finditer(text)]
        for first, (start, _, _) in enumerate(words):
            for last in range(first, min(len(words), first + self.longest_name)):
                if last > first and not _BETWEEN.fullmatch(text, words[last - 1][1], words[last][0]):
                    break
                said = [word for _, _, word in words[first : last + 1]]
                if self._is_name(said):
                    yield start, words[last][1]

    def _is_name(self, said: Sequence[str]) -> bool:
        last = said[-1]
        endings = {last, last.removesuffix("s"), last.removesuffix("'s")}
        whole = any(self.known(Identifier(Means.NAME, " ".join((*said[:-1], ending)))) for ending in endings)
        if whole or len(said) == 1:
            return whole
        turned = (*said[1:], said[0])
        return self.known(Identifier(Means.NAME, " ".join(turned)))

    def _tokens(self, text: str) -> Iterator[Span]:
        for match in _TOKEN.finditer(text):
            written = match[0].strip(".-").casefold()
            start = match.start() + match[0].casefold().find(written)
            means = Means.MAIL if "@" in written else Means.USER
            if not written.isalpha() and self.known(Identifier(means, written)):
                yield start, start + len(written)

    def _numbers(self, text: str) -> Iterator[Span]:
        for match in _NUMBER.finditer(text):
            groups = [
                (match.start() + each.start(), match.start() + each.end()) for each in re.finditer(r"\d+", match[0])
            ]
            for first, (start, _) in enumerate(groups):
                for _, end in groups[first:]:
                    digits = re.sub(r"\D", "", text[start:end])
                    if len(digits) >= _LEAST_DIGITS and any(
                        self.known(Identifier(Means.NUMBER, form)) for form in number_forms(digits)
                    ):
                        yield start, end


def person_of(written: Iterable[str]) -> tuple[Person, tuple[Identifier, ...]]:
    """The person with these identifiers, and the identifiers as they are compared. Raises Refused."""
    identifiers = tuple(dict.fromkeys(each for said in written for each in identifiers_of(said)))
    if not identifiers:
        raise Refused("Nothing says who is meant.", "Give a name, a mail address, a personnummer or a user id.")
    held = frozenset(identifiers)
    names = tuple(frozenset(each.value.split()) for each in identifiers if each.means is Means.NAME)
    return Person(held.__contains__, longest_name(identifiers), names), identifiers


def longest_name(identifiers: Iterable[Identifier]) -> int:
    """In words."""
    return max((len(each.value.split()) for each in identifiers if each.means is Means.NAME), default=0)


def identifiers_of(written: str) -> Iterator[Identifier]:
    """What was typed may be a name, a mail address, a number or a user id. Raises Refused when it is too short."""
    said = " ".join(written.split())
    digits = re.sub(r"\D", "", said)
    if "@" in said:
        yield Identifier(Means.MAIL, said.casefold())
        yield Identifier(Means.USER, said.casefold())
    elif digits and not re.search(r"[^\W\d_]", said):
        if len(digits) < _LEAST_DIGITS:
            raise Refused(f"{len(digits)} digits may be anybody's.", "Give the whole number.")
        yield Identifier(Means.NUMBER, next(iter(number_forms(digits))))
        yield Identifier(Means.USER, said.casefold())
    elif " " in said:
        words = [folded(match[0]) for match in _WORD.finditer(said)]
        if len(words) > _MAX_WORDS:
            raise Refused(f"A name of {len(words)} words.", f"Give at most {_MAX_WORDS} of them, as it is written.")
        yield Identifier(Means.NAME, " ".join(words))
        yield Identifier(Means.NAME, "".join(words))
    elif said:
        if len(said) < 2:
            raise Refused("One character may be anybody.", "Give a name, a mail address, a personnummer or a user id.")
        yield Identifier(Means.USER, said.casefold())


def folded(word: str) -> str:
    """Without case and diacritics."""
    return _COMBINING.sub("", normalize("NFD", word.casefold())).translate(_LETTERS)


def number_forms(digits: str) -> tuple[str, ...]:
    """A personnummer without its century; a phone number without its country code."""
    if digits.startswith("0046"):
        return (f"0{digits[4:].removeprefix('0')}", digits)
    if digits.startswith("46") and len(digits) in (10, 11, 12):
        return (f"0{digits[2:].removeprefix('0')}", digits)
    if len(digits) == _PERSONNUMMER_DIGITS[1] and digits[:2] in ("18", "19", "20"):
        return (digits[2:], digits)
    return (digits,)


def fingerprint(identifier: Identifier, key: bytes) -> str:
    """Tells the same identifier again, to who has the key, and to nobody else what it is."""
    return hmac.digest(key, f"{identifier.means}:{identifier.value}".encode(), "sha256").hex()


def fingerprints_of(identifiers: Sequence[Identifier], key: bytes) -> list[str]:
    """With the length of the longest name, which spares hashing longer runs of words."""
    return [f"{_LONGEST}{longest_name(identifiers)}", *(fingerprint(each, key) for each in identifiers)]


def person_by_fingerprints(fingerprints: Iterable[str], key: bytes) -> Person:
    kept = frozenset(fingerprints)
    longest = [int(mark.removeprefix(_LONGEST)) for mark in kept if mark.startswith(_LONGEST)]
    seen: dict[Identifier, bool] = {}

    def known(identifier: Identifier) -> bool:
        if identifier not in seen:
            seen[identifier] = fingerprint(identifier, key) in kept
        return seen[identifier]

    return Person(known, max(longest, default=_MAX_WORDS))


def _alone(text: str, names: Sequence[Span]) -> Iterator[Span]:
    """A part of a name that stands whole elsewhere in the text, capitalised, and beside no other capitalised word."""
    parts = {folded(word[0]) for start, end in names for word in _WORD.finditer(text, start, end)}
    parts = {form for part in parts if len(part) > 2 for form in (part, part.removesuffix("s"))}
    if not parts:
        return
    words = list(_WORD.finditer(text))
    for number, word in enumerate(words):
        if not word[0][0].isupper() or not {folded(word[0]), folded(word[0]).removesuffix("s")} & parts:
            continue
        before, after = words[max(0, number - 1) : number], words[number + 1 : number + 2]
        if not any(_part_of_a_name(text, *pair) for pair in ((*before, word), (word, *after)) if len(pair) == 2):
            yield word.span()


def _part_of_a_name(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """ "Åsa Lind" is somebody else, where "Fråga Åsa" is not: the word before is capital for it begins a sentence."""
    if text[left.end() : right.start()] != " " or not (left[0][0].isupper() and right[0][0].isupper()):
        return False
    begins = left.start() == 0 or bool(re.search(r"[.!?:\n]\s*$", text[max(0, left.start() - 3) : left.start()]))
    return not begins or right.end() == left.end()


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def touches(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of the spans, which are in order, overlaps [start, end)."""
    first = bisect_left(spans, start, key=lambda span: span[1])
    return any(span[0] < end and span[1] > start for span in spans[first : first + 2])
