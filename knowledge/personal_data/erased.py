"""Whoever was erased stays so: the key that fingerprints are made with, and all of them as one person to look for."""

import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from knowledge.personal_data.persons import Person, person_by_fingerprints

FOLDER = "erasures"
_KEY_FILE = "key"


def erasure_key(data: Path) -> bytes:
    """The secret of this data folder, made on first use."""
    return key_in(data / FOLDER / _KEY_FILE)


def key_in(path: Path) -> bytes:
    """A secret that is made on first use; only the user who runs Lärdom can read the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(token_hex(32))
    except FileExistsError:
        pass
    return path.read_text("ascii").strip().encode()


def erased_people(data: Path, fingerprints: Iterable[str]) -> Person | None:
    """Anybody of these, to be blacked out in what comes in; None where nobody was erased."""
    kept = frozenset(fingerprints)
    return person_by_fingerprints(kept, erasure_key(data)) if kept else None
