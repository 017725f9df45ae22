"""What Ragas measures, on cases whose value is known; no NaN comes out."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.metrics import RagasMetrics
from knowledge.embeddings import Embedder


class Letters(Embedder):
    """Meaning is which letters there are."""

    def __init__(self) -> None: ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([[float(letter in text) for letter in "abcd "] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def metrics() -> RagasMetrics:
    return RagasMetrics(Letters())


def test_context_is_compared_by_ids(metrics: RagasMetrics) -> None:
    assert metrics.context_precision(["a", "b", "c", "d"], {"a", "x"}) == 0.25
    assert metrics.context_recall(["a", "b", "c", "d"], {"a", "x"}) == 0.5


def test_nothing_found_is_a_miss_and_no_nan(metrics: RagasMetrics) -> None:
    assert metrics.context_precision([], {"a"}) == 0
    assert metrics.context_recall([], {"a"}) == 0
    assert metrics.quoted_spans([], ["text"]) == 0
    assert metrics.similarity("", "abc") == 0


@pytest.mark.parametrize(
    "quote",
    ['Så här "säger" man', "The group's own 'rule' holds", "två\nrader", "OK", "”typografiska” citattecken"],
)
def test_a_quote_is_found_whatever_quotation_marks_and_lines_it_has(metrics: RagasMetrics, quote: str) -> None:
    assert metrics.quoted_spans([quote], [f"Before. {quote} After."]) == 1
    assert metrics.quoted_spans([quote, "never said"], [f"Before. {quote} After."]) == 0.5


def test_similarity_is_the_cosine_of_our_own_embedding(metrics: RagasMetrics) -> None:
    assert metrics.similarity("ab", "ab") == pytest.approx(1)
    assert metrics.similarity("ab", "cd") == 0
    assert not math.isnan(metrics.similarity("a", "ab"))
