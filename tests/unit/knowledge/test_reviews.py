"""Which answers of a week are drawn for review."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from knowledge.reviews import Candidate, sample

WEEK = "2026-W48"


def candidates(**sizes: int) -> list[Candidate]:
    """`sv_answered=3` makes three Swedish answers."""
    return [
        Candidate(f"{stratum}-{number}", *stratum.split("_"))
        for stratum, size in sizes.items()
        for number in range(size)
    ]


populations = st.lists(
    st.builds(
        Candidate, st.uuids().map(str), st.sampled_from(["sv", "en"]), st.sampled_from(["answered", "abstained"])
    ),
    max_size=60,
    unique_by=lambda candidate: candidate.trace_id,
)


@given(populations, st.integers(0, 30))
def test_the_sample_is_as_large_as_asked_for_or_all_there_is(population: list[Candidate], size: int) -> None:
    drawn = sample(population, size, WEEK)
    assert len(drawn) == min(size, len(population))
    assert drawn <= {candidate.trace_id for candidate in population}


@given(populations, st.integers(0, 30), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_are_read_changes_nothing(
    population: list[Candidate], size: int, random: object
) -> None:
    shuffled = list(population)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sample(shuffled, size, WEEK) == sample(population, size, WEEK)


@given(populations, st.integers(4, 30))
def test_every_language_and_status_that_occurs_is_seen(population: list[Candidate], size: int) -> None:
    drawn = sample(population, size, WEEK)
    strata = {candidate.trace_id: candidate.stratum for candidate in population}
    assert {strata[id_] for id_ in drawn} == set(strata.values())


@given(populations, st.integers(0, 30), st.data())
def test_what_is_judged_keeps_its_place(population: list[Candidate], size: int, data: st.DataObject) -> None:
    ids = [candidate.trace_id for candidate in population]
    kept = frozenset(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else frozenset()
    drawn = sample(population, size, WEEK, kept)
    assert kept <= drawn
    assert len(drawn) == max(len(kept), min(size, len(population)))


def test_each_stratum_gets_its_share() -> None:
    drawn = sample(candidates(sv_answered=600, en_answered=300, sv_abstained=99, en_abstained=1), 20, WEEK)
    counts = Counter(id_.rpartition("-")[0] for id_ in drawn)
    assert counts == {"sv_answered": 12, "en_answered": 6, "sv_abstained": 1, "en_abstained": 1}


def test_another_week_draws_another_sample() -> None:
    population = candidates(sv_answered=200)
    assert sample(population, 20, WEEK) != sample(population, 20, "2026-W49")
