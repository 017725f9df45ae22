"""The report on answers as a page to read: Markdown, which is also fit for a terminal."""

from typing import Any

_FIGURES = {
    "answer.f1": "answer: token F1",
    "answer.contains": "answer: an expected answer stands in it",
    "citations.precision": "citations: precision",
    "citations.recall": "citations: recall",
    "citations.end_to_end": "answerable questions answered from the right document",
    "supported_rate": "sentences supported by their quotes",
    "abstention.precision": "abstention: precision",
    "abstention.recall": "abstention: recall",
    "abstention.false_refusals": "abstention: false refusals",
    "abstention.auroc": "confidence: AUROC, answerable or not",
    "abstention.ece": "confidence: calibration error",
}


def page_of(report: dict[str, Any]) -> str:
    lines = [
        "# Answers",
        "",
        f"{report['questions']} questions ({report['foreign']} foreign) to {report['documents']} documents: "
        f"{report['answered']} answered, {report['partial']} in part, {report['abstained']} abstained.",
        "",
        *_figures(report),
        *_curves(report),
        *_latency(report["latency_ms"]),
        "## Configuration",
        "",
        *(f"- {name}: {value}" for name, value in report["configuration"].items()),
    ]
    return "\n".join(lines) + "\n"


def _figures(report: dict[str, Any]) -> list[str]:
    languages = list(report["by_language"]) if len(report["by_language"]) > 1 else []
    lines = [_row("", "all", "95 % interval", *languages), _row(*["---"] * (3 + len(languages)))]
    for place, label in _FIGURES.items():
        low_high = report["intervals"].get(place)
        interval = f"{low_high[0]:.3f}–{low_high[1]:.3f}" if low_high else ""
        by_language = (_shown(_at(report["by_language"][language], place)) for language in languages)
        lines.append(_row(label, _shown(_at(report, place)), interval, *by_language))
    return [*lines, ""]


def _curves(report: dict[str, Any]) -> list[str]:
    lines = [
        "## Risk and coverage",
        "",
        "Answering only the most confident share of the questions means this threshold, and this share of wrong.",
        "",
        _row("coverage", "threshold", "wrong"),
        _row("---", "---", "---"),
    ]
    lines += [
        _row(*(_shown(point[name]) for name in ("coverage", "threshold", "risk"))) for point in report["risk_coverage"]
    ]
    lines += ["", "## Reliability", "", "What was claimed, and what came true.", ""]
    lines += [_row("cases", "confidence", "right", ""), _row("---", "---", "---", "---")]
    for each in report["reliability"]:
        bar = "█" * round(20 * each["right"])
        lines.append(_row(str(each["cases"]), _shown(each["confidence"]), _shown(each["right"]), bar))
    return [*lines, ""]


def _latency(latency: dict[str, Any]) -> list[str]:
    if not latency:
        return []
    stages = ", ".join(f"{name} {value} ms" for name, value in latency["stages"].items())
    return [
        "## Latency",
        "",
        f"{latency['p50']} ms in the median, {latency['p95']} ms for 95 %; medians: {stages}.",
        "",
    ]


def _at(report: dict[str, Any], place: str) -> float | None:
    section, _, name = place.partition(".")
    value: float | None = report[section][name] if name else report[section]
    return value


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
