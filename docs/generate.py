"""Writes what the docs say about settings, metrics and files, from the code: `make docs`. A test compares them."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from eval.runs.figures import DEFINITIONS, LOWER_IS_BETTER
from knowledge.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
BEGIN = "<!-- written by `make docs` -->"
END = "<!-- end -->"

# What has to be done for a change to reach documents that are already in; a restart is all that the others take.
AFTER_A_CHANGE: Mapping[str, str] = {
    "data": "Move the folder as well, or ingest again.",
    "database_url": "Empty database: ingest again.",
    "qdrant_url": "**Re-index.**",
    "qdrant_collection": "**Re-index.**",
    "qdrant_shards": "New collection and **re-index**.",
    "qdrant_replicas": "New collection and **re-index**.",
    "qdrant_quantization": "New collection and **re-index**.",
    "embedding": "**Re-index**; until then the index is refused.",
    "embedding_options": "**Re-index** when the vectors change.",
    "passage_tokens": "**Re-index**; until then old and new lengths stand side by side.",
    "personal_data": "The next ingest reads all documents again.",
    "ocr_languages": "Ingest scans again to have them read anew.",
}

# The rooms in the order of the arrows, then what surrounds them.
ROOMS: Mapping[str, str] = {
    "knowledge": "what ingest writes and assistant reads: types, settings, index, registry",
    "ingest": "sources -> discover -> parse -> redact -> chunk -> embed -> knowledge store",
    "assistant": "question -> understand -> retrieve -> rank -> write -> verify -> answer; API and command line",
    "ui": "the chat and the library, over HTTP",
    "eval": "measures the production pipeline",
    "pilot": "an invented organisation's documents, to try everything on",
    "tests": "unit, integration and end to end; unit/house holds the house rules",
    "docs": "architecture, operations, governance, settings, decisions",
}
PACKAGES = ("knowledge", "ingest", "assistant", "ui", "eval", "pilot")


def settings_table() -> str:
    lines = ["| setting | default | what it is | after a change |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        cells = [f"`{name}`", _default(field), _meaning(field), AFTER_A_CHANGE.get(name, "Restart.")]
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(lines)


def example_settings() -> str:
    lines = [
        "# Every setting with its default. Copy to lardom.toml and uncomment what to change; unknown keys are refused.",
        f"# An environment variable {PREFIX}<NAME> wins over this file. Secrets are better kept there.",
    ]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {_meaning(field)}", f"# {name} = {_toml(field)}"]
    return "\n".join(lines) + "\n"


def metrics_table() -> str:
    lines = ["| metric | meaning |", "|---|---|"]
    for name, meaning in DEFINITIONS.items():
        better = "; lower is better" if name in LOWER_IS_BETTER else ""
        lines.append(f"| `{name}` | {meaning}{better} |")
    return "\n".join(lines)


def tree() -> str:
    lines = ["```"]
    for room, purpose in ROOMS.items():
        lines.append(f"{room + '/':<12} {purpose}")
        if room in PACKAGES:
            lines += _wrapped(_contents(ROOT / room), indent=13, width=120)
    return "\n".join([*lines, "```"])


def documents() -> dict[Path, str]:
    """Each generated file with what it should contain."""
    readme, settings, evaluation = ROOT / "README.md", ROOT / "docs/settings.md", ROOT / "docs/evaluation.md"
    return {
        readme: _with_part(readme.read_text("utf-8"), tree()),
        settings: _with_part(settings.read_text("utf-8"), settings_table()),
        evaluation: _with_part(evaluation.read_text("utf-8"), metrics_table()),
        ROOT / "lardom.example.toml": example_settings(),
    }


def _with_part(text: str, part: str) -> str:
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{part}\n{END}{after}"


def _contents(room: Path) -> list[str]:
    """A package's modules by name, and its subpackages with a slash."""
    names = []
    for path in sorted(room.iterdir()):
        if path.suffix == ".py" and path.stem != "__init__":
            names.append(path.stem)
        elif path.is_dir() and not path.name.startswith((".", "__")) and any(p.is_file() for p in path.rglob("*")):
            names.append(f"{path.name}/")
    return names


def _wrapped(names: list[str], indent: int, width: int) -> list[str]:
    lines = [""]
    for name in names:
        if indent + len(lines[-1]) + len(name) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {name}".strip()
    return [" " * (indent + 2) + line for line in lines if line]


def _meaning(field: FieldInfo) -> str:
    limits = {type(limit): limit for limit in field.metadata}
    low, above, high = limits.get(Ge), limits.get(Gt), limits.get(Le)
    words = []
    if get_origin(field.annotation) is Literal:
        words.append("One of " + ", ".join(f"`{value}`" for value in get_args(field.annotation)) + ".")
    if low is not None and high is not None:
        words.append(f"{low.ge} to {high.le}.")
    elif low is not None and low.ge not in (0, 1):
        words.append(f"At least {low.ge}.")
    elif above is not None:
        words.append(f"More than {above.gt}.")
    return " ".join([field.description or "", *words]).strip()


def _default(field: FieldInfo) -> str:
    value = _value(field)
    return "not set" if value is None or value in ((), {}) else f"`{value}`"


def _value(field: FieldInfo) -> Any:
    return field.get_default(call_default_factory=True, validated_data={})


def _toml(field: FieldInfo) -> str:
    value = _value(field)
    if value is None:
        secret = SecretStr in get_args(field.annotation)
        return '"..."' if secret else '""'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, tuple):
        return "[]"
    return "{}" if isinstance(value, dict) else f'"{value}"'


def main() -> int:
    for path, content in documents().items():
        path.write_text(content, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
