"""The accepted evaluation run, as a few figures for people; the file is found by name, as the goals are."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.schemas.about import Figure, Quality
from knowledge.settings import Settings

COMMAND = "lardom eval run"
_SETTINGS = ("embedding", "llm_model", "judge", "judge_model", "answer_threshold", "passage_tokens")
Case = Mapping[str, Any]
Part = Literal["sv", "en", "all"]


def quality(settings: Settings) -> Quality | None:
    """None where no run has been accepted. `as_configured` tells whether it was made with the settings in force."""
    kept = _accepted()
    if kept is None:
        return None
    configured = kept["configuration"].get("settings", {})
    accepted, cases = kept["accepted"][0], kept["cases"]
    in_force = settings.model_dump(mode="json", include=set(_SETTINGS))
    same = all(configured.get(name, value) == value for name, value in in_force.items())
    return Quality(
        at=datetime.fromisoformat(accepted["at"]),
        run=accepted["run"],
        questions=len(cases),
        command=COMMAND,
        writer=str(configured.get("writer", "")),
        embedding=str(configured.get("embedding", "")),
        figures=tuple(_figures(kept)),
        as_configured=same and _writes_alike(settings, configured),
    )


def _writes_alike(settings: Settings, configured: Mapping[str, Any]) -> bool:
    with_model = settings.writer != "extractive" and settings.llm_configured
    return with_model == (configured.get("writer") == "llm")


def _figures(kept: Mapping[str, Any]) -> Iterator[Figure]:
    cases: Sequence[Case] = kept["cases"]
    metrics: Mapping[str, float | None] = kept["metrics"]
    right = list(kept["scores"]).index("answer.right")
    languages = _languages()
    parts: tuple[Part, ...] = ("all", "sv", "en")
    for part in parts:
        within = [case for case in cases if part == "all" or languages.get(case["id"]) == part]
        answerable = [case for case in within if case["answerable"]]
        unanswerable = [case for case in within if not case["answerable"]]
        judged = [case["scores"][right] for case in within if case["scores"][right] is not None]
        if judged:
            mean = round(sum(judged) / len(judged), 3)
            yield Figure(name="right", language=part, value=mean, questions=len(judged))
        yield from _share("refused", part, unanswerable, _refused)
        yield from _share("false_refusals", part, answerable, _refused)
    supported, precision = metrics.get("answer.supported_rate"), metrics.get("evidence.citation_precision")
    if supported is not None:
        yield Figure(name="supported", language="all", value=round(supported, 3), questions=len(cases))
    if precision is not None:
        yield Figure(name="citation_precision", language="all", value=round(precision, 3), questions=len(cases))


def _share(
    name: Literal["refused", "false_refusals"],
    part: Part,
    cases: Sequence[Case],
    counts: Callable[[Case], bool],
) -> Iterator[Figure]:
    if cases:
        value = sum(map(counts, cases)) / len(cases)
        yield Figure(name=name, language=part, value=round(value, 3), questions=len(cases))


def _refused(case: Case) -> bool:
    return bool(case["status"] == "abstained")


@cache
def _accepted() -> dict[str, Any] | None:
    text = _dataset("baseline.json")
    return json.loads(text) if text else None


@cache
def _languages() -> dict[str, str]:
    lines = (json.loads(line) for line in _dataset("golden.jsonl").splitlines() if line.strip())
    return {str(case["id"]): str(case["language"]) for case in lines}


def _dataset(name: str) -> str:
    """Empty where the installation has no evaluation, or no such file."""
    try:
        return files("eval").joinpath("datasets", name).read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ""
