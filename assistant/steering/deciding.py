"""The decision to scale: what is frozen into the log when it is made, and how the log is read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.schemas.decisions import (
    Decision,
    DecisionLog,
    DecisionRequest,
    FrozenCase,
    FrozenGoal,
    Signature,
)
from assistant.schemas.kpis import GoalState, GoalView, KpiReport
from assistant.schemas.roi import RoiView
from assistant.steering.kpis import goal_view
from knowledge.chain import FIRST
from knowledge.decisions import LogEntry, broken_at
from knowledge.goals import Goal, GoalSource
from knowledge.intervals import Estimate


def content_of(asked: DecisionRequest, goals: Sequence[FrozenGoal], case: RoiView) -> dict[str, Any]:
    """What the log is to hold of a decision."""
    result = case.result
    frozen = FrozenCase(
        version=case.version,
        net_value=result.net_value,
        payback_months=result.payback_months,
        chance_positive=result.chance_positive,
    )
    return {
        **asked.model_dump(mode="json"),
        "goals": [goal.model_dump(mode="json") for goal in goals],
        "case": frozen.model_dump(mode="json"),
    }


def frozen_goals(
    use: KpiReport, case: RoiView, measured: Mapping[str, float | None], goals: Sequence[Goal], today: date
) -> tuple[FrozenGoal, ...]:
    """Every goal as it stands; `measured` are the figures of the latest run of the golden set."""
    found = [_of_evaluation(goal, measured.get(goal.metric), today) for goal in goals if _is_evaluation(goal)]
    for kpi in use.kpis:
        if kpi.goal is not None:
            figure = kpi.figure
            found.append(_frozen(kpi.goal, kpi.unit, figure.value if figure else None, figure.n if figure else None))
    found += [_frozen(each.goal, each.unit, each.value, None) for each in case.goals]
    return tuple(found)


def _is_evaluation(goal: Goal) -> bool:
    return goal.source is GoalSource.EVALUATION and not goal.slice


def _of_evaluation(goal: Goal, value: float | None, today: date) -> FrozenGoal:
    estimate = None if value is None else Estimate(value, 0, 0)
    return _frozen(goal_view(goal, estimate, today), goal.unit, value, None)


def _frozen(goal: GoalView, unit: str, value: float | None, n: int | None) -> FrozenGoal:
    return FrozenGoal(
        id=goal.id,
        statement=goal.statement,
        statement_sv=goal.statement_sv,
        unit=unit,
        baseline=goal.baseline,
        target=goal.target,
        value=value,
        n=n,
        state=goal.state,
        blocking=goal.blocking,
        owner=goal.owner,
        date=goal.date,
    )


def log_of(entries: Sequence[LogEntry]) -> DecisionLog:
    """The log to read, as far as it is what was written; `broken_at` says where that ends."""
    broken = broken_at(entries)
    whole = entries if broken is None else entries[: broken - 1]
    signatures: dict[int, list[Signature]] = {}
    for entry in whole:
        if entry.signer is not None:
            signatures.setdefault(entry.decision, []).append(_signature(entry))
    decisions = [_decision(entry, signatures.get(entry.number, [])) for entry in whole if entry.signer is None]
    return DecisionLog(
        decisions=tuple(reversed(decisions)),
        entries=len(entries),
        head=entries[-1].hash if entries else FIRST,
        broken_at=broken,
    )


def _decision(entry: LogEntry, signatures: Sequence[Signature]) -> Decision:
    content = {name: value for name, value in entry.content.items() if name not in {"decision", "signer"}}
    return Decision.model_validate(
        {**content, "number": entry.number, "signatures": tuple(signatures), "hash": entry.hash}
    )


def _signature(entry: LogEntry) -> Signature:
    content = entry.content
    return Signature(
        user=entry.signer or "",
        name=content["name"],
        at=content["at"],
        statement=content["statement"],
        hash=entry.hash,
    )


_WORDS = {GoalState.REACHED: "reached", GoalState.ON_TRACK: "on track", GoalState.BEHIND: "behind"}


def as_markdown(decision: Decision) -> str:
    """The decision paper, with what was known then and who signed."""
    lines = [
        f"# Decision {decision.number}: {decision.ruling.value}",
        "",
        f"{decision.at:%Y-%m-%d %H:%M} UTC, written by {_line(decision.name)}. Entry `{decision.hash}`.",
        "",
        "## Reasons",
        "",
        _quoted(decision.reasons),
        "",
        "## Deviations",
        "",
        *([f"- {_line(each)}" for each in decision.deviations] or ["None."]),
        "",
        "## Goals at that moment",
        "",
        "| goal | baseline | target | value | n | state | mandatory | owner | date |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_goal_row(goal) for goal in decision.goals),
        "",
        "## Business case",
        "",
        f"Version {decision.case.version} of the assumptions, over three years, with the range that holds 90 % of the "
        "drawn cases:",
        "",
        f"- net value {_amount(decision.case.net_value.middle)} SEK "
        f"({_amount(decision.case.net_value.low)} to {_amount(decision.case.net_value.high)})",
        f"- paid back in {_amount(decision.case.payback_months.middle)} months "
        f"({_amount(decision.case.payback_months.low)} to {_amount(decision.case.payback_months.high)})",
        f"- above zero in {100 * decision.case.chance_positive:.0f} % of the cases",
        "",
        "## Signatures",
        "",
        *([_signed(each) for each in decision.signatures] or ["None yet."]),
    ]
    return "\n".join(lines) + "\n"


def _goal_row(goal: FrozenGoal) -> str:
    value = "" if goal.value is None else f"{goal.value:.4g}"
    cells = [goal.statement, f"{goal.baseline:g}", f"{goal.target:g}", value, "" if goal.n is None else str(goal.n)]
    cells += [_WORDS.get(goal.state, "no data"), "yes" if goal.blocking else "no", goal.owner, goal.date.isoformat()]
    return f"| {' | '.join(_line(cell) for cell in cells)} |"


def _signed(signature: Signature) -> str:
    statement = f": {_line(signature.statement)}" if signature.statement else ""
    return f"- {_line(signature.name)}, {signature.at:%Y-%m-%d %H:%M} UTC{statement} (`{signature.hash[:12]}`)"


def _amount(value: float | None) -> str:
    return "never" if value is None else f"{value:,.0f}"


def _line(text: str) -> str:
    """On one line, with the signs that would end a cell or begin something escaped."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip().replace("<", "&lt;") for line in text.splitlines())
