"""Which server has a data folder open: written by the server for this machine's `lardom` command."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

SERVER_FILE = "server.json"


@dataclass(frozen=True, slots=True)
class RunningServer:
    """Where a server of this data folder listens, and the secret of its run; only its user can read the file."""

    url: str
    token: str
    pid: int


def running_server(data: Path) -> RunningServer | None:
    """The server that has this data folder open, if one says so and its process lives."""
    try:
        server = RunningServer(**json.loads((data / SERVER_FILE).read_text("utf-8")))
        os.kill(server.pid, 0)
    except (OSError, ValueError, TypeError):
        return None
    return server


@contextmanager
def announced(data: Path, running: RunningServer) -> Iterator[None]:
    path = data / SERVER_FILE
    path.unlink(missing_ok=True)
    # Made with its mode, so that no one can read it in between.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(running), file)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
