"""What a file hides from its readers, as it is kept for those who review it."""

import re
from collections.abc import Iterator

from ingest.elements import Element, Parsed
from knowledge.documents import Concealment, HiddenText

# Enough to see what is going on; a file may hide a book.
_MAX_PIECES = 50
_MAX_CHARS = 1_000
_AROUND = 40

_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_BROKEN = re.compile("(?<=[^\\W\\d_])[\u200b\u200c\u2060\ufeff]+(?=[^\\W\\d_])")
_TAG_OFFSET = 0xE0000


def hidden_text_of(parsed: Parsed) -> tuple[HiddenText, ...]:
    """At most 50 pieces of at most 1,000 characters each."""
    return tuple(list(_found(parsed))[:_MAX_PIECES])


def warnings_of(parsed: Parsed) -> tuple[str, ...]:
    """The parser's warnings, and one for text that was hidden from the eye; comments are what many files have."""
    hidden = sum(element.concealed in (Concealment.UNSEEN, Concealment.SHEET) for element in parsed.elements)
    if not hidden:
        return parsed.warnings
    return (*parsed.warnings, f"{hidden} hidden text{'s were' if hidden > 1 else ' was'} left out.")


def _found(parsed: Parsed) -> Iterator[HiddenText]:
    for element in parsed.elements:
        if element.concealed is not None and element.text.strip():
            yield HiddenText(element.concealed, _storable(element.text), _place(element))
        elif written := "".join(chr(ord(char) - _TAG_OFFSET) for run in _TAGS.findall(element.text) for char in run):
            yield HiddenText(Concealment.CHARACTERS, _storable(written), _place(element))
        elif broken := _BROKEN.search(element.text):
            around = element.text[max(0, broken.start() - _AROUND) : broken.end() + _AROUND]
            yield HiddenText(Concealment.CHARACTERS, _storable(_BROKEN.sub("", around)), _place(element))


def _storable(text: str) -> str:
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)[:_MAX_CHARS]


def _place(element: Element) -> str:
    return element.sheet or (str(element.page) if element.page is not None else "")
