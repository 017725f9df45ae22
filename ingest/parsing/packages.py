"""Office files are zip packages of XML: check one for bombs, foreign entities and passwords before anybody opens it."""

import zipfile
from pathlib import Path

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

from ingest.parsing.safe_xml import DOCTYPES
from knowledge.errors import UnreadableSource

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED_BYTES = 512 * 1024 * 1024
_MAX_PART_BYTES = 256 * 1024 * 1024
_MAX_PARTS = 20_000
_MAX_RATIO = 250
_RATIO_MATTERS_FROM_BYTES = 20 * 1024 * 1024
_BLOCK_BYTES = 1 << 20


def check_package(path: Path) -> None:
    """Raise UnreadableSource for a package that is encrypted, damaged, a bomb, or defines XML entities."""
    with path.open("rb") as file:
        if file.read(8) == _OLE_MAGIC:
            raise _locked_or_old(path)
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes(package.infolist())
            for info in package.infolist():
                if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(package, info)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableSource(
            "It is damaged, or not what its name says.", "Open it in its own program and save it again."
        ) from error


def _locked_or_old(path: Path) -> UnreadableSource:
    with path.open("rb") as file:
        try:
            locked = bool(msoffcrypto.OfficeFile(file).is_encrypted())
        except (FileFormatError, ValueError, IndexError, OSError):  # a damaged container, as olefile puts it
            locked = False
    if locked:
        return UnreadableSource("It is locked with a password.", "Remove the password and give it again.")
    return UnreadableSource(
        "It is in an old Office format, whatever its name says.", "Open it and save it as .docx, .pptx or .xlsx."
    )


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    # zipfile gives no more bytes of a part than its header promises, so the headers can be trusted as limits.
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    too_dense = unpacked > max(_RATIO_MATTERS_FROM_BYTES, _MAX_RATIO * packed)
    if len(parts) > _MAX_PARTS or unpacked > _MAX_UNPACKED_BYTES or too_dense:
        raise UnreadableSource(
            f"It unpacks to {unpacked / 1e6:,.0f} MB, far more than a document should.",
            "Split it, or save it again in its own program.",
        )
    if any(part.file_size > _MAX_PART_BYTES for part in parts):
        raise UnreadableSource("One of its parts is larger than 256 MB.", "Split it.")


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    # No Office program writes a document type; one is there to define entities, or to fetch a file.
    tail = b""
    with package.open(info) as part:
        while block := part.read(_BLOCK_BYTES):
            window = tail + block
            if any(doctype in window for doctype in DOCTYPES):
                raise UnreadableSource(
                    "It defines XML entities, as an attack does and no Office program.",
                    "Open it in its own program and save it again.",
                )
            tail = window[-32:]
