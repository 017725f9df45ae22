"""The bytes of attached files: in the data folder, a folder for each submission, under names that are ours."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePath
from typing import BinaryIO
from uuid import UUID, uuid4

from knowledge.errors import NotFound, Refused
from knowledge.submissions import Attachment, AttachmentRole

_BLOCK_BYTES = 1 << 20
_MAX_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class AttachmentFiles:
    """Nothing in them is read here: whoever fetches one gets it as a download."""

    folder: Path
    max_bytes: int

    def keep(
        self, submission_id: str, name: str, content: BinaryIO, role: AttachmentRole = AttachmentRole.EVIDENCE
    ) -> Attachment:
        """Raises Refused for one without a name or larger than `max_upload_mb`; then nothing is kept."""
        attachment_id, digest, size = str(uuid4()), sha256(), 0
        shown = _shown_name(name)
        path = self._path(submission_id, attachment_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                while block := content.read(_BLOCK_BYTES):
                    size += len(block)
                    if size > self.max_bytes:
                        limit = self.max_bytes // 1_000_000
                        raise Refused(f"The file is larger than {limit} MB.", "Split it, or raise `max_upload_mb`.")
                    digest.update(block)
                    file.write(block)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        now = datetime.now(UTC)
        return Attachment(attachment_id, shown, "application/octet-stream", size, digest.hexdigest(), role, now)

    def path(self, submission_id: str, attachment_id: str) -> Path:
        found = self._path(submission_id, attachment_id)
        if not found.is_file():
            raise NotFound("The file is not there any more.", "Ask its author to attach it again.")
        return found

    def drop(self, submission_id: str, attachment_id: str) -> None:
        self._path(submission_id, attachment_id).unlink(missing_ok=True)

    def drop_all(self, submission_id: str) -> None:
        shutil.rmtree(self.folder / str(UUID(submission_id)), ignore_errors=True)

    def sweep(self, kept: Collection[str]) -> None:
        """Clear away what a deletion that was interrupted has left."""
        for folder in self.folder.glob("*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _path(self, submission_id: str, attachment_id: str) -> Path:
        # As UUIDs, whatever the address says: neither leads out of the folder.
        return self.folder / str(UUID(submission_id)) / str(UUID(attachment_id))


def _shown_name(name: str) -> str:
    """The file's own name without folders and control characters."""
    last = PurePath(name.replace("\\", "/")).name
    cleaned = "".join(char for char in last if char.isprintable()).strip()[-_MAX_NAME_CHARS:]
    if not cleaned:
        raise Refused("The file has no name.", "Send it as multipart form data with its name.")
    return cleaned
