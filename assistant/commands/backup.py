"""`lardom backup` and `lardom restore`: everything into one file, and back."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import BinaryIO

from assistant.commands.output import show, tell
from assistant.person_data.erasing import erase_again
from knowledge.access import LOCAL_OWNER
from knowledge.audit import Act
from knowledge.backup import (
    STAGING,
    Manifest,
    add_erasures,
    put_in_place,
    require_known,
    unpacked,
    write_backup,
)
from knowledge.errors import Conflict, Refused
from knowledge.index.factory import discard_index
from knowledge.registry.dump import is_empty
from knowledge.registry.registry import Registry
from knowledge.running import running_server
from knowledge.settings import Settings, load_settings

_STANDARD = Path("-")


def backup(arguments: Sequence[str]) -> int:
    """Beside a running server, too."""
    options = _backup_parser().parse_args(arguments)
    settings = load_settings()
    with closing(Registry(settings.database)) as registry:
        with _written(options.file) as file:
            made = write_backup(settings, file, datetime.now(UTC), version("lardom"))
        details = {"tables": len(made.tables), "files": len(made.files)}
        registry.audit.append(Act.BACKUP_MAKE, LOCAL_OWNER, made.sha256, details)
    size = sum(member.bytes for member in made.members.values())
    tell(f"{_described(made)}, {size / 1e6:.1f} MB. Its hash: {made.sha256}")
    return 0


def restore(arguments: Sequence[str]) -> int:
    """Exit code 1 for a damaged file, 2 for what is refused; nothing is changed then."""
    options = _restore_parser().parse_args(arguments)
    settings = load_settings()
    settings.data.mkdir(0o700, parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=STAGING, dir=settings.data))
    try:
        with _read(options.file) as file:
            manifest = unpacked(file, staged)
        require_known(manifest)
        if options.check:
            show(f"The backup is whole: {_described(manifest)}. Its hash: {manifest.sha256}")
            return 0
        _require_free(settings, options.force)
        discard_index(settings)
        put_in_place(settings, manifest, staged)
        if options.erasures is not None:
            add_erasures(settings, options.erasures)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    # Before the index is built: their words are not to get into it.
    again = erase_again(settings)
    if again:
        tell(f"{len(again)} people who had been erased were in the backup, and have been erased again.")
    with closing(Registry(settings.database)) as registry:
        registry.audit.append(Act.BACKUP_RESTORE, LOCAL_OWNER, manifest.sha256, {"made_at": manifest.made_at})
        checked = registry.audit.verify()
    tell(f"{_described(manifest)} are back; the audit log of {checked.entries} entries ends with {checked.head}.")
    if checked.broken_at is not None:
        tell(f"The audit log was changed before the backup: entry {checked.broken_at} is not what was written.")
    return 0 if options.no_index else _reindexed()


def _require_free(settings: Settings, force: bool) -> None:
    if running_server(settings.data) is not None:
        raise Conflict("A Lärdom server has the data folder open.", "Stop it, then run `lardom restore`.")
    if not force and not is_empty(settings.database):
        raise Conflict(
            "There is a library already, which would be replaced.",
            "Back it up and add --force, or set LARDOM_DATA to another folder.",
        )


def _reindexed() -> int:
    """The room that builds the index is reached by its entry point, as the command line reaches it."""
    (reindex,) = entry_points(group="lardom.commands", name="reindex")
    return int(reindex.load()([]))


@contextmanager
def _written(file: Path) -> Iterator[BinaryIO]:
    """Readable by its owner only, and under its name when it is whole."""
    if file == _STANDARD:
        yield sys.stdout.buffer
        return
    if file.exists():
        raise Refused(f"{file} is there already.", "Name a new file.")
    part = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, file)
    except OSError as error:
        raise Refused(f"{file} cannot be written ({error.strerror}).", "Make room, or name another place.") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _read(file: Path) -> Iterator[BinaryIO]:
    if file == _STANDARD:
        yield sys.stdin.buffer
        return
    try:
        with file.open("rb") as source:
            yield source
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise Refused(f"{file} cannot be read ({error.strerror}).", "Name a file of `lardom backup`.") from error


def _described(manifest: Manifest) -> str:
    held = f"{len(manifest.tables)} tables and {len(manifest.files)} files"
    return f"{held} of {manifest.made_at} (Lärdom {manifest.lardom})"


def _backup_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lardom backup", description="Registry, original files and proofs of erasure in one file."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="a new file; `-` is standard output")
    return parser


def _restore_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lardom restore", description="Put a backup back, and build the index from it."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="a file of `lardom backup`; `-` is standard input")
    parser.add_argument("--check", action="store_true", help="only say whether the file is whole")
    parser.add_argument("--force", action="store_true", help="replace the library that is there")
    parser.add_argument("--erasures", type=Path, metavar="FOLDER", help="a copy of the data folder's `erasures`")
    parser.add_argument("--no-index", action="store_true", help="leave the index to `lardom reindex`")
    return parser
