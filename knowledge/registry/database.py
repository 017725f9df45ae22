"""The one place that opens the database: engine, migrations, transactions, and the translation of its errors."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from knowledge.errors import RegistryUnavailable, SettingsError
from knowledge.registry.rewriting import rewrite_tables

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A database with the current schema. Every use is one transaction: `reading()` or `writing()`."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._readers = sessionmaker(self._engine, expire_on_commit=False)
        self._writers = sessionmaker(self._engine.execution_options(writes=True), expire_on_commit=False)
        try:
            _migrate(self._engine)
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; readers never wait for a writer."""
        with translated(), self._readers.begin() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """All or nothing: commits at the end of the block, rolls back when it raises."""
        with translated(), self._writers.begin() as session:
            yield session

    def ping(self) -> None:
        """Raises RegistryUnavailable when the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it. A server looks after its own."""
        if self._engine.dialect.name == "sqlite":
            self._run_alone("PRAGMA wal_checkpoint(TRUNCATE)")

    def rewrite(self, tables: Sequence[str] = ()) -> bool:
        """Write the file anew, or of a server's database these tables, so that nothing deleted is left in free pages.

        False where something may be: the server lacks the right or the time, or an older transaction may still read it.
        """
        if self._engine.dialect.name == "sqlite":
            self._run_alone("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
            return True
        if self._engine.dialect.name == "postgresql" and tables:
            return rewrite_tables(self._engine, tables)
        self._run_alone("VACUUM FULL")
        return False

    def _run_alone(self, *statements: str) -> None:
        """Outside any transaction, where neither SQLite nor PostgreSQL would let these run."""
        with translated(), self._engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in statements:
                alone.exec_driver_sql(statement)

    def close(self) -> None:
        self._engine.dispose()


def open_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(0o700, parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": 30})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingsError(
            "LARDOM_DATABASE_URL is not a usable SQLAlchemy URL.",
            "Example: postgresql+psycopg://user:password@host/lardom (needs the extra `server`).",
        ) from error
    except OSError as error:
        raise RegistryUnavailable(
            f"The data folder cannot be made: {error}.", "Check LARDOM_DATA and its permissions."
        ) from error
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself and too late: see _begin_sqlite.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once and waits for it; a deferred transaction that turns into a writer
    # fails with "database is locked" instead of waiting.
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    writes = options.get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _migrate(engine: Engine) -> None:
    config = alembic_config()
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> RegistryUnavailable:
    # The driver's text may quote parameters, hence personal data: only its type is passed on.
    cause = type(getattr(error, "orig", None) or error).__name__
    return RegistryUnavailable(
        f"The registry database does not answer as it should ({cause}).",
        "Check LARDOM_DATABASE_URL, the server, and free disk space; `lardom doctor` tests the connection.",
    )
