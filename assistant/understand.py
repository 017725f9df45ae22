"""From the question as it was put to one that stands alone: its language, and the topic a follow-up leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.questions.compound import questions_in
from assistant.questions.courtesy import plainly
from assistant.questions.follow_ups import about, quoted_topic, standalone
from knowledge.language import Language, detect_language

_MAX_PARTS = 3


@dataclass(frozen=True, slots=True)
class Understanding:
    """`standalone` is what is searched for; it equals `question` unless that was a follow-up, greeted or shouted.

    `model_asked` tells that a language model was given the questions.
    """

    question: str
    standalone: str
    language: Language
    model_asked: bool = field(default=False, compare=False)


def understand(question: str, earlier: Sequence[str], language: Language | None = None) -> Understanding:
    """Read a question; `earlier` are the conversation's standalone questions so far, oldest first."""
    question = " ".join(question.split())
    asked = plainly(question)
    spoken = language or detect_language(asked, default=detect_language(earlier[-1]) if earlier else "en")
    return Understanding(question, standalone(asked, earlier, spoken), spoken)


def parts_of(question: Understanding) -> tuple[Understanding, ...]:
    """The questions that were asked at once ("May I record? Who must agree?"), each standing alone; at most three.

    What is said beside the questions ("I work in Norway.") belongs to each of them.
    """
    topic, text = quoted_topic(question.standalone)
    asked, said = questions_in(text, question.language)
    if not 2 <= len(asked) <= _MAX_PARTS:
        # A rewritten question is a better measure of an answer than the few words that were typed.
        return (question if topic else replace(question, question=text),)
    parts: list[Understanding] = []
    for piece in asked:
        part = understand(piece, [parts[-1].standalone] if parts else [], question.language)
        alone = about(topic, part.question.rstrip("?"), question.language) if topic else part.standalone
        parts.append(replace(part, standalone=f"{alone} {said}".strip()))
    return tuple(parts)
