"""From the question as it was put to one that stands alone: its language, and the topic a follow-up leaves out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.language import Language, detect_language
from knowledge.sentences import split

_FOLLOW_UP_OPENERS = re.compile(
    r"^(och|men|då|så|hur är det (då )?med|vad gäller (då )?för|vad händer då|även om|gäller det(ta)?( även| också)?|"
    r"and|but|so|then|what about|how about|what if|does (it|that|this)|do (they|those)|is (it|that|this))\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(den|det|de|dem|dess|deras|denna|detta|dessa|där|dit|då|densamma|it|its|that|this|these|those|they|them|their|"
    r"there|then|he|she|his|her)\b",
    re.IGNORECASE,
)
# "det" in these is no reference to anything said before.
_EMPTY_SUBJECT = re.compile(
    r"\b(finns det|är det|det finns|det är|gäller det|går det|krävs det|kostar det|tar det|behövs det|is it|it is|"
    r"does it take|is there|are there|there is|there are)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LONG_QUESTION_WORDS = 9
_TOPIC_WORDS = 8
_MAX_PARTS = 3


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMPTY_WORDS = _words_of(
    """
    och att det som en ett är för på med till av om inte den har de jag kan ska skall vid eller från vad var när
    hur vem vilka vilken vilket varför så detta denna dessa sig vi ni du man får måste bör göra gör gäller finns
    i under och the of to is are was for on at by from as an a or what when where who which why how do does did
    can may must should will would i you we they it this that these those there be in with if my our your then
    och då behöver need have has något någon any some vem vilka efter before after innan
    """
)


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
    standalone = question
    if earlier and is_follow_up(question):
        topic = _topic(earlier[-1], question)
        standalone = f"{question} ({topic})" if topic else question
    return Understanding(question, standalone, spoken)


def parts_of(question: Understanding) -> tuple[Understanding, ...]:
    """The questions that were asked at once ("May I record? Who must agree?"), each standing alone; at most three.

    What is said beside the questions ("I work in Norway.") belongs to each of them.
    """
    text = question.standalone
    pieces = [text[start:end] for start, end in split(text, question.language)]
    asked = [piece for piece in pieces if piece.endswith("?")]
    if not 2 <= len(asked) <= _MAX_PARTS:
        return (question,)
    said = " ".join(piece for piece in pieces if not piece.endswith("?"))
    parts: list[Understanding] = []
    for piece in asked:
        part = understand(piece, [parts[-1].standalone] if parts else [], question.language)
        parts.append(replace(part, standalone=f"{part.standalone} {said}".strip()))
    return tuple(parts)


def is_follow_up(question: str) -> bool:
    """Whether a question leans on the one before: it opens like one, points back, or is a mere fragment.

    Conservative: a long question stands alone whatever its pronouns, for the words it has are enough to search by.
    """
    words = _WORD.findall(question)
    if len(words) >= _LONG_QUESTION_WORDS:
        return False
    if _FOLLOW_UP_OPENERS.match(question):
        return True
    content = [word for word in words if word.lower() not in _EMPTY_WORDS]
    points_back = bool(_POINTS_BACK.search(_EMPTY_SUBJECT.sub(" ", question)))
    return len(content) == 0 or (points_back and len(content) <= 3)


def _topic(earlier: str, question: str) -> str:
    """The content words of the question before, without those that the new one has itself."""
    present = {word.lower() for word in _WORD.findall(question)}
    words = [word for word in _WORD.findall(earlier) if word.lower() not in _EMPTY_WORDS | present]
    return " ".join(words[:_TOPIC_WORDS])
