"""The original files, each kept once under the SHA-256 of its bytes: page images and downloads are made from them."""

import hashlib
import os
import tempfile
import threading
from pathlib import Path
from typing import IO

from knowledge.errors import UnreadableSource

_BLOCK_BYTES = 1 << 20


class Originals:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new: set[str] = set()
        self._making: set[str] = set()
        self._lock = threading.Lock()

    def keep(self, path: Path, content_hash: str) -> Path:
        """Copy the file in, unless it is there, and return the copy; its name appears only when it is whole.

        Raises UnreadableSource when the bytes are no longer those that were hashed.
        """
        kept = self._folder / content_hash
        if kept.exists():
            return kept
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with self._begun() as copy:
            try:
                with path.open("rb") as original:
                    while block := original.read(_BLOCK_BYTES):
                        digest.update(block)
                        copy.write(block)
                if digest.hexdigest() != content_hash:
                    raise UnreadableSource("The file was changed while it was read.", "Ingest it again.")
                copy.flush()
                os.fsync(copy.fileno())
                os.replace(copy.name, kept)
                self._new.add(content_hash)
            except FileNotFoundError as error:
                raise UnreadableSource("The file went away while it was read.", "Ingest its folder again.") from error
            finally:
                Path(copy.name).unlink(missing_ok=True)
                self._making.discard(Path(copy.name).name)
        return kept

    def _begun(self) -> IO[bytes]:
        with self._lock:
            copy = tempfile.NamedTemporaryFile(dir=self._folder, prefix="part-", delete=False)  # noqa: SIM115
            self._making.add(Path(copy.name).name)
        return copy

    def drop(self, content_hash: str) -> None:
        """Delete a file that was refused, unless it was kept before, when it could be read."""
        if content_hash in self._new:
            self._new.remove(content_hash)
            (self._folder / content_hash).unlink(missing_ok=True)

    def discard(self, content_hash: str) -> None:
        """Delete a file that may not be kept: its text was redacted, and the file holds what was taken out."""
        self._new.discard(content_hash)
        (self._folder / content_hash).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete the copies that a crash left half made, not those that another thread is making."""
        with self._lock:
            for part in self._folder.glob("part-*"):
                if part.name not in self._making:
                    part.unlink(missing_ok=True)
