"""Words as sparse vectors: what BM25 counts in a passage, and what a question looks for.

A stem becomes a dimension by hashing, so no vocabulary is kept and nothing is rebuilt when documents come and go. The
index multiplies in each dimension's IDF (BM25 of Robertson and Zaragoza, "The Probabilistic Relevance Framework:
BM25 and Beyond", 2009, with the length norm taken against a fixed mean).

Beside its stem, each word gives its pieces: runs of four letters. They let `semester` find `semesterdagar`, and
cost little elsewhere, since a question's pieces weigh far less than its stems. Letters are compared without their
marks, so that `anstallningsavtal` finds `anställningsavtal`. Measured in eval/benchmarks/fusion.md.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from zlib import crc32

import snowballstemmer

from knowledge.language import detect_language

VERSION = "2"
"""Part of the index's identity: raise it when a change makes old sparse vectors wrong."""

_STEMMERS = {"sv": "swedish", "en": "english"}
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_K1, _B, _MEAN_LENGTH = 1.2, 0.75, 120.0
_SHORTEST_STEM = 3
_PIECE_LETTERS = 4
_PIECES_WEIGHT = 0.25
# The lists of the Snowball project, with the commonest auxiliaries, and without words that carry a rule ("against").
_STOP_WORDS = {
    language: frozenset(_WORD.findall(words))
    for language, words in {
        "sv": """
            alla allt att av bara bli blir blivit blev bör de dem den denna deras dess dessa det detta dig din dina ditt
            du då där efter ej eller en er era ert ett finns från får för ha hade han hans har henne hennes hon honom
            hos hur här i icke ingen inom inte jag ju kan kunde man med mellan men mig min mina mitt mot mycket måste ni
            nu någon något några när och också om oss på samma samt sedan sig sin sina själv ska skall skulle som så
            sådan sådana sådant till under upp ut utan vad var vara varför varit varje vars vart vem vi vid vilka vilkas
            vilken vilket vår våra vårt än är även åt över
        """,
        "en": """
            a about after again all am an and any are as at be because been before being between both but by can could
            did do does doing during each few for from further had has have having he her here hers herself him himself
            his how i if in into is it its itself may me might more most must my myself no nor not of on once only or
            other our ours ourselves own same shall she should so some such than that the their theirs them themselves
            then there these they this those through to too under until up very was we were what when where which while
            who whom whose why will with would you your yours yourself yourselves
        """,
    }.items()
}


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Parallel dimensions and weights; dimensions are unique."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: its stem in each language, and its pieces, as dimensions."""

    stems: frozenset[int]
    pieces: frozenset[int]

    def explained_by(self, dimensions: Set[int]) -> float:
        """How much of the word stands in a passage of these dimensions: 1 for a stem, else the share of its pieces."""
        if self.stems & dimensions:
            return 1.0
        return len(self.pieces & dimensions) / len(self.pieces) if self.pieces else 0.0


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    vector: SparseVector
    words: tuple[Word, ...]


def passage_terms(text: str, language: str) -> SparseVector:
    """The term part of BM25 for each stem, in the passage's own language, and for each piece."""
    counts: Counter[int] = Counter()
    length = 0
    for word in _words(text, language):
        stem, pieces = _dimensions(word, language)
        counts[stem] += 1
        counts.update(pieces)
        length += 1
    norm = _K1 * (1 - _B + _B * length / _MEAN_LENGTH)
    return SparseVector(tuple(counts), tuple(count * (_K1 + 1) / (count + norm) for count in counts.values()))


def question_terms(text: str) -> QuestionTerms:
    """The question's stems in every language, since its passages may be in any, and its pieces."""
    words = tuple(_question_word(word) for word in dict.fromkeys(_words(text, detect_language(text))))
    weights: dict[int, float] = {}
    for word in words:
        for piece in word.pieces:
            weights[piece] = max(weights.get(piece, 0.0), _PIECES_WEIGHT / sqrt(len(word.pieces)))
    weights.update((stem, 1.0) for word in words for stem in word.stems)
    return QuestionTerms(SparseVector(tuple(weights), tuple(weights.values())), words)


def _question_word(word: str) -> Word:
    found = [_dimensions(word, language) for language in _STEMMERS]
    # The shortest stem has the fewest pieces, which all stand in the longer ones.
    pieces = min((pieces for _, pieces in found), key=len)
    return Word(frozenset(stem for stem, _ in found), frozenset(pieces))


def _words(text: str, language: str) -> Iterator[str]:
    """Words without marks on letters, and without those that say nothing in that language."""
    stop_words = _STOP_WORDS.get(language, frozenset())
    if text.isascii():  # typed without marks, so its stop words are as well: "nar far jag"
        stop_words |= _unmarked_stop_words(language)
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        if match.group() not in stop_words:
            yield _unmarked(match.group())


@lru_cache
def _unmarked_stop_words(language: str) -> frozenset[str]:
    return frozenset(_unmarked(word) for word in _STOP_WORDS.get(language, frozenset()))


def _unmarked(word: str) -> str:
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


@lru_cache(maxsize=200_000)
def _dimensions(word: str, language: str) -> tuple[int, tuple[int, ...]]:
    """The dimension of the word's stem, and those of its pieces."""
    stem = _stem(word, language)
    pieces = (stem[start : start + _PIECE_LETTERS] for start in range(len(stem) - _PIECE_LETTERS + 1))
    return crc32(stem.encode()), tuple(crc32(b"#" + piece.encode()) for piece in pieces)


def _stem(word: str, language: str) -> str:
    # A stemmer keeps the word it works on, so threads cannot share one.
    stem = str(snowballstemmer.stemmer(_STEMMERS.get(language, "english")).stemWord(word))
    if language == "sv":
        # The Swedish stemmer takes "-en" off and leaves "-et" on: lösenordet, avtalet.
        while stem.endswith("et") and len(stem) >= _SHORTEST_STEM + 2:
            stem = stem[:-2]
    return stem
