"""`lardom eval ...`: measuring, from the command line."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.commands import candidates, compare, gate, lint, red_team
from eval.commands.run import add_run, add_runs
from eval.files import report_file, write
from eval.question_sets.answers import Evaluation, Plan, evaluate_answers
from eval.question_sets.calibrate import calibration_page, calibration_report
from eval.question_sets.files import read_question_set
from eval.question_sets.retrieval import SYSTEMS, evaluate_retrieval
from eval.question_sets.threshold import TARGET
from eval.report.markdown import page_of
from eval.report.page import html_of
from eval.statistics.ranking import METRICS
from eval.variants import Part
from knowledge.settings import load_settings


def command(arguments: Sequence[str]) -> int:
    """Takes the arguments after `lardom eval`; returns the exit code. Raises LardomError."""
    parsed = _parser().parse_args(arguments)
    exit_code: int = parsed.run(parsed)
    return exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom eval", description="Measure finding and answering.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    retrieval = commands.add_parser("retrieval", help="are the right documents found? (needs no model or server)")
    retrieval.add_argument("folder", type=Path, metavar="DIR", help="holds corpus.jsonl and questions.jsonl")
    retrieval.add_argument("--json", action="store_true", help="print one JSON object")
    retrieval.set_defaults(run=_retrieval)
    _add_answers(commands.add_parser("answers", help="are answers right, backed, and withheld when there is none?"))
    _add_calibrate(commands.add_parser("calibrate", help="which threshold keeps wrong answers at a target?"))
    add_run(commands.add_parser("run", help="ask the golden set, and keep what was measured"))
    add_runs(commands.add_parser("runs", help="the runs that are kept"))
    compare.add(commands.add_parser("compare", help="what changed from one run to another, and how surely?"))
    lint.add(commands.add_parser("lint", help="does the golden set hold?"))
    gate.add(commands)
    candidates.add_add(commands.add_parser("add", help="keep a real question as a candidate for the golden set"))
    candidates.add_propose(commands.add_parser("propose", help="make candidates of the documents themselves"))
    candidates.add_candidates(commands.add_parser("candidates", help="which wait for an examiner?"))
    candidates.add_accept(commands.add_parser("accept", help="move one to the golden set, examined"))
    red_team.add(commands.add_parser("red-team", help="what can be got out that should stay in?"))
    return parser


def _add_answers(answers: argparse.ArgumentParser) -> None:
    answers.add_argument("folder", type=Path, metavar="DIR", help="holds corpus.jsonl and questions.jsonl")
    _add_asking(answers)
    answers.add_argument(
        "--without", choices=list(Part), action="append", default=[], help="take this part out; may be repeated"
    )
    answers.add_argument(
        "--compare",
        action="store_true",
        help="what each part named by --without is worth; all parts when none is named",
    )
    answers.add_argument(
        "--report",
        type=report_file,
        metavar="FILE",
        help="write the report here as well: .html with every question, or .md",
    )
    answers.set_defaults(run=_answers)


def _add_calibrate(calibrate: argparse.ArgumentParser) -> None:
    calibrate.add_argument("folders", type=Path, nargs="+", metavar="DIR", help="each holds a question set")
    _add_asking(calibrate)
    calibrate.add_argument(
        "--target",
        type=_share,
        default=TARGET,
        metavar="SHARE",
        help=f"of the given answers that may be wrong ({TARGET})",
    )
    calibrate.set_defaults(run=_calibrate)


def _add_asking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--writer", choices=("extractive", "llm"), default="extractive", help="who writes answers")
    parser.add_argument(
        "--foreign", type=Path, metavar="DIR2", help="its questions are asked too, as ones that DIR cannot answer"
    )
    parser.add_argument("--sample", type=_number, metavar="N", help="ask N questions of each folder, drawn by --seed")
    parser.add_argument("--seed", type=int, default=7, help="for sample and intervals")


def _number(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"{written} is no number of questions")
    return int(written)


def _share(written: str) -> float:
    try:
        share = float(written)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{written} is no share between 0 and 1")
    return share


def _retrieval(parsed: argparse.Namespace) -> int:
    report = evaluate_retrieval(read_question_set(parsed.folder), load_settings(), _progress)
    sys.stdout.write(f"{json.dumps(report, ensure_ascii=False)}\n" if parsed.json else _table(report))
    return 0


def _answers(parsed: argparse.Namespace) -> int:
    evaluation = _evaluated(parsed.folder, parsed, frozenset(map(Part, parsed.without)), parsed.compare)
    report = evaluation.report(parsed.seed)
    page = page_of(report)
    if parsed.report:
        html = parsed.report.suffix == ".html"
        write(parsed.report, html_of(report, evaluation, parsed.folder.resolve().name) if html else page)
    sys.stdout.write(f"{json.dumps(report, ensure_ascii=False)}\n" if parsed.json else page)
    return 0


def _calibrate(parsed: argparse.Namespace) -> int:
    evaluations = [_evaluated(folder, parsed) for folder in parsed.folders]
    if parsed.json:
        report = calibration_report(evaluations, parsed.target)
        sys.stdout.write(f"{json.dumps(report, ensure_ascii=False)}\n")
    else:
        sys.stdout.write(calibration_page(evaluations, parsed.target))
    return 0


def _evaluated(
    folder: Path, parsed: argparse.Namespace, without: frozenset[Part] = frozenset(), compare: bool = False
) -> Evaluation:
    foreign = read_question_set(parsed.foreign).questions if parsed.foreign else ()
    plan = Plan(without, compare, parsed.sample, parsed.seed)
    return evaluate_answers(read_question_set(folder), foreign, load_settings(writer=parsed.writer), plan, _progress)


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _table(report: dict[str, Any]) -> str:
    excluded, latency = report["excluded"], report["latency_ms"]
    lines = [
        f"{report['questions']} questions, {report['documents']} documents, {report['passages']} passages",
        f"not scored: {excluded['unanswerable']} unanswerable, {excluded['without_gold']} without gold ids",
        "",
        " ".join(f"{heading:>10}" for heading in ("", *METRICS)),
    ]
    groups = {"": report["systems"]}
    if len(report["by_language"]) > 1:
        groups |= report["by_language"]
    for language, systems in groups.items():
        for system in SYSTEMS:
            figures = (f"{systems[system][metric]:10.3f}" for metric in METRICS if systems[system])
            lines.append(" ".join((f"{language} {system}".strip().rjust(10), *figures)))
    if latency:
        lines += ["", f"latency: {latency['p50']} ms in the median, {latency['p95']} ms for 95 % of the questions"]
    return "\n".join(lines) + "\n"
