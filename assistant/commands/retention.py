"""`lardom retention`: remove what has been kept long enough, or say what would be."""

import argparse
from collections.abc import Sequence

from assistant.bootstrap import now
from assistant.commands.output import show, show_json
from assistant.serving.retention import Retention
from knowledge.registry.registry import Registry
from knowledge.retention import RetentionReport
from knowledge.settings import load_settings


def retention(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    settings = load_settings()
    registry = Registry(settings.database)
    try:
        report = Retention(registry, settings, now).run(dry_run=options.dry_run)
    finally:
        registry.close()
    if options.json:
        show_json(report.as_json())
    else:
        show("\n".join(_lines(report)))
    return 0


def _lines(report: RetentionReport) -> list[str]:
    verb = "would be removed" if report.dry_run else "removed"
    lines = [
        f"{each.kind.value:<16} {each.removed:>6} {verb}, {each.after} left, older than {each.until:%Y-%m-%d}"
        for each in report.removals
    ]
    return [*lines, f"{report.originals} original files deleted. Run {report.id}."] if not report.dry_run else lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom retention", description="End what has been kept long enough.")
    run = parser.add_subparsers(required=True).add_parser("run", help="by the days of `processing` in the settings")
    run.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    run.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return parser
