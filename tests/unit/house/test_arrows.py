"""What may import what."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.unit.house.tree import ROOMS, ROOT, modules, read

PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
# Which extras a room may use beside what answering needs. The pilot's builder runs on a developer's machine only.
EXTRAS = {
    "knowledge": ["server"],
    "assistant": ["otel"],
    "ingest": ["office", "ocr"],
    "ui": ["ui"],
    "eval": ["eval"],
    "pilot": ["dev", "ocr", "office"],
}
# Asked for by name, because what loads them does so only when they are there.
LOADED_BY_OTHERS = {
    "protobuf",  # sentencepiece
    "psycopg",  # SQLAlchemy, by URL
    "python-multipart",  # FastAPI, for uploads
    "uvloop",  # uvicorn
    "websockets",  # uvicorn, for the chat
}


# For learning a reader anew (eval/learning/reader.py), and far too large to be locked for everyone.
INSTALLED_BY_HAND = {"torch"}


def test_the_import_contracts_hold() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # generous, for machines that are busy with other things
    )

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_every_library_a_room_imports_is_a_declared_dependency_of_it(room: str) -> None:
    declared = _names(PROJECT["dependencies"])
    for extra in EXTRAS[room]:
        declared |= _names(PROJECT["optional-dependencies"][extra])
    providers = packages_distributions()

    undeclared = {
        f"{module.path}: {name}"
        for module in modules()
        if module.room == room
        for name in module.imports() - sys.stdlib_module_names - set(ROOMS) - INSTALLED_BY_HAND
        if not declared & {canonicalize_name(provider) for provider in providers.get(name, [name])}
    }

    assert undeclared == set()


def test_every_dependency_of_a_serving_host_is_used() -> None:
    declared = _names(PROJECT["dependencies"])
    for extra in ("ui", "office", "ocr", "otel", "server"):
        declared |= _names(PROJECT["optional-dependencies"][extra])
    providers = packages_distributions()
    imported = {name for module in modules() for name in module.imports()}
    used = {canonicalize_name(provider) for name in imported for provider in providers.get(name, [])}

    assert declared - used == LOADED_BY_OTHERS


def test_the_rooms_that_are_found_by_name_are_there() -> None:
    for group, names in PROJECT["entry-points"].items():
        for target in [*names.values(), *PROJECT["scripts"].values()]:
            module, _, attribute = target.partition(":")
            source = read(f"{module.replace('.', '/')}.py")
            assert re.search(rf"^(def {attribute}\b|{attribute}\b.*=)", source, re.MULTILINE), f"{group}: {target}"


def test_the_serving_process_never_loads_evaluation_or_parsing_libraries() -> None:
    """Each costs 175 MB or more; parsing has a process of its own."""
    served = ["assistant.serving.server:serve", *_targets("lardom.ingestion"), *_targets("lardom.chat")]
    imports = "; ".join(f"import {target.partition(':')[0]}" for target in served)
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; {imports}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # generous, for machines that are busy with other things
    )

    assert run.returncode == 0, run.stderr
    assert {"ragas", "unstructured", "spacy", "torch"} & set(run.stdout.split()) == set()


def _targets(group: str) -> list[str]:
    return list(PROJECT["entry-points"][group].values())


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(requirement).name) for requirement in requirements}
