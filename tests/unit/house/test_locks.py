"""The locks pin and hash everything that pyproject.toml asks for, and nothing that makes an installation heavy."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.unit.house.tree import read

EVERYTHING = "requirements.lock"
SERVING = "requirements-serve.lock"
SERVING_EXTRAS = ["ui", "office", "ocr", "otel", "server"]
PINNED = re.compile(r"^(?P<requirement>[A-Za-z0-9][^ ]*==[^\\]*?) *\\?$", re.MULTILINE)

locks = pytest.mark.parametrize("lock", [EVERYTHING, SERVING])


def pins(lock: str) -> list[Requirement]:
    return [Requirement(found["requirement"]) for found in PINNED.finditer(read(lock))]


@locks
def test_every_pin_is_hashed(lock: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", read(lock).strip())

    assert len(blocks) == len(pins(lock)) > 100
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@locks
def test_no_lock_names_a_package_index(lock: str) -> None:
    assert re.findall(r"^.*(?:://|--(?:extra-)?index-url|--find-links).*$", read(lock), re.MULTILINE) == []


@locks
def test_no_lock_brings_in_a_gpu_stack(lock: str) -> None:
    heavy = re.compile(r"^(torch|triton|tensorflow|jax|nvidia-|cuda-|cupy|numba|scipy)")

    assert [pin.name for pin in pins(lock) if heavy.match(canonicalize_name(pin.name))] == []


def test_the_lock_satisfies_every_declared_requirement() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    everything = [*project["dependencies"], *(line for lines in extras.values() for line in lines)]
    serving = [*project["dependencies"], *(line for extra in SERVING_EXTRAS for line in extras[extra])]

    assert _unsatisfied(everything, EVERYTHING) == []
    assert _unsatisfied(serving, SERVING) == []


def test_a_serving_host_gets_the_tested_versions_and_no_evaluation_or_development_tools() -> None:
    everything = {str(pin) for pin in pins(EVERYTHING)}
    serving = {str(pin) for pin in pins(SERVING)}

    assert serving <= everything
    assert {"ragas", "pytest", "playwright", "mypy"} & {pin.name for pin in pins(SERVING)} == set()


def _unsatisfied(declared: list[str], lock: str) -> list[str]:
    versions: dict[str, list[str]] = {}
    for pin in pins(lock):
        versions.setdefault(canonicalize_name(pin.name), []).append(next(iter(pin.specifier)).version)
    return [
        line
        for line in declared
        if not any(
            Requirement(line).specifier.contains(version)
            for version in versions.get(canonicalize_name(Requirement(line).name), [])
        )
    ]
