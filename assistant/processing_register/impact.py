"""The input for an impact assessment (Art. 35): what is done, what could go wrong, what was measured, what is left."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from assistant.processing_register.register import build_register
from assistant.processing_register.words import WORDS
from assistant.schemas.register import Figure, Impact, Risk
from knowledge.language import Language
from knowledge.settings import Settings

_BASELINE = "eval/datasets/baseline.json"


def build_impact(settings: Settings, on: date, language: Language) -> Impact:
    register = build_register(settings, on, language)
    words = _texts(language)
    accepted, metrics = _baseline()
    personal = _personal_data_figures()
    rows: tuple[tuple[str, list[Figure]], ...] = (
        ("found", [personal["names_unseen_recall"], personal["other_unseen_recall"], personal["unseen_precision"]]),
        ("rights", [personal["rights_cases"], personal["rights_leaks"]]),
        (
            "wrong",
            [
                Figure(name=name, value=metrics.get(name), source=f"{_BASELINE}, {accepted}")
                for name in (
                    "answer.right",
                    "answer.supported_rate",
                    "evidence.citation_precision",
                    "abstention.recall",
                )
            ],
        ),
        ("kept", [personal["erasure_traces"]]),
        ("outside", []),
        ("watched", []),
    )
    return Impact(
        on=on,
        language=language,
        description=words["description"],
        necessity=tuple(words["necessity"]),
        risks=tuple(
            Risk(
                risk=words["risks"][name]["risk"],
                figures=tuple(figures),
                measures=tuple(words["risks"][name]["measures"]),
                remaining=words["risks"][name]["remaining"],
            )
            for name, figures in rows
        ),
        open_points=(*register.open_points, *words["open_points"]),
        activities=register,
    )


def impact_markdown(impact: Impact) -> str:
    words = WORDS[impact.language]
    lines = [f"# {words['impact']}", "", f"{impact.on:%Y-%m-%d}", "", f"## {words['description']}", ""]
    lines += [impact.description, "", f"## {words['necessity']}", "", *(f"- {each}" for each in impact.necessity)]
    lines += ["", f"## {words['risks']}"]
    for risk in impact.risks:
        lines += ["", f"### {risk.risk}", ""]
        for figure in risk.figures:
            value = words["unmeasured"] if figure.value is None else f"{figure.value:g}"
            lines.append(f"- {words['figures']}: {figure.name} = {value} ({figure.source})")
        lines += [f"- {words['against']}: {measure}" for measure in risk.measures]
        lines.append(f"- {words['remaining']}: {risk.remaining}")
    lines += ["", f"## {words['measures']}", "", *(f"- {each}" for each in impact.activities.measures)]
    lines += ["", f"## {words['open']}", "", *(f"- [ ] {point}" for point in impact.open_points)]
    return "\n".join(lines) + "\n"


def _texts(language: Language) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_resource(f"impact_{language}.json"))
    return found


def _personal_data_figures() -> dict[str, Figure]:
    return {name: Figure(**figure) for name, figure in json.loads(_resource("measured.json")).items()}


def _baseline() -> tuple[str, dict[str, float]]:
    """The day of the accepted run, and its metrics."""
    stored = json.loads(files("eval").joinpath("datasets/baseline.json").read_text("utf-8"))
    return str(stored["accepted"][0]["at"])[:10], stored["metrics"]


def _resource(name: str) -> str:
    return files("assistant").joinpath("processing_register", name).read_text("utf-8")
