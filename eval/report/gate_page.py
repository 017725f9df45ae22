"""The gate's report as one HTML file: the verdict, goals, what moved, parity, confidence, time, and every question."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from eval.question_sets.figures import confidence_curves
from eval.report.amounts import aim, amount, between, gained, gained_between, size, unit_of
from eval.report.charts import Axis, Chart
from eval.report.curves import curves, pictured
from eval.report.golden_questions import golden_questions
from eval.report.rows import Row, difference_picture, goal_picture, rows
from eval.report.shell import document
from eval.report.tables import table
from eval.report.verdict import (
    CHANGE_NOTE,
    PARITY_NOTE,
    change_state,
    failures,
    gap_state,
    goal_state,
    notes,
    opening,
    stages,
)
from eval.runs.comparison import Change
from eval.runs.gate import GateResult, GoalResult
from eval.runs.parity import LEAST_CASES, SliceGap, Verdict
from eval.runs.record import CaseResult
from eval.statistics.calibration import area_under_risk, brier, calibration_error

_PARTS = {
    "goals": "Goals",
    "changes": "Since the baseline",
    "parity": "Parity",
    "curves": "Confidence",
    "time": "Time",
    "questions": "Questions",
    "configuration": "Configuration",
}
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`(.+?)`")
_POINTS = 60
_NICE_MS = (100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000)


def gate_html(result: GateResult) -> str:
    return document(
        f"Evaluation gate: {'passed' if result.passed else 'failed'}",
        f"<p>{escape(opening(result))}</p>{_verdict(result)}",
        _PARTS,
        [
            _goals(result.goals),
            _changes(result),
            _parity(result.parity),
            _confidence(result),
            _time(result.cases),
            golden_questions(result),
            _configuration(result),
        ],
    )


def _verdict(result: GateResult) -> str:
    return _sentences("What fails", failures(result)) + _sentences("What to know", notes(result))


def _sentences(heading: str, sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    entries = "".join(f"<li>{_marked(sentence)}</li>" for sentence in sentences)
    return f'<section class="verdict"><h3>{heading}</h3><ul>{entries}</ul></section>'


def _marked(sentence: str) -> str:
    """The two marks that the sentences use, of Markdown."""
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<strong>\1</strong>", escape(sentence)))


def _goals(goals: Sequence[GoalResult]) -> str:
    return (
        '<section id="goals"><h2>Goals</h2><p>The point is where the figure stands, with its 95 % interval; hollow, it '
        "has not reached the goal. Shaded is what reaches it, from the upright line on. The short line is where it "
        "started from.</p>"
        f"{rows(map(_goal_row, goals))}{_goal_table(goals)}</section>"
    )


def _goal_row(each: GoalResult) -> Row:
    goal = each.goal
    kind = "blocking" if goal.blocking else "advisory"
    of = f", {goal.slice}" if goal.slice else ""
    return Row(
        title=goal.statement,
        detail=f"{goal.metric}{of}, {kind}, by {goal.date}. {goal.owner}",
        picture=goal_picture(goal, each.value, each.interval),
        figure=amount(each.value, goal.unit),
        beside=f"{between(each.interval, goal.unit)}; target {aim(goal)}, from {amount(goal.baseline, goal.unit)}",
        state=goal_state(each),
        bad=each.missed or each.regressed,
    )


def _goal_table(goals: Sequence[GoalResult]) -> str:
    lines = (
        (each.goal.id, str(each.questions), stages(each.lost) or "none",
         gained(each.change.gain, each.goal.unit) if each.change else "",
         "" if each.goal.allowed_regression is None else size(each.goal.allowed_regression, each.goal.unit),
         each.goal.baseline_from)
        for each in goals
    )  # fmt: skip
    head = ("goal", "questions", "lost at", "since the baseline", "allowed loss", "started from")
    return table("What the goals were measured on, and where questions were lost", head, lines)


def _changes(result: GateResult) -> str:
    comparison = result.comparison
    if comparison is None:
        return '<section id="changes"><h2>Since the baseline</h2><p>There is none to compare with.</p></section>'
    lost = sum(comparison.stages.values())
    counted = f"{lost} questions were lost ({stages(comparison.stages) or 'none'}), {len(comparison.moved) - lost} won."
    changed = [change for _, change in sorted(result.changes.items()) if change.gain]
    pictured_ones = [change for change in changed if unit_of(change.metric) in ("share", "score")]
    widest = max((abs(bound) for change in pictured_ones for bound in change.interval), default=0.0) * 1.1 or 1.0
    figures = rows(_change_row(change, widest) for change in pictured_ones) if pictured_ones else ""
    others = [
        (change.metric, amount(change.before, unit), amount(change.now, unit), gained(change.gain, unit),
         gained_between(change.interval, unit), change_state(change))
        for change in changed
        if change not in pictured_ones and (unit := unit_of(change.metric))
    ]  # fmt: skip
    head = ("figure", "before", "now", "change", "95 %", "")
    measured = table("What also depends on the machine", head, others) if others else ""
    nothing = "" if changed else "<p>No figure moved.</p>"
    return (
        f'<section id="changes"><h2>Since the baseline</h2><p>{escape(counted)}</p><p>{CHANGE_NOTE}</p>'
        f"{nothing}{figures}{measured}</section>"
    )


def _change_row(change: Change, widest: float) -> Row:
    unit = unit_of(change.metric)
    return Row(
        title=change.metric,
        detail=f"{amount(change.before, unit)} before, {amount(change.now, unit)} now",
        picture=difference_picture(change.gain, change.interval, None, widest, change.surely_worse),
        figure=gained(change.gain, unit),
        beside=gained_between(change.interval, unit),
        state=change_state(change),
        bad=change.surely_worse,
    )


def _parity(gaps: Sequence[SliceGap]) -> str:
    judged = [gap for gap in gaps if gap.verdict is not Verdict.SMALL]
    widest = max((abs(bound) for gap in judged for bound in gap.interval), default=0.0) * 1.05 or 1.0
    parts = []
    for rule in dict.fromkeys(gap.rule for gap in gaps):
        kind = "blocking" if rule.blocking else "advisory"
        parts.append(
            f"<h3>By {escape(rule.slice)}</h3><p>{escape(rule.metric)}, {kind}; "
            f"{size(rule.allowed_gap, unit_of(rule.metric))} under the whole are allowed (shaded). "
            f"{escape(rule.reason)}. {escape(rule.owner)}</p>"
        )
        parts.append(rows(_gap_row(gap, widest) for gap in judged if gap.rule == rule))
        small = [gap for gap in gaps if gap.rule == rule and gap.verdict is Verdict.SMALL]
        if small:
            parts.append(
                f"<details><summary>{len(small)} slices of fewer than {LEAST_CASES} questions, not judged</summary>"
                f"{rows(_gap_row(gap, widest) for gap in small)}</details>"
            )
    heading = f"<h2>Parity: is it as good for everyone?</h2><p>{PARITY_NOTE}</p>"
    return f'<section id="parity">{heading}{"".join(parts)}</section>'


def _gap_row(gap: SliceGap, widest: float) -> Row:
    unit, bad = unit_of(gap.rule.metric), gap.verdict is Verdict.BELOW
    return Row(
        title=gap.value,
        detail=f"{gap.cases} questions",
        picture=difference_picture(gap.difference, gap.interval, gap.rule.allowed_gap, widest, bad),
        figure=amount(gap.score, unit),
        beside=f"{gained(gap.difference, unit)} ({gained_between(gap.interval, unit)})",
        state=gap_state(gap) if bad else "",
        bad=bad,
    )


def _confidence(result: GateResult) -> str:
    asked = [case for case in result.cases if case.status is not None]
    confidences, right = [case.confidence for case in asked], [case.right for case in asked]
    squared = brier(confidences, right)
    settings = result.run.configuration.get("settings", {})
    report: dict[str, Any] = {
        "configuration": {"answer_threshold": settings.get("answer_threshold", 0.0)},
        "abstention": {
            "ece": calibration_error(confidences, right),
            "brier": squared.score if squared else None,
            "aurc": area_under_risk(confidences, right),
        },
        **confidence_curves(asked),
    }
    return curves(report)


def _time(cases: Sequence[CaseResult]) -> str:
    totals = sorted(case.timings_ms["total"] for case in cases if "total" in case.timings_ms)
    if not totals:
        return ""
    p95 = float(np.percentile(totals, 95))
    top = next((top for top in _NICE_MS if top >= totals[-1]), totals[-1])
    shares = np.linspace(0, 1, min(len(totals), _POINTS))
    chart = Chart(
        id="latency",
        title="How long an answer takes",
        description=f"The share of {len(totals)} questions answered within a time; 95 % within {p95:.0f} ms.",
        x=Axis("milliseconds from question to answer", top),
        y=Axis("share of the questions answered"),
        line=list(zip(np.quantile(totals, shares).tolist(), shares.tolist(), strict=True)),
        here=((p95, 0.95), f"95 % in {p95:.0f} ms"),
    )
    numbers = table("Milliseconds by stage", ("stage", "median", "95 %", "longest"), _stage_times(cases))
    drawn = pictured("How long does an answer take?", "On this machine, one question at a time.", chart, numbers)
    return f'<section id="time"><h2>Time</h2>{drawn}</section>'


def _stage_times(cases: Sequence[CaseResult]) -> list[tuple[str, ...]]:
    times: dict[str, list[float]] = {}
    for case in cases:
        for stage, ms in case.timings_ms.items():
            times.setdefault(stage, []).append(ms)
    return [
        (stage, *(f"{np.percentile(values, share):.0f}" for share in (50, 95, 100))) for stage, values in times.items()
    ]


def _configuration(result: GateResult) -> str:
    lines = []
    for name, value in result.run.configuration.items():
        lines.append(
            (name, ", ".join(f"{key} {each}" for key, each in value.items()) if isinstance(value, dict) else str(value))
        )
    if result.baseline:
        lines += [
            (f"accepted {each.at:%Y-%m-%d}", f"{each.author}: {each.reason}") for each in result.baseline.accepted
        ]
    body = table("What the figures depend on", ("", ""), lines)
    return f'<section id="configuration"><h2>Configuration</h2>{body}</section>'
