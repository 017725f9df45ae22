"""A backup: one tar file of the registry and of the files of the data folder, and a manifest with all their hashes.

The index is not in it: it is derived, and made again from the registry. The manifest comes last, so that a file that
was cut short has none.
"""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO, RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from knowledge.errors import LardomError, Refused
from knowledge.registry.dump import known_revisions, put_back, snapshot
from knowledge.running import SERVER_FILE
from knowledge.settings import Settings

FORMAT = 1
ERASURES = "erasures"
"""Folder of the proofs of erasure: what it holds is never replaced by an older backup."""
STAGING = "restoring-"
_MANIFEST = "manifest.json"
_TABLES, _FILES = "registry", "files"
_BLOCK_BYTES = 1 << 20
# Derived, of this run only, or what the registry's own dump stands for.
_LEFT_OUT = ("index", "registry.sqlite", "unpacked-", STAGING, SERVER_FILE)


@dataclass(frozen=True, slots=True)
class Member:
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision` is that of the registry's schema; `members` are by their path in the file."""

    format: int
    lardom: str
    revision: str
    made_at: str
    members: dict[str, Member]

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(Path(name).stem for name in self.members if name.startswith(f"{_TABLES}/"))

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(name.removeprefix(f"{_FILES}/") for name in self.members if name.startswith(f"{_FILES}/"))

    @property
    def sha256(self) -> str:
        return sha256(_as_bytes(self)).hexdigest()


class Damaged(Refused):
    code = "backup-damaged"
    exit_code = 1

    def __init__(self, what: str) -> None:
        super().__init__(f"The backup is damaged: {what}.", "Use another one; nothing has been changed.")


def write_backup(settings: Settings, target: BinaryIO, made_at: datetime, lardom: str) -> Manifest:
    """While the server runs, too: the registry as it is at one moment, then the files, which only ever get more."""
    members: dict[str, Member] = {}
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        with snapshot(settings.database) as registry:
            for table in registry.tables:
                with tempfile.TemporaryFile() as spooled:
                    spooled.writelines(registry.lines(table))
                    _add(tar, members, f"{_TABLES}/{table}.jsonl", spooled)
            revision = registry.revision
        for path in files_of(settings.data):
            with _opened(path) as file:
                if file is not None:
                    _add(tar, members, f"{_FILES}/{path.relative_to(settings.data).as_posix()}", file)
        manifest = Manifest(FORMAT, lardom, revision, made_at.isoformat(timespec="seconds"), members)
        content = _as_bytes(manifest)
        tar.addfile(_header(_MANIFEST, len(content)), BytesIO(content))
    return manifest


def files_of(data: Path) -> Iterator[Path]:
    """What a backup takes of the data folder."""
    for top in sorted(data.iterdir()) if data.exists() else ():
        if not top.name.startswith(_LEFT_OUT):
            found = sorted(top.rglob("*")) if top.is_dir() and not top.is_symlink() else [top]
            yield from (path for path in found if path.is_file() and not path.is_symlink())


def unpacked(source: BinaryIO, into: Path) -> Manifest:
    """Write the file's members below `into`, and compare every one with its hash. Raises Damaged, Refused."""
    seen: dict[str, Member] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(fileobj=source, mode="r|*") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None or not _is_ours(member.name):
                    raise Damaged(f"{member.name} does not belong in it")
                if member.name == _MANIFEST:
                    manifest = _manifest_of(content.read())
                else:
                    seen[member.name] = _copied(content, into / member.name)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Damaged("it cannot be read to its end, or is no backup") from error
    if manifest is None:
        raise Damaged("it ends too soon")
    for name in sorted(manifest.members.keys() | seen.keys()):
        if manifest.members.get(name) != seen.get(name):
            raise Damaged(f"{name} is not what was written")
    return manifest


def require_known(manifest: Manifest) -> None:
    """Raises Refused when the backup was made by a Lärdom that is newer than this one."""
    if manifest.format > FORMAT or manifest.revision not in known_revisions():
        raise Refused(
            f"The backup was made by Lärdom {manifest.lardom}, which is newer than this one.",
            "Install that version, or a later one, and restore with it.",
        )


def put_in_place(settings: Settings, manifest: Manifest, unpacked_in: Path) -> None:
    """Registry and files, instead of what is there. Proofs of erasure that are there stay."""

    def lines(table: str) -> Iterable[bytes]:
        with (unpacked_in / _TABLES / f"{table}.jsonl").open("rb") as file:
            yield from file

    put_back(settings.database, manifest.revision, manifest.tables, lines)
    for path in list(files_of(settings.data)):
        if path.relative_to(settings.data).parts[0] != ERASURES:
            path.unlink()
    for name in manifest.files:
        kept, target = unpacked_in / _FILES / name, settings.data / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(kept, target)


def add_erasures(settings: Settings, folder: Path) -> None:
    """Proofs of erasures that were kept elsewhere, since the backup knows of those before it only."""
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder.", "Name a copy of the data folder's `erasures`.")
    (settings.data / ERASURES).mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir()):
        target = settings.data / ERASURES / path.name
        if path.is_file() and not target.exists():
            shutil.copyfile(path, target)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | None]:
    """None for a file that somebody took away after it was listed."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file


def _add(tar: tarfile.TarFile, members: dict[str, Member], name: str, file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    reading = _Hashing(file)
    try:
        tar.addfile(_header(name, size), reading)
    except OSError as error:
        raise LardomError(f"The backup cannot be written ({error}).", "Make room, or name another place.") from error
    members[name] = Member(size, reading.hash.hexdigest())


class _Hashing(RawIOBase):
    """A file that hashes what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.hash.update(block)
        return block


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


def _copied(content: IO[bytes], target: Path) -> Member:
    target.parent.mkdir(parents=True, exist_ok=True)
    size, hashed = 0, sha256()
    with target.open("xb") as file:
        while block := content.read(_BLOCK_BYTES):
            file.write(block)
            size += len(block)
            hashed.update(block)
    return Member(size, hashed.hexdigest())


def _is_ours(name: str) -> bool:
    """No path out of the folder, whoever made the file."""
    path = PurePosixPath(name)
    return name == _MANIFEST or (path.parts[0] in {_TABLES, _FILES} and len(path.parts) > 1 and ".." not in path.parts)


def _as_bytes(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True).encode()


def _manifest_of(content: bytes) -> Manifest:
    try:
        kept = json.loads(content)
        members = {name: Member(**member) for name, member in kept.pop("members").items()}
        return Manifest(**kept, members=members)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("its manifest cannot be read") from error
