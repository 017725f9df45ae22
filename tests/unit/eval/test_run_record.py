"""A run is kept as JSON and read back as it was."""

from dataclasses import replace

import pytest

from eval.runs.record import from_json, to_json
from knowledge.errors import Refused
from tests.unit.eval.runs import RESULT, RUN


def test_a_run_is_read_back_as_it_was_written() -> None:
    assert from_json(to_json(RUN)) == RUN


def test_a_question_that_could_not_be_asked_is_neither_answered_nor_refused() -> None:
    failed = replace(RESULT, status=None, error="The index does not answer.")
    assert not failed.abstained
    assert not failed.answered
    assert RESULT.answered
    assert from_json(to_json(replace(RUN, cases=(failed,)))).cases == (failed,)


@pytest.mark.parametrize("text", ["", "[]", "{}", to_json(RUN).replace('"form": 1', '"form": 2')])
def test_what_is_no_run_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(Refused, match="lardom eval run --out"):
        from_json(text)
