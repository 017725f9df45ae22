"""Properties written as YAML or TOML, at the head of a document or in a file beside it."""

import re
import tomllib
from collections.abc import Hashable
from datetime import date, datetime
from typing import Any

import yaml

from knowledge.errors import UnreadableSource

_FENCED = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<content>.*?)^(?P=fence)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_ANY_KEY = re.compile(r"^[\w-]+[ \t]*[:=]", re.MULTILINE)
_MAX_CHARS = 64 * 1024


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases (a few lines of them unfold into gigabytes), and where a repeated key is an error."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = {str(key) for key in keys if keys.count(key) > 1}
        if repeated:
            raise yaml.YAMLError(f"the key {min(repeated)} is given twice")
        return super().construct_mapping(node, deep=deep)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The properties fenced by `---` (YAML) or `+++` (TOML) at the head of `text`, and the rest of it.

    Raises UnreadableSource for a head that is meant as properties but cannot be read.
    """
    match = _FENCED.match(text)
    if match is None or not _ANY_KEY.search(match["content"]):
        return {}, text
    if match["fence"] == "+++":
        return _plain(_toml(match["content"])), text[match.end() :]
    return read_mapping(match["content"], "the properties at its head"), text[match.end() :]


def read_mapping(content: str, where: str) -> dict[str, object]:
    """The keys and values of a YAML mapping, dates as ISO strings; raises UnreadableSource naming `where`."""
    if len(content) > _MAX_CHARS:
        raise UnreadableSource(f"There are more than 64 KB in {where}.", "Keep only the document's properties there.")
    try:
        loaded = yaml.load(content, _PlainLoader)  # a safe loader, restricted further
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UnreadableSource(f"Cannot read {where}: {reason}.", "Write one `key: value` a line.") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise UnreadableSource(f"There is no `key: value` in {where}.", "Write one `key: value` a line.")
    return _plain(loaded)


def _toml(content: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableSource(
            f"Cannot read the properties at its head: {error}.", "Write one `key = value` a line."
        ) from error


def _plain(values: dict[Any, Any]) -> dict[str, object]:
    return {str(key): _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [_plain_value(item) for item in value]
    if isinstance(value, dict):
        return _plain(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
