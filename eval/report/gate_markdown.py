"""The gate's verdict in Markdown: for a pull request, and fit for a terminal."""

from collections.abc import Iterable, Sequence

from eval.report.amounts import aim, amount, between, gained, gained_between, size, unit_of
from eval.report.verdict import (
    CHANGE_NOTE,
    PARITY_NOTE,
    change_state,
    failures,
    gap_sentence,
    gap_state,
    goal_state,
    moved_sentence,
    notes,
    opening,
    stages,
)
from eval.runs.gate import GateResult, GoalResult
from eval.runs.parity import SliceGap, Verdict

_MOST_QUESTIONS = 40


def gate_markdown(result: GateResult) -> str:
    lines = [
        f"# Evaluation gate: {'passed' if result.passed else 'FAILED'}",
        "",
        opening(result),
        "",
        *_list("What fails", failures(result)),
        *_list("What to know", notes(result)),
        *_goals(result.goals),
        *_compared(result),
        *_details(
            "Parity: is it as good for everyone?",
            parity_table([gap for gap in result.parity if gap.verdict is not Verdict.SMALL]),
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def parity_markdown(result: GateResult) -> str:
    """The bias audit as a report of its own, dated by its run."""
    below = [gap for gap in result.parity if gap.verdict is Verdict.BELOW]
    rules = list(dict.fromkeys(gap.rule for gap in result.parity))
    lines = [
        f"# Parity, {result.run.at:%Y-%m-%d}",
        "",
        opening(result),
        "",
        f"{len(below)} of {sum(gap.verdict is not Verdict.SMALL for gap in result.parity)} judged slices are below.",
        "",
        *_list("Below the whole", map(gap_sentence, below)),
        "## What is allowed",
        "",
        *_table(
            ("slices by", "figure", "allowed gap", "blocks", "why", "owner"),
            (
                (rule.slice, rule.metric, size(rule.allowed_gap, unit_of(rule.metric)), _yes(rule.blocking),
                 rule.reason, rule.owner)
                for rule in rules
            ),
        ),
        "",
        "## Each slice",
        "",
        *parity_table(result.parity),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def parity_table(gaps: Sequence[SliceGap]) -> list[str]:
    rows = []
    for gap in gaps:
        unit = unit_of(gap.rule.metric)
        figures = amount(gap.score, unit), gained(gap.difference, unit), gained_between(gap.interval, unit)
        rows.append((gap.rule.slice, gap.value, str(gap.cases), *figures, gap_state(gap)))
    head = ("slices by", "slice", "questions", "figure", "against the whole", "interval", "")
    return [PARITY_NOTE, "", *_table(head, rows)]


def _goals(goals: Sequence[GoalResult]) -> list[str]:
    rows = []
    for each in goals:
        goal = each.goal
        since = gained(each.change.gain, goal.unit) if each.change else ""
        rows.append(
            (f"{goal.id}{f' ({goal.slice})' if goal.slice else ''}", amount(each.value, goal.unit),
             between(each.interval, goal.unit), aim(goal), amount(goal.baseline, goal.unit), since,
             "blocking" if goal.blocking else f"advisory, by {goal.date}", goal_state(each))
        )  # fmt: skip
    head = ("goal", "now", "95 %", "target", "at the start", "since the baseline", "", "")
    return ["## Goals", "", *_table(head, rows), ""]


def _compared(result: GateResult) -> list[str]:
    comparison = result.comparison
    if comparison is None:
        return []
    lost = [moved for moved in comparison.moved if moved.stage]
    rows = []
    for metric, change in sorted(result.changes.items()):
        unit = unit_of(metric)
        moved = gained(change.gain, unit), gained_between(change.interval, unit)
        if change.gain:
            rows.append((metric, amount(change.before, unit), amount(change.now, unit), *moved, change_state(change)))
    lines = ["## Since the baseline", ""]
    if not rows and not comparison.moved:
        return [*lines, "No figure moved, and every question ended as before.", ""]
    lines.append(
        f"{len(lost)} questions were lost ({stages(comparison.stages) or 'none'}), "
        f"{len(comparison.moved) - len(lost)} were won."
    )
    if rows:
        head = ("figure", "before", "now", "change", "95 %", "")
        lines += ["", CHANGE_NOTE, "", *_table(head, rows)]
    left = len(comparison.moved) - _MOST_QUESTIONS
    told = [f"- {moved_sentence(moved)}" for moved in comparison.moved[:_MOST_QUESTIONS]]
    if left > 0:
        told.append(f"- and {left} more: see the HTML report")
    return [*lines, "", *_details("Questions that changed", told)]


def _list(heading: str, entries: Iterable[str]) -> list[str]:
    told = [f"- {entry}" for entry in entries]
    return [f"## {heading}", "", *told, ""] if told else []


def _details(summary: str, lines: Sequence[str]) -> list[str]:
    return [f"<details><summary>{summary}</summary>", "", *lines, "", "</details>", ""] if lines else []


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
