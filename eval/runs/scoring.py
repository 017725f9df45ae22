"""The scores of one golden question, by suite. A miss is 0, and None is "does not apply" (eval/runs/figures.py)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.schemas.answers import Answer
from eval.golden.cases import GoldenCase
from eval.golden.cases import Suite as AskedIn
from eval.golden.passages import GoldPassages
from eval.question_sets.figures import Judged, Outcome
from eval.runs.record import Suite
from eval.statistics.overlap import contains, token_f1
from eval.statistics.ranking import scores_of
from knowledge.documents import Passage

Scores = dict[str, float | None]


class Metrics(Protocol):
    """What eval/metrics.py measures with Ragas; each value is from 0 to 1, and what is missing is a miss."""

    def context_precision(self, found: Collection[str], gold: Collection[str]) -> float: ...

    def context_recall(self, found: Collection[str], gold: Collection[str]) -> float: ...

    def quoted_spans(self, quotes: Sequence[str], passages: Sequence[str]) -> float: ...

    def similarity(self, given: str, expected: str) -> float: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what came of it. `ranking` are the documents found, best first, `found` the passages, and
    `context` those of them that the writer works with."""

    case: GoldenCase
    answer: Answer
    judged: Judged
    outcome: Outcome
    ranking: tuple[str, ...]
    found: tuple[Passage, ...]
    context: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.answer.sentences)


@dataclass(frozen=True, slots=True)
class Scoring:
    """Scores questions for the wanted suites."""

    suites: frozenset[Suite]
    gold: GoldPassages
    metrics: Metrics

    def of(self, asked: Asked) -> Scores:
        by_suite: Mapping[Suite, Callable[[Asked], Scores]] = {
            Suite.RETRIEVAL: self._retrieval,
            Suite.EVIDENCE: self._evidence,
            Suite.ANSWER: self._answer,
            Suite.CONVERSATION: self._conversation,
        }
        wanted = (score(asked) for suite, score in by_suite.items() if suite in self.suites)
        return {name: value for scores in wanted for name, value in scores.items()}

    def of_failure(self, case: GoldenCase) -> Scores:
        """What asking failed for has missed all that could have been had."""
        missed = 0.0 if case.answerable else None
        scores: dict[Suite, Scores] = {
            Suite.RETRIEVAL: dict.fromkeys(
                ("retrieval.ndcg@10", "retrieval.context_precision", "retrieval.context_recall"), missed
            ),
            Suite.ANSWER: {
                **dict.fromkeys(("answer.f1", "answer.contains", "answer.similarity"), missed),
                "answer.right": 0.0,
            },
            Suite.CONVERSATION: {"conversation.right": 0.0},
        }
        other = Suite.CONVERSATION if case.suite is AskedIn.ANSWER else Suite.ANSWER
        return {
            name: value
            for suite, missed_scores in scores.items()
            if suite in self.suites - {other}
            for name, value in missed_scores.items()
        }

    def _retrieval(self, asked: Asked) -> Scores:
        case, gold = asked.case, self.gold.labels(asked.case)
        if not gold:
            return {}
        found = self.gold.found(case, asked.context)
        return {
            "retrieval.ndcg@10": scores_of(asked.ranking, asked.judged.gold)["ndcg@10"],
            "retrieval.context_precision": self.metrics.context_precision(found, gold),
            "retrieval.context_recall": self.metrics.context_recall(found, gold),
        }

    def _evidence(self, asked: Asked) -> Scores:
        if not asked.answer.sentences:
            return {}
        quotes = [citation.quote for citation in asked.answer.citations]
        scores: Scores = {
            "evidence.quoted_spans": self.metrics.quoted_spans(quotes, [passage.text for passage in asked.found])
        }
        gold, cited = self.gold.labels(asked.case), asked.judged.cited
        if gold:
            scores |= {
                "evidence.citation_precision": sum(each in asked.judged.gold for each in cited) / max(len(cited), 1),
                "evidence.citation_recall": float(not asked.judged.gold.isdisjoint(cited)),
                "evidence.gold_quote_recall": len(self.gold.quoted(asked.case, asked.answer.citations)) / len(gold),
            }
        return scores

    def _answer(self, asked: Asked) -> Scores:
        judged, case = asked.judged, asked.case
        supported = judged.supported / judged.sentences if judged.sentences else None
        scores: Scores = {"answer.supported_rate": supported}
        if case.suite is not AskedIn.ANSWER:
            return scores
        scores["answer.right"] = float(asked.outcome is Outcome.RIGHT)
        if case.answerable:
            scores |= {
                "answer.f1": token_f1(asked.text, [case.reference]),
                "answer.contains": float(contains(asked.text, case.answers)),
                "answer.similarity": self.metrics.similarity(asked.text, case.reference),
            }
        return scores

    def _conversation(self, asked: Asked) -> Scores:
        if asked.case.suite is not AskedIn.CONVERSATION:
            return {}
        return {"conversation.right": float(asked.outcome is Outcome.RIGHT)}
