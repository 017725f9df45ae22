"""Who was refused, for the audit log: so told that nobody can fill the log by asking.

The first refusal of an origin is written at once. Those that follow within a minute are counted, and written as one
entry when the minute is over; beyond a number of origins, all others share one. Nothing that a stranger sent is kept:
neither a token nor an address nor a path.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

from knowledge.access import Viewer
from knowledge.audit import STRANGER, Act, written
from knowledge.errors import LardomError
from knowledge.personal_data.seals import Seal
from knowledge.registry.audit import AuditRegister

logger = logging.getLogger(__name__)

TOGETHER = timedelta(minutes=1)
MOST_ORIGINS = 50
"""Of which each has entries of its own, within a minute."""
MANY = "origins"
"""Stands for all others."""
CHAT = "chat"
"""The server's own chat, for whoever has signed in to it: their address is not known here."""
_TICK_S = 10.0
_ORIGIN_CHARS = 16
_IPV6_NETWORK_BITS = 64


class Shown(StrEnum):
    """What whoever was refused had shown."""

    NOTHING = "nothing"
    TOKEN = "token"  # of the identity provider, or the access token
    KEY = "key"
    COOKIE = "cookie"
    SESSION = "session"  # the chat's
    SIGN_IN = "sign-in"  # at the identity provider, on the way back from it


@dataclass(frozen=True, slots=True)
class Refusal:
    """`who` is known where a person or service may not do what they asked for; `key` is the id of one that there is.

    `why` is an error's code, `origin` a pseudonym; `route` is what they asked for, as the API describes it.
    """

    origin: str
    why: str
    shown: Shown
    who: Viewer | None = None
    key: str = ""
    route: str = ""


@dataclass(slots=True)
class _Minute:
    """Of one origin; `first` is when its entry was written."""

    who: Viewer | str
    subject: str
    first: datetime
    why: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)
    routes: set[str] = field(default_factory=set)
    since: datetime | None = None
    until: datetime | None = None

    def count(self, refusal: Refusal, at: datetime) -> None:
        self.why[refusal.why] += 1
        self.shown[refusal.shown] += 1
        self.keys |= {refusal.key} - {""}
        self.routes |= {refusal.route} - {""}
        self.since, self.until = self.since or at, at


class Refusals:
    """Thread-safe. `start` has what was counted written down in time also where nothing more is refused."""

    def __init__(self, log: AuditRegister, seal: Seal, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._log = log
        self._seal = seal
        self._now = now
        self._lock = threading.Lock()
        self._minutes: dict[tuple[str, str], _Minute] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="refusals", daemon=True)

    def origin_of(self, address: str | None) -> str:
        """A pseudonym of the address, or of its network where one subscriber has many (IPv6)."""
        return f"origin-{self._seal.of(network_of(address or ''))[:_ORIGIN_CHARS]}"

    def note(self, refusal: Refusal) -> None:
        """Never raises for a registry that does not answer: the request is refused all the same."""
        at = self._now()
        with self._lock:
            due = self._due(at)
            key = (refusal.origin, refusal.who.user if refusal.who else "")
            if key not in self._minutes and len(self._minutes) >= MOST_ORIGINS:
                key, refusal = (MANY, ""), Refusal(MANY, refusal.why, refusal.shown)
            minute = self._minutes.get(key)
            if minute is None:
                minute = self._minutes[key] = _Minute(refusal.who or STRANGER, refusal.origin, at)
                alone = _Minute(minute.who, minute.subject, at)
                alone.count(refusal, at)
                due.append(alone)
            else:
                minute.count(refusal, at)
        self._write(due)

    def write_due(self, *, all_: bool = False) -> None:
        """What was counted in minutes that are over; with `all_`, in those that are not, too."""
        with self._lock:
            due = self._due(self._now(), all_=all_)
        self._write(due)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self.write_due(all_=True)

    def _due(self, at: datetime, *, all_: bool = False) -> list[_Minute]:
        over = [key for key, minute in self._minutes.items() if all_ or at - minute.first >= TOGETHER]
        ended = [self._minutes.pop(key) for key in over]
        return [minute for minute in ended if minute.why]

    def _write(self, minutes: list[_Minute]) -> None:
        for minute in minutes:
            try:
                self._log.append(Act.ACCESS_REFUSE, minute.who, minute.subject, _details(minute))
            except LardomError as error:
                logger.warning("%d refused requests are not in the audit log: %s", minute.why.total(), error.message)

    def _run(self) -> None:
        while not self._stopped.wait(_TICK_S):
            self.write_due()


def network_of(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, _IPV6_NETWORK_BITS), strict=False)) if found.version == 6 else address


def _details(minute: _Minute) -> dict[str, object]:
    details: dict[str, object] = {
        "count": minute.why.total(),
        "why": dict(minute.why),
        "shown": dict(minute.shown),
        "since": written(minute.since or minute.first),
        "until": written(minute.until or minute.first),
    }
    named = {"keys": sorted(minute.keys), "routes": sorted(minute.routes)}
    return {**details, **{name: values for name, values in named.items() if values}}
