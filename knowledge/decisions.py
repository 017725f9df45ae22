"""The log of decisions: a chain of entries that cannot be changed unseen."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from knowledge.chain import check


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A link of the chain: `body` is canonical JSON, `hash` covers the previous hash and the body."""

    number: int
    decision: int
    signer: str | None
    body: str
    previous: str
    hash: str

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


def broken_at(entries: Iterable[LogEntry]) -> int | None:
    """The number of the first entry that is not what was written, or is missing; None when the chain is whole."""
    return check(entries, _agrees).broken_at


def _agrees(entry: LogEntry, content: dict[str, Any]) -> bool:
    return (content.get("decision"), content.get("signer")) == (entry.decision, entry.signer)
