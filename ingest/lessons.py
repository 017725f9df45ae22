"""Lessons that were written elsewhere, for the API: write-ups and sheets, read in a confined process as uploads are."""

import hashlib
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path, PurePath
from typing import BinaryIO, TypeVar

from ingest.elements import Parsed
from ingest.hidden import hidden_text_of
from ingest.lesson_rows import checked, table_of
from ingest.parsing.frames import ParseOptions
from ingest.properties import properties_for
from ingest.sections import join
from ingest.worker import ParsingProcess
from ingest.write_ups import prefill_of
from knowledge.documents import HiddenText, Properties
from knowledge.errors import Refused
from knowledge.intake import LessonField, Prefill, RowReport, Table
from knowledge.settings import Settings

_SHEET_READER = "ingest.parsing.plain_sheets:read"
# Somebody waits for it in front of the form, and a write-up is short.
_TIMEOUT_S = 60.0
_MAX_SHEET_MB = 10
_BLOCK_BYTES = 1 << 20
_FILES_REMEMBERED = 50
Read = TypeVar("Read")


class Intake:
    """The implementation of `knowledge.intake.LessonIntake`.

    It has parsing processes of its own, so that nobody who writes waits for a large ingest; they start when first used.
    """

    def __init__(self, options: ParseOptions, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._write_ups = ParsingProcess(options)
        self._sheets = ParsingProcess(options, _SHEET_READER)
        self._seen: dict[str, tuple[HiddenText, ...]] = {}

    def prefill(self, name: str, content: BinaryIO) -> Prefill:
        parsed = self._read(self._write_ups.parse, name, content, self._max_bytes)
        return prefill_of(parsed, name)

    def hidden_text(self, name: str, content: BinaryIO) -> tuple[HiddenText, ...]:
        # A lesson is checked again and again while its files stay the same.
        key = f"{PurePath(name).suffix}:{hashlib.sha256(content.read()).hexdigest()}"
        content.seek(0)
        found = self._seen.get(key)
        if found is None:
            parsed = self._read(self._write_ups.parse, name, content, self._max_bytes)
            found = hidden_text_of(parsed)
            self._seen = dict([*list(self._seen.items())[-_FILES_REMEMBERED:], (key, found)])
        return found

    def read_document(self, name: str, content: BinaryIO, given: Mapping[str, object]) -> tuple[Properties, str]:
        """Its properties and its text, as a reviewer is to see them."""
        parsed = self._read(self._write_ups.parse, name, content, self._max_bytes)
        return properties_for(parsed, name=name, given=given), join(parsed.elements)[0]

    def read_table(self, name: str, content: BinaryIO) -> Table:
        limit = min(self._max_bytes, _MAX_SHEET_MB * 1_000_000)
        return table_of(self._read(self._sheets.parse, name, content, limit))

    def check(
        self, table: Table, mapping: Mapping[LessonField, int], known_titles: Collection[str]
    ) -> Sequence[RowReport]:
        return checked(table, mapping, known_titles)

    def close(self) -> None:
        self._write_ups.close()
        self._sheets.close()

    def _read(self, parse: Callable[[Path, str], Parsed], name: str, content: BinaryIO, max_bytes: int) -> Parsed:
        with tempfile.TemporaryDirectory(prefix="lardom-intake-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, "file")
            _save(content, path, max_bytes)
            return parse(path, name)


def build_intake(settings: Settings) -> Intake:
    """The caller closes it."""
    options = ParseOptions(
        memory_mb=settings.parse_memory_mb,
        timeout_s=min(_TIMEOUT_S, settings.parse_timeout_s),
        ocr_languages=settings.ocr_languages,
        max_pages=100,
    )
    return Intake(options, settings.max_upload_mb * 1_000_000)


def _save(content: BinaryIO, path: Path, max_bytes: int) -> None:
    size = 0
    with path.open("xb") as file:
        while block := content.read(_BLOCK_BYTES):
            size += len(block)
            if size > max_bytes:
                raise Refused(
                    f"The file is larger than {max_bytes // 1_000_000} MB.", "Split it, or raise `max_upload_mb`."
                )
            file.write(block)
