"""The project's own files, read once for all house rules."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("knowledge", "ingest", "assistant", "ui", "eval", "pilot")


@dataclass(frozen=True)
class Module:
    """One source file. `path` is relative to the project."""

    path: Path

    @cached_property
    def source(self) -> str:
        return (ROOT / self.path).read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, str(self.path))

    @property
    def room(self) -> str:
        return self.path.parts[0]

    def imports(self) -> set[str]:
        """Top-level names of everything imported, wherever the import stands."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
        return names


def modules() -> list[Module]:
    return [Module(path.relative_to(ROOT)) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")
