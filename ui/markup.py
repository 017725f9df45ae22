"""HTML of answers and sources. Everything that comes from people, documents or models goes through `text`."""

import base64
import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from assistant.schemas.answers import Answer, Citation, Sentence
from assistant.schemas.documents import RevisionText
from ui.places import Place
from ui.texts import Texts

SUPPORTED = 0.75
PARTLY_SUPPORTED = 0.5
_LONGEST_WORD = 30
_LONGEST_OWNER = 300
_NUMBERED = re.compile(r"\s*(\d{1,3}|[a-z])[.)]\s")
# Not the mail header's rules: there a comma, as in "Head of AI, Anna Ek <...>", begins another address.
_OWNER = re.compile(r"\s*(?P<name>[^<>]*?)\s*<?(?P<address>[^<>@\s]+@[^<>@\s]+)>?\s*$")


def text(value: object) -> str:
    """The value as HTML text or attribute value."""
    return escape(str(value), quote=True)


def where(title: str, section: Sequence[str], page: int | None, texts: Texts) -> str:
    """ "Policy för AI, avsnitt Inköp › Gränser, sid. 3", as plain text."""
    parts = [title]
    if path := below_title(title, section):
        parts.append(texts("cite.section", section=" › ".join(path)))
    if page is not None:
        parts.append(texts("cite.page", page=page))
    return ", ".join(parts)


def answer(given: Answer, turn: int, texts: Texts) -> str:
    return sentences(given.sentences, given.citations, turn, texts, given.language) + sources(given, turn, texts)


def sentences(items: Sequence[Sentence], citations: Sequence[Citation], turn: int, texts: Texts, language: str) -> str:
    """The sentences with their chips: paragraphs, lists and rows as the writer grouped them."""
    blocks: list[str] = []
    for (form, _), members in groupby(items, key=lambda item: (item.form, item.block)):
        group = list(members)
        drawn = [_sentence(item, citations, turn, texts) for item in group]
        if form == "item" and all(_NUMBERED.match(item.text) for item in group):
            form = "numbered"
        if form == "sentence":
            blocks.append(f"<p>{' '.join(drawn)}</p>")
        else:
            rows = "".join(f"<li>{item}</li>" for item in drawn)
            blocks.append(f'<ul class="l-list l-{form}">{rows}</ul>')
    label = text(texts("chat.answer"))
    return f'<div class="l-answer" role="group" aria-label="{label}" lang="{text(language)}">{"".join(blocks)}</div>'


def _sentence(item: Sentence, citations: Sequence[Citation], turn: int, texts: Texts) -> str:
    chips = "".join(chip(index, citations, turn, item.support, texts) for index in item.citations)
    start, space, last = item.text.strip().rpartition(" ")
    # The chips stay on the line of the last word; a "word" that is half a line long has to break all the same.
    if len(last) > _LONGEST_WORD:
        drawn = f"{text(item.text)}{chips}"
    else:
        drawn = f'{text(start + space)}<span class="l-together">{text(last)}{chips}</span>'
    original = item.original_language
    if original is None:
        return drawn
    mark = text(texts(f"original.{original}"))
    return f'<span lang="{original}">{drawn}</span> <span class="l-original" lang="{texts.language}">{mark}</span>'


def chip(index: int, citations: Sequence[Citation], turn: int, support: float, texts: Texts) -> str:
    """The number of a citation, which opens it; nothing for an index that no citation has."""
    if not 0 <= index < len(citations):
        return ""
    cited = citations[index]
    label = texts("cite.label", number=index + 1, where=where(cited.title, cited.section, cited.page, texts))
    level, hint = _support(support, texts)
    return (
        f'<button type="button" class="l-cite l-{level}" data-l-act="open" data-l-turn="{turn}" '
        f'data-l-index="{index}" lang="{texts.language}" aria-label="{text(label)}. {text(hint)}" '
        f'title="{text(label)}\n{text(hint)}">{index + 1}</button>'
    )


def _support(support: float, texts: Texts) -> tuple[str, str]:
    if support >= SUPPORTED:
        return "supported", texts("cite.supported")
    if support >= PARTLY_SUPPORTED:
        return "partly", texts("cite.partly_supported")
    return "weak", texts("cite.unsupported")


def sources(given: Answer, turn: int, texts: Texts) -> str:
    """The list under an answer: each place once, with the numbers of its quotes and what tells whether to trust it."""
    if not given.citations:
        return ""
    places: dict[tuple[object, ...], list[int]] = {}
    for index, cited in enumerate(given.citations):
        place = (cited.document_id, cited.revision, cited.section, cited.page, cited.removed)
        places.setdefault(place, []).append(index)
    items = "".join(_source(indexes, given.citations, turn, texts) for indexes in places.values())
    return f'<section class="l-sources"><h3>{text(texts("chat.sources"))}</h3><ul>{items}</ul></section>'


def _source(indexes: Sequence[int], citations: Sequence[Citation], turn: int, texts: Texts) -> str:
    cited = citations[indexes[0]]
    path = below_title(cited.title, cited.section)
    place = [" › ".join(path)] if path else []
    if cited.page is not None:
        place.append(texts("cite.page", page=cited.page))
    detail = f'<span class="l-where">{text(" · ".join(place))}</span>' if place else ""
    further = "".join(_further(index, citations[index], turn, texts) for index in indexes[1:])
    opens = f'data-l-act="open" data-l-turn="{turn}" data-l-index="{indexes[0]}"'
    return (
        f'<li><button type="button" class="l-source" {opens}><span class="l-number">{indexes[0] + 1}</span>'
        f'<span class="l-source-body"><span class="l-title">{text(cited.title or texts("cite.gone"))}</span>{detail}'
        f"{facts(cited, texts)}</span></button>{further}</li>"
    )


def _further(index: int, cited: Citation, turn: int, texts: Texts) -> str:
    """The number of a further quote from the same place."""
    label = texts("cite.label", number=index + 1, where=where(cited.title, cited.section, cited.page, texts))
    return (
        f'<button type="button" class="l-cite l-further" data-l-act="open" data-l-turn="{turn}" '
        f'data-l-index="{index}" aria-label="{text(label)}">{index + 1}</button>'
    )


def facts(cited: Citation, texts: Texts) -> str:
    """Kind, owner, date, version and warnings on one line."""
    parts = [text(texts(f"kind.{cited.kind}")), text(owner_name(cited.owner))]
    dated = {"source.version": cited.version, "source.date": cited.valid_from}
    parts += [
        f'<span class="l-together">{texts(key).lower()} {text(value)}</span>' for key, value in dated.items() if value
    ]
    line = " · ".join(part for part in parts if part)
    return f'<span class="l-facts">{line}{badges(cited, texts)}</span>'


def _together(words: str) -> str:
    return f'<span class="l-together">{text(words)}</span>'


def badges(cited: Citation, texts: Texts) -> str:
    shown = []
    if cited.removed:
        shown.append(texts("badge.removed"))
    if cited.superseded and cited.replaced_by:
        shown.append(texts("badge.replaced", date=cited.ended or "", title=cited.replaced_by))
    elif cited.superseded:
        shown.append(texts("badge.superseded"))
    elif cited.expired:
        shown.append(texts("badge.expired", date=cited.ended or ""))
    if cited.review_overdue:
        shown.append(texts("badge.overdue"))
    return "".join(f' <span class="l-badge l-warn">{text(item)}</span>' for item in shown)


def who(name: str, user: str) -> str:
    """Somebody by name, with their id on demand; by the id alone where no name is known."""
    if not name or name == user:
        return f"<code>{text(user)}</code>"
    return f'<details class="l-who"><summary>{text(name)}</summary><code>{text(user)}</code></details>'


def owner_name(owner: str) -> str:
    """The name in "Head of AI, Anna Ek <anna@example.org>": all that stands before the address."""
    found = _owner(owner)
    return (found["name"] if found else "") or owner


def owner_address(owner: str) -> str:
    """Their address in it; "" where there is none."""
    found = _owner(owner)
    return found["address"] if found else ""


def _owner(owner: str) -> re.Match[str] | None:
    # The pattern takes quadratic time, and the owner may come from a hostile file.
    return _OWNER.match(owner[:_LONGEST_OWNER])


def below_title(title: str, section: Sequence[str]) -> Sequence[str]:
    """The section path without the document's own title, which as a rule is its first heading."""
    return section[1:] if section and section[0] == title else section


def marked(revision: RevisionText, place: Place, texts: Texts) -> str:
    """The revision's text as it stands, the place in <mark>. Offsets count code points of the whole text."""
    if revision.erased is not None and not revision.total_chars:
        return f"<p>{text(texts('source.erased', day=revision.erased.at.date().isoformat()))}</p>"
    body, offset = revision.text, revision.offset
    before, after = "", ""
    if offset > 0:
        before = '<span class="l-cut" aria-hidden="true">…</span>'
    if offset + len(body) < revision.total_chars:
        after = '<span class="l-cut" aria-hidden="true">…</span>'
    if place.span is None:
        return f'<div class="l-text">{before}{text(body)}{after}</div>'
    start, end = (min(max(value - offset, 0), len(body)) for value in place.span)
    quoted = f'<mark aria-label="{text(texts("source.quoted"))}">{text(body[start:end])}</mark>' if end > start else ""
    return f'<div class="l-text">{before}{text(body[:start])}{quoted}{text(body[end:])}{after}</div>'


def page_image(png: bytes, alt: str, at: float) -> str:
    """`at` is how far down the page the quote stands, from 0 to 1."""
    encoded = base64.b64encode(png).decode("ascii")
    return f'<img class="l-page" alt="{text(alt)}" data-l-at="{at:.3f}" src="data:image/png;base64,{encoded}">'


def heading_path(section: Sequence[str]) -> str:
    if not section:
        return ""
    items = "".join(f"<li>{text(part)}</li>" for part in section)
    return f'<ol class="l-path">{items}</ol>'


def link(place: Place, label: str) -> str:
    return f'<a class="l-link" data-l-act="page" href="{text(place.href)}">{text(label)}</a>'
