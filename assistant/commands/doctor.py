"""`lardom doctor`: what is configured, what works, and what to do about the rest."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec

import httpx

from assistant.api.identity import LocalTokens
from assistant.api.security import gate_of
from assistant.commands import storage_checks
from assistant.commands.checks import Check, Level
from assistant.commands.output import show, show_json
from assistant.commands.outside_checks import REMEDY, what_leaves, writer_kept_away
from assistant.commands.sign_in_checks import sign_in
from knowledge.access import LOCAL_OWNER
from knowledge.embeddings import build_embedder
from knowledge.errors import IndexLocked, LardomError
from knowledge.index.factory import open_index
from knowledge.registry.registry import Registry
from knowledge.running import running_server
from knowledge.settings import PREFIX, Settings, files_of_secrets, load_settings, origins_of_secrets

_LEAST_PYTHON = (3, 11)
_LEAST_FREE_BYTES = 1_000_000_000
_PROBE_TIMEOUT_S = 5.0
# A module that stands for each extra; looked up, not imported.
_EXTRAS = {
    "ui": ("streamlit", "the chat"),
    "office": ("unstructured", "office, web and mail formats"),
    "ocr": ("pytesseract", "reading scans"),
    "server": ("psycopg", "PostgreSQL"),
    "eval": ("ragas", "evaluation"),
}


def doctor(arguments: Sequence[str]) -> int:
    """Exit code 0 when Lärdom can work, 3 when something has to be done first."""
    options = _parser().parse_args(arguments)
    settings = load_settings()
    if options.settings:
        show(settings_table(settings))
        return 0
    checks = list(run_checks(settings))
    if options.json:
        show_json({"checks": [asdict(check) for check in checks]})
    else:
        show("\n".join(map(_line, checks)))
    return 3 if any(check.level is Level.PROBLEM for check in checks) else 0


def run_checks(settings: Settings) -> Iterator[Check]:
    yield _python()
    yield from _extras()
    yield _data_folder(settings)
    yield storage_checks.encryption(settings.data)
    yield storage_checks.permissions(settings, files_of_secrets(settings))
    yield storage_checks.secrets(origins_of_secrets(settings))
    yield storage_checks.transport(settings)
    yield _part("network", lambda: _network(settings))
    yield _part("sign-in", lambda: sign_in(settings))
    yield _part("registry", lambda: _registry(settings))
    yield from _backup(settings)
    yield _part("embedding and index", lambda: _index(settings))
    yield _tesseract(settings)
    yield _llm(settings)
    yield from _outside(settings)


def settings_table(settings: Settings) -> str:
    """Every setting with its value in force; secrets are only said to be set."""
    names = {name: PREFIX + name.upper() for name in Settings.model_fields}
    width = max(map(len, names.values()))
    lines = []
    for name, variable in names.items():
        value = json.dumps(getattr(settings, name), default=str, ensure_ascii=False)
        lines.append(f"{variable:<{width}}  {value}  {Settings.model_fields[name].description}")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom doctor", description="What is configured, and what works.")
    parser.add_argument("--settings", action="store_true", help="print every setting with its value")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return parser


def _line(check: Check) -> str:
    mark = {Level.OK: "ok  ", Level.NOTE: "note", Level.PROBLEM: "FAIL"}[check.level]
    return f"{mark}  {check.what}: {check.detail}" + (f"\n        {check.remedy}" if check.remedy else "")


def _python() -> Check:
    version = sys.version.split()[0]
    if sys.version_info < _LEAST_PYTHON:
        return Check(Level.PROBLEM, "python", version, "Lärdom needs Python 3.11 or newer.")
    return Check(Level.OK, "python", version)


def _extras() -> Iterator[Check]:
    for extra, (module, purpose) in _EXTRAS.items():
        if find_spec(module) is None:
            yield Check(
                Level.NOTE, f"extra {extra}", f"not installed, so no {purpose}", f"pip install 'lardom[{extra}]'"
            )
        else:
            yield Check(Level.OK, f"extra {extra}", purpose)


def _data_folder(settings: Settings) -> Check:
    folder = settings.data.absolute()
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check(Level.PROBLEM, "data folder", f"{folder} cannot be written ({error.strerror})", "Set LARDOM_DATA.")
    detail = f"{folder}, {free / 1e9:.0f} GB free"
    if free < _LEAST_FREE_BYTES:
        return Check(Level.NOTE, "data folder", detail, "Make room: originals and index need space to grow.")
    return Check(Level.OK, "data folder", detail)


def _part(what: str, check: Callable[[], str]) -> Check:
    try:
        return Check(Level.OK, what, check())
    except IndexLocked:
        return Check(Level.OK, what, "in use by another process")
    except LardomError as error:
        return Check(Level.PROBLEM, what, error.message, error.remedy)


def _network(settings: Settings) -> str:
    gate_of(settings, LocalTokens("", ""))
    server = running_server(settings.data)
    return f"a server runs at {server.url}" if server else f"would listen on {settings.host}:{settings.port}"


def _registry(settings: Settings) -> str:
    registry = Registry(settings.database)
    try:
        documents, passages = registry.documents.count(LOCAL_OWNER)
    finally:
        registry.close()
    empty = "" if documents else "; add some with `lardom ingest PATH`"
    return f"{documents} documents, {passages} passages{empty}"


def _backup(settings: Settings) -> Iterator[Check]:
    try:
        with closing(Registry(settings.database)) as registry:
            yield storage_checks.backup_age(registry.audit, datetime.now(UTC))
    except LardomError:
        # The check of the registry says so.
        return


def _index(settings: Settings) -> str:
    embedder = build_embedder(settings)
    if running_server(settings.data) and not settings.qdrant_url:
        return f"{embedder.name}; the index is open in the running server"
    index = open_index(settings, embedder)
    try:
        where = settings.qdrant_url or "embedded"
        return f"{embedder.name}, {index.count()} passages in the index ({where})"
    finally:
        index.close()


def _tesseract(settings: Settings) -> Check:
    remedy = "apt-get install tesseract-ocr tesseract-ocr-swe"
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=_PROBE_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return Check(Level.NOTE, "tesseract", "not there, so scanned pages are not read", remedy)
    missing = set(settings.ocr_languages.split("+")) - set(listed.stdout.split())
    if missing:
        return Check(Level.NOTE, "tesseract", f"lacks {', '.join(sorted(missing))}", remedy)
    return Check(Level.OK, "tesseract", settings.ocr_languages)


def _outside(settings: Settings) -> Iterator[Check]:
    given = list(what_leaves(settings))
    for service, detail in given:
        yield Check(Level.NOTE, f"leaves the organisation, {service.value}", detail, REMEDY)
    if kept_away := writer_kept_away(settings):
        yield Check(Level.NOTE, "language model", kept_away, REMEDY)
    if not given:
        yield Check(Level.OK, "leaves the organisation", "nothing")


def _llm(settings: Settings) -> Check:
    if not settings.llm_configured:
        if settings.writer == "llm":
            return Check(
                Level.PROBLEM, "writer", "llm, but none is configured", "Set LARDOM_LLM_URL and LARDOM_LLM_MODEL."
            )
        return Check(Level.OK, "writer", "extractive (no language model configured)")
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    try:
        response = httpx.get(
            f"{(settings.llm_url or '').rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=_PROBE_TIMEOUT_S,
        )
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        detail = f"{settings.llm_url} answers {error.response.status_code}"
        return Check(Level.PROBLEM, "language model", detail, "Check LARDOM_LLM_URL and LARDOM_LLM_KEY.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        detail = f"{settings.llm_url} cannot be reached ({type(error).__name__})"
        return Check(Level.PROBLEM, "language model", detail, "Start it, or check LARDOM_LLM_URL.")
    return Check(Level.OK, "language model", f"{settings.llm_model} at {settings.llm_url}")
