"""How much of an expected answer a given one holds, by words: token F1 and containment.

Definition: Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of text" (EMNLP 2016), without its
removal of English articles, which would tilt a comparison of languages.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")


def token_f1(given: str, expected: Sequence[str]) -> float:
    """The best F1 with one of the expected answers, 0 to 1."""
    return max((_f1(_words(given), _words(answer)) for answer in expected), default=0.0)


def token_precision(given: str, expected: Sequence[str]) -> float:
    """The largest share of the given words that one of the expected answers has, 0 to 1."""
    words = Counter(_words(given))
    shared = ((words & Counter(_words(answer))).total() for answer in expected)
    return max(shared, default=0) / max(words.total(), 1)


def token_recall(given: str, expected: Sequence[str]) -> float:
    """The largest share of an expected answer's words that the given one has, 0 to 1."""
    words = Counter(_words(given))
    wanted = [Counter(_words(answer)) for answer in expected]
    return max(((words & one).total() / one.total() for one in wanted if one), default=0.0)


def contains(given: str, expected: Sequence[str]) -> bool:
    """Whether the words of one expected answer stand in the given one, in a row."""
    text = f" {' '.join(_words(given))} "
    wanted = (" ".join(_words(answer)) for answer in expected)
    return any(f" {words} " in text for words in wanted if words)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _f1(given: Sequence[str], expected: Sequence[str]) -> float:
    shared = (Counter(given) & Counter(expected)).total()
    return 2 * shared / (len(given) + len(expected)) if shared else 0.0
