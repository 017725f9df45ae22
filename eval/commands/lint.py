"""`lardom eval lint`: does the golden set hold?"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from eval.golden.cases import GOLDEN_SET, read_lines
from eval.golden.lint import Severity, kept_documents, lint
from eval.temporary_store import PILOT, ingested
from knowledge.settings import load_settings


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", default=GOLDEN_SET, metavar="FILE", help="the golden set")
    parser.add_argument(
        "--documents",
        type=Path,
        action="append",
        metavar="PATH",
        help="the documents it is about (the pilot's); may be repeated",
    )
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day it is checked for (today)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_lint)


def _lint(parsed: argparse.Namespace) -> int:
    lines = read_lines(parsed.file)
    sys.stderr.write("Taking in the documents ...\n")
    with ingested(parsed.documents or [PILOT], load_settings()) as made:
        documents = kept_documents(made.store.registry.documents)
    remarks = lint(lines, documents, parsed.on or datetime.now(UTC).date())
    errors = sum(remark.severity is Severity.ERROR for remark in remarks)
    if parsed.json:
        report = {"cases": len(lines), "errors": errors, "remarks": [asdict(remark) for remark in remarks]}
        sys.stdout.write(f"{json.dumps(report, ensure_ascii=False)}\n")
    else:
        counted = f"{len(lines)} cases, {errors} errors, {len(remarks) - errors} warnings"
        sys.stdout.write("\n".join([*(f"{parsed.file}, {remark}" for remark in remarks), counted]) + "\n")
    return 1 if errors else 0
