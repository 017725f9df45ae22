"""How hard a text is to read: LIX (Björnsson, "Läsbarhet", 1968), made for Swedish and in use for English as well."""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.language import Language
from knowledge.sentences import split

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LONG_LETTERS = 6
# Below this, one long word moves the figure by several steps.
_LEAST_WORDS = 20
_LONG_SENTENCE_WORDS = 30


class Level(StrEnum):
    """Björnsson's steps, at 30, 40, 50 and 60."""

    VERY_EASY = "very_easy"
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    VERY_HARD = "very_hard"


_MEANINGS: dict[Language, dict[Level, str]] = {
    "sv": {
        Level.VERY_EASY: "Mycket lättläst, som en barnbok.",
        Level.EASY: "Lättläst, som skönlitteratur. Bra för en lärdom.",
        Level.MEDIUM: "Som en vanlig tidningstext. Bra för en lärdom.",
        Level.HARD: "Svårt, som en myndighetstext. Korta de längsta meningarna.",
        Level.VERY_HARD: "Mycket svårt, som en vetenskaplig text. Dela meningarna och byt ut långa ord.",
    },
    "en": {
        Level.VERY_EASY: "Very easy, like a children's book.",
        Level.EASY: "Easy, like fiction. Good for a lesson.",
        Level.MEDIUM: "Like a newspaper. Good for a lesson.",
        Level.HARD: "Hard, like an official text. Shorten the longest sentences.",
        Level.VERY_HARD: "Very hard, like a scientific text. Split the sentences and replace long words.",
    },
}
_STEPS = ((30, Level.VERY_EASY), (40, Level.EASY), (50, Level.MEDIUM), (60, Level.HARD))


@dataclass(frozen=True, slots=True)
class Readability:
    """`lix` is the mean length of a sentence in words plus the percentage of words of more than six letters."""

    lix: int
    words: int
    level: Level

    def meaning(self, language: Language) -> str:
        return _MEANINGS[language][self.level]


def readability(text: str, language: Language) -> Readability | None:
    """None for fewer than twenty words, of which it says nothing."""
    words = _WORD.findall(text)
    if len(words) < _LEAST_WORDS:
        return None
    sentences = sum(bool(_WORD.search(text[start:end])) for start, end in split(text, language))
    long_words = sum(len(word) > _LONG_LETTERS for word in words)
    lix = round(len(words) / max(1, sentences) + 100 * long_words / len(words))
    level = next((level for below, level in _STEPS if lix < below), Level.VERY_HARD)
    return Readability(lix, len(words), level)


def long_sentences(text: str, language: Language) -> tuple[tuple[int, int, int], ...]:
    """(start, end, words) of each sentence of more than thirty words."""
    counted = ((start, end, len(_WORD.findall(text[start:end]))) for start, end in split(text, language))
    return tuple(item for item in counted if item[2] > _LONG_SENTENCE_WORDS)
