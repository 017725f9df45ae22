"""The parsing process itself: `python -m ingest.parsing.child OPTIONS READER`, started by ingest.worker.

Requests come in on standard input and replies go out on what was standard output, one JSON object a line. When
standard input closes, the parent is gone, and so is this process at once, whatever it is doing.
"""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, cast

from ingest.elements import Parsed
from ingest.parsing.confinement import allow_cpu_seconds, confine
from ingest.parsing.frames import OPTIONS, REPLY, REQUEST, Failure, ParseOptions, Reply, Request
from knowledge.errors import UnreadableSource

Reader = Callable[[Path, str, ParseOptions], Parsed]


def main(options_json: str, reader_name: str) -> None:
    """Serve parse requests until standard input closes."""
    options = OPTIONS.validate_json(options_json)
    confine(options.memory_mb)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not pass for a reply
    module, function = reader_name.split(":")
    reader = cast(Reader, getattr(importlib.import_module(module), function))
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    _send(replies, Reply())
    while True:
        request = requests.get()
        allow_cpu_seconds(options.timeout_s)
        _send(replies, _answer(reader, request, options))


def _listen(stdin: BinaryIO, requests: SimpleQueue[Request]) -> None:
    for line in stdin:
        requests.put(REQUEST.validate_json(line))
    os.killpg(0, signal.SIGKILL)  # the group: a program that reads pages for us goes too


def _send(replies: BinaryIO, reply: Reply) -> None:
    replies.write(REPLY.dump_json(reply) + b"\n")
    replies.flush()


def _answer(reader: Reader, request: Request, options: ParseOptions) -> Reply:
    try:
        return Reply(parsed=reader(Path(request.path), request.name, options))
    except UnreadableSource as error:
        return Reply(failure=Failure(error.message, error.remedy))
    except MemoryError:
        return Reply(failure=Failure("", "", exhausted=True))
    except RecursionError:
        return Reply(failure=Failure("Its content is nested too deeply to be read.", "Save it in a simpler form."))
    except ImportError as error:
        return Reply(
            failure=Failure(
                f"Reading this kind of file needs a library that is not installed ({error.name}).",
                "Install the extras: pip install 'lardom[office,ocr]'.",
            )
        )
    except Exception as error:  # noqa: BLE001 - the outermost edge: parsers raise anything on damaged files
        kind = type(error).__name__
        return Reply(
            failure=Failure(
                f"It is damaged, or not what its name says ({kind}).", "Open it in its own program and save it again."
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
