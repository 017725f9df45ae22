"""What is kept of what people type, and shown to others: without the personal data in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.schemas.answers import Answer
from knowledge.language import Language, detect_language
from knowledge.personal_data.findings import PersonalData
from knowledge.personal_data.policy import Policy
from knowledge.personal_data.redaction import redact

_NUMBERS = (PersonalData.PERSONNUMMER, PersonalData.SAMORDNINGSNUMMER, PersonalData.IBAN, PersonalData.CARD)


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as a conversation keeps it. `changed` tells whether the question held what is not kept."""

    question: str
    answer: Answer
    changed: bool


def turn_to_keep(question: str, answer: Answer, policy: Policy) -> KeptTurn:
    """Contact data that the answer itself shows stays: it is in the library, and follow-ups rest on it."""
    shown = "\n".join(_shown(answer))

    def kept(text: str) -> str:
        return redact(text, answer.language, policy, published=shown).text

    without = answer.model_copy(
        update={
            "question": kept(answer.question),
            "standalone_question": kept(answer.standalone_question),
            "missing": tuple(kept(part) for part in answer.missing),
        }
    )
    kept_question = kept(question)
    return KeptTurn(kept_question, without, kept_question != question)


def without_numbers(question: str) -> str:
    """As it is searched for and answered: a person's number stands for itself only, and says nothing of the matter."""
    return redact(question, detect_language(question), Policy(), only=_NUMBERS).text


def comment_to_keep(comment: str, policy: Policy) -> str:
    return redact(comment, detect_language(comment), policy).text


def impersonal(text: str, language: Language) -> str:
    """As others may read it, whatever is kept; `language` is taken where the text does not tell its own."""
    return redact(text, detect_language(text, default=language), Policy()).text


def _shown(answer: Answer) -> Iterator[str]:
    yield answer.owner
    yield from (sentence.text for sentence in answer.sentences)
    for citation in answer.citations:
        yield from (citation.title, citation.quote)
    for source in answer.nearest:
        yield from (source.title, source.owner)
