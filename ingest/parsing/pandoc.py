"""RTF, OpenDocument, EPUB, reStructuredText and Org through pandoc, which turns them into HTML; then as web pages."""

from dataclasses import replace
from pathlib import Path

import pypandoc

from ingest.elements import Parsed
from ingest.parsing.encodings import decode
from ingest.parsing.frames import ParseOptions
from ingest.parsing.packages import check_package
from ingest.parsing.web import html_parsed
from knowledge.errors import UnreadableSource

_HEAP_SHARE = 0.5


def read_rtf(path: Path, options: ParseOptions) -> Parsed:
    """Read a Rich Text document."""
    if not path.read_bytes()[:5].startswith(b"{\\rtf"):
        raise UnreadableSource("It is no RTF, though its name says so.", "Give it the ending of its real kind.")
    return _through_html(path, "rtf", "application/rtf", options)


def read_odt(path: Path, options: ParseOptions) -> Parsed:
    """Read an OpenDocument text."""
    check_package(path)
    return _through_html(path, "odt", "application/vnd.oasis.opendocument.text", options)


def read_epub(path: Path, options: ParseOptions) -> Parsed:
    """Read an electronic book."""
    check_package(path)
    return _through_html(path, "epub", "application/epub+zip", options)


def read_rst(path: Path, options: ParseOptions) -> Parsed:
    """Read a reStructuredText file."""
    return _through_html(path, "rst", "text/x-rst", options)


def read_org(path: Path, options: ParseOptions) -> Parsed:
    """Read an Org file."""
    return _through_html(path, "org", "text/org", options)


def _through_html(path: Path, source_format: str, media_type: str, options: ParseOptions) -> Parsed:
    heap_mb = int(options.memory_mb * _HEAP_SHARE)
    # --sandbox: a document must not make pandoc read other files or fetch anything.
    arguments = [
        "--sandbox",
        "--standalone",
        "--wrap=none",
        "--mathml",
        "--metadata=pagetitle: ",
        "+RTS",
        f"-M{heap_mb}M",
        "-RTS",
    ]
    try:
        if source_format in ("rst", "org"):
            html = pypandoc.convert_text(decode(path.read_bytes()), "html", format=source_format, extra_args=arguments)
        else:
            html = pypandoc.convert_file(str(path), "html", format=source_format, extra_args=arguments)
    except RuntimeError as error:
        raise UnreadableSource(
            "It is damaged, or not what its name says.", "Open it in its own program and save it as .docx or PDF."
        ) from error
    parsed = html_parsed(html, media_type, options)
    # Pandoc makes up a title from the name of the file it was given.
    own_title = parsed.properties.get("title") not in (path.stem, "-")
    return parsed if own_title else replace(parsed, properties={})
