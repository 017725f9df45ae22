"""What is known about a document beside its text: from the upload form, a sidecar, its own head, and its content."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from ingest.elements import ElementKind, Parsed
from ingest.front_matter import read_mapping
from knowledge.documents import Classification, Kind, Properties, Status
from knowledge.errors import UnreadableSource
from knowledge.language import detect_language

_KEYS = tuple(field.name for field in fields(Properties))
_ENUMS: dict[str, type[StrEnum]] = {"kind": Kind, "status": Status, "classification": Classification}
_DATES = frozenset({"valid_from", "valid_until", "review_by"})
_LISTS = frozenset({"audience", "supersedes", "tags", "questions"})
_LANGUAGES = ("sv", "en")
_LANGUAGE_SAMPLE_CHARS = 20_000


def properties_for(
    parsed: Parsed, *, name: str, sidecar: bytes | None = None, given: Mapping[str, object] | None = None
) -> Properties:
    """The document's properties: `given` (the upload form) before the sidecar before what the file says of itself.

    What nobody says is found in the content: the title is the first heading, else the file name, and the language is
    that of the text. Raises UnreadableSource naming the key and what it may be; a key that is none of ours is passed
    over in the file's own head, where other programs keep theirs, unless it looks like one of ours misspelt.
    """
    head = _checked(parsed.properties, "the properties in the file", others_allowed=True)
    beside = _checked(_sidecar_values(sidecar, name), f"{name}.meta.yaml", others_allowed=False)
    form = _checked(given or {}, "the properties given", others_allowed=False)
    values = {**_found(parsed, name), **head, **beside, **form}
    return Properties(**values)


def _sidecar_values(sidecar: bytes | None, name: str) -> dict[str, object]:
    if sidecar is None:
        return {}
    try:
        return read_mapping(sidecar.decode("utf-8-sig"), f"{name}.meta.yaml")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"{name}.meta.yaml is not UTF-8.", "Save it as UTF-8.") from error


def _found(parsed: Parsed, name: str) -> dict[str, Any]:
    headings = [e.text for e in parsed.elements if e.kind is ElementKind.HEADING and e.text.strip() and not e.hidden]
    title = " ".join(headings[0].split()) if headings else PurePath(name).stem.replace("_", " ").strip()
    return {"title": title or name, "language": _language(parsed)}


def _language(parsed: Parsed) -> str:
    sample: list[str] = []
    length = 0
    for element in parsed.elements:
        if length > _LANGUAGE_SAMPLE_CHARS:
            break
        if element.kind is not ElementKind.CODE and not element.hidden:
            sample.append(element.text)
            length += len(element.text)
    return detect_language("\n".join(sample))


def _checked(values: Mapping[str, object], where: str, *, others_allowed: bool) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for raw_key, value in values.items():
        key = raw_key.strip().lower().replace("-", "_").replace(" ", "_")
        if key not in _KEYS:
            _refuse_unknown(raw_key, key, where, others_allowed)
        elif not _is_blank(key, value):
            checked[key] = _value(key, value, where)
    return checked


def _refuse_unknown(raw_key: str, key: str, where: str, others_allowed: bool) -> None:
    # `audiance: [legal]` passed over would show the document to everyone.
    meant = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.8)
    if others_allowed and not meant:
        return
    hint = f"Did you mean `{meant[0]}`? " if meant else ""
    raise UnreadableSource(f"Unknown key `{raw_key}` in {where}.", f"{hint}Known keys: {', '.join(_KEYS)}.")


def _is_blank(key: str, value: object) -> bool:
    if key == "audience":  # an audience that somebody began to write must not become everyone
        return False
    return value is None or (isinstance(value, str) and not value.strip())


def _value(key: str, value: object, where: str) -> object:
    if key in _LISTS:
        return _list(key, value, where)
    if not isinstance(value, str | int | float):
        raise _bad(key, value, where, "one value, not a list or a mapping")
    text = " ".join(str(value).split())
    if key in _ENUMS:
        return _choice(key, text, where)
    if key in _DATES:
        return _date(key, text, where)
    if key == "language":
        primary = text.lower().replace("_", "-").split("-")[0]
        if primary not in _LANGUAGES:
            raise _bad(key, value, where, "one of: " + ", ".join(_LANGUAGES))
        return primary
    return text


def _list(key: str, value: object, where: str) -> tuple[str, ...]:
    items: Sequence[object] = value if isinstance(value, list | tuple) else str(value or "").split(",")
    if isinstance(value, dict) or not all(isinstance(item, str | int | float) for item in items):
        raise _bad(key, value, where, "a list of words, such as [a, b]")
    words = tuple(dict.fromkeys(word for item in items if (word := " ".join(str(item).split()))))
    if key == "audience" and not words:
        raise _bad(key, value, where, "a list of groups; leave it out, or write [all], for everyone")
    return words


def _choice(key: str, text: str, where: str) -> StrEnum:
    try:
        return _ENUMS[key](text.lower().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        raise _bad(key, text, where, "one of: " + ", ".join(_ENUMS[key])) from error


def _date(key: str, text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _bad(key, text, where, "a date written YYYY-MM-DD") from error


def _bad(key: str, value: object, where: str, allowed: str) -> UnreadableSource:
    return UnreadableSource(f"`{key}` in {where} is {str(value)[:80]!r}.", f"It must be {allowed}.")
