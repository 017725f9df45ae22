"""From the question as it was put to one that stands alone: its language, and the topic a follow-up leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.follow_ups import quotes_the_topic, standalone
from knowledge.language import Language, detect_language
from knowledge.sentences import split

_MAX_PARTS = 3


@dataclass(frozen=True, slots=True)
class Understanding:
    """`standalone` is what is searched for; it equals `question` unless that was a follow-up."""

    question: str
    standalone: str
    language: Language


def understand(question: str, earlier: Sequence[str], language: Language | None = None) -> Understanding:
    """Read a question; `earlier` are the conversation's standalone questions so far, oldest first."""
    question = " ".join(question.split())
    spoken = language or detect_language(question, default=detect_language(earlier[-1]) if earlier else "en")
    return Understanding(question, standalone(question, earlier, spoken), spoken)


def parts_of(question: Understanding) -> tuple[Understanding, ...]:
    """The questions that were asked at once ("May I record? Who must agree?"), each standing alone; at most three.

    What is said beside the questions ("I work in Norway.") belongs to each of them.
    """
    text = question.standalone
    pieces = [text[start:end] for start, end in split(text, question.language)]
    asked = [piece for piece in pieces if piece.endswith("?")]
    if not 2 <= len(asked) <= _MAX_PARTS:
        return (question if quotes_the_topic(text) else replace(question, question=text),)
    said = " ".join(piece for piece in pieces if not piece.endswith("?"))
    parts: list[Understanding] = []
    for piece in asked:
        part = understand(piece, [parts[-1].standalone] if parts else [], question.language)
        parts.append(replace(part, standalone=f"{part.standalone} {said}".strip()))
    return tuple(parts)
