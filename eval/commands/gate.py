"""`lardom eval gate`, `parity` and `baseline`: a run held to what is asked of it, from the command line."""

import argparse
import getpass
import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from eval.files import report_file, write
from eval.golden.cases import GOLDEN_SET, read_golden
from eval.report.gate_markdown import gate_markdown, parity_markdown
from eval.report.gate_page import gate_html
from eval.report.verdict import failures
from eval.runs.baseline import BASELINE, Acceptance, accepted, read_baseline, text_of
from eval.runs.gate import Demands, GateResult, judged
from eval.runs.kept import keep, read_run
from eval.runs.record import to_json
from eval.runs.run import RunPlan, run_golden
from eval.temporary_store import PILOT
from knowledge.access import LOCAL_OWNER
from knowledge.audit import Act
from knowledge.goals import goals_file, read_goals, read_parity
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings


class Commands(Protocol):
    """What argparse calls subparsers, whose class is not public."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser: ...  # noqa: A002 - argparse's own name


def add(commands: Commands) -> None:
    gate = commands.add_parser("gate", help="may this be released? exit code 1 when a goal is missed or a figure fell")
    _add_run(gate)
    gate.add_argument("--out", type=Path, metavar="FILE", help="keep the run here, for `lardom eval baseline`")
    gate.add_argument("--json", action="store_true", help="print one JSON object")
    gate.set_defaults(run=_gate)
    parity = commands.add_parser("parity", help="is it as good for everyone? the bias audit, dated")
    _add_run(parity)
    parity.set_defaults(run=_parity)
    baseline = commands.add_parser("baseline", help="accept a run as the one that later ones are compared with")
    baseline.add_argument("accepted", metavar="FILE|ID", help="a run: its file, or its id in the registry")
    baseline.add_argument("--reason", required=True, help="why it is accepted; kept in the file")
    baseline.add_argument("--author", default=getpass.getuser(), help="who accepts it; kept in the file")
    _add_baseline(baseline)
    baseline.set_defaults(run=_baseline)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", dest="taken", metavar="FILE|ID", help="this run rather than one made now")
    parser.add_argument(
        "--golden", type=Path, default=GOLDEN_SET, metavar="FILE", help="the questions of a run made now; the pilot's"
    )
    parser.add_argument("--documents", type=Path, default=PILOT, metavar="DIR", help="its documents; the pilot's")
    parser.add_argument("--writer", choices=("extractive", "llm"), default="extractive", help="who writes its answers")
    parser.add_argument("--name", default="", help="to know it by")
    parser.add_argument(
        "--report", type=report_file, action="append", default=[], metavar="FILE", help=".html or .md; may be repeated"
    )
    _add_baseline(parser)


def _add_baseline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--baseline", type=Path, default=BASELINE, metavar="FILE", help="the accepted run")


def _gate(parsed: argparse.Namespace) -> int:
    result = _judged(parsed)
    if parsed.out:
        write(parsed.out, to_json(result.run))
    page = gate_markdown(result)
    for file in parsed.report:
        write(file, gate_html(result) if file.suffix == ".html" else page)
    sys.stdout.write(f"{json.dumps(_summary(result), ensure_ascii=False)}\n" if parsed.json else page)
    return 0 if result.passed else 1


def _parity(parsed: argparse.Namespace) -> int:
    result = _judged(parsed)
    page = parity_markdown(result)
    for file in parsed.report:
        write(file, gate_html(result) if file.suffix == ".html" else page)
    sys.stdout.write(page)
    return 1 if result.unfair else 0


def _baseline(parsed: argparse.Namespace) -> int:
    settings = load_settings()
    run = read_run(parsed.accepted, settings)
    acceptance = Acceptance(at=datetime.now(UTC), author=parsed.author, reason=parsed.reason, run=run.id)
    write(parsed.baseline, text_of(accepted(run, acceptance, read_baseline(parsed.baseline))))
    with closing(Registry(settings.database)) as registry:
        written = {"sha256": sha256(parsed.baseline.read_bytes()).hexdigest()}
        registry.audit.append(Act.BASELINE_ACCEPT, LOCAL_OWNER, run.id, written)
    sys.stdout.write(f"{parsed.baseline}: {len(run.cases)} questions of run {run.id}.\n")
    return 0


def _judged(parsed: argparse.Namespace) -> GateResult:
    """What can be refused is read first: a run takes minutes. It is kept, as those of `lardom eval run` are."""
    settings = load_settings(writer=parsed.writer)
    goals = goals_file(settings)
    demands = Demands(read_goals(goals), read_parity(goals), read_baseline(parsed.baseline))
    if parsed.taken:
        return judged(read_run(parsed.taken, settings), demands)
    cases = read_golden(parsed.golden)
    with closing(Registry(settings.database)) as registry:
        run = run_golden(cases, parsed.documents, settings, RunPlan(name=parsed.name), _progress)
        keep(run, registry.evaluations)
    return judged(run, demands)


def _summary(result: GateResult) -> dict[str, Any]:
    """The JSON of docs/commands.md."""
    return {
        "passed": result.passed,
        "run": result.run.id,
        "failures": failures(result),
        "stages": {stage.value: count for stage, count in result.stages.items()},
        "goals": [
            {
                "id": each.goal.id,
                "metric": each.goal.metric,
                "slice": each.goal.slice,
                "value": each.value,
                "interval": each.interval,
                "target": each.goal.target,
                "blocking": each.goal.blocking,
                "missed": each.missed,
                "regressed": each.regressed,
            }
            for each in result.goals
        ],
        "parity": [
            {
                "slice": gap.rule.slice,
                "value": gap.value,
                "metric": gap.rule.metric,
                "questions": gap.cases,
                "score": gap.score,
                "difference": gap.difference,
                "interval": gap.interval,
                "verdict": gap.verdict.value,
            }
            for gap in result.parity
        ],
        "missing": list(result.comparison.missing) if result.comparison else [],
        "new": list(result.comparison.new) if result.comparison else [],
    }


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")
