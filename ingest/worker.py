"""Parse hostile files in a process of their own, limited in memory, time and reach, so that none takes us with it."""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from ingest.elements import Parsed
from ingest.parsing.frames import OPTIONS, REPLY, REQUEST, ParseOptions, Reply, Request
from knowledge.errors import UnreadableSource

_START_TIMEOUT_S = 60.0
_MAX_REPLY_BYTES = 512 * 1024 * 1024
_PROGRAMS = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"


class ParsingProcess:
    """Parses one file at a time in a child process, which is started when first needed and again after it died.

    `reader` names the function that reads a file: "package.module:function".
    """

    def __init__(self, options: ParseOptions, reader: str = "ingest.parsing.formats:read") -> None:
        self._options = options
        self._reader = reader
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, path: Path, name: str) -> Parsed:
        """Read the file at `path`, whose kind `name` tells; raises UnreadableSource with the reason and a remedy."""
        with self._lock:
            is_fresh = self._child is None
            try:
                return self._parse(path, name)
            except _Died as first:
                # Memory that earlier files left behind may be to blame: the file deserves a fresh process.
                if is_fresh or not first.may_differ_afresh:
                    raise first.as_unreadable(self._options) from first
            try:
                return self._parse(path, name)
            except _Died as second:
                raise second.as_unreadable(self._options) from second

    def warm_up(self, name: str, text: str) -> None:
        """Read a text for nothing: loading what reads a kind of file takes seconds, once."""
        with tempfile.TemporaryDirectory(prefix="lardom-warm-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, name)
            path.write_text(text, "utf-8")
            with suppress(UnreadableSource):
                self.parse(path, name)

    def close(self) -> None:
        """Stop the child, if it runs. A later `parse` starts another."""
        with self._lock:
            self._stop()

    def _parse(self, path: Path, name: str) -> Parsed:
        if self._child is None:
            self._child = _Child(self._options, self._reader)
        request = Request(str(path.absolute()), name)
        try:
            reply = self._child.ask(request, self._options.timeout_s)
        except _Died:
            self._stop()
            raise
        if reply.failure is not None:
            if reply.failure.exhausted:
                self._stop()
                raise _Died("memory")
            raise UnreadableSource(reply.failure.message, reply.failure.remedy)
        if reply.parsed is None:
            self._stop()
            raise _Died("protocol")
        return reply.parsed

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


class _Died(Exception):
    """The child did not answer. `how` is "time", "memory", "crash", "start" or "protocol"."""

    def __init__(self, how: str, detail: str = "") -> None:
        super().__init__(how)
        self.how = how
        self.detail = detail

    @property
    def may_differ_afresh(self) -> bool:
        return self.how in ("memory", "crash")

    def as_unreadable(self, options: ParseOptions) -> UnreadableSource:
        if self.how == "time":
            return UnreadableSource(
                f"Reading it took more than {options.timeout_s:.0f} seconds.",
                "Split it into smaller files, or raise `parse_timeout_s`.",
            )
        if self.how == "memory":
            return UnreadableSource(
                f"Reading it takes more than {options.memory_mb} MB of memory.",
                "Split it into smaller files, or raise `parse_memory_mb`.",
            )
        if self.how == "start":
            return UnreadableSource(
                f"The parsing process does not start ({self.detail}).",
                "Run `make install` again, or raise `parse_memory_mb`.",
            )
        return UnreadableSource(
            f"Reading it crashed the parser{self.detail}.", "Open it in its own program and save it again."
        )


class _Child:
    """The running child and its pipes."""

    def __init__(self, options: ParseOptions, reader: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lardom-parse-", ignore_cleanup_errors=True)
        self._errors = Path(self._folder.name, "errors.txt")
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.parsing.child", OPTIONS.dump_json(options).decode(), reader],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_environment(self._folder.name),
                cwd=self._folder.name,
                start_new_session=True,
            )
        try:
            self._receive(_START_TIMEOUT_S)
        except _Died as error:
            last_line = self._last_error_line()
            self.stop()
            raise _Died("start", last_line or error.how) from error

    def ask(self, request: Request, timeout_s: float) -> Reply:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(REQUEST.dump_json(request) + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise _Died("crash") from error
        return self._receive(timeout_s)

    def stop(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._folder.cleanup()

    def _receive(self, timeout_s: float) -> Reply:
        assert self._process.stdout is not None
        deadline = time.monotonic() + timeout_s
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise _Died("time")
                block = os.read(self._process.stdout.fileno(), 1 << 20)
                if not block:
                    raise self._death()
                received += block
                if len(received) > _MAX_REPLY_BYTES:
                    raise _Died("memory")
        try:
            return REPLY.validate_json(bytes(received))
        except ValidationError as error:
            raise _Died("protocol") from error

    def _death(self) -> _Died:
        code = self._process.wait(timeout=5)
        if code == -signal.SIGXCPU:
            return _Died("time")
        name = f" ({signal.Signals(-code).name})" if code < 0 else f" (exit code {code})"
        return _Died("crash", name)

    def _last_error_line(self) -> str:
        lines = self._errors.read_text(errors="replace")[-2000:].strip().splitlines()
        return lines[-1] if lines else ""


def _environment(folder: str) -> dict[str, str]:
    """The child's whole environment: none of ours, which may hold keys, and nothing that lets a library phone home."""
    return {
        "PATH": _PROGRAMS,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "DO_NOT_TRACK": "1",
        "UNSTRUCTURED_DISABLE_NOTICE": "1",
        # Each thread of a numeric library reserves address space, which is limited; and the files come one by one.
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
