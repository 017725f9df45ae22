"""What is removed because its time is out, and the proof of it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from knowledge.personal_data.processing import DataKind


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of one kind: how many there were that could end, how many ended, and how many are left.

    `digest` is the SHA-256 over the ended ids in order, one a line: it shows that a run removed what another listed.
    """

    kind: DataKind
    until: datetime
    before: int
    removed: int
    after: int
    digest: str


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """`dry_run` says that it lists what a run would remove, and nothing is removed.

    `originals` are the files deleted after that, `audit_entries` what was cut from the audit log, which says so itself.
    """

    id: str
    at: datetime
    dry_run: bool
    removals: tuple[Removal, ...]
    originals: int = 0
    audit_entries: int = 0

    @property
    def removed(self) -> int:
        return sum(removal.removed for removal in self.removals)

    def as_json(self) -> dict[str, Any]:
        content = asdict(self)
        content["at"] = self.at.isoformat(timespec="seconds")
        content["removals"] = [
            {**asdict(each), "kind": each.kind.value, "until": each.until.isoformat(timespec="seconds")}
            for each in self.removals
        ]
        return content
