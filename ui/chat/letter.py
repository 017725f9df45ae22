"""A letter to the one who owns the topic, when the documents do not answer: the question, and what comes closest."""

from assistant.schemas.answers import Answer, AnswerStatus
from ui.markup import where
from ui.texts import Texts

_SUBJECT_CHARS = 120
_NAMED_SOURCES = 3


def subject(given: Answer, texts: Texts) -> str:
    """One line; a longer question is cut at a word."""
    words = texts("letter.subject", question=" ".join(_asked(given)))
    return words if len(words) <= _SUBJECT_CHARS else f"{words[:_SUBJECT_CHARS].rsplit(' ', 1)[0]} …"


def letter(given: Answer, texts: Texts) -> str:
    """Plain text, ready to be sent: what is asked for, as it was put, and where the answer was looked for."""
    lines = [texts("letter.greeting"), "", texts("letter.asking"), *(f"– {part}" for part in _asked(given)), ""]
    if given.status is AnswerStatus.PARTIAL:
        lines += [texts("letter.whole", question=given.question), ""]
    elif given.standalone_question != given.question:
        lines += [texts("chat.understood_as", question=given.standalone_question), ""]
    near = list(dict.fromkeys(where(item.title, item.section, item.page, texts) for item in given.nearest))
    if near:
        lines += [texts("letter.nearest"), *(f"– {place}" for place in near[:_NAMED_SOURCES]), ""]
    return "\n".join([*lines, texts("letter.please")])


def _asked(given: Answer) -> tuple[str, ...]:
    return given.missing if given.status is AnswerStatus.PARTIAL else (given.question,)
