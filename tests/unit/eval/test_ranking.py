"""Ranking metrics against values worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.statistics.ranking import METRICS, means_of, scores_of


def test_the_only_answer_in_second_place() -> None:
    assert scores_of(["x", "gold", "y"], {"gold"}) == {
        "hit@1": 0.0,
        "hit@5": 1.0,
        "recall@10": 1.0,
        "mrr@10": 0.5,
        "ndcg@10": pytest.approx(1 / log2(3)),
    }


def test_two_answers_of_which_one_is_found_first() -> None:
    scores = scores_of(["a", "x"], {"a", "b"})
    assert (scores["hit@1"], scores["recall@10"], scores["mrr@10"]) == (1.0, 0.5, 1.0)
    assert scores["ndcg@10"] == pytest.approx(1 / (1 + 1 / log2(3)))


def test_a_miss_and_what_comes_after_the_tenth_place_count_as_zero() -> None:
    late = [*map(str, range(10)), "gold"]
    assert set(scores_of(late, {"gold"}).values()) == {0.0}
    assert means_of([scores_of([], {"gold"}), scores_of(["gold"], {"gold"})])["ndcg@10"] == 0.5


@given(st.lists(st.sampled_from("abcdefghijklm"), unique=True), st.sets(st.sampled_from("abcdefghijklm"), min_size=1))
def test_every_metric_is_between_0_and_1_and_a_perfect_ranking_has_ndcg_1(ranking: list[str], gold: set[str]) -> None:
    assert all(0 <= scores_of(ranking, gold)[metric] <= 1 for metric in METRICS)
    assert scores_of(sorted(gold), gold)["ndcg@10"] == pytest.approx(1.0)
