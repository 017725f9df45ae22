"""Questions on the same topic come together, the same ones every time, and what people decided about stays apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.gaps.clustering import NEW, Vectors, centralities, cluster

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def rows(*vectors: object) -> Vectors:
    given = np.array(vectors, np.float32)
    return given / np.linalg.norm(given, axis=1, keepdims=True)


unit_rows = st.lists(st.tuples(*[st.integers(-4, 4)] * 3).filter(any), min_size=1, max_size=12).map(
    lambda vectors: rows(*vectors)
)


def test_like_questions_come_together_and_others_stay_alone() -> None:
    found = cluster(rows(EAST, NORTH, EAST + 0.1 * UP, NORTH + 0.1 * UP, UP), [NEW] * 5, 0.5)

    assert found[0] == found[2]
    assert found[1] == found[3]
    assert len(set(found)) == 3


def test_no_questions_make_no_clusters() -> None:
    assert cluster(np.empty((0, 3), np.float32), []).size == 0


def test_a_new_question_joins_the_known_gap_it_is_like() -> None:
    found = cluster(rows(EAST, NORTH, EAST + 0.1 * UP), [7, 3, NEW], 0.5)

    assert list(found) == [7, 3, 7]


def test_two_known_gaps_never_become_one() -> None:
    found = cluster(rows(EAST, EAST, EAST, EAST), [0, 1, NEW, NEW], 0.5)

    assert found[0] == 0
    assert found[1] == 1
    assert set(found) == {0, 1}


def test_the_question_in_the_middle_is_the_most_central() -> None:
    vectors = rows(EAST + 0.5 * NORTH, EAST, EAST - 0.5 * NORTH, UP)

    found = centralities(vectors, np.array([0, 0, 0, 1]))

    assert found[:3].argmax() == 1
    assert found[3] == np.float32(1)


@given(unit_rows)
def test_members_of_two_clusters_are_on_average_less_alike_than_the_threshold(vectors: Vectors) -> None:
    found = cluster(vectors, [NEW] * len(vectors), 0.4)
    likeness = vectors @ vectors.T

    for one in set(found):
        for other in set(found) - {one}:
            assert likeness[np.ix_(found == one, found == other)].mean() < 0.4 + 1e-5


@given(unit_rows, st.data())
def test_known_questions_stay_where_they_are(vectors: Vectors, data: st.DataObject) -> None:
    known = data.draw(st.lists(st.integers(-1, 3), min_size=len(vectors), max_size=len(vectors)))

    found = cluster(vectors, known, 0.4)

    assert all(before == after for before, after in zip(known, found, strict=True) if before != NEW)
    assert list(found) == list(cluster(vectors, known, 0.4))
