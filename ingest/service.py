"""Ingestion for the API: uploads and paths become durable jobs, carried out one after the other in a thread.

What was approved has a thread of its own, so that it is found in seconds while a thousand files are read.
"""

import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from ingest.archives import is_archive
from ingest.bootstrap import build_parser, build_workshop
from ingest.changes import desk_of
from ingest.lessons import Intake, build_intake
from ingest.on_behalf import noted, viewer_of
from ingest.pipeline import Order, Workshop, ingest
from ingest.redact import require_fit
from ingest.report import Progress
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.errors import Conflict, LardomError, Refused
from knowledge.intake import LessonIntake, UploadRead
from knowledge.jobs import Ingestion, Job, SourceReport
from knowledge.properties import ChangeAct
from knowledge.registry.documents import DocumentRegister
from knowledge.registry.jobs import JobRegister
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from knowledge.submissions import SUBMITTED

_BLOCK_BYTES = 1 << 20
_RETRY_S = 30.0
_REPORT_EVERY_S = 0.5
_MAX_STEM_BYTES = 150
_A_LESSON = "---\ntitle: x\n---\n\n# x\n\n- x\n"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The server stops; the job goes on at its next start."""


class IngestionService:
    """The implementation of `knowledge.jobs.Ingestion`."""

    def __init__(
        self,
        workshop: Workshop,
        settings: Settings,
        lessons: Intake,
        release: Callable[[], None],
        approved: Workshop | None = None,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """`release` is called when the service has stopped and parses no more. `approved` is the same workshop with a
        parser of its own; without it what was approved may wait for a file that takes long to read. `prepare` makes
        that parser ready."""
        self.lessons: LessonIntake = lessons
        self._intake = lessons
        self._lanes = (
            _Lane("ingest", workshop, lambda request: not _hurried(request)),
            _Lane("ingest-approved", approved or workshop, _hurried, prepare=prepare),
        )
        self._workshop = workshop
        self._release = release
        self._jobs: JobRegister = workshop.store.registry.jobs
        self._documents: DocumentRegister = workshop.store.registry.documents
        self._uploads = settings.data / "uploads"
        self._max_bytes = settings.max_upload_mb * 1_000_000
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def submit_upload(self, name: str, content: BinaryIO, properties: dict[str, object], viewer: Viewer) -> Job:
        """Raises Refused when the upload has no usable name or is larger than `max_upload_mb`."""
        request = {"properties": properties, "viewer": noted(viewer)}
        return self._take_upload(
            name, content, request, lambda placed, size_bytes: self._jobs.add_upload(placed, viewer, size_bytes)
        )

    def read_upload(self, name: str, content: BinaryIO, properties: dict[str, object], by: str) -> UploadRead:
        safe = safe_name(name)
        if is_archive(safe):
            raise Refused("An archive cannot be reviewed as one.", "Upload its files one by one.")
        found, text = self._intake.read_document(safe, content, properties)
        return UploadRead(f"{desk_of(by)}{safe}", found, text)

    def submit_approved(
        self, address: str, name: str, content: BinaryIO, properties: dict[str, object], by: str, viewer: Viewer
    ) -> Job:
        request = {"properties": properties, "address": address, "viewer": noted(viewer)}
        return self._take_upload(name, content, request, lambda placed, _: self._jobs.add(placed, by))

    def _take_upload(
        self, name: str, content: BinaryIO, request: Mapping[str, object], queue: Callable[[dict[str, Any], int], Job]
    ) -> Job:
        safe = safe_name(name)
        folder = self._uploads / str(uuid4())
        folder.mkdir(parents=True)
        try:
            size_bytes = self._save(content, folder / safe)
            job = queue({"upload": safe, "folder": folder.name, **request}, size_bytes)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._wake()
        return job

    def expect_approval(self) -> None:
        """The first approval after a start took 13.7 s instead of 1.5: the parser loads what reads Markdown."""
        for lane in self._lanes:
            lane.expects.set()
            lane.wake.set()

    def submit_paths(self, paths: Sequence[Path], by: str) -> Job:
        job = self._jobs.add({"paths": [str(path.absolute()) for path in paths]}, by)
        self._wake()
        return job

    def job(self, job_id: str, viewer: Viewer) -> Job:
        return self._jobs.get(job_id, viewer)

    def remove(self, document_id: str, by: Viewer) -> None:
        self._workshop.writer.remove(document_id, by)

    def restore(self, document_id: str, by: Viewer) -> None:
        """Raises Conflict when the document is not removed, or its text is erased."""
        document = self._documents.get(document_id, LOCAL_OWNER)
        if document.removed_at is None:
            raise Conflict("The document is in the library already.", "Reload the library.")
        revision_id = document.revision_id
        if revision_id is not None and not self._documents.revision(revision_id, LOCAL_OWNER).text:
            raise Conflict("Its text was erased, as its time was out.", "Take the document in again.")
        self._workshop.writer.restore(document_id, by)

    def change_properties(
        self, document_id: str, values: Mapping[str, Any], viewer: Viewer, note: str, act: ChangeAct
    ) -> int:
        registry = self._workshop.store.registry
        document, after = registry.properties.after(document_id, values, viewer)
        wanted = after.classification
        if wanted is not document.properties.classification and document.revision_id is not None:
            revision = registry.documents.revision(document.revision_id, viewer)
            require_fit(revision, wanted, self._workshop.policy_for(wanted))
        return self._workshop.writer.change_properties(document_id, values, viewer, note, act)

    def undo_change(self, document_id: str, number: int, viewer: Viewer) -> int:
        return self._workshop.writer.undo_change(document_id, number, viewer)

    def decide_supersession(self, successor: str, superseded: str, confirmed: bool, viewer: Viewer, note: str) -> None:
        self._workshop.writer.decide_supersession(successor, superseded, confirmed, viewer, note)

    def rewrite(self, change: Callable[[], None]) -> bool:
        if self._jobs.unfinished():
            raise Conflict("Documents are being taken in.", "Try again when that is done.")
        return self._workshop.writer.rewrite(change)

    def start(self) -> None:
        """Put right what an interruption left, then carry out the jobs that wait. Errors are those of the store."""
        self._workshop.writer.recover()
        self._drop_uploads_without_job()
        self._threads = [
            threading.Thread(target=self._work, args=[lane], name=lane.name, daemon=True) for lane in self._lanes
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the file in hand; a job that is not done goes on at the next start."""
        self._stopping.set()
        self._wake()
        for thread in self._threads:
            thread.join()
        self._release()

    def _save(self, content: BinaryIO, path: Path) -> int:
        """Returns its size in bytes."""
        size = 0
        with path.open("xb") as file:
            while block := content.read(_BLOCK_BYTES):
                size += len(block)
                if size > self._max_bytes:
                    raise Refused(
                        f"The file is larger than {self._max_bytes // 1_000_000} MB.",
                        "Split it, or raise `max_upload_mb`.",
                    )
                file.write(block)
        return size

    def _wake(self) -> None:
        for lane in self._lanes:
            lane.wake.set()

    def _work(self, lane: "_Lane") -> None:
        while not self._stopping.is_set():
            lane.wake.clear()
            try:
                waiting = [(job, request) for job, request in self._jobs.unfinished() if lane.takes(request)]
                for job, request in waiting:
                    self._carry_out(job, request, lane.workshop)
                if not waiting and lane.expects.is_set():
                    lane.expects.clear()
                    lane.prepare()
                elif not waiting:
                    lane.wake.wait()
            except _Stopped:
                return
            except LardomError:
                # The registry itself does not answer: the jobs wait there, and are taken up when it does.
                lane.wake.wait(_RETRY_S)

    def _carry_out(self, job: Job, request: Mapping[str, Any], workshop: Workshop) -> None:
        try:
            report = ingest(self._order(job, request), workshop, _JobWatch(job, self._jobs, self._stopping))
            reports, error = report.reports, ""
        except LardomError as failure:
            reports, error = (), str(failure)
        except _Stopped:
            raise
        except Exception as failure:  # noqa: BLE001 - the edge of the thread: a defect ends this job, not all of them
            reports, error = (), f"The ingest failed ({type(failure).__name__}). Report it with the server's log."
            _log.exception("Job %s failed", job.id)
        self._jobs.finish(job.id, [_as_named(report, job.created_by) for report in reports], error)
        if "folder" in request:
            shutil.rmtree(self._uploads / request["folder"], ignore_errors=True)

    def _order(self, job: Job, request: Mapping[str, Any]) -> Order:
        if "paths" in request:
            return Order(tuple(Path(path) for path in request["paths"]), job.created_by)
        path = self._uploads / request["folder"] / request["upload"]
        given, address = request["properties"], request.get("address", "")
        viewer = viewer_of(job.created_by, request.get("viewer"))
        return Order((path,), job.created_by, upload=request["upload"], address=address, given=given, viewer=viewer)

    def _drop_uploads_without_job(self) -> None:
        wanted = {request.get("folder") for _, request in self._jobs.unfinished()}
        for folder in self._uploads.glob("*"):
            if folder.name not in wanted:
                shutil.rmtree(folder, ignore_errors=True)


def _hurried(request: Mapping[str, Any]) -> bool:
    """What was written here: short, and somebody waits for it. An approved file may be long."""
    return str(request.get("address", "")).startswith(SUBMITTED)


@dataclass(frozen=True, slots=True)
class _Lane:
    """Jobs that one thread carries out, one after the other."""

    name: str
    workshop: Workshop
    takes: Callable[[Mapping[str, Any]], bool]
    wake: threading.Event = field(default_factory=threading.Event)
    expects: threading.Event = field(default_factory=threading.Event)
    prepare: Callable[[], None] = lambda: None


class _JobWatch:
    """Writes a job's progress down, now and then, and stops the ingest when the server stops."""

    def __init__(self, job: Job, jobs: JobRegister, stopping: threading.Event) -> None:
        self._job = job
        self._jobs = jobs
        self._stopping = stopping
        self._written_at = 0.0

    def progressed(self, progress: Progress) -> None:
        if self._stopping.is_set():
            raise _Stopped
        now = time.monotonic()
        if now - self._written_at >= _REPORT_EVERY_S:
            self._written_at = now
            current = progress.current.removeprefix(desk_of(self._job.created_by))
            self._jobs.progress(self._job.id, progress.done, progress.total, current, progress.seconds_left)


def safe_name(name: str) -> str:
    """The upload's own name without any folder, control or reserved character; raises Refused when nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    if not cleaned:
        raise Refused("The upload has no usable file name.", "Give the file a name with its extension.")
    path = Path(cleaned)
    stem = path.stem.encode("utf-8", "replace")[:_MAX_STEM_BYTES].decode("utf-8", "ignore")
    return f"{stem}{path.suffix[:20]}"


def build(store: KnowledgeStore, settings: Settings) -> Ingestion:
    """The entry point of the API (docs/decisions/0001)."""
    parser, of_approved = build_parser(settings), build_parser(settings)
    intake = build_intake(settings)

    def release() -> None:
        parser.close()
        of_approved.close()
        intake.close()

    workshop = build_workshop(store, settings, parser)
    prepare = partial(of_approved.warm_up, "lesson.md", _A_LESSON)
    return IngestionService(workshop, settings, intake, release, replace(workshop, parser=of_approved), prepare)


def _as_named(report: SourceReport, by: str) -> SourceReport:
    """With the name that the person gave the upload."""
    return replace(report, source=report.source.removeprefix(desk_of(by)))
