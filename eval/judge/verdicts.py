"""What a judge, a language model, says of answers: which questions are put to it, and what its silence counts.

The judge is checked against people first (eval/judge/calibration.py).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from eval.runs.scoring import Asked, Scores
from knowledge.errors import ModelUnavailable

FAILED = "judge.failed"
_AT_ONCE = 8


class Judgement(StrEnum):
    """What is judged; eval/runs/figures.py tells what each means."""

    FAITHFULNESS = "judge.faithfulness"
    ANSWER_RELEVANCY = "judge.answer_relevancy"
    CONTEXT_PRECISION = "judge.context_precision"
    CONTEXT_RECALL = "judge.context_recall"
    FACTUAL_CORRECTNESS = "judge.factual_correctness"
    NOISE_SENSITIVITY = "judge.noise_sensitivity"


_WORST = {Judgement.NOISE_SENSITIVITY: 1.0}
# An answerable question has an answer and passages, good or bad ones.
_OWED = frozenset(Judgement) - {Judgement.FAITHFULNESS, Judgement.NOISE_SENSITIVITY}


@dataclass(frozen=True, slots=True)
class JudgeSample:
    question: str
    answer: str
    passages: tuple[str, ...]
    reference: str = ""


class Judge(Protocol):
    async def score(self, judgement: Judgement, sample: JudgeSample) -> float:
        """0 to 1; raises ModelUnavailable when it comes to nothing."""


async def judged(judge: Judge, asked: Sequence[Asked]) -> list[Scores]:
    """The scores of each question, a few at a time. A judgement that fails has the worst score, and is counted."""
    room = asyncio.Semaphore(_AT_ONCE)
    return list(await asyncio.gather(*(_of_one(judge, each, room) for each in asked)))


def unjudged(answerable: bool) -> Scores:
    """The scores of what there is nothing to judge of: where there should have been something, it is a miss."""
    missed = 0.0 if answerable else None
    return {each.value: missed if each in _OWED else None for each in Judgement} | {FAILED: None}


async def _of_one(judge: Judge, asked: Asked, room: asyncio.Semaphore) -> Scores:
    sample = JudgeSample(
        question=asked.answer.standalone_question,
        answer=asked.text,
        passages=tuple(passage.text for passage in asked.context),
        reference=asked.case.reference,
    )
    wanted = _applicable(asked)
    found = await asyncio.gather(*(attempt(judge, each, sample, room) for each in wanted))
    scores = unjudged(asked.case.answerable)
    for judgement, value in zip(wanted, found, strict=True):
        scores[judgement.value] = _WORST.get(judgement, 0.0) if value is None else value
    if wanted:
        scores[FAILED] = found.count(None) / len(found)
    return scores


async def attempt(judge: Judge, judgement: Judgement, sample: JudgeSample, room: asyncio.Semaphore) -> float | None:
    """None when the judge came to nothing."""
    async with room:
        try:
            return await judge.score(judgement, sample)
        except ModelUnavailable:
            return None


def _applicable(asked: Asked) -> list[Judgement]:
    """What can be judged: an answer where there is one, and the passages where it is known what they should hold."""
    answered, answerable = bool(asked.answer.sentences), asked.case.answerable
    wanted: list[Judgement] = []
    if answered:
        wanted += [Judgement.FAITHFULNESS, Judgement.ANSWER_RELEVANCY]
    if answerable and asked.context:
        wanted += [Judgement.CONTEXT_PRECISION, Judgement.CONTEXT_RECALL]
    if answered and answerable:
        wanted += [Judgement.FACTUAL_CORRECTNESS, Judgement.NOISE_SENSITIVITY]
    return wanted
