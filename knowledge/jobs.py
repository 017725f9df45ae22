"""The agreement between the API, which takes uploads in, and `ingest`, which carries them out.

Neither imports the other: `ingest` registers its implementation under the entry point group `lardom.ingestion`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from knowledge.access import Viewer
from knowledge.intake import LessonIntake, UploadRead
from knowledge.properties import ChangeAct


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Outcome(StrEnum):
    """What became of one source. PARTLY: read, but some pages or parts were not; the detail says which. WAITING: for
    somebody to review it."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    PARTLY = "partly"
    REFUSED = "refused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One line of the ingest report. `detail` says why and what to do, in words for the person who uploaded."""

    source: str
    outcome: Outcome
    detail: str = ""
    document_id: str | None = None
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """An ingest under way or done. `seconds_left` is an estimate, None while unknown."""

    id: str
    state: JobState
    created_at: datetime
    created_by: str
    done: int = 0
    total: int = 0
    current: str = ""
    seconds_left: float | None = None
    reports: tuple[SourceReport, ...] = ()
    error: str = ""


class Ingestion(Protocol):
    """Takes documents in and out on behalf of the API. Methods return at once; the work is a durable job."""

    lessons: LessonIntake

    def submit_upload(self, name: str, content: BinaryIO, properties: dict[str, object], viewer: Viewer) -> Job:
        """The rights of the `viewer`, who handed it in, decide which documents it may replace."""

    def read_upload(self, name: str, content: BinaryIO, properties: dict[str, object], by: str) -> UploadRead:
        """What an upload would become, at once and without taking it in. Raises Refused, UnreadableSource."""

    def submit_approved(
        self, address: str, name: str, content: BinaryIO, properties: dict[str, object], by: str, viewer: Viewer
    ) -> Job:
        """What was approved becomes the document of the source `address`, before anything that waits. `by` wrote it;
        the rights of the `viewer`, who approved it, decide which documents it may replace."""

    def expect_approval(self) -> None:
        """Something has been handed in that may be approved soon: make ready for it, in the background."""

    def submit_paths(self, paths: Sequence[Path], by: str) -> Job: ...

    def job(self, job_id: str, viewer: Viewer) -> Job:
        """Raises NotFound when there is none that the viewer may see."""

    def remove(self, document_id: str, by: Viewer) -> None: ...

    def restore(self, document_id: str, by: Viewer) -> None: ...

    def change_properties(
        self, document_id: str, values: Mapping[str, Any], viewer: Viewer, note: str, act: ChangeAct
    ) -> int:
        """Set properties of a document by hand, as JSON values, at once; returns the number of the change.

        Raises NotFound, Forbidden, Refused (see knowledge/registry/properties.py), the last also where the text holds
        personal data that the new classification does not allow.
        """

    def undo_change(self, document_id: str, number: int, viewer: Viewer) -> int:
        """Take a change back; returns the number of the change that does so. Raises Conflict too."""

    def decide_supersession(self, successor: str, superseded: str, confirmed: bool, viewer: Viewer, note: str) -> None:
        """Let the document `successor` take the place of `superseded`, or not; at once. Raises NotFound, Forbidden."""

    def rewrite(self, change: Callable[[], None]) -> bool:
        """Make a change of the registry while no document is written, and take what it staged into the index again.

        Returns whether the index's files hold nothing any more of what was there before. Raises Conflict while
        documents are being taken in.
        """

    def start(self) -> None: ...

    def stop(self) -> None: ...
