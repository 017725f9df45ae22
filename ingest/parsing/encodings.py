"""Turn the bytes of a text file into text, whichever of the usual encodings they are in."""

import codecs
import re

from knowledge.errors import UnreadableSource

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SAMPLE_BYTES = 4096
_WIDE_SHARE = 0.3
_NARROW_SHARE = 0.05
_CONTROLS_ALLOWED = frozenset("\t\n\r\f\x0b\x1b\x85")


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of `content`, with plain newlines. Raises UnreadableSource for what is no text.

    A byte order mark decides; then the encoding `declared`; then UTF-16 without a mark; then UTF-8; then
    Windows-1252, which takes nearly anything.
    """
    text = _decoded(content, declared).replace("\r\n", "\n").replace("\r", "\n")
    controls = sum(1 for c in text[:_SAMPLE_BYTES] if ord(c) < 32 and c not in _CONTROLS_ALLOWED)
    if "\0" in text or controls > 0.01 * len(text[:_SAMPLE_BYTES]):
        raise UnreadableSource(
            "It is not text, though its name says so.", "Give it the ending of its real kind, or save it as UTF-8."
        )
    return text.removeprefix("\ufeff")


def declared_html_encoding(content: bytes) -> str | None:
    """The encoding that the head of an HTML or XML file names, if Python knows it."""
    match = _DECLARATION.search(content[:_SAMPLE_BYTES])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    # A file that can be searched as bytes is not UTF-16, whatever it says; and Latin-1 means Windows-1252 on the web.
    return None if name.startswith(("utf-16", "utf-32")) else "cp1252" if name == "iso8859-1" else name


def _decoded(content: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in (*filter(None, (declared,)), *_unmarked_wide(content), "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _unmarked_wide(content: bytes) -> tuple[str, ...]:
    sample = content[:_SAMPLE_BYTES]
    if len(sample) < 4 or len(content) % 2:
        return ()
    pairs = len(sample) / 2
    even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd > _WIDE_SHARE and even < _NARROW_SHARE:
        return ("utf-16-le",)
    return ("utf-16-be",) if even > _WIDE_SHARE and odd < _NARROW_SHARE else ()
