"""`lardom eval answers`: are answers right, backed by the right documents, and withheld when there is none?"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assistant.bootstrap import build_assistant
from assistant.evidence import Quote
from assistant.pipeline import Ask, Assistant
from assistant.retrieve import Retrieved, Retriever
from assistant.schemas import Answer, Scope
from assistant.verify import Finding, Verdict, Verifier
from eval.answer_figures import Judged, answers_report
from eval.overlap import contains, token_f1
from eval.question_set import Question, QuestionSet
from eval.temporary_store import TemporaryStore, temporary_store
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.index.protocol import Candidate
from knowledge.settings import Settings

Progress = Callable[[str], None]
LEAST_SUPPORT = 0.5


class Part(StrEnum):
    """What can be taken out of the pipeline, to see what it is worth.

    verify: every drafted sentence is shown. rank: passages are ordered by meaning alone. abstain: every question is
    answered for which anything is found.
    """

    VERIFY = "verify"
    RANK = "rank"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Plan:
    """`sample` questions of the set, and as many foreign ones, are drawn by `seed`; all of them when it is None."""

    without: frozenset[Part] = frozenset()
    sample: int | None = None
    seed: int = 7


def evaluate_answers(
    questions: QuestionSet, foreign: Sequence[Question], settings: Settings, plan: Plan, progress: Progress
) -> dict[str, Any]:
    """The report of docs/architecture.md. A question that gets no answer is among the scores as zeros.

    `foreign` are questions of another set, which this one's documents do not answer.
    """
    asked = [*_sampled(questions.questions, plan), *(_unanswerable(each) for each in _sampled(foreign, plan))]
    total = len(questions.documents)
    with _assistants(questions, settings, plan, progress) as (temporary, assistant):
        outspoken = replace(assistant, threshold=0.0)
        judged = []
        for number, question in enumerate(asked, start=1):
            judged.append(_judged(question, assistant, outspoken, temporary))
            if number % 100 == 0 or number == len(asked):
                progress(f"{number} of {len(asked)} questions asked")
        writer, threshold = assistant.writer.name, assistant.threshold
    return {
        **answers_report(judged, plan.seed),
        "documents": total,
        "foreign": sum(question.id.startswith(_FOREIGN) for question in asked),
        "configuration": {
            "writer": writer,
            "without": sorted(plan.without),
            "answer_threshold": threshold,
            "embedding": settings.embedding,
            "passage_tokens": settings.passage_tokens,
            "sample": plan.sample,
            "seed": plan.seed,
        },
    }


_FOREIGN = "foreign:"


def _sampled(questions: Sequence[Question], plan: Plan) -> Sequence[Question]:
    if plan.sample is None or plan.sample >= len(questions):
        return questions
    return random.Random(plan.seed).sample(questions, plan.sample)


def _unanswerable(question: Question) -> Question:
    return replace(question, id=_FOREIGN + question.id, gold=frozenset(), answers=(), answerable=False)


@contextmanager
def _assistants(
    questions: QuestionSet, settings: Settings, plan: Plan, progress: Progress
) -> Iterator[tuple[TemporaryStore, Assistant]]:
    total = len(questions.documents)
    with temporary_store(
        questions.documents, settings, lambda done: progress(f"{done} of {total} documents indexed")
    ) as temporary:
        yield temporary, _reduced(build_assistant(temporary.settings, temporary.store), plan.without)


def _reduced(assistant: Assistant, without: frozenset[Part]) -> Assistant:
    if Part.VERIFY in without:
        assistant = replace(assistant, verifier=_Lenient(assistant.verifier))
    if Part.RANK in without:
        assistant = replace(assistant, retriever=_ByMeaning(assistant.retriever))
    if Part.ABSTAIN in without:
        assistant = replace(assistant, threshold=0.0)
    return assistant


class _Lenient:
    """A verifier that lets everything pass; how well a sentence is supported stays as it was judged."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        return replace(self._verifier.verify(sentence, quotes, found), finding=Finding.SUPPORTED)


class _ByMeaning(Retriever):
    """A retriever that has not heard of words."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(
        self, question: str, viewer: Viewer, scope: Scope, *, limit: int = 50, at_any_time: bool = False
    ) -> Retrieved:
        found = self._retriever.retrieve(question, viewer, scope, limit=limit, at_any_time=at_any_time)
        return replace(found, candidates=tuple(replace(each, lexical=0.0) for each in found.candidates))


def _judged(question: Question, assistant: Assistant, outspoken: Assistant, temporary: TemporaryStore) -> Judged:
    """`outspoken` says what a withheld answer would have been: what the confidence is to be judged by."""
    answer = _answer(assistant, question)
    told = answer if answer.sentences else _answer(outspoken, question)
    text = " ".join(sentence.text for sentence in answer.sentences)
    told_of = _cited(told, temporary)
    return Judged(
        language=question.language or answer.language,
        answerable=question.answerable,
        status=answer.status,
        confidence=answer.confidence,
        right=question.answerable and bool(told_of) and told_of[0] in question.gold,
        cited=tuple(_cited(answer, temporary)),
        gold=question.gold,
        f1=token_f1(text, question.answers) if question.answerable and question.answers else None,
        contains=float(contains(text, question.answers)) if question.answerable and question.answers else None,
        sentences=len(answer.sentences),
        supported=sum(_is_supported(answer, at, temporary) for at in range(len(answer.sentences))),
        timings_ms=answer.timings_ms.model_dump(),
    )


def _answer(assistant: Assistant, question: Question) -> Answer:
    *_, answer = assistant.answer(Ask(question.text, LOCAL_OWNER))
    if not isinstance(answer, Answer):
        raise TypeError("The last event of an answer is the Answer.")
    return answer


def _cited(answer: Answer, temporary: TemporaryStore) -> list[str]:
    """The cited documents, in the order in which the answer cites them."""
    order = (index for sentence in answer.sentences for index in sentence.citations)
    return list(dict.fromkeys(temporary.ids[answer.citations[index].document_id] for index in order))


def _is_supported(answer: Answer, at: int, temporary: TemporaryStore) -> bool:
    """Whether each quote stands in the kept text where it says, and the verifier found the sentence in its quotes."""
    sentence = answer.sentences[at]
    documents = temporary.store.registry.documents
    for citation in (answer.citations[index] for index in sentence.citations):
        kept = documents.revision(citation.revision, LOCAL_OWNER).text
        if kept[citation.start : citation.end] != citation.quote:
            return False
    return bool(sentence.citations) and sentence.support >= LEAST_SUPPORT
