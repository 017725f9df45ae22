"""`lardom eval compare`: what changed from one run to another, on the questions that both were asked."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.report.amounts import amount, gained, gained_between, unit_of
from eval.runs.comparison import Change, Moved, changes, compared
from eval.runs.kept import read_run
from eval.runs.record import CaseResult, RunRecord
from eval.runs.run import SEED
from knowledge.errors import Refused
from knowledge.settings import load_settings


@dataclass(frozen=True, slots=True)
class RunComparison:
    """`changes` by metric, of the `questions` that both runs asked, with paired intervals. `configuration` has what
    differs, by dotted name: before and now."""

    before: RunRecord
    now: RunRecord
    questions: int
    changes: Mapping[str, Change]
    moved: tuple[Moved, ...]
    configuration: Mapping[str, tuple[Any, Any]]


def add(parser: argparse.ArgumentParser) -> None:
    for name in ("before", "now"):
        parser.add_argument(name, metavar=name.upper(), help="a file, an id or its beginning, or `latest`")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_compare)


def runs_compared(before: RunRecord, now: RunRecord, seed: int = SEED) -> RunComparison:
    """Raises Refused when the runs have no question in common. One whose words have changed is another question."""
    earlier = {(case.case_id, case.question, case.earlier): case for case in before.cases}
    pairs = [
        (earlier[key], case) for case in now.cases if (key := (case.case_id, case.question, case.earlier)) in earlier
    ]
    if not pairs:
        raise Refused("The two runs have no question in common.", "Compare runs of the same golden set.")
    were, are = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    measured = before.metrics.keys() & now.metrics.keys()
    found = changes(were, are, seed)
    one, other = _flat(before.configuration), _flat(now.configuration)
    return RunComparison(
        before=before,
        now=now,
        questions=len(pairs),
        changes={metric: change for metric, change in found.items() if metric in measured},
        moved=compared(were, are).moved,
        configuration={
            key: (one.get(key), other.get(key)) for key in sorted(one | other) if one.get(key) != other.get(key)
        },
    )


def _compare(parsed: argparse.Namespace) -> int:
    settings = load_settings()
    found = runs_compared(read_run(parsed.before, settings), read_run(parsed.now, settings))
    sys.stdout.write(f"{json.dumps(_summary(found), ensure_ascii=False)}\n" if parsed.json else _page(found))
    return 0


def _summary(found: RunComparison) -> dict[str, Any]:
    """The JSON of docs/commands.md."""
    return {
        "before": found.before.id,
        "now": found.now.id,
        "questions": found.questions,
        "only_before": len(found.before.cases) - found.questions,
        "only_now": len(found.now.cases) - found.questions,
        "metrics": {
            metric: {
                "before": change.before,
                "now": change.now,
                "gain": change.gain,
                "interval": change.interval,
                "change": _judgement(change),
            }
            for metric, change in found.changes.items()
        },
        "moved": [
            {
                "case_id": moved.now.case_id,
                "question": moved.now.question,
                "before": moved.before.outcome.value,
                "now": moved.now.outcome.value,
                "lost_at": moved.stage.value if moved.stage else None,
            }
            for moved in found.moved
        ],
        "configuration": found.configuration,
    }


def _page(found: RunComparison) -> str:
    lines = [
        f"{found.questions} questions that both were asked: {_named(found.before)} -> {_named(found.now)}",
        "",
        f"{'metric':32} {'before':>12} {'now':>12}   gain, with its 95 % interval",
        *(_line(change) for change in found.changes.values()),
        *_moved_lines("lost", [moved for moved in found.moved if moved.stage]),
        *_moved_lines("won", [moved for moved in found.moved if not moved.stage]),
    ]
    if found.configuration:
        lines += ["", "What differs in how they were made:"]
        lines += [f"  {key}: {one} -> {other}" for key, (one, other) in found.configuration.items()]
    return "\n".join(lines) + "\n"


def _line(change: Change) -> str:
    unit, told = unit_of(change.metric), _judgement(change)
    was, is_ = amount(change.before, unit), amount(change.now, unit)
    if not change.gain and not any(change.interval):
        return f"{change.metric:32} {was:>12} {is_:>12}   unchanged"
    gain = f"{gained(change.gain, unit)} ({gained_between(change.interval, unit)})"
    return f"{change.metric:32} {was:>12} {is_:>12}   {gain}{'' if told == 'unsure' else f' {told}'}"


def _moved_lines(what: str, moved: Sequence[Moved]) -> list[str]:
    if not moved:
        return []
    lines = [f"  {each.now.case_id}: {_way(each.before, each.now)}: {each.now.question}" for each in moved]
    return ["", f"{len(moved)} {what}:", *lines]


def _way(before: CaseResult, now: CaseResult) -> str:
    return f"{before.outcome} -> {now.outcome}"


def _judgement(change: Change) -> str:
    if change.surely_better:
        return "better"
    return "worse" if change.surely_worse else "unsure"


def _named(run: RunRecord) -> str:
    return f"{run.id[:8]} of {run.at:%Y-%m-%d %H:%M}{f' ({run.name})' if run.name else ''}"


def _flat(values: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        dotted = f"{place}{name}"
        flat |= _flat(value, f"{dotted}.") if isinstance(value, Mapping) else {dotted: value}
    return flat
