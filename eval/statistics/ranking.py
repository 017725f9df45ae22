"""How good a ranking is: hit rate, recall, reciprocal rank and nDCG, with relevance yes or no.

Definitions: Manning, Raghavan and Schütze, "Introduction to Information Retrieval", chapter 8.
"""

from collections.abc import Sequence, Set
from math import log2

METRICS = ("hit@1", "hit@5", "recall@10", "mrr@10", "ndcg@10")


def scores_of(ranking: Sequence[str], gold: Set[str]) -> dict[str, float]:
    """Every metric of one question, 0 to 1. `ranking` holds ids without repeats, best first; `gold` isn't empty."""
    ranks = [rank for rank, id_ in enumerate(ranking[:10], start=1) if id_ in gold]
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(gold), 10) + 1))
    return {
        "hit@1": float(1 in ranks),
        "hit@5": float(any(rank <= 5 for rank in ranks)),
        "recall@10": len(ranks) / len(gold),
        "mrr@10": 1 / ranks[0] if ranks else 0.0,
        "ndcg@10": sum(1 / log2(rank + 1) for rank in ranks) / ideal,
    }


def means_of(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each metric; a question that found nothing is among the rows as zeros."""
    return {metric: round(sum(row[metric] for row in rows) / len(rows), 4) for metric in METRICS} if rows else {}
