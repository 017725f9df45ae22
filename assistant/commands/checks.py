"""One line of `lardom doctor`."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"  # works without, but something is missing
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    level: Level
    what: str
    detail: str
    remedy: str = ""
