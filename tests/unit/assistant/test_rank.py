"""The order of candidates: meaning, and words as far as they explain the question."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.rank import rank
from knowledge.documents import Kind, Passage, Properties
from knowledge.index.protocol import Candidate


def candidate(
    name: str, *, dense: float = 0.8, lexical: float = 0.0, coverage: float = 0.0, language: str = "sv"
) -> Candidate:
    passage = Passage(name, "document", "revision", 0, 0, 4, "text", language=language)
    return Candidate(passage, Properties("Titel"), None, dense, lexical, coverage)


def order(*candidates: Candidate) -> list[str]:
    return [ranked.candidate.passage.id for ranked in rank(candidates)]


def test_words_decide_where_they_explain_the_question() -> None:
    near = candidate("near", dense=0.84)
    exact = candidate("exact", dense=0.82, lexical=20.0, coverage=1.0)
    other = candidate("other", dense=0.80)
    assert order(near, exact, other)[0] == "exact"


def test_words_that_explain_little_of_the_question_do_not_overrule_meaning() -> None:
    near = candidate("near", dense=0.84)
    chance = candidate("chance", dense=0.82, lexical=20.0, coverage=0.1)
    other = candidate("other", dense=0.80)
    assert order(near, chance, other)[0] == "near"


def test_sharing_no_words_does_not_count_against_a_passage_in_the_other_language() -> None:
    swedish = [candidate(f"sv{i}", dense=0.80, lexical=float(i), coverage=0.2 * i) for i in range(5)]
    english = candidate("en", dense=0.86, language="en")
    also_english = candidate("en2", dense=0.80, language="en")
    assert order(*swedish, english, also_english)[0] == "en"


def test_the_closest_passage_of_the_other_language_comes_before_middling_ones_of_the_questions_own() -> None:
    swedish = [candidate(f"sv{i}", dense=0.85 + 0.001 * i) for i in range(12)]
    english = [candidate(f"en{i}", dense=0.79 + 0.001 * i, language="en") for i in range(12)]
    answer = candidate("answer", dense=0.84, language="en")
    assert order(*swedish, *english, answer)[0] == "answer"


def test_a_few_passages_of_another_language_are_held_to_the_level_of_all() -> None:
    swedish = [candidate(f"sv{i}", dense=0.85 + 0.001 * i) for i in range(12)]
    english = candidate("en", dense=0.80, language="en")
    assert order(*swedish, english)[-1] == "en"


def of_kind(item: Candidate, kind: Kind) -> Candidate:
    return replace(item, properties=replace(item.properties, kind=kind))


def test_of_equals_policy_comes_before_playbook_before_lesson() -> None:
    ranked = order(
        of_kind(candidate("a"), Kind.LESSON),
        of_kind(candidate("b"), Kind.PLAYBOOK),
        of_kind(candidate("c"), Kind.POLICY),
    )
    assert ranked == ["c", "b", "a"]


def test_a_lesson_that_fits_clearly_better_comes_before_a_policy() -> None:
    lesson = of_kind(candidate("lesson", dense=0.85), Kind.LESSON)
    policy = of_kind(candidate("policy", dense=0.80), Kind.POLICY)
    assert order(policy, lesson, candidate("other", dense=0.75)) == ["lesson", "policy", "other"]


def test_without_words_the_order_is_by_meaning() -> None:
    assert order(candidate("b", dense=0.7), candidate("a", dense=0.9)) == ["a", "b"]


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank(()) == ()


@given(
    st.lists(
        st.builds(
            candidate,
            st.uuids().map(str),
            dense=st.floats(-1, 1),
            lexical=st.floats(0, 100),
            coverage=st.floats(0, 1),
            language=st.sampled_from(["sv", "en"]),
        )
    )
)
def test_ranking_keeps_every_candidate_once_and_does_not_depend_on_their_order(items: list[Candidate]) -> None:
    ranked = rank(items)
    assert sorted(item.candidate.passage.id for item in ranked) == sorted(item.passage.id for item in items)
    assert all(first.score >= second.score for first, second in pairwise(ranked))
