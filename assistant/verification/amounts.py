"""Numbers with what they count and how they are bounded, so that "50 tkr" and "SEK 50,000" are one amount."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import isclose

from assistant.verification.dates import moments, without
from assistant.verification.units import JOINED, LABELS, MULTIPLIERS, NUMBER_WORDS, ORDINALS, UNITS, unit_of


class Limit(StrEnum):
    """How a number bounds what it is said of."""

    NONE = ""
    AT_MOST = "at most"
    AT_LEAST = "at least"
    ABOVE = "above"
    BELOW = "below"
    WITHIN = "within"
    FROM = "from the lower end of a range"
    TO = "to the upper end of a range"


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` counts `unit`s, `bare` is the number as written; a `unit` of "" has the word after it as `noun`.

    `start` and `end` are offsets in the plain text that `amounts` reads (NFKC, units of two words joined).
    """

    value: float
    bare: float
    unit: str
    limit: Limit
    noun: str
    start: int
    end: int
    written: str

    def equals(self, other: "Amount") -> bool:
        return isclose(self.value, other.value, rel_tol=1e-9)

    def equals_bare(self, other: "Amount") -> bool:
        return isclose(self.bare, other.bare, rel_tol=1e-9)


_WORDS = "|".join(sorted([*NUMBER_WORDS, *ORDINALS], key=len, reverse=True))
_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
_UNIT = "|".join(pattern.pattern for pattern, _, _ in UNITS)
_MULTIPLIER = "|".join(sorted((word for word in MULTIPLIERS if len(word) > 1), key=len, reverse=True))
# Groups of thousands are parted by one and the same sign: "86.000.000 100.000.000" are two numbers.
_DIGITS = r"\d{1,3}(?P<parting>[ .,])\d{3}(?:(?P=parting)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w§])(?<![^\W\d_]-)(?<!\d[.,:])"
    rf"(?:(?P<label>{_LABEL})\.? )?"
    r"(?:(?P<prefix>SEK|EUR|USD|GBP|NOK|DKK|kr|[€$£])[ ]?)?"
    rf"(?:(?P<digits>{_DIGITS})(?P<ordinal>:[aeA]|st|nd|rd|th)?"
    rf"|(?P<words>{_WORDS})(?![^\W_]))"
    rf"(?:(?P<k>k|m|M)(?=\b| ?kr)|[ ]?(?P<multiplier>{_MULTIPLIER})(?![^\W_]))?"
    r"(?P<section>[ ]?§)?",
    re.IGNORECASE,
)
_NO_NOUN = "(?:och|and|eller|till|som|men|but|the|that|det|den|per|för|for|med|with|from|från|are|har|får|ska|may|must)"
_AFTER = re.compile(
    rf"[ -]?(?:(?:hela|full|whole|consecutive|sammanhängande|påföljande|following|first|första|of|av) )?"
    rf"(?P<unit>{_UNIT})(?![^\W\d_])(?!-)|-(?P<joined>{_UNIT})(?=[a-zåäö-])|"
    rf"[ -](?P<noun>(?!{_NO_NOUN}\b)[^\W\d_]{{3,}})",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"-(timmars|timmar|dagars|dygns|veckors|månaders|minuters|sekunders|års|kronors)", re.IGNORECASE)
_RANGE_JOINT = re.compile(r" ?[–—-] ?| (?:och|and|till|to) ", re.IGNORECASE)
_FROM = re.compile(r"\b(?:från|from) $", re.IGNORECASE)

_NOT = r"(?:inte|ej|icke|aldrig|not|never|no|\w+n['’]t)\b"
_SMALL = r"(?:(?:till|på|om|totalt|cirka|ca\.?|ungefär|en|ett|a|an|the|of|än|than|about|är|is|ger|total|att|vara|be) )"
_LIMITS: tuple[tuple[Limit, str], ...] = (
    (Limit.AT_MOST, rf"{_NOT}(?: \w+){{0,2}} (?:mer|fler|flera|längre|högre|större|senare|över|more|longer|higher|"
                    r"greater|larger|later|above|over|exceed(?:ing)?|överstiga|överskrida)"),
    (Limit.AT_LEAST, rf"{_NOT}(?: \w+){{0,2}} (?:mindre|färre|kortare|lägre|under|tidigare|less|fewer|shorter|lower|"
                     r"below|earlier|understiga|underskrida)"),
    (Limit.AT_MOST, r"högst|som mest|maximalt|max\.?|maximum|upp till|at most|at the most|up to|t\.o\.m\.|till och med|"
                    r"taket|tak|cap|ceiling|(?:\w*gränsen|limit)(?: \w+){0,4}"),
    (Limit.WITHIN, r"inom|within|senast|in under|at the latest|deadline(?: \w+){0,3}|\w*frist(?:en)?(?: \w+){0,3}"),
    (Limit.AT_LEAST, r"minst|åtminstone|lägst|at least|a minimum|minimum|som minst|fr\.o\.m\.|från och med"),
    (Limit.ABOVE, r"mer|fler|över|more|above|over|exceed(?:s|ed|ing)?|överstig\w+|överskrid\w+|längre|longer|greater|"
                  r"larger|större|högre|higher"),
    (Limit.BELOW, r"mindre|färre|less|fewer|below|under|understig\w+|underskrid\w+|kortare|shorter|lägre|lower"),
)  # fmt: skip
_BEFORE = tuple((limit, re.compile(rf"(?<!\w)(?:{words}) {_SMALL}{{0,3}}$", re.IGNORECASE)) for limit, words in _LIMITS)
_BEHIND = (
    (Limit.AT_LEAST, re.compile(r"\W{0,2}(?:eller|or) (?:mer|fler|flera|längre|högre|more|longer|higher|above)\b|"
                                r"\W{0,2}(?:som minst|minimum|och uppåt|and up)\b", re.IGNORECASE)),
    (Limit.AT_MOST, re.compile(r"\W{0,2}(?:eller|or) (?:mindre|färre|kortare|lägre|less|fewer|shorter|lower)\b|"
                               r"\W{0,2}(?:som mest|som högst|maximum|at most)\b", re.IGNORECASE)),
    (Limit.WITHIN, re.compile(r"\W{0,2}(?:at the latest|som senast)\b", re.IGNORECASE)),
)  # fmt: skip
# Swedish "under 12 veckor" is "during 12 weeks", and "mer" of "12 weeks more" bounds nothing.
_DURATIONS = {"s", "month", "workday"}
_LOOK_BACK = 48


def plain(text: str) -> str:
    """The text that amounts are read from, with units of two words made one."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    for pattern, joined in JOINED:
        text = pattern.sub(joined, text)
    return text


@lru_cache(maxsize=2048)
def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of `plain(text)` in order, without the numbers of dates and of names such as GV-POL-006."""
    text = plain(text)
    text = without(text, moments(text))
    return tuple(_bounded(text, _sharing(text, list(_read(text)))))


def _read(text: str) -> Iterator[Amount]:
    for match in _NUMBER.finditer(text):
        value = _value(match)
        unit, factor, noun, end = _counted(text, match)
        if match["words"] and match["words"].lower() in {"en", "ett", "one"} and not _is_one(text, match, unit):
            continue
        if end == match.end() and text[end : end + 1].isalpha():  # "3D", "2FA": a name
            continue
        yield Amount(value * factor, value, unit, Limit.NONE, noun, match.start(), end, text[match.start() : end])


def _is_one(text: str, match: re.Match[str], unit: str) -> bool:
    """Whether "en", "ett" or "one" counts: before a unit, but not in "one day" as one of "2 gånger om året"."""
    return bool(unit) and not match["label"] and not text[: match.start()].endswith((" om ", " i ", " per "))


def _value(match: re.Match[str]) -> float:
    if match["words"]:
        word = match["words"].lower()
        value = float(NUMBER_WORDS.get(word, ORDINALS.get(word, 0)))
    else:
        value = number_of(match["digits"])
    scale = (match["k"] or match["multiplier"] or "").lower()
    return value * MULTIPLIERS.get(scale, 1.0)


def number_of(written: str) -> float:
    """ "750 000", "750,000", "1,5" and "1.5" as numbers; three digits after a stop or comma are thousands."""
    *groups, last = re.split(r"[.,]", written.replace(" ", ""))
    in_thousands = len(last) == 3 and (len(groups) > 1 or not groups or (len(groups[0]) <= 3 and groups[0][0] != "0"))
    return float("".join([*groups, last]) if in_thousands or not groups else f"{''.join(groups)}.{last}")


def _counted(text: str, match: re.Match[str]) -> tuple[str, float, str, int]:
    """Unit, factor, the noun where there is no unit, and where all of that ends."""
    end = match.end()
    if match["section"]:
        return "§", 1.0, "", end
    if match["label"]:
        return LABELS[match["label"].lower()], 1.0, "", end
    if match["ordinal"] or (match["words"] or "").lower() in ORDINALS:
        return "ordinal", 1.0, "", end
    if match["prefix"]:
        unit, factor = unit_of(match["prefix"]) or ("", 1.0)
        return unit, factor, "", end
    compound = _COMPOUND.match(text, end)
    if compound:
        unit, factor = unit_of(compound[1]) or ("", 1.0)
        return unit, factor, "", compound.end()
    after = _AFTER.match(text, end)
    if after is None:
        return "", 1.0, "", end
    if after["noun"]:
        return "", 1.0, after["noun"].lower(), end
    word = after["unit"] or after["joined"]
    unit, factor = unit_of(word) or ("", 1.0)
    return unit, factor, "", after.start() + len(after.group())


def _sharing(text: str, found: Sequence[Amount]) -> list[Amount]:
    """In "8–12 veckor" and "from 1 to 5 million GBP" the first number has the unit and the scale of the second."""
    amounts_ = list(found)
    for at in range(len(amounts_) - 1):
        first, second = amounts_[at], amounts_[at + 1]
        joint = text[first.end : second.start]
        if not _RANGE_JOINT.fullmatch(joint):
            continue
        if not first.unit and not first.noun and second.unit and second.value:
            plain_second = next(iter(re.findall(r"\d[\d ]*(?:[.,]\d+)?", second.written)), "")
            factor = second.value / number_of(plain_second.strip()) if plain_second.strip("0 .,") else 1.0
            first = replace(first, unit=second.unit, value=first.value * factor)
        if not _FROM.search(text[: first.start]):
            first, second = replace(first, limit=Limit.FROM), replace(second, limit=Limit.TO)
        amounts_[at], amounts_[at + 1] = first, second
    return amounts_


def _bounded(text: str, found: Sequence[Amount]) -> Iterator[Amount]:
    begin = 0
    for amount in found:
        yield amount if amount.limit else replace(amount, limit=_limit(text, begin, amount))
        begin = amount.end


def _limit(text: str, begin: int, amount: Amount) -> Limit:
    before = text[max(begin, amount.start - _LOOK_BACK) : amount.start]
    for limit, pattern in _BEFORE:
        match = pattern.search(before)
        if match is None or _only_during(match.group(), amount):
            continue
        return limit
    for limit, pattern in _BEHIND:
        if pattern.match(text, amount.end):
            return limit
    return Limit.NONE


def _only_during(words: str, amount: Amount) -> bool:
    return words.strip().lower() == "under" and amount.unit in _DURATIONS
