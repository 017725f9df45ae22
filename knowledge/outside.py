"""Which of the configured models are not the organisation's own, and what may be sent to them.

What cannot be told to be the organisation's own is not: a host other than this machine, or a plugged-in class that
names no address, until `own_services` lists it.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from knowledge.documents import Classification
from knowledge.errors import SettingsError
from knowledge.language import detect_language
from knowledge.personal_data.policy import Policy
from knowledge.personal_data.redaction import redact
from knowledge.settings import Settings


class Service(StrEnum):
    """What a service that is not the organisation's own is used for."""

    WRITER = "writer"  # questions, and the passages that answers rest on
    JUDGE = "judge"  # sentences of answers, and their evidence
    EMBEDDING = "embedding"  # every document and every question
    EVALUATION = "evaluation"  # questions, answers and passages of evaluation runs
    INDEX = "index"  # keeps all passages
    REGISTRY = "registry"  # keeps all documents, conversations and records
    TELEMETRY = "telemetry"  # times and counts, no text


STORES = frozenset({Service.INDEX, Service.REGISTRY})
"""Those that keep everything, whatever its classification: they are chosen as the place where it is kept."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A service that is not the organisation's own. `where` is its host, or the class that leads to it."""

    service: Service
    where: str
    model: str = ""


def is_own(url: str, settings: Settings) -> bool:
    """Whether what is sent there stays on this machine or on one that `own_services` lists."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return is_loopback(host) or host in {settings.host.lower(), *_own(settings)}


def outside_services(settings: Settings) -> tuple[Outside, ...]:
    """All of them that the settings put to use."""
    return tuple(_models(settings)) + tuple(_rest(settings))


def service_outside(settings: Settings, service: Service) -> Outside | None:
    return next((each for each in outside_services(settings) if each.service is service), None)


def may_leave(settings: Settings) -> frozenset[Classification]:
    """The classifications whose text may be sent to a model outside."""
    return frozenset(settings.outside_classifications)


def refused_writer(settings: Settings) -> Outside | None:
    """The writing model that is never asked, since questions count as internal and those may not leave."""
    return None if Classification.INTERNAL in may_leave(settings) else _writer(settings)


def check_embedding(settings: Settings) -> None:
    """Raises SettingsError for an embedding outside that would be sent what may not leave: it is sent everything."""
    outside = service_outside(settings, Service.EMBEDDING)
    kept = [each.value for each in Classification if each not in may_leave(settings)]
    if outside is None or not kept:
        return
    raise SettingsError(
        f"The embedding at {outside.where} would be sent every document and every question, and text that is "
        f"{' or '.join(kept)} may not leave the organisation.",
        "Set `embedding` to `builtin`; or, if it runs on your own machines, name it in `own_services`; or list all "
        "four classifications in `outside_classifications`.",
    )


def impersonal_question(text: str) -> str:
    """As a question may leave: without personal data of any kind."""
    return redact(text, detect_language(text), Policy()).text


def _models(settings: Settings) -> Iterator[Outside]:
    writer = _writer(settings)
    if writer is not None and refused_writer(settings) is None:
        yield writer
    yield from _judge(settings)
    if settings.embedding != "builtin":
        where = _plug_in(settings.embedding, settings.embedding_options, settings)
        if where is not None:
            yield Outside(Service.EMBEDDING, where, _model_in(settings.embedding_options))
    if settings.eval_judge_url and not is_own(settings.eval_judge_url, settings):
        yield Outside(Service.EVALUATION, _host(settings.eval_judge_url), settings.eval_judge_model or "")


def _writer(settings: Settings) -> Outside | None:
    url = settings.llm_url or ""
    if settings.writer == "extractive" or not settings.llm_configured or is_own(url, settings):
        return None
    return Outside(Service.WRITER, _host(url), settings.llm_model or "")


def _judge(settings: Settings) -> Iterator[Outside]:
    if settings.judge == "none":
        return
    if settings.judge == "llm":
        url, model = settings.judge_url or settings.llm_url or "", settings.judge_model or settings.llm_model or ""
        if url and not is_own(url, settings):
            yield Outside(Service.JUDGE, _host(url), model)
        return
    where = _plug_in(settings.judge, settings.judge_options, settings)
    if where is not None:
        yield Outside(Service.JUDGE, where, _model_in(settings.judge_options))


def _rest(settings: Settings) -> Iterator[Outside]:
    database = settings.database
    addresses = (
        (Service.INDEX, settings.qdrant_url),
        (Service.REGISTRY, None if database.startswith("sqlite") else database),
        (Service.TELEMETRY, settings.otlp_url),
    )
    for service, url in addresses:
        if url and _host(url) and not is_own(url, settings):
            yield Outside(service, _host(url))


def _plug_in(path: str, options: Mapping[str, Any], settings: Settings) -> str | None:
    """Where a plugged-in class sends text; None when that is the organisation's own."""
    if path.lower() in _own(settings):
        return None
    addresses = [value for value in options.values() if isinstance(value, str) and "://" in value]
    foreign = [address for address in addresses if not is_own(address, settings)]
    if foreign:
        return _host(foreign[0])
    return None if addresses else path


def _model_in(options: Mapping[str, Any]) -> str:
    return str(options.get("model_name") or options.get("model") or "")


def _own(settings: Settings) -> frozenset[str]:
    return frozenset(name.lower() for name in settings.own_services)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return url


def is_loopback(host: str) -> bool:
    """Whether the name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
