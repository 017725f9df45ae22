"""Candidates made of the documents themselves: by rules, or by a language model. All of them wait for an examiner.

Ragas' generator of test sets is not used: it needs scikit-network and numba, a fifth of the installed size, and writes
answers without saying which words of which document prove them (docs/evaluation.md).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import zip_longest
from string import Template
from typing import get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.evidence.injection import is_instruction
from assistant.llm.prompting import LANGUAGE_NAMES
from assistant.llm.protocol import LanguageModel
from assistant.verification.amounts import Amount, Limit, amounts, plain
from eval.golden.candidates import Candidate, Origin, id_of
from eval.golden.cases import CaseKind, Gold
from knowledge.access import LOCAL_OWNER
from knowledge.documents import EVERYONE, Classification, Document, Passage
from knowledge.language import Language, detect_language
from knowledge.lexical import passage_terms
from knowledge.registry.documents import DocumentRegister
from knowledge.sentences import split

_LEAST_WORDS, _MOST_WORDS = 6, 40
_MEASURES = frozenset(("s", "workday", "month", "SEK", "EUR", "USD", "GBP", "NOK", "DKK", "%", "point"))
_MISSING = "…"
_CLOZE = {
    "sv": "{title}: vad ska det stå i stället för " + _MISSING + "? ”{sentence}”",
    "en": "{title}: what belongs in place of " + _MISSING + "? “{sentence}”",
}
_REWRITE = "Made by rule: put it as a person would ask."
_MODEL_TOKENS = 600
_MODEL_LIMIT_S = 120.0
_LEAST_CHARS = 200


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    document: Document
    language: Language

    @property
    def gold(self) -> Gold:
        return Gold(document=self.document.properties.reference or self.document.id, quote=self.text)

    @property
    def groups(self) -> tuple[str, ...]:
        """Those who may see it, when not everyone may."""
        audience = self.document.properties.audience
        return () if EVERYONE in audience else audience


def proposed_by_rule(register: DocumentRegister, on: date, most: int) -> tuple[Candidate, ...]:
    """The documents' own questions with the sentence nearest to each, then sentences with an amount left out.

    At most `most`, taken from every document in turn; the same documents give the same candidates.
    """
    each = [[*_own_questions(found, on), *_without_amount(found, on)] for found in _in_force(register, on)]
    turns = (candidate for turn in zip_longest(*each) for candidate in turn if candidate is not None)
    unique = {candidate.id: candidate for candidate in turns}
    return tuple(unique.values())[:most]


def _in_force(register: DocumentRegister, on: date) -> Iterator[list[_Sentence]]:
    for document in register.list(LOCAL_OWNER)[0]:
        if document.revision_id and document.in_force(on):
            passages = register.passages(document.revision_id)
            yield [
                _Sentence(text, document, _language(passage)) for passage in passages for text in _sentences(passage)
            ]


def _sentences(passage: Passage) -> Iterator[str]:
    for start, end in split(passage.text, passage.language):
        text = passage.text[start:end].strip()
        if _LEAST_WORDS <= len(text.split()) <= _MOST_WORDS and "\n" not in text and not is_instruction(text):
            yield text


def _own_questions(sentences: Sequence[_Sentence], on: date) -> Iterator[Candidate]:
    spread = Counter(term for sentence in sentences for term in _terms(sentence.text, sentence.language))
    for question in sentences[0].document.properties.questions if sentences else ():
        asked = _terms(question, detect_language(question))
        weights = [sum(1 / spread[term] for term in asked & _terms(each.text, each.language)) for each in sentences]
        best = max(range(len(sentences)), key=weights.__getitem__)
        if weights[best]:
            yield _candidate(question, sentences[best], on, note="The document's own question: put it in other words.")


def _without_amount(sentences: Sequence[_Sentence], on: date) -> Iterator[Candidate]:
    for sentence in sentences:
        text = plain(sentence.text)
        found = [amount for amount in amounts(sentence.text) if _is_worth_asking(amount)]
        # Amounts are placed in the plain text; where that reads otherwise there is no telling which words to leave out.
        if not found or text != sentence.text or text.startswith("|"):
            continue
        question = _CLOZE[sentence.language].format(
            title=sentence.document.properties.title, sentence=_left_out(text, found[0])
        )
        yield _candidate(question, sentence, on, note=_REWRITE).model_copy(
            update={"reference": text, "answers": (found[0].written.strip(),), "kind": CaseKind.AMOUNT}
        )


def _is_worth_asking(amount: Amount) -> bool:
    """Money, time or a share, whole: neither "section 2" nor half a range."""
    return amount.unit in _MEASURES and amount.limit not in (Limit.FROM, Limit.TO)


def _left_out(text: str, amount: Amount) -> str:
    return f"{text[: amount.start]}{_MISSING}{text[amount.end :]}"


def _terms(text: str, language: Language) -> frozenset[int]:
    return frozenset(passage_terms(text, language).indices)


def _language(passage: Passage) -> Language:
    return next(language for language in get_args(Language) if language == passage.language)


def _candidate(question: str, sentence: _Sentence, on: date, *, note: str) -> Candidate:
    return Candidate(
        id=id_of(question),
        question=question,
        language=detect_language(question),
        answerable=True,
        gold=(sentence.gold,),
        groups=sentence.groups,
        note=note,
        origin=Origin.DOCUMENT,
        added=on,
    )


class _Proposed(BaseModel):
    """What a model is to write about a passage, a line each."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    answer: str
    short: str
    quote: str


@dataclass(slots=True)
class ModelProposals:
    """Asks a language model about one passage after another. `unusable` counts what it wrote and cannot be used."""

    model: LanguageModel
    each: int = 2
    unusable: int = 0

    def about(self, passage: Passage, document: Document, on: date) -> Iterator[Candidate]:
        """Those whose quote stands word for word in the passage. Raises ModelUnavailable."""
        if len(passage.text) < _LEAST_CHARS:
            return
        prompt = Template(files("eval").joinpath("prompts", "propose.md").read_text("utf-8"))
        system = prompt.substitute(language=LANGUAGE_NAMES[passage.language], most=self.each)
        said = "".join(self.model.stream(system, passage.text, tokens=_MODEL_TOKENS, limit_s=_MODEL_LIMIT_S))
        for line in said.splitlines():
            if line.strip().startswith("{"):
                yield from self._read(line, passage, document, on)

    def _read(self, line: str, passage: Passage, document: Document, on: date) -> Iterator[Candidate]:
        try:
            proposed = _Proposed.model_validate_json(line.strip().rstrip(","))
        except ValidationError:
            self.unusable += 1
            return
        if not proposed.quote.strip() or proposed.quote not in passage.text or not proposed.question.strip():
            self.unusable += 1
            return
        sentence = _Sentence(proposed.quote, document, _language(passage))
        yield _candidate(proposed.question.strip(), sentence, on, note="Written by a model.").model_copy(
            update={"reference": proposed.answer, "answers": (proposed.short,), "origin": Origin.MODEL}
        )


def proposed_by_model(
    register: DocumentRegister,
    proposals: ModelProposals,
    on: date,
    most: int,
    readable: Collection[Classification] = tuple(Classification),
) -> tuple[Candidate, ...]:
    """At most `most`, from the passages of every document in turn, each document's longest passages first.

    Documents whose classification is not `readable` are not shown to the model.
    """
    documents = [
        each
        for each in register.list(LOCAL_OWNER)[0]
        if each.revision_id and each.in_force(on) and each.properties.classification in readable
    ]
    passages = [sorted(register.passages(each.revision_id or ""), key=lambda one: -len(one.text)) for each in documents]
    found: dict[str, Candidate] = {}
    for turn in zip_longest(*passages):
        for document, passage in zip(documents, turn, strict=True):
            if len(found) >= most:
                return tuple(found.values())[:most]
            if passage is not None:
                found |= {each.id: each for each in proposals.about(passage, document, on)}
    return tuple(found.values())[:most]
