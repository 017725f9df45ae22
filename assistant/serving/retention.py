"""Retention in force: by the settings' days, once a day in the background of the server, or by command."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from assistant.person_data.service import forget_receipts
from knowledge.errors import LardomError
from knowledge.personal_data.processing import DataKind, Ending
from knowledge.registry.registry import Registry
from knowledge.retention import RetentionReport
from knowledge.settings import Settings

logger = logging.getLogger(__name__)

_NIGHT_HOUR = 2
"""From this hour on, local time, the day's run is due."""
_TICK_S = 600.0


@dataclass(frozen=True, slots=True)
class Retention:
    """`now` is aware."""

    registry: Registry
    settings: Settings
    now: Callable[[], datetime]

    def run(self, *, dry_run: bool = False) -> RetentionReport:
        """Remove what is due. Original files go after the registry has let go of them, also those that a run which
        was cut off left."""
        at = self.now()
        until = self._until(at)
        report = self.registry.retention.run(until, at, dry_run=dry_run)
        if dry_run:
            return report
        if DataKind.ERASURES in until:
            forget_receipts(self.settings, until[DataKind.ERASURES])
        cut = self.registry.audit.cut_before(until[DataKind.AUDIT]) if DataKind.AUDIT in until else 0
        originals = sum(
            _removed(self.settings.originals / name) for name in self.registry.retention.unwanted_originals()
        )
        self.registry.checkpoint()
        return replace(report, originals=originals, audit_entries=cut)

    def due(self) -> bool:
        at, last = self.now(), self.registry.retention.last_run()
        return at.hour >= _NIGHT_HOUR and (last is None or last < at.date())

    def _until(self, at: datetime) -> dict[DataKind, datetime]:
        rules = {kind: self.settings.processing_of(kind) for kind in DataKind}
        return {
            kind: at - timedelta(days=rule.retention_days)
            for kind, rule in rules.items()
            if rule.retention_days is not None and rule.ending is not Ending.OUTSIDE
        }


class RetentionWork:
    """One thread of the server."""

    def __init__(self, retention: Retention) -> None:
        self._retention = retention
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._retention.due():
                    report = self._retention.run()
                    logger.info("retention: %d removed, run %s", report.removed, report.id)
            except LardomError as error:
                logger.warning("retention: %s (%s)", error.code, error.message)
            except Exception:  # the outermost edge of this thread; the next tick tries again
                logger.exception("retention: unforeseen error")
            self._stopped.wait(_TICK_S)


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
