"""`lardom eval ...`: measuring, from the command line."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.answers import Part, Plan, evaluate_answers
from eval.answers_page import page_of
from eval.question_set import read_question_set
from eval.ranking import METRICS
from eval.retrieval import SYSTEMS, evaluate_retrieval
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
    return parser


def _add_answers(answers: argparse.ArgumentParser) -> None:
    answers.add_argument("folder", type=Path, metavar="DIR", help="holds corpus.jsonl and questions.jsonl")
    answers.add_argument("--json", action="store_true", help="print one JSON object")
    answers.add_argument("--writer", choices=("extractive", "llm"), default="extractive", help="who writes answers")
    answers.add_argument(
        "--without", choices=list(Part), action="append", default=[], help="take this part out; may be repeated"
    )
    answers.add_argument(
        "--foreign", type=Path, metavar="DIR2", help="its questions are asked too, as ones that DIR cannot answer"
    )
    answers.add_argument("--sample", type=int, metavar="N", help="ask N questions of each folder, drawn by --seed")
    answers.add_argument("--seed", type=int, default=7, help="for sample and intervals")
    answers.add_argument("--report", type=Path, metavar="FILE.md", help="write the readable report here as well")
    answers.set_defaults(run=_answers)


def _retrieval(parsed: argparse.Namespace) -> int:
    report = evaluate_retrieval(read_question_set(parsed.folder), load_settings(), _progress)
    sys.stdout.write(f"{json.dumps(report, ensure_ascii=False)}\n" if parsed.json else _table(report))
    return 0


def _answers(parsed: argparse.Namespace) -> int:
    foreign = read_question_set(parsed.foreign).questions if parsed.foreign else ()
    settings = load_settings(writer=parsed.writer)
    plan = Plan(frozenset(map(Part, parsed.without)), parsed.sample, parsed.seed)
    report = evaluate_answers(read_question_set(parsed.folder), foreign, settings, plan, _progress)
    page = page_of(report)
    if parsed.report:
        parsed.report.write_text(page, encoding="utf-8")
    sys.stdout.write(f"{json.dumps(report, ensure_ascii=False)}\n" if parsed.json else page)
    return 0


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
