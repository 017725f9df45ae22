"""The prompts: Markdown files with `$names` to fill in."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

PROMPTS = ("answer", "question", "standalone", "conversation", "judge")
LANGUAGE_NAMES = {"sv": "Swedish", "en": "English"}


def filled(name: str, **values: str) -> str:
    """The prompt with its names filled in; a name without a value is an error, text beside them is left as it is."""
    return Template(_text(name)).substitute(values)


def fingerprint() -> str:
    """Changes when any prompt does; recorded with every answer."""
    return sha256("\0".join(_text(name) for name in PROMPTS).encode()).hexdigest()[:12]


@cache
def _text(name: str) -> str:
    return files("assistant").joinpath("prompts", f"{name}.md").read_text("utf-8")
