"""Who uses the embedded shard now: many read at once; while it gives way to another one, nobody does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._using = 0
        self._giving_way = False

    @contextmanager
    def use(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._giving_way)
            self._using += 1
        try:
            yield
        finally:
            with self._changed:
                self._using -= 1
                self._changed.notify_all()

    @contextmanager
    def give_way(self) -> Iterator[None]:
        """Alone, once those who use it are done."""
        with self._changed:
            self._changed.wait_for(lambda: not self._giving_way)
            self._giving_way = True
            self._changed.wait_for(lambda: not self._using)
        try:
            yield
        finally:
            with self._changed:
                self._giving_way = False
                self._changed.notify_all()
