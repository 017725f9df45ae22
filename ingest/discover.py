"""Find what is to be ingested: files, folders and archives become sources, each with a name, a size and a hash.

Nothing found here is trusted. What cannot be taken is reported as refused, with the reason, and the rest goes on.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.archives import ArchiveLimits, ArchiveReader, Member, is_archive
from knowledge.errors import UnreadableSource
from knowledge.jobs import Outcome, SourceReport

SIDECAR_SUFFIX = ".meta.yaml"
MAX_SIDECAR_BYTES = 64 * 1024
_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class FoundSource:
    """One file to read.

    `uri` stays the same from run to run: the absolute path, or "archive.zip!/inner/name" for an archive's member.
    `name` is the file's own name, `path` where its bytes lie now (archive members: in the workspace), and
    `content_hash` their SHA-256. `sidecar` is the content of the file `<name>.meta.yaml` beside it.
    """

    uri: str
    name: str
    path: Path
    size: int
    content_hash: str
    sidecar: bytes | None = None


Found = FoundSource | SourceReport


def discover(paths: Sequence[Path], *, limits: ArchiveLimits, workspace: Path) -> Iterator[Found]:
    """Yield each source below `paths` once, and a report with outcome REFUSED for what cannot be taken.

    Folders are read recursively, in name order; hidden files are passed over. Archives are unpacked below
    `workspace`, which must be writable and which the caller deletes when the sources have been read.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _below(path, limits, workspace):
            key = found.uri if isinstance(found, FoundSource) else f"refused:{found.source}"
            if key not in seen:
                seen.add(key)
                yield found


def _below(path: Path, limits: ArchiveLimits, workspace: Path) -> Iterator[Found]:
    if path.is_dir():
        root = path.resolve()
        for file in _files(root):
            yield from _file(file, limits, workspace, root)
    else:
        yield from _file(path, limits, workspace, None)


def _files(root: Path) -> Iterator[Path]:
    # os.walk does not follow links to folders, so a link cannot make a loop.
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not is_clutter(name))
        for name in sorted(names):
            if not is_clutter(name):
                yield Path(folder, name)


def is_clutter(name: str) -> bool:
    """Whether a file or folder of that name is the system's or an editor's own, never a document."""
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER


def _file(path: Path, limits: ArchiveLimits, workspace: Path, root: Path | None) -> Iterator[Found]:
    try:
        target = path.resolve(strict=True)
        if root is not None and not target.is_relative_to(root):
            raise UnreadableSource("This is a link out of the folder.", "Put the file itself into the folder.")
        if not stat.S_ISREG(target.stat().st_mode):
            raise UnreadableSource("This is not a regular file.", "Give files, folders or archives.")
        if path.name.endswith(SIDECAR_SUFFIX):
            _check_sidecar_has_its_document(path)
        elif is_archive(path.name):
            yield from _archive(target, limits, workspace)
        else:
            yield _source(target, limits)
    except UnreadableSource as error:
        yield _refused(str(path.absolute()), error)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        reason = getattr(error, "strerror", None) or "links lead in a circle"
        yield SourceReport(
            str(path.absolute()), Outcome.REFUSED, f"Cannot be opened: {reason}. Check the path and its permissions."
        )


def _source(path: Path, limits: ArchiveLimits) -> FoundSource:
    size = path.stat().st_size
    check_size(size, limits)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sidecar_path = path.with_name(path.name + SIDECAR_SUFFIX)
    sidecar = read_sidecar(sidecar_path) if sidecar_path.is_file() else None
    return FoundSource(str(path), path.name, path, size, digest, sidecar)


def check_size(size: int, limits: ArchiveLimits) -> None:
    """Raise UnreadableSource for an empty file and for one above the limit."""
    if size == 0:
        raise UnreadableSource("The file is empty.", "Check that it was copied whole.")
    if size > limits.max_member_bytes:
        raise UnreadableSource(
            f"The file has {size / 1e6:.0f} MB, more than the {limits.max_member_bytes / 1e6:.0f} MB allowed.",
            "Split it, or raise `max_upload_mb`.",
        )


def read_sidecar(path: Path) -> bytes:
    """The content of a sidecar; raises UnreadableSource when it is too large to be one."""
    with path.open("rb") as file:
        content = file.read(MAX_SIDECAR_BYTES + 1)
    if len(content) > MAX_SIDECAR_BYTES:
        raise UnreadableSource(f"{path.name} is larger than 64 KB.", "Keep only the document's properties in it.")
    return content


def _check_sidecar_has_its_document(path: Path) -> None:
    document = path.name.removesuffix(SIDECAR_SUFFIX)
    if not path.with_name(document).exists():
        raise UnreadableSource(
            f"{path.name} describes {document}, which is not there.", "Add the document, or delete its properties."
        )


def _archive(path: Path, limits: ArchiveLimits, workspace: Path) -> Iterator[Found]:
    reader = ArchiveReader(workspace, limits)
    unpacked = list(reader.unpack(path, str(path)))
    members = {item.uri: item for item in unpacked if isinstance(item, Member)}
    for item in unpacked:
        if isinstance(item, Member):
            yield from _member(item, members, limits)
        else:
            yield item


def _member(member: Member, members: dict[str, Member], limits: ArchiveLimits) -> Iterator[Found]:
    name = member.uri.rsplit("/", 1)[-1]
    inner = member.uri.rsplit("!/", 1)[-1]
    if any(is_clutter(part) for part in inner.split("/")):
        return
    try:
        if name.endswith(SIDECAR_SUFFIX):
            if member.uri.removesuffix(SIDECAR_SUFFIX) not in members:
                raise UnreadableSource(f"{name} describes a document that is not in the archive.", "Add the document.")
            return
        check_size(member.size, limits)
        beside = members.get(member.uri + SIDECAR_SUFFIX)
        sidecar = read_sidecar(beside.path) if beside else None
        yield FoundSource(member.uri, name, member.path, member.size, member.content_hash, sidecar)
    except UnreadableSource as error:
        yield _refused(member.uri, error)


def _refused(source: str, error: UnreadableSource) -> SourceReport:
    return SourceReport(source, Outcome.REFUSED, str(error))
