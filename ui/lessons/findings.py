"""What the check of a lesson found, as HTML, and the text with personal data taken out. Knows no Streamlit."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.schemas.lessons import (
    ContradictionView,
    LessonCheckView,
    LessonFields,
    PersonalDataFinding,
    ReadabilityView,
    SimilarView,
)
from ui.markup import owner_name, text
from ui.places import Place, place_of_url
from ui.texts import Texts

_SURE = 0.8
_AROUND_CHARS = 60
_SHOWN_SENTENCES = 5


def redacted(fields: LessonFields, findings: Iterable[PersonalDataFinding]) -> dict[str, str]:
    """The fields in which the findings stand, with what is suggested in their place. One whose text has changed since
    the check is left alone."""
    changed: dict[str, str] = {}
    for found in sorted(findings, key=lambda each: -each.start):
        words = changed.get(found.field, str(getattr(fields, found.field)))
        if words[found.start : found.end] == found.text:
            changed[found.field] = words[: found.start] + found.suggestion + words[found.end :]
    return changed


def finding(found: PersonalDataFinding, fields: LessonFields, texts: Texts) -> str:
    """ "Personnummer in What happened: ... 640823-3234 ... -> [personnummer]"."""
    words = str(getattr(fields, found.field))
    before, after = _around(words, found.start, found.end)
    doubt = f" <em>{text(texts('personal.unsure'))}</em>" if found.confidence < _SURE else ""
    where = f"{texts(f'personal.{found.kind}')} · {texts(f'lessonfield.{found.field}')}"
    sign = "l-warn" if found.sensitive else "l-calm"
    return (
        f'<p class="l-facts"><span class="l-badge {sign}">{text(where)}</span>{doubt}</p>'
        f'<p class="l-text">{text(before)}<mark>{text(found.text)}</mark>{text(after)}</p>'
        f'<p class="l-quiet">{text(texts("lessoncheck.instead", words=found.suggestion))}</p>'
    )


def _around(words: str, start: int, end: int) -> tuple[str, str]:
    """Some of the text on both sides, cut between words."""
    before, after = words[max(0, start - _AROUND_CHARS) : start], words[end : end + _AROUND_CHARS]
    if start > _AROUND_CHARS:
        before = f"… {before.partition(' ')[2] or before}"
    if end + _AROUND_CHARS < len(words):
        after = f"{after.rpartition(' ')[0] or after} …"
    return before, after


def similar(found: Sequence[SimilarView], texts: Texts, *, to_author: bool) -> str:
    """Documents that tell the same, with what that means for who reads it."""
    if not found:
        return ""
    items = "".join(
        f"<li>{_link(item.url, item.document_id, item.title)} "
        f'<span class="l-facts">{text(" · ".join(_about(item, texts)))}</span>'
        f'<p class="l-said">{text(item.quote)}</p></li>'
        for item in found
    )
    means = texts("lessoncheck.similar_means") if to_author else texts("lessoncheck.similar_review")
    return (
        f'<section class="l-card"><h3>{text(texts("lessoncheck.similar"))}</h3>'
        f"<p>{text(means)}</p><ul>{items}</ul></section>"
    )


def _about(item: SimilarView, texts: Texts) -> list[str]:
    return [texts(f"kind.{item.kind}"), texts(f"lang.{item.language}"), *filter(None, [owner_name(item.owner)])]


def contradictions(found: Sequence[ContradictionView], texts: Texts) -> str:
    if not found:
        return ""
    items = "".join(
        f"<li><p>{text(texts('lessoncheck.you_write', field=texts(f'lessonfield.{item.field}')))}</p>"
        f'<p class="l-said">{_with_value(item.quote_mine, item.values[0])}</p>'
        f"<p>{_link(item.url, item.document_id, item.title)} "
        f"({text(texts(f'kind.{item.kind}').lower())}) {text(texts('lessoncheck.says'))}</p>"
        f'<p class="l-said">{_with_value(item.quote, item.values[1])}</p></li>'
        for item in found
    )
    return (
        f'<section class="l-card l-conflict"><h3>{text(texts("lessoncheck.contradictions"))}</h3>'
        f"<p>{text(texts('lessoncheck.contradictions_mean'))}</p><ul>{items}</ul></section>"
    )


def _with_value(quote: str, value: str) -> str:
    before, found, after = quote.partition(value)
    return f'{text(before)}<strong class="l-value">{text(found)}</strong>{text(after)}' if value else text(quote)


def readability(found: ReadabilityView | None, fields: LessonFields, texts: Texts) -> str:
    if found is None:
        return ""
    sentences = found.long_sentences[:_SHOWN_SENTENCES]
    items = "".join(
        f"<li>{text(texts('lessoncheck.long', n=item.words, field=texts(f'lessonfield.{item.field}')))}"
        f'<p class="l-said">{text(str(getattr(fields, item.field))[item.start : item.end])}</p></li>'
        for item in sentences
    )
    listed = f"<ul>{items}</ul>" if items else ""
    return (
        f'<section class="l-card"><h3>{text(texts("lessoncheck.readability"))}</h3>'
        f"<p>{text(found.meaning)}</p>{listed}</section>"
    )


def marks_by_field(check: LessonCheckView | None, texts: Texts) -> Mapping[str, list[tuple[int, int, str]]]:
    """Where personal data stands, field by field, with the word for its kind."""
    marks: dict[str, list[tuple[int, int, str]]] = {}
    for found in sorted(check.findings if check else (), key=lambda each: each.start):
        marks.setdefault(found.field, []).append((found.start, found.end, texts(f"personal.{found.kind}")))
    return marks


def marked(words: str, marks: Sequence[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, kind in marks:
        if start < position:
            continue
        parts += (text(words[position:start]), f'<mark title="{text(kind)}">{text(words[start:end])}</mark>')
        position = end
    return "".join((*parts, text(words[position:])))


def _link(url: str, document_id: str, title: str) -> str:
    place = place_of_url(url) or Place(document_id)
    return f'<a class="l-link" data-l-act="page" href="{text(place.href)}">{text(title)}</a>'
