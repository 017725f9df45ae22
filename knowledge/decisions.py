"""The log of decisions: entries that cannot be changed unseen, each chained to the one before by its hash."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

FIRST = "0" * 64
"""What stands for the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """`body` is JSON as it was written, byte for byte; `hash` covers the previous hash and the body."""

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


def canonical(content: dict[str, Any]) -> str:
    """One way to write the same JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(previous: str, body: str) -> str:
    return sha256(f"{previous}{body}".encode()).hexdigest()


def broken_at(entries: Iterable[LogEntry]) -> int | None:
    """The number of the first entry that is not what was written, or is missing; None when the chain is whole.

    An entry taken off the end leaves a whole chain: compare `head` with the one written down elsewhere.
    """
    previous = FIRST
    for expected, entry in enumerate(entries, start=1):
        content = entry.content if _is_json(entry.body) else {}
        agrees = (content.get("decision"), content.get("signer")) == (entry.decision, entry.signer)
        if entry.number != expected or entry.previous != previous or not agrees:
            return expected
        if entry.hash != hash_of(previous, entry.body):
            return expected
        previous = entry.hash
    return None


def _is_json(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
