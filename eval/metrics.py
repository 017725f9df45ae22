"""What Ragas measures. The one file that talks to it; importing it takes seconds, so leave that until it is needed.

Ragas 0.4 has two families of metrics, with and without samples; both are called here one question at a time, and NaN,
which they return where they cannot tell, never leaves this file.
"""

import asyncio
import math
import os
import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

# Read by Ragas when it is imported: without it, every use is reported to its makers.
os.environ["RAGAS_DO_NOT_TRACK"] = "true"

from openai import AsyncOpenAI
from ragas import SingleTurnSample
from ragas.embeddings.base import BaseRagasEmbedding
from ragas.llms import llm_factory

# From `ragas.metrics` they would come with a warning that they move to the other family, where they are not yet.
from ragas.metrics._context_precision import IDBasedContextPrecision
from ragas.metrics._context_recall import IDBasedContextRecall
from ragas.metrics.collections import (
    AnswerRelevancy,
    ContextPrecision,
    ContextRecall,
    FactualCorrectness,
    Faithfulness,
    NoiseSensitivity,
    QuotedSpansAlignment,
    SemanticSimilarity,
)

from eval.judge.verdicts import Judgement, JudgeSample
from knowledge.embeddings import Embedder
from knowledge.errors import ModelUnavailable
from knowledge.settings import Settings

_QUOTATION_MARKS = re.compile("[\"'`´“”„‟‘’]")  # noqa: RUF001 - all that Ragas takes for a beginning or an end


# Statements with a reason for each: at the usual 1,024 the JSON of a long answer is cut off, and cannot be read.
_JUDGE_TOKENS = 4096


class RagasMetrics:
    """Deterministic: no model but the embedding. Every value is from 0 to 1."""

    def __init__(self, embedder: Embedder) -> None:
        self._precision = IDBasedContextPrecision()
        self._recall = IDBasedContextRecall()
        self._quoted = QuotedSpansAlignment(min_span_words=1)
        self._similarity = SemanticSimilarity(embeddings=OwnEmbedding(embedder))

    def context_precision(self, found: Collection[str], gold: Collection[str]) -> float:
        """The share of what was found that is gold; 0 when nothing was."""
        return _value(asyncio.run(self._precision.single_turn_ascore(_sample(found, gold))))

    def context_recall(self, found: Collection[str], gold: Collection[str]) -> float:
        """The share of the gold that was found; `gold` isn't empty."""
        return _value(asyncio.run(self._recall.single_turn_ascore(_sample(found, gold))))

    def quoted_spans(self, quotes: Sequence[str], passages: Sequence[str]) -> float:
        """The share of quotes that stand word for word in the passages; 0 without quotes."""
        if not quotes:
            return 0.0
        response = " ".join(f'"{_unquoted(quote)}"' for quote in quotes)
        contexts = [_unquoted(passage) for passage in passages]
        return _value(self._quoted.score(response=response, retrieved_contexts=contexts).value)

    def similarity(self, given: str, expected: str) -> float:
        """The cosine of the meanings; 0 when nothing was said."""
        if not given:
            return 0.0
        return _value(self._similarity.score(reference=expected, response=given).value)


class RagasJudge:
    """A language model that reads question, answer, passages and reference, and judges."""

    def __init__(self, client: AsyncOpenAI, model: str, embedder: Embedder) -> None:
        llm = llm_factory(model, provider="openai", client=client, temperature=0.0, max_tokens=_JUDGE_TOKENS)
        self._metrics: Mapping[Judgement, tuple[Any, tuple[str, ...]]] = {
            Judgement.FAITHFULNESS: (Faithfulness(llm=llm), ("user_input", "response", "retrieved_contexts")),
            Judgement.ANSWER_RELEVANCY: (
                AnswerRelevancy(llm=llm, embeddings=OwnEmbedding(embedder)),
                ("user_input", "response"),
            ),
            Judgement.CONTEXT_PRECISION: (
                ContextPrecision(llm=llm),
                ("user_input", "reference", "retrieved_contexts"),
            ),
            Judgement.CONTEXT_RECALL: (ContextRecall(llm=llm), ("user_input", "reference", "retrieved_contexts")),
            Judgement.FACTUAL_CORRECTNESS: (FactualCorrectness(llm=llm), ("response", "reference")),
            Judgement.NOISE_SENSITIVITY: (
                NoiseSensitivity(llm=llm),
                ("user_input", "response", "reference", "retrieved_contexts"),
            ),
        }

    async def score(self, judgement: Judgement, sample: JudgeSample) -> float:
        """0 to 1; raises ModelUnavailable when the model fails or its answer cannot be read."""
        metric, wanted = self._metrics[judgement]
        given = {
            "user_input": sample.question,
            "response": sample.answer,
            "retrieved_contexts": list(sample.passages),
            "reference": sample.reference,
        }
        try:
            value = (await metric.ascore(**{name: given[name] for name in wanted})).value
        except Exception as error:  # the client, its transport, its parser and Ragas raise their own
            raise _no_judgement(type(error).__name__) from error
        if value is None or math.isnan(value):
            raise _no_judgement("no number")
        return _value(value)


@asynccontextmanager
async def open_judge(
    settings: Settings, embedder: Embedder, transport: httpx.AsyncBaseTransport
) -> AsyncIterator[RagasJudge]:
    """The judge that the settings name. It lives in one event loop, as its connections do."""
    key = settings.eval_judge_key.get_secret_value() if settings.eval_judge_key else "none"
    async with (
        httpx.AsyncClient(transport=transport, timeout=settings.eval_judge_timeout_s) as http,
        AsyncOpenAI(base_url=settings.eval_judge_url, api_key=key, http_client=http) as client,
    ):
        yield RagasJudge(client, settings.eval_judge_model or "", embedder)


class OwnEmbedding(BaseRagasEmbedding):
    """The embedding that passages are found with."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__()
        self._embedder = embedder

    def embed_text(self, text: str, **_: Any) -> list[float]:
        vector: list[float] = self._embedder.embed_passages([text])[0].tolist()
        return vector

    async def aembed_text(self, text: str, **_: Any) -> list[float]:
        return self.embed_text(text)


def _no_judgement(why: str) -> ModelUnavailable:
    return ModelUnavailable(f"The judge came to nothing ({why}).", "Check LARDOM_EVAL_JUDGE_URL and its model.")


def _sample(found: Collection[str], gold: Collection[str]) -> SingleTurnSample:
    return SingleTurnSample(retrieved_context_ids=list(found), reference_context_ids=list(gold))


def _unquoted(text: str) -> str:
    """On one line and without quotation marks, at which Ragas would cut it."""
    return " ".join(_QUOTATION_MARKS.sub("", text).split())


def _value(value: float) -> float:
    return 0.0 if math.isnan(value) else min(1.0, max(0.0, float(value)))
