import hashlib
import os
from pathlib import Path

import pytest

from ingest.archives import ArchiveLimits
from ingest.discover import FoundSource, discover
from knowledge.jobs import Outcome, SourceReport


def _discover(tmp_path: Path, *paths: Path, limits: ArchiveLimits | None = None) -> list[FoundSource | SourceReport]:
    workspace = tmp_path / "workspace"
    workspace.mkdir(exist_ok=True)
    return list(discover(paths, limits=limits or ArchiveLimits(), workspace=workspace))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "sub").mkdir(parents=True)
    return tmp_path / "docs"


def test_a_folder_gives_its_files_below_in_name_order(tmp_path: Path, folder: Path) -> None:
    for name in ("b.md", "a.txt", "sub/c.md"):
        (folder / name).write_text(name)

    found = _discover(tmp_path, folder)

    assert [Path(source.uri).relative_to(folder).as_posix() for source in found if isinstance(source, FoundSource)] == [
        "a.txt",
        "b.md",
        "sub/c.md",
    ]


def test_a_source_has_size_and_the_sha_256_of_its_bytes(tmp_path: Path, folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"text")

    (source,) = _discover(tmp_path, folder)

    assert isinstance(source, FoundSource)
    assert (source.name, source.size, source.content_hash) == ("a.txt", 4, hashlib.sha256(b"text").hexdigest())


@pytest.mark.parametrize("name", [".git/config", ".hidden.md", "~$report.docx", "__MACOSX/a.md", "Thumbs.db"])
def test_hidden_files_and_clutter_are_passed_over(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")

    assert _discover(tmp_path, folder) == []


def test_a_sidecar_comes_with_its_document_and_is_none_itself(tmp_path: Path, folder: Path) -> None:
    (folder / "a.pdf").write_text("x")
    (folder / "a.pdf.meta.yaml").write_text("title: A")

    (source,) = _discover(tmp_path, folder)

    assert isinstance(source, FoundSource)
    assert source.sidecar == b"title: A"


def test_a_sidecar_without_its_document_is_reported(tmp_path: Path, folder: Path) -> None:
    (folder / "gone.pdf.meta.yaml").write_text("title: A")

    (report,) = _discover(tmp_path, folder)

    assert isinstance(report, SourceReport)
    assert "gone.pdf, which is not there" in report.detail


def test_a_path_given_twice_is_found_once(tmp_path: Path, folder: Path) -> None:
    (folder / "a.txt").write_text("x")

    assert len(_discover(tmp_path, folder, folder / "a.txt")) == 1


@pytest.mark.parametrize(
    ("content", "limit", "reason"), [(b"", 10, "empty"), (b"x" * 11, 10, "more than")], ids=["empty", "huge"]
)
def test_a_file_of_no_use_is_refused_with_the_reason(
    tmp_path: Path, folder: Path, content: bytes, limit: int, reason: str
) -> None:
    (folder / "a.txt").write_bytes(content)

    (report,) = _discover(tmp_path, folder, limits=ArchiveLimits(max_member_bytes=limit))

    assert isinstance(report, SourceReport)
    assert report.outcome is Outcome.REFUSED
    assert reason in report.detail


def test_a_missing_path_is_reported_and_the_others_are_found(tmp_path: Path, folder: Path) -> None:
    (folder / "a.txt").write_text("x")

    missing, found = _discover(tmp_path, tmp_path / "none.txt", folder)

    assert isinstance(missing, SourceReport)
    assert "Check the path" in missing.detail
    assert isinstance(found, FoundSource)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")

    (report,) = _discover(tmp_path, folder)

    assert isinstance(report, SourceReport)
    assert "link out of the folder" in report.detail


def test_a_link_in_a_circle_is_refused(tmp_path: Path, folder: Path) -> None:
    (folder / "a.txt").symlink_to(folder / "b.txt")
    (folder / "b.txt").symlink_to(folder / "a.txt")

    reports = _discover(tmp_path, folder)

    assert [report.outcome for report in reports if isinstance(report, SourceReport)] == [Outcome.REFUSED] * 2


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")

    (report,) = _discover(tmp_path, folder)

    assert isinstance(report, SourceReport)
    assert "not a regular file" in report.detail
