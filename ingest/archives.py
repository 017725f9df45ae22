"""Unpack zip and tar archives that may be hostile: nothing is written outside the workspace, nothing without a limit.

Members are stored under made-up names, so that a member's own name never becomes a path.
"""

import bz2
import gzip
import hashlib
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, cast

from knowledge.errors import UnreadableSource
from knowledge.jobs import Outcome, SourceReport

_Opener = Callable[[Path], IO[bytes]]
_TAR_OPENERS: dict[str, _Opener] = {
    ".tar": lambda path: path.open("rb"),
    ".tar.gz": cast(_Opener, gzip.GzipFile),
    ".tgz": cast(_Opener, gzip.GzipFile),
    ".tar.bz2": cast(_Opener, bz2.BZ2File),
    ".tar.xz": cast(_Opener, lzma.LZMAFile),
}
_SUFFIXES = (".zip", *_TAR_OPENERS)
_BLOCK_BYTES = 1 << 18
# A small file may well shrink a thousandfold (a page of spaces); only what unpacks to this much is suspected.
_RATIO_MATTERS_FROM_BYTES = 10 * 1024 * 1024
_MAX_TAR_HEADER_BYTES = 1 << 20
_MAX_ZIP_DIRECTORY_BYTES = 1 << 25
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a compression that Python does not know
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may cost, in unpacked bytes, files, unpacked over packed size of a file, and nesting."""

    max_member_bytes: int = 100 * 1024 * 1024
    max_bytes: int = 2 * 1024 * 1024 * 1024
    max_members: int = 20_000
    max_ratio: float = 200.0
    max_depth: int = 2


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of an archive, unpacked to `path`. `uri` is "archive.zip!/inner/name"."""

    uri: str
    path: Path
    size: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    open: Callable[[], IO[bytes]]
    packed_bytes: int | None = None
    refusal: str = ""


class _WholeArchive(UnreadableSource):
    """The archive as a whole goes too far: nothing more is read from it."""


def is_archive(name: str) -> bool:
    """Whether the name is that of an archive whose members are documents of their own."""
    return name.lower().endswith(_SUFFIXES)


class ArchiveReader:
    """Unpacks one archive and those inside it; the limits hold for all of them together."""

    def __init__(self, workspace: Path, limits: ArchiveLimits) -> None:
        self._workspace = workspace
        self._limits = limits
        self._bytes_left = limits.max_bytes
        self._members = 0

    def unpack(self, path: Path, uri: str, depth: int = 1) -> Iterator[Member | SourceReport]:
        """Yield every member, and a report for each one refused. A damaged archive gives what was whole of it."""
        try:
            if depth > self._limits.max_depth:
                raise UnreadableSource(
                    f"Archives inside archives are opened {self._limits.max_depth} deep, not deeper.",
                    "Unpack it first.",
                )
            for entry in self._entries(path, uri):
                yield from self._member(entry, f"{uri}!/{entry.name}", depth)
        except UnreadableSource as error:
            yield _refused(uri, str(error))
        except _DAMAGE as error:
            yield _refused(uri, f"The archive is damaged ({type(error).__name__}). Pack it again.")

    def _entries(self, path: Path, uri: str) -> Iterator[_Entry]:
        name = uri.lower()
        for suffix, opener in _TAR_OPENERS.items():
            if name.endswith(suffix):
                return self._tar_entries(path, opener)
        return _zip_entries(path)

    def _member(self, entry: _Entry, uri: str, depth: int) -> Iterator[Member | SourceReport]:
        self._members += 1
        if self._members > self._limits.max_members:
            raise _WholeArchive(f"The archive has more than {self._limits.max_members:,} files.", "Split it.")
        refusal = entry.refusal or _unsafe_name(entry.name)
        if refusal:
            yield _refused(uri, refusal)
            return
        try:
            member = self._store(entry, uri)
        except _WholeArchive:
            raise
        except UnreadableSource as error:
            yield _refused(uri, str(error))
            return
        except _DAMAGE as error:
            yield _refused(uri, f"It is damaged inside the archive ({type(error).__name__}). Pack it again.")
            return
        if is_archive(entry.name):
            yield from self.unpack(member.path, uri, depth + 1)
            member.path.unlink()
        else:
            yield member

    def _store(self, entry: _Entry, uri: str) -> Member:
        digest, size = hashlib.sha256(), 0
        with entry.open() as stream, NamedTemporaryFile(dir=self._workspace, delete=False) as file:
            path = Path(file.name)
            try:
                while block := stream.read(_BLOCK_BYTES):
                    size += len(block)
                    self._spend(len(block))
                    self._check_member(size, entry.packed_bytes)
                    digest.update(block)
                    file.write(block)
            except (UnreadableSource, *_DAMAGE):
                path.unlink()
                raise
        return Member(uri, path, size, digest.hexdigest())

    def _spend(self, unpacked_bytes: int) -> None:
        self._bytes_left -= unpacked_bytes
        if self._bytes_left < 0:
            raise _WholeArchive(
                f"The archive unpacks to more than the {self._limits.max_bytes / 1e6:,.0f} MB allowed.", "Split it."
            )

    def _check_member(self, size: int, packed_bytes: int | None) -> None:
        limits = self._limits
        if size > limits.max_member_bytes:
            raise UnreadableSource(
                f"It unpacks to more than the {limits.max_member_bytes / 1e6:,.0f} MB allowed.",
                "Split it, or raise `max_upload_mb`.",
            )
        if packed_bytes is not None and size > max(_RATIO_MATTERS_FROM_BYTES, packed_bytes * limits.max_ratio):
            raise UnreadableSource(
                f"It unpacks to more than {limits.max_ratio:.0f} times its packed size, as an archive bomb does.",
                "Give the file itself, if it is meant.",
            )

    def _tar_entries(self, path: Path, opener: _Opener) -> Iterator[_Entry]:
        with opener(path) as unpacked:
            stream = cast(IO[bytes], _MeteredStream(unpacked, self._spend))
            with tarfile.open(fileobj=stream, mode="r:") as archive:
                for info in archive:
                    if info.isdir():
                        continue
                    plain = info.isfile() and not info.issparse()
                    refusal = "" if plain else "It is a link or a device. Pack the file itself."
                    yield _Entry(info.name, partial(_tar_member, archive, info), refusal=refusal)


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.ReadError("a member without content")
    return stream


class _MeteredStream:
    """A tar's unpacked bytes, where skipping costs as much as reading, and no header is read without bound."""

    def __init__(self, stream: IO[bytes], spend: Callable[[int], None]) -> None:
        self._stream = stream
        self._spend = spend

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MAX_TAR_HEADER_BYTES:
            raise tarfile.ReadError("a header larger than any real one")
        return self._stream.read(size)

    def seek(self, position: int) -> int:
        while (gap := position - self._stream.tell()) > 0:
            block = self._stream.read(min(gap, _BLOCK_BYTES))
            if not block:
                break
            self._spend(len(block))
        return self._stream.seek(position) if gap < 0 else position

    def tell(self) -> int:
        return self._stream.tell()


def _zip_entries(path: Path) -> Iterator[_Entry]:
    _check_zip_directory(path)
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            refusal = ""
            if stat.S_ISLNK(info.external_attr >> 16):
                refusal = "It is a link. Pack the file itself."
            elif info.flag_bits & 0x1:
                refusal = "It is locked with a password. Remove the password and pack it again."
            yield _Entry(info.filename, partial(archive.open, info), info.compress_size, refusal)


def _check_zip_directory(path: Path) -> None:
    # zipfile reads the whole directory into memory, whatever its size: 100 MB of it become 1 GB of objects.
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 66_000))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile("no directory")
    (directory_bytes,) = struct.unpack_from("<L", tail, end + 12)
    has_64_bit_directory = tail[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    if directory_bytes > _MAX_ZIP_DIRECTORY_BYTES or has_64_bit_directory:
        raise UnreadableSource("The archive is made for more files or bytes than are allowed.", "Split it.")


def _unsafe_name(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or (path.parts[:1] and path.parts[0].endswith(":")):
        return "Its name leads out of the archive. Pack it again with plain names."
    return ""


def _refused(source: str, detail: str) -> SourceReport:
    return SourceReport(source, Outcome.REFUSED, detail)
