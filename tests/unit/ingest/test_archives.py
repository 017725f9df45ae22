import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from ingest.archives import ArchiveLimits
from ingest.discover import FoundSource, discover
from knowledge.jobs import SourceReport

_PACKERS = {".tar": lambda b: b, ".tar.gz": gzip.compress, ".tar.bz2": bz2.compress, ".tar.xz": lzma.compress}


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def _tar(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _unpacked(tmp_path: Path, archive: Path, limits: ArchiveLimits | None = None) -> tuple[dict[str, bytes], list[str]]:
    """The members found, by their inner name, and what was said of those refused."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    found = list(discover([archive], limits=limits or ArchiveLimits(), workspace=workspace))
    sources = {s.uri.split("!/", 1)[1]: s.path.read_bytes() for s in found if isinstance(s, FoundSource)}
    assert all(s.path.is_relative_to(workspace) for s in found if isinstance(s, FoundSource))
    return sources, [report.detail for report in found if isinstance(report, SourceReport)]


def test_the_members_of_a_zip_are_sources_named_after_it(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", {"x.md": b"1", "inner/å.md": b"2"})

    assert _unpacked(tmp_path, archive) == ({"x.md": b"1", "inner/å.md": b"2"}, [])


@pytest.mark.parametrize("suffix", _PACKERS)
def test_a_tar_is_read_however_it_is_packed(tmp_path: Path, suffix: str) -> None:
    archive = tmp_path / f"a{suffix}"
    archive.write_bytes(_PACKERS[suffix](_tar({"x.md": b"1", "inner/y.md": b"2"})))

    assert _unpacked(tmp_path, archive) == ({"x.md": b"1", "inner/y.md": b"2"}, [])


def test_a_sidecar_in_an_archive_comes_with_its_document(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", {"x.md": b"1", "x.md.meta.yaml": b"title: X"})
    (tmp_path / "w").mkdir()

    (source,) = discover([archive], limits=ArchiveLimits(), workspace=tmp_path / "w")

    assert isinstance(source, FoundSource)
    assert source.sidecar == b"title: X"


@pytest.mark.parametrize("name", ["../evil.md", "/etc/evil.md", "a/../../evil.md", "..\\evil.md", "C:\\evil.md"])
def test_a_member_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    sources, refused = _unpacked(tmp_path, _zip(tmp_path / "a.zip", {name: b"x", "good.md": b"y"}))

    assert sources == {"good.md": b"y"}
    assert "leads out of the archive" in refused[0]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")

    sources, refused = _unpacked(tmp_path, tmp_path / "a.zip")

    assert sources == {}
    assert "It is a link" in refused[0]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("link.md")
    info.type, info.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(info)

    sources, refused = _unpacked(tmp_path, tmp_path / "a.tar")

    assert sources == {}
    assert "link or a device" in refused[0]


def test_a_member_that_unpacks_like_a_bomb_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", {"bomb.txt": bytes(12_000_000), "good.md": b"y"})

    sources, refused = _unpacked(tmp_path, archive)

    assert sources == {"good.md": b"y"}
    assert "archive bomb" in refused[0]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ArchiveLimits(max_members=2), "more than 2 files"),
        (ArchiveLimits(max_bytes=2500), "unpacks to more than"),
        (ArchiveLimits(max_member_bytes=500), "It unpacks to more than"),
    ],
    ids=["count", "total", "member"],
)
@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_an_archive_that_goes_too_far_is_cut_off(
    tmp_path: Path, limits: ArchiveLimits, reason: str, suffix: str
) -> None:
    members = {f"{number}.txt": bytes(1000) for number in range(4)}
    archive = tmp_path / f"a{suffix}"
    if suffix == ".zip":
        _zip(archive, members)
    else:
        archive.write_bytes(gzip.compress(_tar(members)))

    sources, refused = _unpacked(tmp_path, archive, limits)

    assert len(sources) <= 2
    assert reason in refused[0]


def test_skipping_a_refused_member_of_a_tar_is_paid_for_too(tmp_path: Path) -> None:
    archive = tmp_path / "a.tar.gz"
    archive.write_bytes(gzip.compress(_tar({"big.txt": bytes(5_000_000), "after.md": b"x"})))

    sources, refused = _unpacked(tmp_path, archive, ArchiveLimits(max_member_bytes=1000, max_bytes=1_000_000))

    assert sources == {}
    assert any("The archive unpacks to more than" in detail for detail in refused)


def test_a_tar_header_of_absurd_size_is_not_read_into_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 32
    archive = tmp_path / "a.tar"
    archive.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_240))

    _, refused = _unpacked(tmp_path, archive)

    assert "damaged" in refused[0]


def test_archives_are_opened_two_deep_and_no_deeper(tmp_path: Path) -> None:
    innermost = _zip(tmp_path / "3.zip", {"deep.md": b"x"}).read_bytes()
    middle = _zip(tmp_path / "2.zip", {"3.zip": innermost, "mid.md": b"y"}).read_bytes()

    sources, refused = _unpacked(tmp_path, _zip(tmp_path / "1.zip", {"2.zip": middle}))

    assert sources == {"2.zip!/mid.md": b"y"}
    assert "2 deep, not deeper" in refused[0]


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz"])
def test_a_file_that_is_no_archive_is_reported_as_damaged(tmp_path: Path, suffix: str) -> None:
    archive = tmp_path / f"a{suffix}"
    archive.write_bytes(b"not an archive at all" * 100)

    sources, refused = _unpacked(tmp_path, archive)

    assert sources == {}
    assert "damaged" in refused[0]


def test_a_damaged_member_does_not_stop_the_others(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", {"bad.md": b"0123456789" * 50, "good.md": b"y"})
    content = bytearray(archive.read_bytes())
    content[40:48] = b"\xff" * 8
    archive.write_bytes(bytes(content))

    sources, refused = _unpacked(tmp_path, archive)

    assert sources == {"good.md": b"y"}
    assert "damaged" in refused[0]


def test_a_zip_made_for_endless_files_is_refused_before_its_directory_is_read(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", {"x.md": b"1"})
    content = archive.read_bytes()
    at = content.rfind(b"PK\x05\x06")
    archive.write_bytes(content[:at] + b"PK\x06\x07" + bytes(16) + content[at:])

    sources, refused = _unpacked(tmp_path, archive)

    assert sources == {}
    assert "more files or bytes than are allowed" in refused[0]
