"""Runs of the golden set are kept and listed newest first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.errors import NotFound
from knowledge.registry.evaluations import EvaluationRegister, StoredRun
from knowledge.registry.registry import Registry

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[EvaluationRegister]:
    registry = Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    yield registry.evaluations
    registry.close()


def test_runs_are_listed_newest_first_and_read_back(register: EvaluationRegister) -> None:
    register.add("old", NOW - timedelta(days=1), "", {"answer.right": 0.7}, {"cases": []})
    register.add("new", NOW, "nightly", {"answer.right": 0.8}, {"cases": [{"case_id": "1"}]})
    assert register.list()[0] == StoredRun("new", NOW, "nightly", {"answer.right": 0.8})
    assert [run.id for run in register.list()] == ["new", "old"]
    assert [run.id for run in register.list(limit=1)] == ["new"]
    assert register.get("new") == {"cases": [{"case_id": "1"}]}


def test_a_run_that_is_kept_again_is_there_once(register: EvaluationRegister) -> None:
    for name in ("first", "second"):
        register.add("1", NOW, name, {}, {})
    assert [run.name for run in register.list()] == ["second"]


def test_a_run_that_is_not_there_is_not_found(register: EvaluationRegister) -> None:
    with pytest.raises(NotFound, match="lardom eval runs"):
        register.get("none")
