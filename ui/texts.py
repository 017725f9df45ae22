"""The words of the interface: one file a language under languages/, the same keys in each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("sv", "en")
_FOLDER = Path(__file__).with_name("languages")


@dataclass(frozen=True)
class Texts:
    """`texts("chat.placeholder")`, `texts("library.passages", n=3)`. A key with `.one` and `.many` counts by `n`."""

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        if "n" in values and f"{key}.one" in self.entries:
            key = f"{key}.one" if values["n"] == 1 else f"{key}.many"
        return self.entries[key].format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self.entries


@cache
def load_texts(language: str) -> Texts:
    table = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    return Texts(language, dict(_flatten(table)))


def preferred_language(accept_language: str) -> str:
    """The reader's language by Accept-Language or a browser locale: Swedish where it is wanted before English.

    Norwegian and Danish readers get Swedish, which they read more easily than most of them read English policy.
    """
    for part in accept_language.lower().replace("_", "-").split(","):
        tag = part.split(";")[0].strip().split("-")[0]
        if tag == "en":
            return "en"
        if tag in {"sv", "nb", "nn", "no", "da"}:
            return "sv"
    return "en"


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            found += _flatten(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", str(value)))
    return found
