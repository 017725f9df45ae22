"""Tables of a PostgreSQL server written anew, and whether that left nothing behind.

`VACUUM FULL` skips a table of another owner with a warning, and keeps what a transaction that began before may still
read, such as a dump under way. Both are told in notices only, so those are listened to: by the name of the C function
that they come from, since their words are in the server's language.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

_WAIT_S = 30
"""Longer than a question or a page of an export holds a table."""
_COPIED = "copy_table_data"


class _Notices:
    """`left` are the deleted rows that stayed in each table that was written anew."""

    def __init__(self) -> None:
        self.left: list[int] = []

    def __call__(self, notice: Any) -> None:
        if notice.source_function == _COPIED and notice.message_detail:
            number = re.search(r"\d+", notice.message_detail)
            self.left.append(int(number[0]) if number else -1)


def rewrite_tables(engine: Engine, tables: Sequence[str]) -> bool:
    """Each in a transaction of its own, in which nobody can use it. False where one was not, or not wholly."""
    notices = _Notices()
    with engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = alone.connection.driver_connection
        if not hasattr(driver, "add_notice_handler"):
            return False
        driver.add_notice_handler(notices)
        try:
            alone.exec_driver_sql(f"SET lock_timeout = '{_WAIT_S}s'")
            written = all([_rewritten(alone, table) for table in tables])
        finally:
            driver.remove_notice_handler(notices)
            # The time out must not go back into the pool with the connection.
            alone.invalidate()
    return written and notices.left == [0] * len(tables)


def _rewritten(connection: Any, table: str) -> bool:
    try:
        connection.exec_driver_sql(f'VACUUM (FULL, VERBOSE) "{table}"')
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    return True
