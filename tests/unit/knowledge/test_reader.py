"""Reading a passage for a question: what is said of a span is said of the characters that stand there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.encoder.model import Model, bundled_model
from knowledge.encoder.pairs import Pair, pair_of
from knowledge.encoder.reader import PassageReader, taught_from

TEXT = (
    "Alla inköp planeras. "
    "Förvaltningschefen beslutar om inköp över 100 000 kr, t.ex. fordon. Övriga beslutar enheten om."
)
QUESTION = "Vem beslutar om inköp?"
_HIDDEN, _RANK = 384, 2


def _arrays(change: float) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(7)
    return {
        "heads.w": draw.normal(size=(2, _HIDDEN)).astype(np.float16),
        "heads.b": np.zeros(2, np.float16),
        "l1.q.up": np.full((_HIDDEN, _RANK), change, np.float16),
        "l1.q.down": draw.normal(size=(_RANK, _HIDDEN)).astype(np.float16),
    }


@pytest.fixture(scope="module")
def model() -> Model:
    return bundled_model()


@pytest.fixture(scope="module")
def reader(model: Model) -> PassageReader:
    return PassageReader(model, taught_from(_arrays(change=0.0)))


def _pair(text: str = TEXT) -> Pair:
    return pair_of(bundled_model(), QUESTION, "Inköp", text)


def test_only_the_layers_that_were_taught_are_read_with() -> None:
    assert taught_from(_arrays(change=0.0)).layers == 2


def test_a_whole_passage_answers_as_much_as_the_span_of_all_its_characters(reader: PassageReader) -> None:
    reading = reader.read(_pair())
    assert reading.within(0, len(TEXT)) == pytest.approx(reading.anywhere)


def test_a_part_never_answers_more_than_the_whole(reader: PassageReader) -> None:
    reading = reader.read(_pair())
    assert max(reading.within(at, at + 20) for at in range(len(TEXT))) <= reading.anywhere


def test_what_was_taught_changes_what_is_read(model: Model, reader: PassageReader) -> None:
    other = PassageReader(model, taught_from(_arrays(change=0.5)))
    assert other.read(_pair()).anywhere != pytest.approx(reader.read(_pair()).anywhere)


def test_of_a_passage_that_is_too_long_the_beginning_is_read(reader: PassageReader) -> None:
    reading = reader.read(_pair(TEXT * 50))
    assert 0 < len(reading.starts) < 320
    assert reading.within(len(TEXT) * 49, len(TEXT) * 50) < -20


def test_a_question_that_is_too_long_leaves_room_for_the_passage(model: Model) -> None:
    pair = pair_of(model, QUESTION * 100, "Inköp" * 100, TEXT)
    assert pair.token_at(len(TEXT) - 1) == pair.first + len(pair.starts) - 1


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("Aå ö.bc12\n-e\u0301\u200b"), max_size=80))
def test_every_token_stands_at_a_character_of_the_passage_in_order(text: str) -> None:
    pair = pair_of(bundled_model(), QUESTION, "Rubrik", text)
    assert list(pair.starts) == sorted(pair.starts)
    assert all(0 <= start <= len(text) for start in pair.starts)
    assert pair.first + len(pair.starts) + 1 == len(pair.ids)
