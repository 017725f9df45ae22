"""House measures: how long things may be, what they may be called, and who may read the environment."""

import ast
from collections.abc import Iterator

from tests.unit.house.tree import Module, modules

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50
DRAWERS = {"utils", "util", "common", "core", "helpers", "misc", "shared"}
MIGRATIONS = "knowledge/registry/migrations"
SETTINGS = "knowledge/settings.py"


def test_no_module_is_a_drawer() -> None:
    assert [str(module.path) for module in modules() if DRAWERS & {*module.path.parts[:-1], module.path.stem}] == []


def test_a_module_is_short_enough_to_read_in_one_sitting() -> None:
    lengths = {str(module.path): len(module.source.splitlines()) for module in modules()}

    assert {path: lines for path, lines in lengths.items() if lines > MAX_MODULE_LINES} == {}


def test_a_function_fits_on_a_screen() -> None:
    lengths = {
        f"{module.path}:{function.name}": _lines(function)
        for module in modules()
        # A migration is one list of tables.
        if not module.path.is_relative_to(MIGRATIONS)
        for function in _functions(module)
    }

    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_package_files_are_empty() -> None:
    assert [
        str(module.path) for module in modules() if module.path.name == "__init__.py" and module.source.strip()
    ] == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [f"{m.path}:{line}" for m in modules() if str(m.path) != SETTINGS for line in _environment_reads(m)]

    assert readers == []


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, its docstring not counted."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
        body = body[1:]
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def _environment_reads(module: Module) -> Iterator[int]:
    """Lines that read os.environ. Setting a variable for a library, before it is imported, is no read."""
    nodes = list(ast.walk(module.tree))
    written = {id(n.value) for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store | ast.Del)}
    written |= {id(n.value) for n in nodes if isinstance(n, ast.Attribute) and n.attr == "setdefault"}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and id(node) not in written:
            yield node.lineno
