"""`lardom reports ownership`: the state of the documents; through the running server, or from the registry."""

import argparse
from collections.abc import Sequence

from assistant.bootstrap import today
from assistant.commands.output import log_to_stderr, show, show_json
from assistant.commands.remote import Remote
from assistant.documents.ownership_report import WEEKS, ownership_report, table_of
from assistant.schemas.ownership import OwnershipReport
from knowledge.access import LOCAL_OWNER
from knowledge.registry.registry import Registry
from knowledge.running import running_server
from knowledge.settings import Settings, load_settings

_SHOWN = 20


def reports(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    settings = load_settings()
    log_to_stderr(settings)
    found = _report(settings, options.weeks)
    if options.json:
        show_json(found.model_dump(mode="json"))
    else:
        show(table_of(found) if options.csv else _readable(found))
    return 0


def _report(settings: Settings, weeks: int) -> OwnershipReport:
    server = running_server(settings.data)
    if server:
        return Remote(server, LOCAL_OWNER).ownership(weeks)
    registry = Registry(settings.database)
    try:
        return ownership_report(registry, LOCAL_OWNER, today(), weeks)
    finally:
        registry.close()


def _readable(found: OwnershipReport) -> str:
    lines = [f"{each.documents:5} {each.reason.value.replace('_', ' ')}" for each in found.counts]
    lines += ["", "score  document"]
    lines += [f"{row.score.total:5}  {row.title}: {_reasons(row.reasons)}" for row in found.rows[:_SHOWN]]
    for pair in found.contradictions:
        one, other = pair.sides
        lines += ["", f"{pair.difference}: {one.title}: {one.value}  /  {other.title}: {other.value}"]
    lines += [""] * bool(found.duplicates)
    lines += [
        f"{each.likeness:.0%} alike: {each.sides[0].title}  /  {each.sides[1].title}" for each in found.duplicates
    ]
    return "\n".join(lines) if found.rows else "No documents yet."


def _reasons(reasons: Sequence[str]) -> str:
    return ", ".join(reason.replace("_", " ") for reason in reasons) or "nothing to do"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom reports", description="Reports for those who answer for documents.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="REPORT")
    action = actions.add_parser("ownership", help="without owner, overdue, unused, contradicting, alike; with scores")
    action.add_argument("--weeks", type=int, default=WEEKS, help="how far back to count citations")
    action.add_argument("--json", action="store_true", help="print one JSON object")
    action.add_argument("--csv", action="store_true", help="print the documents as CSV")
    return parser
