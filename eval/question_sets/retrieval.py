"""`lardom eval retrieval`: whether the passages that answer are found, by the pipeline that answers are made with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from assistant.bootstrap import today
from assistant.rank import rank
from assistant.retrieve import Retriever
from assistant.schemas.answers import Scope
from eval.question_sets.files import Question, QuestionSet
from eval.statistics.ranking import means_of, scores_of
from eval.temporary_store import TemporaryStore, temporary_store
from knowledge.access import LOCAL_OWNER
from knowledge.index.protocol import Candidate
from knowledge.settings import Settings

SYSTEMS = ("hybrid", "dense", "bm25")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question's scores by system, and how long finding and ranking took."""

    language: str
    scores: dict[str, dict[str, float]]
    latency_ms: float


def evaluate_retrieval(questions: QuestionSet, settings: Settings, progress: Progress) -> dict[str, Any]:
    """The report of docs/architecture.md. Only answerable questions with gold ids are scored; a miss is a 0."""
    scored = [question for question in questions.questions if question.answerable and question.gold]
    total = len(questions.documents)
    with temporary_store(
        questions.documents, settings, lambda done: progress(f"{done} of {total} documents indexed")
    ) as temporary:
        store = temporary.store
        retriever = Retriever(store.registry.documents, store.index, store.embedder, today)
        asked = []
        for number, question in enumerate(scored, start=1):
            asked.append(_ask(question, retriever, temporary))
            if number % 100 == 0 or number == len(scored):
                progress(f"{number} of {len(scored)} questions asked")
        passages = store.index.count()
    unanswerable = sum(not question.answerable for question in questions.questions)
    without_gold = len(questions.questions) - len(scored) - unanswerable
    return {
        "questions": len(scored),
        "excluded": {"unanswerable": unanswerable, "without_gold": without_gold},
        "documents": total,
        "passages": passages,
        "systems": _by_system(asked),
        "by_language": {
            language: _by_system([row for row in asked if row.language == language])
            for language in sorted({row.language for row in asked})
        },
        "latency_ms": _percentiles([row.latency_ms for row in asked]),
    }


def _ask(question: Question, retriever: Retriever, temporary: TemporaryStore) -> _Asked:
    began = perf_counter()
    found = retriever.retrieve(question.text, LOCAL_OWNER, Scope())
    ranked = rank(found.candidates)
    latency_ms = (perf_counter() - began) * 1000
    by_words = [candidate for candidate in found.candidates if candidate.lexical > 0]
    orders = {
        "hybrid": [item.candidate for item in ranked],
        "dense": sorted(found.candidates, key=lambda candidate: -candidate.dense),
        "bm25": sorted(by_words, key=lambda candidate: -candidate.lexical),
    }
    scores = {
        system: scores_of(_documents(candidates, temporary.ids), question.gold) for system, candidates in orders.items()
    }
    return _Asked(question.language, scores, latency_ms)


def _documents(candidates: Sequence[Candidate], ids: dict[str, str]) -> list[str]:
    """The documents in the order of their best passages."""
    return list(dict.fromkeys(ids[candidate.passage.document_id] for candidate in candidates))


def _by_system(asked: Sequence[_Asked]) -> dict[str, dict[str, float]]:
    return {system: means_of([row.scores[system] for row in asked]) for system in SYSTEMS}


def _percentiles(latencies_ms: Sequence[float]) -> dict[str, float]:
    if not latencies_ms:
        return {}
    p50, p95 = np.percentile(latencies_ms, (50, 95))
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}
