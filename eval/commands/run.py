"""`lardom eval run` and `lardom eval runs`: ask the golden set, and what was measured before."""

import argparse
import json
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from eval.files import write
from eval.golden.cases import GOLDEN_SET, read_golden
from eval.report.amounts import amount, unit_of
from eval.runs.kept import keep, summary_of
from eval.runs.record import RunRecord, Suite, to_json
from eval.runs.run import ALL_SUITES, PILOT_TODAY, SEED, RunPlan, run_golden
from eval.temporary_store import PILOT
from knowledge.registry.evaluations import StoredRun
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings

_LISTED = ("answer.right", "conversation.right", "retrieval.ndcg@10", "abstention.recall", "latency.p95_ms")


def add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--golden", type=Path, default=GOLDEN_SET, metavar="FILE", help="the questions; the pilot's")
    parser.add_argument("--documents", type=Path, default=PILOT, metavar="DIR", help="the documents; the pilot's")
    parser.add_argument(
        "--suite", choices=list(Suite), action="append", help="measure this; may be repeated; all when not given"
    )
    parser.add_argument("--sample", type=_number, metavar="N", help="ask N of the questions, drawn by --seed")
    parser.add_argument("--seed", type=int, default=SEED, help="for the sample")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=PILOT_TODAY, metavar="DATE", help="the day the documents are read"
    )
    parser.add_argument("--writer", choices=("extractive", "llm"), default="extractive", help="who writes answers")
    parser.add_argument("--name", default="", help="to know the run by")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the run here as well, as JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def add_runs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=_number, default=20, metavar="N", help="how many, newest first")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_runs)


def _run(parsed: argparse.Namespace) -> int:
    settings = load_settings(writer=parsed.writer)
    suites = tuple(Suite(name) for name in dict.fromkeys(parsed.suite)) if parsed.suite else ALL_SUITES
    plan = RunPlan(parsed.name, suites, parsed.sample, parsed.seed, parsed.today)
    cases = read_golden(parsed.golden)
    # Opened first: what cannot be kept need not be asked.
    with closing(Registry(settings.database)) as registry:
        run = run_golden(cases, parsed.documents, settings, plan, _progress)
        keep(run, registry.evaluations)
    if parsed.out:
        write(parsed.out, to_json(run))
    sys.stdout.write(f"{json.dumps(_summary(run), ensure_ascii=False)}\n" if parsed.json else _page(run))
    return 1 if run.problems or any(case.error for case in run.cases) else 0


def _runs(parsed: argparse.Namespace) -> int:
    with closing(Registry(load_settings().database)) as registry:
        runs = registry.evaluations.list(parsed.limit)
    if parsed.json:
        listed = [{"id": run.id, "at": run.at.isoformat(), "name": run.name, **run.summary} for run in runs]
        sys.stdout.write(f"{json.dumps({'runs': listed}, ensure_ascii=False)}\n")
    else:
        sys.stdout.write(_listing(runs))
    return 0


def _summary(run: RunRecord) -> dict[str, Any]:
    return {"id": run.id, "at": run.at.isoformat(), "name": run.name, **summary_of(run)}


def _page(run: RunRecord) -> str:
    outcomes = summary_of(run)["outcomes"]
    lines = [
        f"{len(run.cases)} questions in {run.duration_s:.0f} s, kept as {run.id}",
        ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items() if count),
        "",
        *(f"{name:34} {amount(value, unit_of(name)):>12}" for name, value in run.metrics.items()),
        *(f"! {problem}" for problem in run.problems),
        *(f"! {case.case_id}: {case.error}" for case in run.cases if case.error),
    ]
    return "\n".join(lines) + "\n"


def _listing(runs: tuple[StoredRun, ...]) -> str:
    if not runs:
        return "No run is kept yet. `lardom eval run` makes one.\n"
    lines = [f"{'run':8} {'at':16} {'questions':>9} {' '.join(f'{name:>18}' for name in _LISTED)}  name"]
    for run in runs:
        metrics = run.summary["metrics"]
        values = " ".join(f"{amount(metrics.get(name), unit_of(name)):>18}" for name in _LISTED)
        lines.append(f"{run.id[:8]} {run.at:%Y-%m-%d %H:%M} {run.summary['questions']:>9} {values}  {run.name}")
    return "\n".join(lines) + "\n"


def _number(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"{written} is no number of them")
    return int(written)


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")
