"""A write-up that somebody has, taken apart into the fields of a lesson: a proposal, from which nothing is lost.

Headings decide first, then labels ("Orsak: ..."), then how a paragraph begins ("Nästa gång ..."). What none of them
places is kept as the rest.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from ingest.elements import Element, ElementKind, Parsed
from ingest.hidden import hidden_text_of
from ingest.lesson_words import field_of_beginning, field_of_heading, is_bare
from knowledge.documents import Concealment
from knowledge.intake import LessonField, Prefill
from knowledge.language import detect_language

_LABEL = re.compile(r"^\s*(?P<label>[^\n:|]{2,60}?)\s*:\s*(?P<text>\S.*)$", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,3}[.)]|[a-zåäö][.)])\s+", re.IGNORECASE)
MAX_TITLE_CHARS = 200
MAX_TAGS = 20
MAX_TAG_CHARS = 60
_ONE_LINE = frozenset({LessonField.TITLE, LessonField.TAGS, LessonField.LANGUAGE})


def prefill_of(parsed: Parsed, name: str) -> Prefill:
    """The fields that the parsed text fills; `name` is the file's, and names what has no title."""
    shown = [element for element in parsed.elements if not element.hidden and (element.text.strip() or element.rows)]
    sorter = _Sorter()
    for element in shown:
        sorter.take(element)
    everything = "\n".join(element.text for element in shown)
    whole_title = sorter.title or _property(parsed, "title") or PurePath(name).stem.replace("_", " ").strip()
    warnings = list(parsed.warnings)
    if len(shown) < len(parsed.elements) and any(element.hidden for element in parsed.elements):
        warnings.append("Text that the file hides was left out.")
    texts, rest = sorter.texts, sorter.rest
    listed = texts.pop(LessonField.TAGS, "")
    tags = _tags([*_listed(parsed.properties.get("tags")), *_split(listed)])
    title = " ".join(whole_title.split())[:MAX_TITLE_CHARS]
    # What is longer than its field is kept whole in the rest.
    kept = [whole_title] if len(title) < len(" ".join(whole_title.split())) else []
    kept += (
        [listed] if len(_split(listed)) > MAX_TAGS or any(len(tag) > MAX_TAG_CHARS for tag in _split(listed)) else []
    )
    return Prefill(
        fields={LessonField.TITLE: title, **texts},
        tags=tags,
        language=detect_language(everything, "sv"),
        rest=_joined([*kept, rest]),
        placed=sorter.placed,
        warnings=tuple(warnings),
        left_out=Counter(each.how for each in hidden_text_of(parsed) if each.how is not Concealment.CHARACTERS),
    )


@dataclass
class _Sorter:
    """Goes through the elements in order. `current` is the field that what comes belongs to, None for the rest.

    `level` is that of the heading that opened it: a deeper heading goes on within it.
    """

    title: str = ""
    current: LessonField | None = None
    level: int = 0
    placed: dict[LessonField, str] = field(default_factory=dict)
    _texts: dict[LessonField | None, list[str]] = field(default_factory=dict)
    _begun: bool = False

    @property
    def texts(self) -> dict[LessonField, str]:
        return {part: _joined(texts) for part, texts in self._texts.items() if part is not None and _joined(texts)}

    @property
    def rest(self) -> str:
        return _joined(self._texts.get(None, ()))

    def take(self, element: Element) -> None:
        if element.kind is ElementKind.HEADING or _looks_like_heading(element):
            self._heading(element.text.strip().rstrip(":").strip(), element.level or 9)
        elif element.kind is ElementKind.TABLE and _is_form(element):
            self._form(element)
        elif not self._labelled(element):
            self._body(element)
        self._begun = True

    def _heading(self, words: str, level: int) -> None:
        found = field_of_heading(words)
        # A document's own first line, as "Lärdomar: fakturatolkning i Västerås", is its title, whatever it begins with.
        names_it = not self._begun and level == 1 and not is_bare(words)
        if found is not None and not names_it:
            self._open(found, words, level)
            if not is_bare(words):
                self._add(found, f"**{words}**")
        elif not self._begun or (not self.title and level == 1 and not self.placed):
            self.title = words
        elif self.current is not None and level > self.level:
            self._add(self.current, f"**{words}**")
        else:
            self.current, self.level = None, level
            self._add(None, f"## {words}")

    def _open(self, found: LessonField, words: str, level: int) -> None:
        self.current, self.level = found, level
        self.placed.setdefault(found, words)

    def _labelled(self, element: Element) -> bool:
        """ "Orsak: leverantören hade bytt format." names its field itself."""
        if element.kind not in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM):
            return False
        label = _LABEL.match(_BULLET.sub("", element.text))
        found = field_of_heading(label["label"]) if label else None
        if label is None or found is None:
            return False
        # A label within a section of the same kind is a point of it, not the end of another section.
        self._open(found, label["label"], self.level or 9)
        self._set(found, label["text"].strip())
        return True

    def _form(self, element: Element) -> None:
        """A table of labels and what was filled in."""
        self.current = None
        for row in element.rows:
            found = field_of_heading(row[0])
            text = "\n".join(filter(None, row[1:]))
            if found is None:
                self._add(None, f"{row[0]}: {text}" if text else row[0])
            elif text:
                self.placed.setdefault(found, row[0])
                self._set(found, text)

    def _body(self, element: Element) -> None:
        text = _written(element)
        found = self.current
        if found in _ONE_LINE:
            self._set(found, element.text)
            self.current = None
            return
        if found is None and element.kind is ElementKind.PARAGRAPH and (by := field_of_beginning(element.text)):
            self.placed.setdefault(by, " ".join(element.text.split()[:3]) + " …")
            found = by
        self._add(found, text, listed=element.kind is ElementKind.LIST_ITEM)

    def _set(self, found: LessonField | None, text: str) -> None:
        if found is LessonField.TITLE:
            self.title = self.title or text
            if self.title != text:
                self._add(None, text)
        elif found in (LessonField.LANGUAGE,):
            self._add(None, text)
        else:
            self._add(found, text)

    def _add(self, found: LessonField | None, text: str, *, listed: bool = False) -> None:
        texts = self._texts.setdefault(found, [])
        # Items of one list stand together; everything else is parted by a blank line.
        if listed and texts and _BULLET.match(texts[-1].rsplit("\n", 1)[-1]):
            texts[-1] += f"\n{text}"
        else:
            texts.append(text)


def _looks_like_heading(element: Element) -> bool:
    """A line by itself that is a known heading, though the file does not mark it as one, as in plain text and mail."""
    if element.kind not in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM) or "\n" in element.text.strip():
        return False
    words = _BULLET.sub("", element.text.strip())
    if words.endswith((".", ",", ";")) or len(words) > 80:
        return False
    return field_of_heading(words) is not None


def _is_form(element: Element) -> bool:
    """Whether the first column holds the names of fields: two at least, and not as the head of a wider table."""
    width = max(map(len, element.rows), default=0)
    named = sum(1 for row in element.rows if row and field_of_heading(row[0]) is not None)
    return 2 <= width <= 3 and named >= 2


def _written(element: Element) -> str:
    if element.kind is ElementKind.LIST_ITEM:
        text = element.text.strip()
        return text if _BULLET.match(text) else f"- {text}"
    if element.kind is ElementKind.TABLE and element.rows:
        return _markdown_table(element)
    return element.text.strip()


def _markdown_table(element: Element) -> str:
    rows = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in element.rows]
    head = rows[0] if element.header_rows else [""] * len(rows[0])
    body = rows[1:] if element.header_rows else rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip()).strip()


def _property(parsed: Parsed, name: str) -> str:
    value = parsed.properties.get(name)
    return value.strip() if isinstance(value, str) else ""


def _listed(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _split(value)
    elif isinstance(value, list | tuple):
        yield from (str(item) for item in value)


def _split(text: str) -> list[str]:
    return re.split(r"[,;\n#]+", text)


def _tags(words: Iterable[str]) -> tuple[str, ...]:
    cleaned = (" ".join(_BULLET.sub("", word).split())[:MAX_TAG_CHARS] for word in words)
    return tuple(dict.fromkeys(filter(None, cleaned)))[:MAX_TAGS]


def split_tags(text: str) -> tuple[str, ...]:
    """Tags as people write them in one cell or line: parted by commas, semicolons, line breaks or number signs."""
    return _tags(_split(text))
