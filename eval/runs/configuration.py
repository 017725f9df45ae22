"""All that the figures of a run depend on, so that the same figures can be had again: versions, settings and data."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr

from assistant.evidence.reading import READER_WEIGHTS
from assistant.llm.prompting import fingerprint
from assistant.pipeline import Assistant
from eval.golden.cases import GoldenCase
from knowledge.settings import Settings

_DISTRIBUTION = "lardom"
_GIT_TIMEOUT_S = 10.0
# Where things lie and who may enter have no bearing on the figures; addresses and options may hold secrets.
_LEFT_OUT = re.compile(
    r"^(data|host|port|allowed_hosts|log_level|goals|max_upload_mb)$|^(oidc|session|sign_in|qdrant)_|(_url|_options)$"
)
MACHINE = "machine"
"""The part that may differ between two runs of the same figures."""


def configuration_of(
    settings: Settings, assistant: Assistant, cases: Sequence[GoldenCase], documents: Path
) -> dict[str, Any]:
    """JSON. `cases` are those that were asked."""
    weights = files("assistant").joinpath("weights")
    return {
        "lardom": version(_DISTRIBUTION),
        "revision": git_revision(Path(__file__).parent),
        "libraries": library_versions(),
        "settings": settings_without_secrets(settings),
        "writer": assistant.writer.name,
        "prompts": fingerprint(),
        "weights": _digest(*(weights.joinpath(name).read_bytes() for name in ("evidence.json", READER_WEIGHTS))),
        "golden": _digest(*(case.model_dump_json().encode() for case in cases)),
        "documents": documents_digest(documents),
        "ocr": shutil.which("tesseract") is not None,
        MACHINE: {
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "platform": platform.platform(),
        },
    }


def settings_without_secrets(settings: Settings) -> dict[str, Any]:
    secret = {name for name, field in Settings.model_fields.items() if SecretStr in _kinds_of(field.annotation)}
    values: dict[str, Any] = settings.model_dump(mode="json", exclude=secret)
    return {name: value for name, value in values.items() if not _LEFT_OUT.search(name)}


def library_versions() -> Mapping[str, str]:
    """Of what Lärdom asks for by name and is installed, tools of development left out."""
    asked_for = {
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        for requirement in requires(_DISTRIBUTION) or ()
        if 'extra == "dev"' not in requirement
    }
    return {name: found for name in sorted(asked_for) if (found := _version(name)) is not None}


def documents_digest(folder: Path) -> str:
    """Changes with the name or the bytes of any file of the folder."""
    read = [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder.is_dir() else [folder]
    return _digest(*(part for path in read for part in (path.name.encode(), path.read_bytes())))


def git_revision(folder: Path) -> str | None:
    """The commit that the code is of, with `-dirty` where files have changed since; None where there is no Git."""
    try:
        described = subprocess.run(
            ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            capture_output=True,
            text=True,
            timeout=_GIT_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return described.stdout.strip()


def _kinds_of(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) or (annotation,)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _digest(*parts: bytes) -> str:
    whole = sha256()
    for part in parts:
        whole.update(sha256(part).digest())
    return whole.hexdigest()[:16]
