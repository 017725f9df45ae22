"""What lies in the data folder beside registry and index: original files, attachments, candidates of the golden set."""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from knowledge.personal_data.erased import FOLDER
from knowledge.personal_data.persons import Person
from knowledge.registry.persons import blacked_out
from knowledge.settings import Settings

_OF_OTHERS = {"index", FOLDER, "backups"}
_DELETED = {"originals", "submissions", "uploads"}
_PRINTABLE = re.compile(rb"[\x20-\x7e\x80-\xff]{5,}")
_MAX_MEMBER_BYTES = 50_000_000
_MAX_DEPTH = 2


@dataclass(frozen=True, slots=True)
class NamingFile:
    """A file that names the person: its path in the data folder, and whether it is deleted or its words blacked out."""

    name: str
    deleted: bool


def naming_files(settings: Settings, person: Person) -> tuple[NamingFile, ...]:
    return tuple(
        NamingFile(str(path.relative_to(settings.data)), _top(path, settings) in _DELETED)
        for path in _files(settings)
        if any(person.spans(text) for text in texts_in(path.read_bytes()))
    )


def erase_files(settings: Settings, person: Person, originals: Iterable[str]) -> tuple[NamingFile, ...]:
    """Delete the originals with these hashes and whatever else is found, black out the texts; returns what it did."""
    unwanted = {settings.originals / name for name in originals}
    done = [NamingFile(str(path.relative_to(settings.data)), True) for path in sorted(unwanted) if path.is_file()]
    for path in unwanted:
        path.unlink(missing_ok=True)
    for found in naming_files(settings, person):
        path = settings.data / found.name
        if found.deleted:
            path.unlink(missing_ok=True)
        else:
            _black_out(path, person)
        done.append(found)
    return tuple(done)


def remaining(settings: Settings, written: Iterable[str]) -> tuple[str, ...]:
    """Every file of the data folder, the database and the index too, in whose bytes one of these stands."""
    needles = {needle for said in written for needle in _needles(said)}
    found = []
    for path in sorted(settings.data.rglob("*")):
        if path.is_file() and any(needle in content for content in (_read(path),) for needle in needles):
            found.append(str(path.relative_to(settings.data)))
    return tuple(found)


def texts_in(content: bytes, depth: int = 0) -> Iterator[str]:
    """The texts that a file's bytes may hold: as UTF-8, as UTF-16, and in the members of a package."""
    if content.startswith(b"PK\x03\x04") and depth < _MAX_DEPTH:
        yield from _in_package(content, depth)
        return
    try:
        yield content.decode("utf-8")
    except UnicodeDecodeError:
        readable = b"\n".join(_PRINTABLE.findall(content.replace(b"\x00", b"")))
        yield readable.decode("utf-8", "ignore")
        yield readable.decode("latin-1")


def _in_package(content: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            for member in package.infolist():
                yield member.filename
                if member.file_size <= _MAX_MEMBER_BYTES and not member.flag_bits & 1:
                    for text in texts_in(package.read(member), depth + 1):
                        yield re.sub(r"<[^>]{0,2000}>", " ", text)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return


def _files(settings: Settings) -> Iterator[Path]:
    for path in sorted(settings.data.rglob("*")):
        own = path.name.startswith("registry.sqlite") or path.name == "server.json"
        if path.is_file() and not own and _top(path, settings) not in _OF_OTHERS:
            yield path


def _top(path: Path, settings: Settings) -> str:
    return path.relative_to(settings.data).parts[0]


def _black_out(path: Path, person: Person) -> None:
    """JSON lines stay JSON; the new file takes the old one's place whole."""
    text = path.read_text("utf-8", "replace")
    lines = [_line(line, person) for line in text.splitlines(keepends=True)]
    beside = path.with_name(f"{path.name}.new")
    beside.write_text("".join(lines), "utf-8")
    beside.replace(path)


def _line(line: str, person: Person) -> str:
    try:
        content: Any = json.loads(line)
    except ValueError:
        return person.blacked_out(line)
    return json.dumps(blacked_out(content, person), ensure_ascii=False) + ("\n" if line.endswith("\n") else "")


def _needles(said: str) -> Iterator[bytes]:
    plain = " ".join(said.split())
    for form in {plain, plain.lower(), plain.upper(), plain.title(), re.sub(r"\D", "", plain)}:
        if len(form) >= 4:
            yield from (form.encode("utf-8"), form.encode("utf-16-le"), form.encode("utf-16-be"))
            yield json.dumps(form)[1:-1].encode("ascii")


def _read(path: Path) -> bytes:
    try:
        # The index's files are 32 MB each, and nearly all of that is zeros behind the content.
        return path.read_bytes().rstrip(b"\0")
    except OSError:
        return b""
