"""What the rooms need at run time is in the wheel."""

import tomllib
from pathlib import Path

from tests.unit.house.tree import ROOMS, ROOT, read

# The sources of the pilot's binary documents serve `make pilot` only.
NOT_PACKED = Path("pilot/sources")


def package_data() -> set[Path]:
    declared: dict[str, list[str]] = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]["package-data"]
    return {path for room, patterns in declared.items() for pattern in patterns for path in (ROOT / room).glob(pattern)}


def test_every_file_beside_the_modules_is_package_data() -> None:
    files = {
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name != "README.md"
        if not path.is_relative_to(ROOT / NOT_PACKED)
    }

    assert sorted(str(path.relative_to(ROOT)) for path in files - package_data()) == []


def test_every_module_is_in_a_package_or_is_package_data() -> None:
    modules = {path for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    homeless = [path for path in sorted(modules - package_data()) if not (path.parent / "__init__.py").exists()]

    assert [str(path.relative_to(ROOT)) for path in homeless] == []
