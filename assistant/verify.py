"""The last look before a sentence is shown: does it say what its quotes say, and were those found for this asker?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Protocol

from assistant.evidence import Quote
from assistant.units import CELL
from knowledge.index.protocol import Candidate


class Finding(StrEnum):
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`support` is how sure the check is that the quotes carry the sentence, 0 to 1; `reasons` say what failed."""

    finding: Finding
    support: float
    reasons: tuple[str, ...] = ()


class Verifier(Protocol):
    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        """Judge a sentence by its quotes; `found` are the passages of this question under the asker's rights."""


class RuleVerifier:
    """Checks quotes word for word, and restated sentences by their numbers, their negations and their words.

    `similarity` gives the cosine of two texts' meanings; it is asked only for sentences that are no quotation.
    """

    def __init__(self, similarity: "Similarity") -> None:
        self._similarity = similarity

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        if not quotes:
            return _not_found("no quote")
        passages = {source.passage.id: source.passage for source in found}
        for quote in quotes:
            passage = passages.get(quote.source.passage.id)
            if passage is None:
                return _not_found("the passage was not found for this question")
            inside = passage.start <= quote.start < quote.end <= passage.end
            if not inside or passage.text[quote.start - passage.start : quote.end - passage.start] != quote.text:
                return _not_found("the quote does not stand where it says")
        quoted = " ".join(quote.text for quote in quotes)
        if _plain(sentence) in _plain(quoted) or _is_heading_of(sentence, quotes):
            return Verdict(Finding.SUPPORTED, 1.0)
        return self._restated(sentence, quoted, " ".join(_around(quote) for quote in quotes))

    def _restated(self, sentence: str, quoted: str, context: str) -> Verdict:
        source = f"{context} {quoted}"
        unknown = numbers(sentence) - numbers(source)
        if unknown:
            return _not_found(f"numbers that the quotes do not have: {', '.join(sorted(unknown))}")
        if _negated(sentence) != _negated(quoted):
            return Verdict(Finding.CONTRADICTED, 0.0, ("the sentence and its quotes differ in a negation",))
        words, known = _words(sentence), _words(source)
        cover = len(words & known) / len(words) if words else 0.0
        if cover >= _FULL_COVER:
            return Verdict(Finding.SUPPORTED, cover)
        meaning = self._similarity(sentence, source)
        support = max(cover, _scaled(meaning))
        if support < _LEAST_SUPPORT:
            return Verdict(Finding.NOT_FOUND, support, ("the quotes do not say this",))
        return Verdict(Finding.SUPPORTED, support)


class Similarity(Protocol):
    def __call__(self, left: str, right: str) -> float:
        """The cosine of the two texts' meanings."""


_FULL_COVER = 0.8
_LEAST_SUPPORT = 0.5
# Between two texts the built-in model's cosine is about 0.78 when they have nothing in common and 0.95 when they
# say the same; a plugged-in model spreads wider, which makes the check stricter, never laxer.
_COSINE_OF_STRANGERS = 0.78
_COSINE_OF_PARAPHRASES = 0.95

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,:]\d+)*")
_ENGLISH_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LETTERS = re.compile(r"[^\W_]+")
_NEGATION = re.compile(
    r"\b(inte|ej|icke|aldrig|ingen|inget|inga|utan|varken|förbjud\w*|not|no|never|none|neither|nor|without|cannot|"
    r"forbidden|prohibited|\w+n['’]t)\b",
    re.IGNORECASE,
)


def _around(quote: Quote) -> str:
    """What the passage says beside the quote that gives it its meaning: its context, and the head of its table."""
    passage = quote.source.passage
    if CELL not in quote.text or CELL in passage.context:
        return passage.context
    above = passage.text[: quote.start - passage.start].rstrip("\n").split("\n")
    rows = list(takewhile(lambda line: CELL in line, reversed(above)))
    return f"{passage.context} {rows[-1]}" if rows else passage.context


def numbers(text: str) -> frozenset[str]:
    """Every number in `text` in one form: thousands joined, decimal comma as a point."""
    return frozenset(_plain_number(match.group()) for match in _NUMBER.finditer(text))


def _plain_number(written: str) -> str:
    joined = re.sub(r"[ \u00a0\u202f]", "", written)
    if _ENGLISH_THOUSANDS.fullmatch(joined):
        return joined.replace(",", "")
    return joined.replace(",", ".")


def _negated(text: str) -> bool:
    return bool(_NEGATION.search(text))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_heading_of(sentence: str, quotes: Sequence[Quote]) -> bool:
    """Whether the sentence is the heading that a quoted passage stands under, with a colon."""
    heading = _plain(sentence).removesuffix(":")
    above = (part for quote in quotes for part in (*quote.source.passage.section, quote.source.properties.title))
    return sentence.endswith(":") and any(_plain(part).rstrip(":").endswith(heading) for part in above)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _LETTERS.findall(text) if len(word) > 2)


def _scaled(cosine: float) -> float:
    return min(1.0, max(0.0, (cosine - _COSINE_OF_STRANGERS) / (_COSINE_OF_PARAPHRASES - _COSINE_OF_STRANGERS)))


def _not_found(reason: str) -> Verdict:
    return Verdict(Finding.NOT_FOUND, 0.0, (reason,))
