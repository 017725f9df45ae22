"""Who may read what: audience and classification together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.access import LOCAL_OWNER, Clearance, Viewer
from knowledge.documents import EVERYONE, Classification

PUBLIC, INTERNAL, CONFIDENTIAL, RESTRICTED = Classification
BOARD = Clearance((("board", RESTRICTED), ("consultants", PUBLIC), ("managers", CONFIDENTIAL)))
GROUPS = st.sampled_from(["all", "board", "consultants", "hr", "managers"])
CLEARANCES = st.dictionaries(GROUPS, st.sampled_from(Classification)).map(lambda d: Clearance(tuple(d.items())))


@pytest.mark.parametrize(
    ("groups", "classification", "audience", "reads"),
    [
        ((), INTERNAL, ("all",), True),
        ((), CONFIDENTIAL, ("all",), False),
        (("hr",), CONFIDENTIAL, ("hr",), True),
        (("hr",), RESTRICTED, ("hr", "legal"), True),
        (("hr",), RESTRICTED, ("all",), False),
        (("managers",), CONFIDENTIAL, ("all",), True),
        (("managers",), RESTRICTED, ("managers",), False),
        (("managers", "hr"), RESTRICTED, ("hr",), True),
        (("board",), RESTRICTED, ("all",), True),
        (("board",), RESTRICTED, ("hr",), False),
        (("consultants",), CONFIDENTIAL, ("consultants",), False),
        (("consultants",), INTERNAL, ("consultants",), True),
        ((), PUBLIC, (), False),
    ],
)
def test_a_document_is_read_by_its_audience_up_to_their_clearance(
    groups: tuple[str, ...], classification: Classification, audience: tuple[str, ...], reads: bool
) -> None:
    assert Viewer("kim", frozenset(groups), clearance=BOARD).may_read(classification, audience) is reads


def test_everyone_may_be_cleared_for_less_than_internal() -> None:
    kim = Viewer("kim", frozenset({"staff"}), clearance=Clearance(((EVERYONE, PUBLIC), ("staff", INTERNAL))))
    guest = Viewer("guest", clearance=kim.clearance)
    assert kim.may_read(INTERNAL, (EVERYONE,))
    assert not guest.may_read(INTERNAL, (EVERYONE,))


def test_the_local_owner_reads_everything() -> None:
    assert all(LOCAL_OWNER.may_read(level, ()) for level in Classification)


@given(st.frozensets(GROUPS), st.frozensets(GROUPS), CLEARANCES, st.sampled_from(Classification))
def test_nobody_reads_what_names_none_of_their_groups(
    groups: frozenset[str], audience: frozenset[str], clearance: Clearance, level: Classification
) -> None:
    reads = Viewer("kim", groups, clearance=clearance).may_read(level, audience)
    assert not reads or audience & (groups | {EVERYONE})


@given(st.frozensets(GROUPS), st.frozensets(GROUPS), CLEARANCES)
def test_who_reads_the_more_secret_reads_the_less_secret(
    groups: frozenset[str], audience: frozenset[str], clearance: Clearance
) -> None:
    viewer = Viewer("kim", groups, clearance=clearance)
    read = [viewer.may_read(level, audience) for level in Classification]
    assert read == sorted(read, reverse=True)
