"""Follow-ups as questions that stand alone, by a language model, and by rules where it is slow, absent or wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.llm.prompting import LANGUAGE_NAMES, filled
from assistant.llm.protocol import LanguageModel
from assistant.understand import Understanding, understand
from knowledge.errors import ModelUnavailable
from knowledge.language import Language, detect_language
from knowledge.lexical import passage_terms
from knowledge.outside import impersonal_question
from knowledge.sentences import split

# Longer than this, and the person waits for nothing that the rules could not give at once.
LIMIT_S = 2.0
_TOKENS = 80
_MAX_CHARS = 300
_WORD = re.compile(r"[^\W_]+(?:[-.,'’][^\W_]+)*")


class Reader(Protocol):
    def __call__(self, question: str, earlier: Sequence[str], language: Language | None = None) -> Understanding:
        """Read a question; `earlier` are the conversation's standalone questions so far, oldest first."""


@dataclass(frozen=True, slots=True)
class ModelReader:
    """Rules tell what a follow-up is; the model says what it leaves out, and is believed when it adds nothing else.

    A model `outside` is not the organisation's own: where the questions hold personal data, the rules decide alone.
    """

    model: LanguageModel
    outside: bool = False

    def __call__(self, question: str, earlier: Sequence[str], language: Language | None = None) -> Understanding:
        by_rules = understand(question, earlier, language)
        if by_rules.standalone == by_rules.question or not self._may_see((by_rules.question, *earlier)):
            return by_rules
        written = self._written(by_rules, earlier)
        standalone = written if stands_for(written, by_rules, earlier) else by_rules.standalone
        return replace(by_rules, standalone=standalone, model_asked=True)

    def _may_see(self, questions: Sequence[str]) -> bool:
        return not self.outside or all(impersonal_question(each) == each for each in questions)

    def _written(self, question: Understanding, earlier: Sequence[str]) -> str:
        """The model's first line; nothing when it fails."""
        system = filled("standalone", language=LANGUAGE_NAMES[question.language])
        user = filled("conversation", earlier="\n".join(earlier), question=question.question)
        said = ""
        try:
            for part in self.model.stream(system, user, tokens=_TOKENS, limit_s=LIMIT_S):
                said = (said + part).lstrip()
                if "\n" in said or len(said) > _MAX_CHARS:
                    break
        except ModelUnavailable:
            return ""
        return " ".join(said.split("\n")[0].split()).strip("\"”“'*")


def stands_for(written: str, question: Understanding, earlier: Sequence[str]) -> bool:
    """Whether it is one question in the same language that says all the question says, and names nothing new."""
    if not written or len(written) > _MAX_CHARS or not written.endswith("?"):
        return False
    if len(list(split(written, question.language))) != 1 or detect_language(written, question.language) != (
        question.language
    ):
        return False
    asked = _content(question.question, question.language)
    known = {word.casefold() for text in (question.question, *earlier) for word in _WORD.findall(text)}
    return asked <= _content(written, question.language) and all(
        word.casefold() in known for word in _WORD.findall(written)[1:] if _names(word)
    )


def _content(text: str, language: Language) -> frozenset[int]:
    return frozenset(passage_terms(text, language).indices)


def _names(word: str) -> bool:
    """Whether it is a name or has a number: such a word changes what is asked."""
    return word[0].isupper() or any(char.isdigit() for char in word)
