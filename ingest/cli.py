"""`lardom ingest` and `lardom reindex`: alone, or through the server that has the data folder open."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from ingest.bootstrap import build_parser, build_workshop
from ingest.pipeline import Order, Watch, ingest
from ingest.report import IngestReport, Progress, progress_line
from ingest.revisions import RevisionWriter
from ingest.through_server import ingest_through
from knowledge.access import LOCAL_OWNER
from knowledge.audit import Act
from knowledge.errors import Conflict
from knowledge.index.factory import discard_index
from knowledge.running import running_server
from knowledge.settings import Settings, load_settings
from knowledge.store import open_store

_BY = "local"
_PLAIN_EVERY_S = 5.0
_LIVE_EVERY_S = 0.1
_WIDTH = 100


class ProgressPrinter:
    """Writes progress to a terminal as one line that changes, elsewhere as a line now and then."""

    def __init__(self, stream: TextIO, every_s: float | None = None) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._every_s = every_s if every_s is not None else _LIVE_EVERY_S if self._live else _PLAIN_EVERY_S
        self._written_at = time.monotonic()

    def progressed(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._written_at < self._every_s:
            return
        self._written_at = now
        line = progress_line(progress)[:_WIDTH]
        self._stream.write(f"\r{line:<{_WIDTH}}" if self._live else f"{line}\n")
        self._stream.flush()

    def finish(self) -> None:
        """Clear the line."""
        if self._live:
            self._stream.write(f"\r{'':<{_WIDTH}}\r")
            self._stream.flush()


def command(arguments: Sequence[str]) -> int:
    """Take files, folders and archives in; returns 1 when some could not be read. Raises LardomError."""
    options = _arguments().parse_args(arguments)
    settings = load_settings()
    printer = ProgressPrinter(sys.stderr)
    try:
        report = _ingest(settings, options.paths, printer)
    finally:
        printer.finish()
    if options.json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(report.lines()) + "\n")
    return report.exit_code


def reindex(arguments: Sequence[str]) -> int:
    """Build the index again from the registry, for another embedding or after a loss. Raises LardomError."""
    argparse.ArgumentParser(prog="lardom reindex", description="Build the index again.").parse_args(arguments)
    settings = load_settings()
    if running_server(settings.data) is not None:
        raise Conflict("A Lärdom server has the data folder open.", "Stop it, then run `lardom reindex`.")
    discard_index(settings)
    store = open_store(settings)
    printer = ProgressPrinter(sys.stderr)
    try:
        RevisionWriter(store).recover(lambda done, total: printer.progressed(Progress(done, total, "reindex", None)))
        documents, passages = store.registry.documents.count(LOCAL_OWNER)
        store.registry.audit.append(Act.INDEX_REBUILD, LOCAL_OWNER, details={"passages": passages})
    finally:
        printer.finish()
        store.close()
    sys.stdout.write(f"{documents} documents, {passages} passages are in the index.\n")
    return 0


def _ingest(settings: Settings, paths: Sequence[Path], watch: Watch) -> IngestReport:
    server = running_server(settings.data)
    if server is not None:
        return ingest_through(server, paths, watch)
    store = open_store(settings)
    try:
        with build_parser(settings) as parser:
            return ingest(Order(tuple(paths), _BY), build_workshop(store, settings, parser), watch)
    finally:
        store.close()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lardom ingest",
        description="Take files, folders and archives in. What is unchanged costs a hash; what is gone from a folder "
        "disappears from answers.",
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="file, folder or archive")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    return parser
