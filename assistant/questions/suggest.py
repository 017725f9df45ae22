"""Questions worth asking next or first, taken from the documents' own lists of what they answer."""

from collections.abc import Iterable, Sequence

from assistant.understand import Understanding
from knowledge.documents import Document
from knowledge.index.protocol import Candidate
from knowledge.language import Language, detect_language
from knowledge.lexical import question_terms

FOLLOW_UPS = 3
SUGGESTIONS = 6
_SAME = 0.6


def follow_ups(question: Understanding, sources: Sequence[Candidate]) -> tuple[str, ...]:
    """Other questions that the nearest documents answer, in the question's language."""
    asked = [question.question]
    for candidate in _interleaved(tuple(dict.fromkeys(source.properties.questions for source in sources))):
        if detect_language(candidate) == question.language and not any(_alike(candidate, other) for other in asked):
            asked.append(candidate)
        if len(asked) > FOLLOW_UPS:
            break
    return tuple(asked[1:])


def first_questions(documents: Sequence[Document], language: Language) -> tuple[str, ...]:
    """Questions to begin with: one of each document before a second of any."""
    chosen: list[str] = []
    for candidate in _interleaved([document.properties.questions for document in documents]):
        if detect_language(candidate) == language and not any(_alike(candidate, other) for other in chosen):
            chosen.append(candidate)
        if len(chosen) == SUGGESTIONS:
            break
    return tuple(chosen)


def _interleaved(lists: Sequence[Sequence[str]]) -> Iterable[str]:
    for turn in range(max(map(len, lists), default=0)):
        yield from (questions[turn] for questions in lists if turn < len(questions))


def _alike(one: str, other: str) -> bool:
    mine, its = frozenset(question_terms(one).vector.indices), frozenset(question_terms(other).vector.indices)
    return len(mine & its) >= _SAME * max(1, min(len(mine), len(its)))
