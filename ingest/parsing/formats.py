"""From a file to its elements: the kind of file decides who reads it."""

import importlib
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import cast

from ingest.elements import Parsed
from ingest.parsing.frames import ParseOptions
from knowledge.errors import UnreadableSource

FormatReader = Callable[[Path, ParseOptions], Parsed]

_IMAGES = ("png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp")
_PANDOC = ("rtf", "odt", "epub", "rst", "org")
_READERS: dict[str, str] = {
    "md": "web:read_markdown",
    "markdown": "web:read_markdown",
    "html": "web:read_html",
    "htm": "web:read_html",
    "xhtml": "web:read_html",
    "txt": "text:read",
    "text": "text:read",
    "": "text:read",
    "csv": "sheets:read_csv",
    "tsv": "sheets:read_csv",
    "xlsx": "sheets:read_xlsx",
    "xlsm": "sheets:read_xlsx",
    "docx": "office:read_docx",
    "docm": "office:read_docx",
    "pptx": "office:read_pptx",
    "pptm": "office:read_pptx",
    "eml": "mail:read_eml",
    "msg": "mail:read_msg",
    "pdf": "pdf:read",
    "xml": "xml_text:read",
    **dict.fromkeys(_IMAGES, "images:read"),
    **{kind: f"pandoc:read_{kind}" for kind in _PANDOC},
}
"""File endings, and the function in this package that reads them; imported when first needed, for some take seconds."""

_SAVE_AS = {
    "doc": "docx",
    "dot": "docx",
    "ppt": "pptx",
    "pps": "pptx",
    "xls": "xlsx",
    "pages": "docx",
    "numbers": "xlsx",
}


def read(path: Path, name: str, options: ParseOptions) -> Parsed:
    """Read one file; raises UnreadableSource with the reason and what to do."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if path.stat().st_size == 0:
        raise UnreadableSource("The file is empty.", "Check that it was copied whole.")
    if ending in _SAVE_AS:
        raise UnreadableSource(f".{ending} is a format that Lärdom does not read.", f"Save it as .{_SAVE_AS[ending]}.")
    if ending not in _READERS:
        known = ", ".join(sorted(filter(None, _READERS)))
        raise UnreadableSource(f".{ending} is a format that Lärdom does not read.", f"Save it as one of: {known}.")
    module, function = _READERS[ending].split(":")
    reader = cast(FormatReader, getattr(importlib.import_module(f"ingest.parsing.{module}"), function))
    return reader(path, options)
