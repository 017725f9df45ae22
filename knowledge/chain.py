"""Logs that cannot be changed unseen: entries of canonical JSON, each chained to the one before by its hash."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

FIRST = "0" * 64
"""What stands for the hash before the first entry."""


class Link(Protocol):
    """`body` is JSON as it was written, byte for byte; `hash` covers the previous hash and the body."""

    @property
    def number(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def previous(self) -> str: ...
    @property
    def hash(self) -> str: ...


AnyLink = TypeVar("AnyLink", bound=Link)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read of a chain. `head` is the last hash; `broken_at` the first number that is not what was written."""

    entries: int
    head: str
    broken_at: int | None = None


def canonical(content: dict[str, Any]) -> str:
    """One way to write the same JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(previous: str, body: str) -> str:
    return sha256(f"{previous}{body}".encode()).hexdigest()


def content_of(body: str) -> dict[str, Any]:
    """The JSON object that the body is; empty when it is none."""
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def check(
    links: Iterable[AnyLink],
    agrees: Callable[[AnyLink, dict[str, Any]], bool],
    first: int = 1,
    previous: str = FIRST,
) -> Checked:
    """Read the chain anew, up to the first entry that was changed or is missing.

    `agrees` says whether what stands beside the body is what stands in it. A chain that was cut begins at `first`,
    after the hash `previous`. An entry taken off the end leaves a whole chain: compare `head` with the one written
    down elsewhere.
    """
    read = 0
    for expected, link in enumerate(links, start=first):
        whole = link.number == expected and link.previous == previous and link.hash == hash_of(previous, link.body)
        if not whole or not agrees(link, content_of(link.body)):
            return Checked(read, previous, expected)
        read, previous = read + 1, link.hash
    return Checked(read, previous)
