"""From what a language model writes to sentences with quotes; it may write anything, and most of it is dropped here.

What can be told from the words alone is told here, and what needs a judgement is left to verify.py.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.evidence.found import Draft, Quote
from assistant.evidence.units import Unit, units_of
from knowledge.index.protocol import Candidate
from knowledge.language import Language, common_words

MAX_CHARS = 20_000
_MAX_QUOTES = 4
_LEAST_QUOTE_CHARS = 8
# Of the words that carry what a sentence says, so many may be its own. A base model of 270 million parameters made up
# facts with two new words in five ("It may be that the AI is blocking the customer from accessing the system"). A
# sentence of common words only says nothing that could be checked ("Du har rätt.").
_NEW_WORDS = 1 / 5
# Of all words of a sentence that translates its quotes, the share that its language has in any text: 19 in 20 of the
# sentences of SweFAQ and XQuAD have more than 0.2, and other languages have next to none.
_LEAST_COMMON = 0.15

_THOUGHT = re.compile(r"<(?P<end>/)?think(?:ing)?>", re.IGNORECASE)
_LONGEST_TAG = len("</thinking>")
_LONGEST_TOKEN = len(r"\u00e5")
_WORD = re.compile(r"[^\W\d_]+")
_STEM_CHARS = 5
# A document may speak of itself in the first person; a model that does so speaks of itself.
_SPEAKERS = frozenset({"my", "me", "jag", "min", "mitt", "mina", "mig"})
# A question states nothing: "In your own words, how would you report a breach?" stood as an answer.
_ENDS = re.compile(r"[.!…][\"'”’»)\]]*$")
_MARKUP = re.compile(r"^(?:[#>*•–-]+\s+)+|\*\*|__|`")
_ADDRESS = re.compile(r"\w+://\S+|\S+@\S+\.\w+|\b[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
# Links, pictures, tags and code: no sentence of an answer needs them, and a reader's program might follow them.
_ACTIVE = re.compile(r"\]\(|<\s*[/!a-z]|```|\|\|", re.IGNORECASE)


class _Cited(BaseModel):
    id: str
    quote: str


class _Line(BaseModel):
    text: str
    quotes: list[_Cited] = []


def objects_of(parts: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The JSON objects in a stream of text, each as soon as it is complete; what stands between them is passed over."""
    decoder = json.JSONDecoder()
    pending = ""
    read = 0
    for part in aloud(parts):
        pending += part
        read += len(part)
        while (start := pending.find("{")) >= 0:
            try:
                value, end = decoder.raw_decode(pending, start)
            except json.JSONDecodeError as error:
                if _may_become_whole(error, pending):
                    break
                pending = pending[start + 1 :]
                continue
            except (ValueError, RecursionError):  # a number of 5,000 digits; a thousand brackets in each other
                return
            pending = pending[end:]
            yield value
        if read > MAX_CHARS:
            return


def aloud(parts: Iterator[str]) -> Iterator[str]:
    """The parts without what stands between <think> tags, wherever they are cut."""
    pending, thinking = "", False
    for part in parts:
        pending += part
        while match := _THOUGHT.search(pending):
            if not thinking:
                yield pending[: match.start()]
            pending, thinking = pending[match.end() :], match["end"] is None
        tag = pending.rfind("<", max(0, len(pending) - _LONGEST_TAG))
        cut = tag if tag >= 0 else len(pending)
        if not thinking:
            yield pending[:cut]
        pending = pending[cut:]
    if not thinking:
        yield pending


def draft_of(value: Mapping[str, Any], sources: Mapping[str, Candidate], language: Language) -> Draft | None:
    """The sentence with those of its quotes that stand in the passages they name; None when it is no sentence.

    A sentence that must not be shown whatever it says comes without quotes, so that it is seen to be held back.
    """
    try:
        line = _Line.model_validate(value)
    except ValidationError:
        return None
    text = _plain(line.text)
    if not text:
        return None
    units, quotes = _evidence(line.quotes, sources)
    copied = next((unit for unit in units if _folded(text) in _folded(unit.text)), None)
    if copied is not None:
        # Half a sentence of the source may say the opposite of the whole one ("... only if ...").
        return Draft(copied.shown, quotes)
    if not quotes or not _presentable(text, quotes, language):
        return Draft(text, ())
    return Draft(text, quotes)


def _may_become_whole(error: json.JSONDecodeError, text: str) -> bool:
    """Whether more text could mend the error: it lies in a string that is not closed yet, or at the very end, where an
    escape or a `false` may be cut."""
    return error.pos >= len(text.rstrip()) - _LONGEST_TOKEN or error.msg.startswith("Unterminated string")


def _plain(text: str) -> str:
    """One line without Markdown, and without the characters that cannot be seen, stored or sent."""
    seen = "".join(" " if char.isspace() else char for char in text if char.isspace() or not _unseen(char))
    return " ".join(_MARKUP.sub("", " ".join(seen.split())).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _evidence(cited: Sequence[_Cited], sources: Mapping[str, Candidate]) -> tuple[tuple[Unit, ...], tuple[Quote, ...]]:
    """The units that the quotes are taken from, and the same as quotes, each after what introduces it."""
    units: dict[tuple[str, int], Unit] = {}
    for quote in cited[:_MAX_QUOTES]:
        for unit in _quoted(quote, sources):
            units[(unit.source.passage.id, unit.start)] = unit
    quotes: dict[tuple[str, int], Quote] = {}
    for unit in units.values():
        for start, end in (*_introduction(unit), (unit.start, unit.end)):
            offset = unit.source.passage.start
            text = unit.source.passage.text[start - offset : end - offset]
            quotes[(unit.source.passage.id, start)] = Quote(unit.source, start, end, text)
    return tuple(units.values()), tuple(quotes.values())


def _quoted(cited: _Cited, sources: Mapping[str, Candidate]) -> list[Unit]:
    """The whole sentences, list items and rows that the quote stands in, white space aside.

    Half of one may leave out its "not"; headings and bare questions are none, for they state nothing.
    """
    source = sources.get(cited.id)
    words = cited.quote.split()
    if source is None or len("".join(words)) < _LEAST_QUOTE_CHARS:
        return []
    match = re.search(r"\s+".join(map(re.escape, words)), source.passage.text)
    if match is None:
        return []
    start, end = source.passage.start + match.start(), source.passage.start + match.end()
    return [unit for unit in units_of(source) if unit.start < end and start < unit.end]


def _introduction(unit: Unit) -> list[tuple[int, int]]:
    """Where the line stands that gives a list item its meaning ("You must not:"), when it is in the passage."""
    offset = unit.source.passage.start
    at = unit.source.passage.text.rfind(unit.lead, 0, unit.start - offset) if unit.lead and unit.form == "item" else -1
    return [(offset + at, offset + at + len(unit.lead))] if at >= 0 else []


def _presentable(text: str, quotes: Sequence[Quote], language: Language) -> bool:
    """Whether it is a whole sentence of the language with no address, no markup and few words that its quotes lack."""
    quoted = " ".join(quote.text for quote in quotes).casefold()
    if not _ENDS.search(text) or _ACTIVE.search(text):
        return False
    if any(address.rstrip(".,;:!?)") not in quoted for address in _ADDRESS.findall(text.casefold())):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    common = common_words(words, language)
    if not any(quote.source.passage.language == language for quote in quotes):
        return sum(word in common for word in words) >= _LEAST_COMMON * len(words)
    stems = {word[:_STEM_CHARS] for word in _WORD.findall(quoted)}
    telling = [word for word in words if word not in common]
    if not telling and not any(char.isdigit() for char in text):
        return False
    new = sum(word[:_STEM_CHARS] not in stems for word in telling)
    return new <= _NEW_WORDS * len(telling) and not set(words) & _SPEAKERS - set(_WORD.findall(quoted))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".!?… ")
