"""No figure is about fewer than five people, by itself or by adding and subtracting others."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.disclosure import EVERYONE, publishable, rounded_down

GROUPS = ("hr", "it", "legal", "pilot")
memberships = st.dictionaries(st.integers(0, 13).map("p{}".format), st.frozensets(st.sampled_from(GROUPS)), max_size=14)


def told(groups_of: Mapping[str, frozenset[str]], given_groups: frozenset[str]) -> np.ndarray:
    """A row for each group with a figure: 1 for who is in it."""
    return np.array(
        [
            [float(group == EVERYONE or group in groups) for groups in groups_of.values()]
            for group in sorted(given_groups)
        ]
    ).reshape(len(given_groups), len(groups_of))


@settings(deadline=None)
@given(memberships)
def test_no_combination_of_the_figures_is_about_fewer_than_five_people(groups_of: dict[str, frozenset[str]]) -> None:
    rows = told(groups_of, publishable(groups_of))
    rank = np.linalg.matrix_rank(rows) if rows.size else 0
    people = range(len(groups_of))
    for size in range(1, 5):
        for few in combinations(people, size):
            # Were there a combination that is zero for all others, taking these few away would lose a dimension.
            others = rows[:, [person for person in people if person not in few]]
            assert rows.size == 0 or (np.linalg.matrix_rank(others) if others.size else 0) == rank


@given(memberships)
def test_every_group_that_is_given_has_five_people(groups_of: dict[str, frozenset[str]]) -> None:
    for group in publishable(groups_of):
        assert group == EVERYONE or sum(group in groups for groups in groups_of.values()) >= 5


def people(count: int, *groups: str, begin: int = 0) -> dict[str, frozenset[str]]:
    return {f"p{begin + number}": frozenset(groups) for number in range(count)}


def test_four_people_have_no_figure_and_five_have() -> None:
    assert publishable(people(4, "hr")) == frozenset()
    assert publishable(people(5, "hr")) == {EVERYONE, "hr"}


def test_a_group_that_leaves_two_others_out_has_no_figure() -> None:
    groups_of = people(8, "hr") | people(2, begin=8)
    assert publishable(groups_of) == {EVERYONE}


def test_of_two_groups_that_differ_by_one_person_the_larger_has_a_figure() -> None:
    groups_of = people(6, "hr", "pilot") | people(1, "hr", begin=6) | people(5, begin=7)
    assert publishable(groups_of) == {EVERYONE, "hr"}


def test_groups_side_by_side_all_have_figures() -> None:
    groups_of = people(5, "hr") | people(6, "it", begin=5) | people(5, begin=11)
    assert publishable(groups_of) == {EVERYONE, "hr", "it"}


def test_a_count_is_rounded_down_to_a_multiple_of_five() -> None:
    assert [rounded_down(count) for count in (5, 9, 10, 14)] == [5, 5, 10, 10]
