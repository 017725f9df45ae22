"""The registry as lines of JSON, from any database and into any: what a backup holds of it.

Tables are read and filled by the schema that is there, not by the classes of today: what an older Lärdom dumped is put
back under its own schema, and then upgraded by the migrations as its database would be.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Insert,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
)

from knowledge.registry.database import Database, alembic_config, open_engine, translated
from knowledge.registry.tables import Moment

_REVISION = "alembic_version"
_AT_ONCE = 500
_HEAD = "head"
Lines = Callable[[str], Iterable[bytes]]
"""The lines of the table of that name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The registry at one moment, whatever is written meanwhile. `revision` is that of its schema."""

    revision: str
    tables: tuple[str, ...]
    lines: Lines


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """One transaction; in PostgreSQL its statements see one moment only where that is asked for."""
    engine = open_engine(url)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with translated(), engine.begin() as connection:
            tables = _tables(connection)
            revision = connection.scalar(text(f"SELECT version_num FROM {_REVISION}"))
            yield Snapshot(str(revision), tuple(tables), lambda name: _lines(connection, tables[name]))
    finally:
        engine.dispose()


def known_revisions() -> frozenset[str]:
    """Of the schema, from the first to today's."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(alembic_config()).walk_revisions())


def is_empty(url: str) -> bool:
    """Whether nothing has been written to the database yet; one without tables is empty too."""
    engine = open_engine(url)
    try:
        with translated(), engine.begin() as connection:
            return not any(
                connection.scalar(select(func.count()).select_from(table)) for table in _tables(connection).values()
            )
    finally:
        engine.dispose()


def put_back(url: str, revision: str, tables: Collection[str], lines: Lines) -> None:
    """Make the database hold these tables and nothing else, upgraded to today's schema; all of it, or no change."""
    engine = open_engine(url).execution_options(writes=True)
    try:
        with translated(), engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.downgrade(config, "base")
            command.upgrade(config, revision)
            for name, table in _tables(connection).items():
                if name in tables:
                    # Rows that a migration makes; PostgreSQL's logs refuse even to have none removed.
                    if connection.scalar(select(func.count()).select_from(table)):
                        connection.execute(table.delete())
                    _fill(connection, table, lines(name))
            command.upgrade(config, _HEAD)
    finally:
        engine.dispose()
    with closing(Database(url)) as database:
        database.rewrite()


def _tables(connection: Connection) -> dict[str, Table]:
    """Every table, those that others point at first."""
    metadata = MetaData()
    metadata.reflect(connection)
    found = {table.name: table for table in metadata.sorted_tables if table.name != _REVISION}
    for table in found.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Moment()
    return found


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    # JSON as it is written: read and written anew it could differ, and SQL's NULL is not JSON's.
    columns = [
        cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column for column in table.columns
    ]
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(*columns).order_by(*table.primary_key))
    for row in rows:
        kept = {name: _as_json(value) for name, value in row._mapping.items()}
        yield json.dumps(kept, ensure_ascii=False).encode() + b"\n"


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    statement, read = _insertion(connection, table), _reader(table)
    rows = map(read, lines)
    while chunk := list(islice(rows, _AT_ONCE)):
        connection.execute(statement, chunk)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)


def _insertion(connection: Connection, table: Table) -> Insert:
    values: dict[str, Any] = {}
    for column in table.columns:
        if isinstance(column.type, JSON):
            given = bindparam(f"v_{column.name}", type_=Text)
            # SQLite would make a number of it.
            values[column.name] = cast(given, JSON) if connection.dialect.name == "postgresql" else given
        else:
            values[column.name] = bindparam(f"v_{column.name}", type_=column.type)
    return insert(table).values(values)


def _reader(table: Table) -> Callable[[bytes], dict[str, Any]]:
    makers: dict[str, Callable[[Any], Any]] = {}
    for column in table.columns:
        if isinstance(column.type, Moment):
            makers[column.name] = datetime.fromisoformat
        elif isinstance(column.type, Date):
            makers[column.name] = date.fromisoformat
        elif isinstance(column.type, LargeBinary):
            makers[column.name] = b64decode

    def read(line: bytes) -> dict[str, Any]:
        kept = json.loads(line)
        return {
            f"v_{name}": makers[name](value) if name in makers and value is not None else value
            for name, value in kept.items()
        }

    return read


def _count_on(connection: Connection, table: Table) -> None:
    """Numbers that PostgreSQL gives out go on after those that are there."""
    counted: Sequence[Any] = [each for each in table.primary_key if "nextval" in str(each.server_default)]
    for column in counted:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, func.coalesce(func.max(column), 1))))
