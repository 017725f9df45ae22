"""What Ragas measures. The one file that talks to it; importing it takes seconds, so leave that until it is needed.

Ragas 0.4 has two families of metrics, with and without samples; both are called here one question at a time, and NaN,
which they return where they cannot tell, never leaves this file.
"""

import asyncio
import math
import os
import re
from collections.abc import Collection, Sequence
from typing import Any

# Read by Ragas when it is imported: without it, every use is reported to its makers.
os.environ["RAGAS_DO_NOT_TRACK"] = "true"

from ragas import SingleTurnSample
from ragas.embeddings.base import BaseRagasEmbedding

# From `ragas.metrics` they would come with a warning that they move to the other family, where they are not yet.
from ragas.metrics._context_precision import IDBasedContextPrecision
from ragas.metrics._context_recall import IDBasedContextRecall
from ragas.metrics.collections import QuotedSpansAlignment, SemanticSimilarity

from knowledge.embeddings import Embedder

_QUOTATION_MARKS = re.compile("[\"'`´“”„‟‘’]")  # noqa: RUF001 - all that Ragas takes for a beginning or an end


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


def _sample(found: Collection[str], gold: Collection[str]) -> SingleTurnSample:
    return SingleTurnSample(retrieved_context_ids=list(found), reference_context_ids=list(gold))


def _unquoted(text: str) -> str:
    """On one line and without quotation marks, at which Ragas would cut it."""
    return " ".join(_QUOTATION_MARKS.sub("", text).split())


def _value(value: float) -> float:
    return 0.0 if math.isnan(value) else min(1.0, max(0.0, float(value)))
