"""One question, the assistant's answer to it, and what is to be said about that."""

from dataclasses import dataclass

from assistant.schemas.answers import Answer
from eval.question_sets.figures import Judged, Outcome
from eval.question_sets.files import Question
from eval.statistics.overlap import contains, token_f1, token_recall
from eval.temporary_store import TemporaryStore
from eval.variants import Refusal
from knowledge.access import LOCAL_OWNER

LEAST_SUPPORT = 0.5
# Half of a long expected answer is said to be there; of a name or an amount, which is one word, all of it.
_LEAST_SAID = 0.5
_AMONG_THE_BEST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked. `told` is the answer, or what a withheld one would have been.

    `ranking` holds the documents that were found, best first; their ids are those of the question set. `refused` are
    the sentences that verification did not let pass.
    """

    question: Question
    foreign: bool
    answer: Answer
    told: Answer
    ranking: tuple[str, ...]
    refused: tuple[Refusal, ...]
    threshold: float

    @property
    def held_back(self) -> bool:
        """Whether nothing was said although the confidence sufficed."""
        return not self.answer.sentences and self.answer.confidence >= self.threshold

    @property
    def gold_rank(self) -> int | None:
        """The place, from 1, of the best gold document."""
        places = (place for place, id_ in enumerate(self.ranking, start=1) if id_ in self.question.gold)
        return next(places, None)


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its verdict. `cited` are the told answer's documents by the question set's ids, one for each of
    its citations."""

    asked: Asked
    judged: Judged
    cited: tuple[str, ...]


def judge(asked: Asked, temporary: TemporaryStore) -> Case:
    question, answer = asked.question, asked.answer
    text = " ".join(sentence.text for sentence in answer.sentences)
    told_of = _cited(asked.told, temporary)
    right = question.answerable and bool(told_of) and told_of[0] in question.gold
    expects = question.answerable and bool(question.answers)
    judged = Judged(
        language=question.language or answer.language,
        answerable=question.answerable,
        foreign=asked.foreign,
        status=answer.status,
        confidence=answer.confidence,
        right=right,
        sayable=bool(asked.told.sentences),
        outcome=outcome_of(asked, right),
        cited=tuple(_cited(answer, temporary)),
        gold=question.gold,
        f1=token_f1(text, question.answers) if expects else None,
        contains=float(contains(text, question.answers)) if expects else None,
        sentences=len(answer.sentences),
        supported=sum(_is_supported(answer, at, temporary) for at in range(len(answer.sentences))),
        timings_ms=answer.timings_ms.model_dump(),
    )
    return Case(asked, judged, tuple(temporary.ids[citation.document_id] for citation in asked.told.citations))


def outcome_of(asked: Asked, right: bool) -> Outcome:
    """`right`: what was or would have been said begins with a gold document."""
    question, said = asked.question, bool(asked.answer.sentences)
    if not question.answerable:
        return Outcome.ABSTENTION if said else Outcome.RIGHT
    if question.gold and (asked.gold_rank is None or asked.gold_rank > _AMONG_THE_BEST):
        return Outcome.RETRIEVAL
    if asked.held_back:
        return Outcome.VERIFICATION
    if question.gold and not right:
        return Outcome.RANKING
    if not said:
        return Outcome.ABSTENTION
    text = " ".join(sentence.text for sentence in asked.answer.sentences)
    if question.answers and token_recall(text, question.answers) < _LEAST_SAID:
        return Outcome.WRITING
    return Outcome.RIGHT


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
