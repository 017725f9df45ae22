"""Keeps the knowledge gaps up, in the background of the server: each night, on demand, and when documents change.

What is due is read from the registry, so nothing is lost when the process ends in the middle of it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from assistant.gaps.finding import GapKeeper
from knowledge.errors import LardomError

logger = logging.getLogger(__name__)

NIGHT_HOUR = 3
"""From this hour on, local time, the day's gathering is due: also later in the day, where nothing ran at night."""
TICK_S = 20.0


class GapWork:
    """One thread. `generation` counts the changes of the documents; `now` is local time."""

    def __init__(self, keeper: GapKeeper, generation: Callable[[], int], now: Callable[[], datetime]) -> None:
        self.keeper = keeper
        self._generation = generation
        self._now = now
        self._seen = -1
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._wanted, self._running = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="gaps", daemon=True)

    @property
    def refreshing(self) -> bool:
        """Questions are being gathered, or will be in a moment."""
        return self._wanted.is_set() or self._running.is_set()

    def request_refresh(self) -> None:
        self._wanted.set()
        self._wake.set()

    def look_again(self) -> None:
        """Say that a gap was closed: it is asked again soon."""
        self._seen = -1
        self._wake.set()

    def tick(self) -> None:
        """Do what is due now."""
        if self._wanted.is_set() or self._nightly_due():
            self._running.set()
            self._wanted.clear()
            try:
                self.keeper.refresh()
            finally:
                self._running.clear()
        generation = self._generation()
        if generation != self._seen:
            self._seen = generation
            self.keeper.reask_due()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _nightly_due(self) -> bool:
        now = self._now()
        last = self.keeper.registry.gaps.refreshed_on()
        return now.hour >= NIGHT_HOUR and (last is None or last < now.date())

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.tick()
            except LardomError as error:
                logger.warning("gaps: %s (%s)", error.code, error.message)
            except Exception:  # the outermost edge of this thread; the next tick tries again
                logger.exception("gaps: unforeseen error")
            self._wake.wait(TICK_S)
            self._wake.clear()
