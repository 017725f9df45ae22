"""What the gate has to say, in sentences, for every form of its report."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.report.amounts import aim, amount, gained, gained_between, size, unit_of
from eval.runs.comparison import Change, Moved, Stage
from eval.runs.configuration import MACHINE
from eval.runs.gate import GateResult, GoalResult
from eval.runs.parity import LEAST_CASES, SliceGap, Verdict

PARITY_NOTE = (
    "A slice is below when it is further under the whole than allowed, and surely under it. The intervals of "
    "what is judged by one rule hold together with 95 % (Bonferroni), since one of many would look bad by chance. "
    f"Slices of fewer than {LEAST_CASES} questions are shown and not judged."
)
CHANGE_NOTE = (
    "On the same questions; above 0 is better, also where lower is better. It is sure where the 95 % interval "
    "(paired bootstrap) leaves out 0."
)
_MOST_NAMES = 12
_ALWAYS_DIFFERENT = (MACHINE, "revision")
_LONG = 110


def opening(result: GateResult) -> str:
    run = result.run
    asked = f"{len(run.cases)} questions, run {run.id[:12]}{f' ({run.name})' if run.name else ''}"
    when = f"{run.at:%Y-%m-%d %H:%M} UTC, {run.duration_s:.0f} s"
    if result.baseline is None:
        return f"{asked}, {when}. There is no baseline yet: `lardom eval baseline` accepts a run as one."
    last = result.baseline.accepted[0]
    return (
        f"{asked}, {when}. Baseline: run {last.run[:12]}, accepted {last.at:%Y-%m-%d} by {last.author}: {last.reason}"
    )


def failures(result: GateResult) -> list[str]:
    """Each reason why the gate fails; before them, at which stages questions were lost since the baseline."""
    found = [_failed(each) for each in result.goals if each.blocks] + [gap_sentence(gap) for gap in result.unfair]
    if found and result.comparison and result.comparison.stages:
        return [f"Lost since the baseline at: {stages(result.comparison.stages)}.", *found]
    return found


def notes(result: GateResult) -> list[str]:
    """What does not fail the gate, and should be known before a release."""
    found = [sentence for each in result.goals if not each.goal.blocking and (sentence := _failed(each))]
    comparison = result.comparison
    if comparison and comparison.missing:
        found.append(f"Not in the run, and counted as missed: {_some(comparison.missing)}.")
    if comparison and comparison.new:
        found.append(f"New since the baseline, and not compared: {_some(comparison.new)}.")
    if result.baseline:
        found += _configured(result.baseline.configuration, result.run.configuration)
    return [*found, *result.run.problems]


def stages(counts: Mapping[Stage, int]) -> str:
    return ", ".join(f"{stage.value} {count}" for stage, count in counts.items())


def gap_sentence(gap: SliceGap) -> str:
    rule, unit = gap.rule, unit_of(gap.rule.metric)
    by = f"{gained_between(gap.interval, unit)}; {size(rule.allowed_gap, unit)} are allowed"
    return (
        f"**{rule.slice} {gap.value}** is below the whole in {rule.metric}: {amount(gap.score, unit)} against "
        f"{amount(gap.whole, unit)} ({by}). Owner: {rule.owner}."
    )


def gap_state(gap: SliceGap) -> str:
    return "too few to judge" if gap.verdict is Verdict.SMALL else gap.verdict.value


def goal_state(each: GoalResult) -> str:
    if each.missed:
        return "not measured" if each.value is None else "missed"
    return "worse than allowed" if each.regressed else "reached"


def change_state(change: Change) -> str:
    return "surely worse" if change.surely_worse else "surely better" if change.surely_better else ""


def moved_sentence(moved: Moved) -> str:
    now, question = moved.now, _shortened(moved.now.question)
    what = f"lost at {moved.stage.value}" if moved.stage else f"won, was lost at {moved.before.outcome.value}"
    return f"`{now.case_id}` {what}: {question}" if question else f"`{now.case_id}` {what}"


def _failed(each: GoalResult) -> str:
    """Nothing when the goal is reached and not worse than allowed."""
    goal, wrong = each.goal, []
    if each.missed:
        wrong.append(f"{amount(each.value, goal.unit)}, and the target is {aim(goal)} by {goal.date}")
    if each.regressed and each.change and goal.allowed_regression is not None:
        wrong.append(
            f"{gained(each.change.gain, goal.unit)} since the baseline "
            f"({gained_between(each.change.interval, goal.unit)}), and a loss of "
            f"{size(goal.allowed_regression, goal.unit)} is allowed"
        )
    if not wrong:
        return ""
    where = f" Lost at: {stages(each.lost)}." if each.lost else ""
    of = f" ({goal.slice})" if goal.slice else ""
    return f"**{goal.id}**{of}: {'; '.join(wrong)}. {goal.statement}{where} Owner: {goal.owner}."


def _configured(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What was set otherwise, or was another version, when the baseline was run."""
    were, are = _flat(before), _flat(now)
    different = sorted(name for name in were.keys() | are.keys() if were.get(name) != are.get(name))
    return [f"Not as in the baseline: {_some(different)}."] if different else []


def _flat(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Without what may differ between two runs of the same figures."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _ALWAYS_DIFFERENT:
            flat |= _flat(value, f"{above}{name}.") if isinstance(value, Mapping) else {f"{above}{name}": value}
    return flat


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMES])
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()} …"
