"""The one place that writes to the terminal: results to standard output, everything else to standard error."""

import json
import logging
import os
import sys
from typing import Any

from knowledge.settings import Settings


def show(text: str) -> None:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (`lardom ask ... | head -1`). What is left to flush at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_json(value: dict[str, Any]) -> None:
    show(json.dumps(value, ensure_ascii=False))


def tell(text: str) -> None:
    """Progress and remarks."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)-7s %(message)s")
    # A line for each static file or request of these says nothing an operator needs, and some quote addresses.
    for chatty in ("httpx", "httpcore", "streamlit", "alembic", "tornado", "PIL", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Access lines hold query strings, hence questions. Streamlit gives this logger a handler again when it starts.
    logging.getLogger("uvicorn.access").addFilter(lambda _: False)
