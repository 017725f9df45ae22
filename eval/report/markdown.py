"""The report on answers as a page to read: Markdown, which is also fit for a terminal."""

from collections.abc import Sequence
from typing import Any

from eval.question_sets.figures import FALSE_REFUSALS_AT

FIGURES = {
    "answer.f1": "answer: token F1",
    "answer.contains": "answer: an expected answer stands in it",
    "citations.precision": "citations: precision",
    "citations.recall": "citations: recall",
    "citations.precision_strict": "citations: precision, a refusal counts 0",
    "citations.recall_strict": "citations: recall, a refusal counts 0",
    "citations.end_to_end": "answerable questions answered from the right document",
    "supported_rate": "sentences supported by their quotes",
    "abstention.precision": "abstention: precision",
    "abstention.recall": "abstention: recall",
    "abstention.false_refusals": "abstention: false refusals",
    FALSE_REFUSALS_AT: "abstention: false refusals if 90 % of the unanswerable were refused",
    "abstention.wrong": "given answers that begin with a wrong document",
    "abstention.auroc": "confidence: AUROC, answerable or not",
    "abstention.ece": "confidence: calibration error",
    "abstention.brier": "confidence: Brier score",
    "abstention.aurc": "confidence: area under risk and coverage",
}
WORTH = (
    "The figures that move when the part is taken out, on the same questions. A worth above 0 is a gain, also where "
    "lower is better; it is sure where its interval leaves out 0."
)
WORTH_COLUMNS = ("figure", "with", "without", "worth", "95 %, paired", "sure")
# The others repeat these in another form; all of them are in the JSON.
_WORTH_TELLING = (
    "answer.f1",
    "answer.contains",
    "citations.precision",
    "citations.recall",
    "citations.end_to_end",
    "supported_rate",
    "abstention.recall",
    "abstention.false_refusals",
    "abstention.wrong",
    "abstention.auroc",
    "abstention.ece",
)
_TENTHS = 10


def page_of(report: dict[str, Any]) -> str:
    lines = [
        "# Answers",
        "",
        summary(report),
        "",
        *_figures(report),
        *_compared(report.get("compared", {})),
        *_outcomes(report["outcomes"]),
        *_origins(report["by_origin"]),
        *_curves(report),
        *_latency(report["latency_ms"]),
        "## Configuration",
        "",
        *(f"- {name}: {value}" for name, value in report["configuration"].items()),
    ]
    return "\n".join(lines) + "\n"


def summary(report: dict[str, Any]) -> str:
    return (
        f"{report['questions']} questions ({report['foreign']} foreign) to {report['documents']} documents: "
        f"{report['answered']} answered, {report['partial']} in part, {report['abstained']} abstained."
    )


def figure(report: dict[str, Any], place: str) -> float | None:
    section, _, name = place.partition(".")
    value: float | None = report[section][name] if name else report[section]
    return value


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def interval(bounds: Sequence[float] | None) -> str:
    return f"{bounds[0]:.3f}–{bounds[1]:.3f}" if bounds else ""


def tenths(points: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """Of the points of risk and coverage those that come closest to each tenth of the coverage."""
    wanted = [step / _TENTHS for step in range(1, _TENTHS + 1)]
    nearest = [min(points, key=lambda point: abs(point["coverage"] - share)) for share in wanted if points]
    return [point for at, point in enumerate(nearest) if point not in nearest[:at]]


def _figures(report: dict[str, Any]) -> list[str]:
    languages = list(report["by_language"]) if len(report["by_language"]) > 1 else []
    lines = _head("", "all", "95 % interval", *languages)
    for place, label in FIGURES.items():
        by_language = (shown(figure(report["by_language"][language], place)) for language in languages)
        lines.append(_row(label, shown(figure(report, place)), interval(report["intervals"].get(place)), *by_language))
    return [*lines, ""]


def _compared(parts: dict[str, dict[str, Any]]) -> list[str]:
    if not parts:
        return []
    lines = ["## What each part is worth", "", WORTH, "", *_head("part", *WORTH_COLUMNS)]
    for part, figures in parts.items():
        lines += [_row(part, *row) for row in worth_rows(figures)]
    return [*lines, ""]


def worth_rows(figures: dict[str, Any]) -> list[tuple[str, ...]]:
    """The figures that taking the part out changed, in the order of WORTH_COLUMNS."""
    rows: list[tuple[str, ...]] = []
    for place in _WORTH_TELLING:
        row = figures.get(place)
        if row and row["with"] != row["without"]:
            low, high = row["interval"]
            sure = "gain" if low > 0 else "loss" if high < 0 else ""
            bounds = f"{low:+.3f} to {high:+.3f}"
            rows.append(
                (FIGURES[place], shown(row["with"]), shown(row["without"]), f"{row['worth']:+.3f}", bounds, sure)
            )
    return rows or [("moves none of the figures", *[""] * (len(WORTH_COLUMNS) - 1))]


def _outcomes(outcomes: dict[str, int]) -> list[str]:
    lines = ["## Where it went wrong", "", *_head("first stage that failed", "questions")]
    return [*lines, *(_row(name, str(count)) for name, count in outcomes.items()), ""]


def _origins(origins: dict[str, dict[str, Any]]) -> list[str]:
    if not origins:
        return []
    lines = ["## Unanswerable questions, by where they come from", ""]
    lines += _head("", "questions", "recall", "AUROC", "false refusals at recall 0.90")
    for name, row in origins.items():
        figures = (shown(row[key]) for key in ("recall", "auroc", FALSE_REFUSALS_AT.partition(".")[2]))
        lines.append(_row(name, str(row["unanswerable"]), *figures))
    return [*lines, ""]


def _curves(report: dict[str, Any]) -> list[str]:
    lines = [
        "## Risk and coverage",
        "",
        "Answering only the most confident share of the questions means this threshold, and this share of wrong.",
        "",
        *_head("coverage", "threshold", "wrong"),
    ]
    points = tenths(report["risk_coverage"])
    lines += [_row(*(shown(point[name]) for name in ("coverage", "threshold", "risk"))) for point in points]
    lines += ["", "## Reliability", "", "What was claimed, and what came true.", ""]
    lines += _head("cases", "confidence", "right", "95 % interval", "")
    for each in report["reliability"]:
        bar = "█" * round(20 * each["right"])
        claimed = shown(each["confidence"])
        lines.append(_row(str(each["cases"]), claimed, shown(each["right"]), interval(each["interval"]), bar))
    return [*lines, ""]


def _latency(latency: dict[str, Any]) -> list[str]:
    if not latency["stages"]:
        return []
    lines = ["## Latency", "", *_head("ms", "median", "95 %"), _row("all", f"{latency['p50']}", f"{latency['p95']}")]
    return [
        *lines,
        *(_row(name, f"{p50}", f"{latency['stages_p95'][name]}") for name, p50 in latency["stages"].items()),
        "",
    ]


def _head(*cells: str) -> list[str]:
    return [_row(*cells), _row(*["---"] * len(cells))]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
