"""Uploads and paths are carried out as jobs that outlive the server."""

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.lessons import build_intake
from ingest.service import IngestionService, safe_name
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.errors import Conflict, NotFound, Refused
from knowledge.jobs import Job, JobState, Outcome
from knowledge.settings import Settings

Library = Any


@pytest.fixture
def settings(library: Library) -> Settings:
    return Settings(data=library.data, max_upload_mb=1)


@pytest.fixture
def service(library: Library, settings: Settings) -> Iterator[IngestionService]:
    made = IngestionService(library.workshop, settings, build_intake(settings), lambda: None)
    yield made
    made.stop()


def finished(service: IngestionService, job: Job) -> Job:
    deadline = time.monotonic() + 120
    while (now := service.job(job.id, LOCAL_OWNER)).state in (JobState.QUEUED, JobState.RUNNING):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return now


def upload(service: IngestionService, name: str, text: str, **properties: object) -> Job:
    return service.submit_upload(name, io.BytesIO(text.encode()), properties, Viewer("karin"))


def test_an_upload_is_read_and_found_under_its_own_name(library: Library, service: IngestionService) -> None:
    service.start()
    job = finished(service, upload(service, "policy.md", "Anmäl incidenten.", owner="Karin"))

    assert (job.state, job.created_by, job.error) == (JobState.DONE, "karin", "")
    assert [(line.source, line.outcome, line.passages) for line in job.reports] == [("policy.md", Outcome.ADDED, 1)]
    assert library.search("anmäl incidenten") == ["Anmäl incidenten."]
    assert list((library.data / "uploads").iterdir()) == []


def test_a_job_that_waits_when_the_server_stops_is_done_at_its_next_start(
    library: Library, settings: Settings, service: IngestionService, folder: Path
) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    uploaded, by_path = upload(service, "b.md", "Två."), service.submit_paths([folder], "karin")
    service.stop()

    again = IngestionService(library.workshop, settings, build_intake(settings), lambda: None)
    again.start()
    states = {finished(again, job).state for job in (uploaded, by_path)}
    again.stop()

    assert states == {JobState.DONE}
    assert sorted(library.search("ett två")) == ["Ett.", "Två."]


def test_stopping_finishes_the_file_in_hand_and_leaves_the_job_unfinished(
    library: Library, service: IngestionService, folder: Path
) -> None:
    for number in range(200):
        folder.joinpath(f"{number:03}.md").write_text(f"Text {number}.", "utf-8")
    service.start()
    job = service.submit_paths([folder], "karin")
    while not library.parser.read:
        time.sleep(0.01)

    service.stop()

    assert service.job(job.id, LOCAL_OWNER).state in (JobState.QUEUED, JobState.RUNNING)
    assert len(library.parser.read) < 200
    assert [waiting.id for waiting, _ in library.store.registry.jobs.unfinished()] == [job.id]


def test_an_outage_fails_the_job_with_the_reason_and_the_next_job_is_carried_out(
    library: Library, service: IngestionService, folder: Path
) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    service.start()
    library.embedder.is_down = True
    failed = finished(service, service.submit_paths([folder], "karin"))
    library.embedder.is_down = False
    done = finished(service, service.submit_paths([folder], "karin"))

    assert (failed.state, failed.error) == (JobState.FAILED, "The embedding model is down. Try again.")
    assert done.state is JobState.DONE
    assert library.search("ett") == ["Ett."]


def test_an_upload_larger_than_allowed_is_refused_and_leaves_nothing(
    library: Library, service: IngestionService
) -> None:
    with pytest.raises(Refused, match="larger than 1 MB"):
        upload(service, "a.md", "x" * 1_000_001)
    assert list((library.data / "uploads").iterdir()) == []


def test_uploads_of_no_job_are_deleted_at_the_start(library: Library, service: IngestionService) -> None:
    stray = library.data / "uploads" / "stray"
    stray.mkdir(parents=True)
    service.start()
    assert not stray.exists()


def test_a_removed_document_is_gone_at_once_and_back_at_once(library: Library, service: IngestionService) -> None:
    service.start()
    document_id = finished(service, upload(service, "a.md", "Ett.")).reports[0].document_id
    assert document_id is not None

    service.remove(document_id, "karin")
    assert library.search("ett") == []
    with pytest.raises(NotFound):
        service.remove(document_id, "karin")

    service.restore(document_id, Viewer("karin"))
    assert library.search("ett") == ["Ett."]
    assert library.store.registry.documents.get(document_id, LOCAL_OWNER).removed_at is None
    with pytest.raises(Conflict):
        service.restore(document_id, Viewer("karin"))


class Waiting:
    """A parser that reads nothing until it is told to."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser
        self.go_on = threading.Event()
        self.began = threading.Event()

    def parse(self, path: Path, name: str) -> Any:
        self.began.set()
        assert self.go_on.wait(60)
        return self._parser.parse(path, name)


def test_what_was_approved_waits_for_no_file_that_takes_long(library: Library, settings: Settings) -> None:
    slow = Waiting(library.parser)
    busy = replace(library.workshop, parser=slow)
    service = IngestionService(busy, settings, build_intake(settings), lambda: None, library.workshop)
    service.start()
    long_one = upload(service, "stor.md", "Stort.")
    assert slow.began.wait(60)
    text = io.BytesIO("Rensa registret först.".encode())
    approved = finished(service, service.submit_approved("lesson:1", "1.md", text, {}, "anna", LOCAL_OWNER))

    assert approved.state is JobState.DONE
    assert library.search("rensa registret") == ["Rensa registret först."]
    assert service.job(long_one.id, LOCAL_OWNER).state is not JobState.DONE
    slow.go_on.set()
    assert finished(service, long_one).state is JobState.DONE
    service.stop()


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\karin\\Policy å ä ö.docx", "Policy å ä ö.docx"),
        ("a\x00b\n.md", "a_b_.md"),
        ("å" * 300 + ".pdf", "å" * 75 + ".pdf"),
    ],
)
def test_an_uploads_name_never_becomes_a_path(given: str, safe: str) -> None:
    assert safe_name(given) == safe


@pytest.mark.parametrize("given", ["", "..", "/", "folder/"])
def test_an_upload_without_a_name_is_refused(given: str) -> None:
    with pytest.raises(Refused):
        safe_name(given)


def test_nobody_learns_from_an_upload_what_others_have_handed_in(library: Library, service: IngestionService) -> None:
    """The same bytes, and the same name, of somebody else's document are a document of one's own."""
    service.start()
    secret = finished(service, upload(service, "plan.md", "Vi köper Nordvik.", title="Hemlig plan", audience=["board"]))
    for name in ("gissning.md", "plan.md"):
        guess = service.submit_upload(name, io.BytesIO("Vi köper Nordvik.".encode()), {}, Viewer("bo"))
        (report,) = finished(service, guess).reports
        assert report.source == name
        assert "Hemlig" not in report.detail
        assert report.document_id != secret.reports[0].document_id
    kept = library.store.registry.documents.get(secret.reports[0].document_id or "", LOCAL_OWNER)
    assert (kept.properties.title, kept.properties.audience, kept.added_by) == ("Hemlig plan", ("board",), "karin")
