"""The registry comes out of a database and into another one as it was, to the byte."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.audit import Act
from knowledge.documents import Properties
from knowledge.errors import RegistryUnavailable
from knowledge.registry.dump import is_empty, known_revisions, put_back, snapshot
from knowledge.registry.registry import Registry
from tests.integration.knowledge.conftest import POSTGRESQL, postgresql_schema, stage

MOVES = ["sqlite to sqlite"] + (
    ["sqlite to postgresql", "postgresql to sqlite", "postgresql to postgresql"] if POSTGRESQL else []
)


@pytest.fixture(params=MOVES)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    with ExitStack() as stack:
        made = []
        for number, kind in enumerate(request.param.split(" to ")):
            if kind == "sqlite":
                made.append(f"sqlite:///{tmp_path / f'{number}.sqlite'}")
            else:
                made.append(stack.enter_context(postgresql_schema(POSTGRESQL or "")))
        yield made[0], made[1]


def everything(url: str) -> tuple[str, dict[str, list[bytes]]]:
    with snapshot(url) as taken:
        return taken.revision, {name: list(taken.lines(name)) for name in taken.tables}


def filled(url: str) -> None:
    with closing(Registry(url)) as registry:
        revision = stage(registry.documents, Properties("Resepolicy – åäö", tags=("å", '"')), "Text med\nrader 😀.")
        registry.documents.publish(revision.id, Properties("Resepolicy – åäö"))
        registry.traces.add("t", Viewer("anna", frozenset({"hr"})), {"retrieved": [{"passage": "p"}], "x": 1.0})
        registry.decisions.decide({"ruling": "go", "share": 0.1}, LOCAL_OWNER)


def test_what_comes_out_of_one_database_goes_into_another(urls: tuple[str, str]) -> None:
    source, target = urls
    filled(source)
    revision, tables = everything(source)
    assert is_empty(target)
    put_back(target, revision, tables.keys(), tables.__getitem__)
    assert everything(target) == (revision, tables)
    with closing(Registry(target)) as registry:
        assert (registry.audit.verify().entries, registry.audit.verify().broken_at) == (3, None)
        assert registry.documents.count(LOCAL_OWNER)[0] == 1
        # The triggers are there again.
        registry.audit.append(Act.KEY_CREATE, "bo", "k")
        with pytest.raises(RegistryUnavailable), registry._database.writing() as session:
            session.execute(text("UPDATE audit_log SET actor = 'x'"))


def test_what_was_there_is_gone_and_a_failure_changes_nothing(urls: tuple[str, str]) -> None:
    source, target = urls
    filled(source)
    filled(target)
    revision, tables = everything(source)
    before = everything(target)
    broken = {**tables, "traces": [*tables["traces"], b"{"]}
    with pytest.raises(ValueError, match="Expecting"):
        put_back(target, revision, broken.keys(), broken.__getitem__)
    assert everything(target) == before
    put_back(target, revision, tables.keys(), tables.__getitem__)
    assert everything(target) == (revision, tables)


def test_an_older_dump_is_upgraded_as_its_database_would_be(tmp_path: Path) -> None:
    source, target = (f"sqlite:///{tmp_path / name}.sqlite" for name in ("old", "new"))
    filled(source)
    _, tables = everything(source)
    older = {name: lines for name, lines in tables.items() if name in {"decision_log", "counters"}}
    put_back(target, "0009", older.keys(), older.__getitem__)
    newest, then = everything(target)
    assert then["decision_log"] == tables["decision_log"]
    assert newest == everything(source)[0] in known_revisions()
    assert then["audit_log"] == []


def test_a_dump_is_of_one_moment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    filled(url)
    with closing(Registry(url)) as registry, snapshot(url) as taken:
        first = list(taken.lines("audit_log"))
        registry.audit.append(Act.KEY_CREATE, "bo", "k")
        assert list(taken.lines("audit_log")) == first
