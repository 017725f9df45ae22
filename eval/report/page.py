"""The report on answers as one HTML file that needs nothing else: figures, curves, and every question."""

from collections.abc import Sequence
from html import escape
from typing import Any

from eval.question_sets.answers import Evaluation
from eval.question_sets.figures import FALSE_REFUSALS_AT
from eval.report.curves import curves
from eval.report.markdown import FIGURES, WORTH, WORTH_COLUMNS, figure, interval, shown, summary, worth_rows
from eval.report.questions import MEANINGS, questions
from eval.report.shell import document
from eval.report.tables import table

# What a reader wants to know first.
_HEADLINES = {
    "citations.precision": "citation precision",
    "citations.recall": "citation recall",
    "supported_rate": "sentences supported",
    "abstention.wrong": "given answers wrong",
    "abstention.false_refusals": "false refusals",
    "abstention.recall": "unanswerable refused",
}
_PARTS = {"figures": "Figures", "curves": "Confidence", "stages": "Stages", "questions": "Questions"}


def html_of(report: dict[str, Any], evaluation: Evaluation, name: str) -> str:
    """`name` is that of the question set."""
    return document(
        f"Answers: {name}",
        f"<p>{escape(summary(report))}</p>{_headlines(report)}",
        _PARTS,
        [
            f'<section id="figures"><h2>Figures</h2>{_figures(report)}',
            f"{_compared(report.get('compared', {}))}</section>",
            curves(report),
            f'<section id="stages"><h2>Stages</h2>{_stages(report)}</section>',
            questions(evaluation.cases, evaluation.titles),
        ],
    )


def _headlines(report: dict[str, Any]) -> str:
    tiles = (
        f"<div><dt>{label}</dt><dd>{_percent(figure(report, place))}"
        f"<small>{_percents(report['intervals'].get(place))}</small></dd></div>"
        for place, label in _HEADLINES.items()
    )
    return f'<dl class="headlines">{"".join(tiles)}</dl>'


def _figures(report: dict[str, Any]) -> str:
    languages = list(report["by_language"]) if len(report["by_language"]) > 1 else []
    rows = []
    for place, label in FIGURES.items():
        row = [label, shown(figure(report, place)), interval(report["intervals"].get(place))]
        for language in languages:
            of_language = report["by_language"][language]
            row += [shown(figure(of_language, place)), interval(of_language["intervals"].get(place))]
        rows.append(row)
    head = ["", "all", "95 %", *(cell for language in languages for cell in (language, "95 %"))]
    origins = [
        (
            name,
            str(row["unanswerable"]),
            *(shown(row[key]) for key in ("recall", "auroc", _after_dot(FALSE_REFUSALS_AT))),
        )
        for name, row in report["by_origin"].items()
    ]
    return table("All figures, with bootstrap intervals", head, rows) + (
        table(
            "Unanswerable questions by where they come from: the set itself, or another set (foreign)",
            ("", "questions", "refused", "AUROC", "false refusals at recall 0.90"),
            origins,
        )
        if origins
        else ""
    )


def _compared(parts: dict[str, dict[str, Any]]) -> str:
    if not parts:
        return ""
    tables = (table(f"Worth of: {part}", WORTH_COLUMNS, worth_rows(figures)) for part, figures in parts.items())
    return f"<h3>What each part is worth</h3><p>{WORTH}</p>{''.join(tables)}"


def _stages(report: dict[str, Any]) -> str:
    latency = report["latency_ms"]
    outcomes = [(name, str(report["outcomes"][name]), meaning) for name, meaning in MEANINGS.items()]
    times = [("all", f"{latency['p50']}", f"{latency['p95']}")] if latency["stages"] else []
    times += [(name, f"{p50}", f"{latency['stages_p95'][name]}") for name, p50 in latency["stages"].items()]
    configuration = [(name, str(value)) for name, value in report["configuration"].items()]
    return "".join(
        [
            table("Where it went wrong: the first stage that failed", ("stage", "questions", "meaning"), outcomes),
            table("Latency in milliseconds", ("stage", "median", "95 %"), times),
            table("Configuration", ("setting", "value"), configuration),
        ]
    )


def _after_dot(place: str) -> str:
    return place.partition(".")[2]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}".replace("%", " %")


def _percents(bounds: Sequence[float] | None) -> str:
    return f"{bounds[0]:.0%}–{bounds[1]:.0%}".replace("%–", "–").replace("%", " %") if bounds else ""
