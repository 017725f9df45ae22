"""What erasing leaves in the files of a PostgreSQL server, and that it is told whether anything was."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from knowledge.registry.registry import Registry
from knowledge.registry.rewriting import rewrite_tables
from tests.integration.knowledge.conftest import POSTGRESQL, postgresql_schema

pytestmark = pytest.mark.skipif(not POSTGRESQL, reason="needs TEST_DATABASE_URL")
NEEDLE = "Åsa-Öhrnberg-stod-här"


@pytest.fixture
def url() -> Iterator[str]:
    with postgresql_schema(POSTGRESQL or "") as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = create_engine(url)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id int, said text)"))
        connection.execute(text("CREATE TABLE others (id int)"))
        connection.execute(text("INSERT INTO notes VALUES (1, :said), (2, 'annat')"), {"said": NEEDLE})
    yield made
    made.dispose()


def erase(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM notes WHERE id = 1"))


def in_the_file(engine: Engine) -> bool:
    """Whether the words stand in the table's own file, as the server's administrator reads it."""
    with engine.begin() as connection:
        connection.execute(text("CHECKPOINT"))
        file = connection.scalar(text("SELECT pg_read_binary_file(pg_relation_filepath('notes'))"))
    return NEEDLE.encode() in bytes(file or b"")


def test_tables_written_anew_hold_nothing_that_was_deleted(engine: Engine) -> None:
    erase(engine)
    assert in_the_file(engine)
    assert rewrite_tables(engine, ["notes", "others"])
    assert not in_the_file(engine)


def test_what_an_older_transaction_may_still_read_is_told_and_goes_when_it_has_ended(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as dump:
        dump.execute(text("SELECT count(*) FROM others"))
        erase(engine)
        assert not rewrite_tables(engine, ["notes", "others"])
        assert in_the_file(engine)
        dump.rollback()
    assert rewrite_tables(engine, ["notes", "others"])
    assert not in_the_file(engine)


def test_a_table_of_another_owner_is_told(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        schema = connection.scalar(text("SELECT current_schema()"))
        role = f"reader_{schema}"
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(text(f"GRANT ALL ON SCHEMA {schema} TO {role}"))
        connection.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}"))
    other = create_engine(engine.url.set(username=role))
    erase(other)
    assert not rewrite_tables(other, ["notes", "others"])
    other.dispose()
    assert in_the_file(engine)
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))


def test_every_table_that_may_name_somebody_is_written_anew(url: str) -> None:
    registry = Registry(url)
    assert registry.rewrite()
    # The wait for a lock is no setting of later connections.
    assert registry.rewrite()
    registry.close()
