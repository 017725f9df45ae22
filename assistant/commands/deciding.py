"""`lardom decisions`: whether the decision log is what was written, and a decision as Markdown."""

import argparse
from collections.abc import Sequence

from assistant.commands.output import show, show_json, tell
from assistant.steering.deciding import as_markdown, log_of
from knowledge.errors import NotFound
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings


def decisions(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    registry = Registry(load_settings().database)
    try:
        log = log_of(registry.decisions.entries())
    finally:
        registry.close()
    if options.what == "verify":
        if options.json:
            show_json({"entries": log.entries, "head": log.head, "broken_at": log.broken_at})
        elif log.broken_at is None:
            show(f"The decision log is whole: {log.entries} entries, the last one {log.head}.")
        else:
            tell(f"The decision log was changed: entry {log.broken_at} is not what was written. Compare with a backup.")
        return 0 if log.broken_at is None else 1
    for decision in log.decisions:
        if decision.number == options.number:
            show(as_markdown(decision).rstrip())
            return 0
    raise NotFound("There is no such decision.", "GET /v1/decisions lists them.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom decisions", description="Read the decision log.")
    what = parser.add_subparsers(dest="what", required=True)
    verify = what.add_parser("verify", help="check the chain of hashes; exit code 1 when an entry was changed")
    verify.add_argument("--json", action="store_true", help="one JSON object on standard output")
    export = what.add_parser("export", help="a decision as Markdown")
    export.add_argument("number", type=int)
    return parser
