"""An ingest that is killed anywhere leaves a library that the next ingest completes: nothing lost, nothing twice, and
nothing done that the audit log does not tell of."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from knowledge.documents import RevisionState

PROGRAM = Path(__file__).with_name("conftest.py")
FILES = 40
KILLS = 6


def write_version(folder: Path, version: int) -> dict[str, str]:
    """Files that change, come and go from version to version; returns the text of each."""
    texts = {
        f"{number:02}.md": f"Text {number} i version {version if number % 3 else 0} gäller."
        for number in range(FILES)
        if (number + version) % 7
    }
    for old in folder.iterdir():
        old.unlink()
    for name, text in texts.items():
        folder.joinpath(name).write_text(text, "utf-8")
    return texts


def run_and_kill(data: Path, folder: Path, after_s: float) -> bool:
    """Ingest in another process and kill it; returns whether it was still running."""
    with subprocess.Popen([sys.executable, PROGRAM, data, folder], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after_s)
        running = process.poll() is None
        process.kill()
    return running


def done_without_an_entry(data: Path) -> set[tuple[str, str]]:
    """Texts that were answered from and documents that were taken out, as nobody has put them right yet."""
    engine = sa.create_engine(f"sqlite:///{data / 'registry.sqlite'}")
    with engine.connect() as connection:
        known = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE name = 'audit_log'")).all()
        if not known:
            return set()
        done = connection.execute(
            sa.text(
                "SELECT 'document.publish', id FROM revisions WHERE state != 'staged' UNION ALL "
                "SELECT 'document.remove', id FROM documents WHERE removed_at IS NOT NULL"
            )
        ).all()
        told = connection.execute(
            sa.text("SELECT act, coalesce(json_extract(body, '$.details.revision'), subject) FROM audit_log")
        ).all()
    engine.dispose()
    return {(act, of) for act, of in done} - {(act, of) for act, of in told}


def test_an_ingest_killed_at_any_moment_is_completed_by_the_next(
    tmp_path: Path, folder: Path, open_library: Callable[[Path], Any]
) -> None:
    moments = random.Random(4)
    data = tmp_path / "data"
    killed = 0
    for version in range(KILLS):
        texts = write_version(folder, version)
        killed += run_and_kill(data, folder, moments.uniform(0.0, 0.6))
        assert done_without_an_entry(data) == set()
    assert killed >= KILLS // 2, "the ingests ended before they were killed"

    library = open_library(data)
    report = library.ingest(folder)

    assert report.refused == ()
    register = library.store.registry.documents
    current = set(register.in_state(RevisionState.CURRENT))
    assert register.in_state(RevisionState.STAGED) == register.in_state(RevisionState.RETIRED) == ()
    assert library.store.index.revision_ids() == current
    assert library.store.index.count() == len(texts)
    assert sorted(library.search("text i version gäller")) == sorted(texts.values())
    library.store.close()
