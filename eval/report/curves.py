"""The three pictures of a report on answers, each beside its numbers."""

from collections.abc import Sequence
from typing import Any

from eval.report.charts import Axis, Chart, Mark
from eval.report.markdown import interval, shown, tenths
from eval.report.tables import table

_TOPS = (0.1, 0.2, 0.25, 0.5, 1.0)
_RECALLS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


def curves(report: dict[str, Any]) -> str:
    threshold = report["configuration"]["answer_threshold"]
    parts = ['<section id="curves"><h2>Confidence</h2>', _reliability(report), _risk(report, threshold)]
    if report["abstention_curve"]:
        parts.append(_abstention(report["abstention_curve"], threshold))
    return "".join([*parts, "</section>"])


def _reliability(report: dict[str, Any]) -> str:
    bins = report["reliability"]
    chart = Chart(
        id="reliability",
        title="Reliability: what was claimed and what came true",
        description=f"{len(bins)} groups of like confidence; on the diagonal, confidence is the share of right.",
        x=Axis("mean confidence of the group"),
        y=Axis("share that is right, with 95 % interval"),
        marks=[Mark((each["confidence"], each["right"]), str(each["cases"]), tuple(each["interval"])) for each in bins],
        diagonal=True,
    )
    rows = [
        (shown(each["confidence"]), shown(each["right"]), interval(each["interval"]), str(each["cases"]))
        for each in bins
    ]
    return pictured(
        "Does confidence mean what it says?",
        "Each point is a group of questions, their number above it. On the diagonal, an answer given with "
        "confidence 0.8 is right eight times in ten. Above it the assistant knows more than it claims; below it, it "
        "claims too much. "
        f"Calibration error {shown(report['abstention']['ece'])}, Brier score {shown(report['abstention']['brier'])}.",
        chart,
        table("Reliability", ("confidence", "right", "95 %", "questions"), rows),
    )


def _risk(report: dict[str, Any], threshold: float) -> str:
    points = report["risk_coverage"]
    in_force = _at(points, threshold)
    highest = max((point["risk"] for point in points), default=0.0)
    chart = Chart(
        id="risk",
        title="Risk and coverage: the price of answering more",
        description="The share of wrong answers when only the most confident questions are answered.",
        x=Axis("share of the questions answered"),
        y=Axis("share of these that is wrong", _round_up(highest)),
        line=[(point["coverage"], point["risk"]) for point in points],
        here=((in_force["coverage"], in_force["risk"]), f"threshold {threshold:g}") if in_force else None,
    )
    rows = [[shown(point[name]) for name in ("coverage", "threshold", "risk")] for point in tenths(points)]
    return pictured(
        "What does answering more cost?",
        "From left to right the threshold falls and more is answered; upwards more of it is wrong, which is: begins "
        "with another document than a right one, or has no right one. What was withheld is judged by what it would "
        f"have said. Area under the curve {shown(report['abstention']['aurc'])}.",
        chart,
        table("Risk and coverage", ("answered", "threshold", "wrong"), rows),
    )


def _abstention(points: Sequence[dict[str, float]], threshold: float) -> str:
    below = [point for point in points if point["confidence"] < threshold]
    in_force = below[-1] if below else None
    chart = Chart(
        id="abstention",
        title="False refusals and abstention recall",
        description="The share of answerable questions refused, for each share of unanswerable ones refused.",
        x=Axis("share of the unanswerable refused (recall)"),
        y=Axis("share of the answerable refused"),
        line=[(0.0, 0.0), *((point["recall"], point["false_refusals"]) for point in points)],
        here=((in_force["recall"], in_force["false_refusals"]), f"threshold {threshold:g}") if in_force else None,
    )
    chosen = [next((point for point in points if point["recall"] >= recall), points[-1]) for recall in _RECALLS]
    rows = [[shown(point[name]) for name in ("recall", "false_refusals", "confidence")] for point in chosen]
    return pictured(
        "What does refusing cost?",
        "Every unanswerable question that is refused costs some answerable ones. Low and to the right is good.",
        chart,
        table("Abstention", ("recall", "false refusals", "refused up to confidence"), rows),
    )


def pictured(heading: str, text: str, chart: Chart, numbers: str) -> str:
    """A chart beside its numbers. `numbers` is HTML, the others are text."""
    return f'<h3>{heading}</h3><p>{text}</p><div class="pictured"><figure>{chart.svg()}</figure>{numbers}</div>'


def _at(points: Sequence[dict[str, float]], threshold: float) -> dict[str, float] | None:
    """The point of all questions that the threshold lets through."""
    passed = [point for point in points if point["threshold"] >= threshold]
    return passed[-1] if passed else None


def _round_up(risk: float) -> float:
    """The top of an axis with five even steps."""
    return next((top for top in _TOPS if top >= risk), 1.0)
