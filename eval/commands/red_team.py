"""`lardom eval red-team`: what can be got out of Lärdom that should stay in?"""

import argparse
import json
import sys
from pathlib import Path

from eval.files import write
from eval.red_team.attacks import ATTACKS, DOCUMENTS, Category, read_attacks
from eval.red_team.page import page_of
from eval.red_team.run import red_team
from eval.temporary_store import PILOT
from knowledge.settings import load_settings


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--attacks", type=Path, default=ATTACKS, metavar="FILE", help="those that come with Lärdom")
    parser.add_argument(
        "--category", choices=[each.value for each in Category], action="append", default=[], help="may be repeated"
    )
    parser.add_argument("--writer", choices=("extractive", "llm"), default="extractive", help="who writes answers")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report here as well: .json or .md")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_red_team)


def _red_team(parsed: argparse.Namespace) -> int:
    attacks = read_attacks(parsed.attacks)
    chosen = [attack for attack in attacks if not parsed.category or attack.category.value in parsed.category]
    outcome = red_team(chosen, [PILOT, DOCUMENTS], load_settings(writer=parsed.writer), _progress)
    report = outcome.report()
    as_json, as_page = f"{json.dumps(report, ensure_ascii=False)}\n", page_of(report)
    if parsed.out:
        write(parsed.out, as_json if parsed.out.suffix == ".json" else as_page)
    sys.stdout.write(as_json if parsed.json else as_page)
    return 1 if outcome.blocking else 0


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")
