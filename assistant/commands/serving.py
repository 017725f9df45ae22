"""`lardom serve`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.commands.output import log_to_stderr
from assistant.serving.server import serve as run_server
from knowledge.settings import load_settings

PILOT = Path(__file__).parents[2] / "pilot" / "knowledge"


def serve(arguments: Sequence[str]) -> int:
    """Run until interrupted."""
    options = _parser().parse_args(arguments)
    given: dict[str, Any] = {"host": options.host, "port": options.port}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    log_to_stderr(settings)
    run_server(settings, pilot=PILOT if options.pilot else None)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom serve", description="Run the API and the chat until interrupted.")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8765)")
    parser.add_argument("--pilot", action="store_true", help="take the pilot's documents in when there are none yet")
    return parser
