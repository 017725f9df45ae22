"""What is counted over many answers stands in columns, for new answers and for those of before."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from knowledge.access import Viewer
from knowledge.registry.database import MIGRATIONS
from knowledge.registry.registry import Registry
from knowledge.registry.traces import TraceFigures
from knowledge.weeks import week_of


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def test_an_answer_leaves_its_figures_the_groups_of_its_asker_and_what_it_cited(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    registry = Registry(f"sqlite:///{path}")
    figures = TraceFigures("answered", "sv", 0.8, 41.5, 900, 120, ("d-2", "d-1", "d-2"))
    viewer = Viewer("anna", frozenset({"hr", "all-staff"}))
    registry.traces.add("t", viewer, {}, figures, at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    registry.close()

    counted = "SELECT week, status, language, confidence, total_ms, tokens_in, tokens_out FROM traces"
    assert rows(path, counted) == [("2026-W01", "answered", "sv", 0.8, 41.5, 900, 120)]
    assert rows(path, "SELECT group_name FROM trace_groups ORDER BY 1") == [("all-staff",), ("hr",)]
    assert rows(path, "SELECT document_id FROM trace_documents ORDER BY 1") == [("d-1",), ("d-2",)]


def test_the_figures_of_answers_given_before_are_read_from_their_records(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    record = {
        "status": "partial",
        "language": "en",
        "confidence": 0.5,
        "timings_ms": {"total": 12.5},
        "shown": [{"document": "d"}, {"document": "d"}],
    }
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        values = {"record": json.dumps(record)}
        connection.execute(text("INSERT INTO traces VALUES ('t', '2026-11-25 09:00:00', 'anna', :record)"), values)
    engine.dispose()

    Registry(f"sqlite:///{path}").close()

    counted = "SELECT week, status, language, confidence, total_ms, tokens_in FROM traces"
    assert rows(path, counted) == [("2026-W48", "partial", "en", 0.5, 12.5, 0)]
    assert rows(path, "SELECT * FROM trace_documents") == [("t", "d")]


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 1, 1), "2026-W01"), (date(2027, 1, 3), "2026-W53"), (date(2024, 12, 30), "2025-W01")],
)
def test_a_week_belongs_to_the_year_of_its_thursday(day: date, week: str) -> None:
    assert week_of(day) == week
