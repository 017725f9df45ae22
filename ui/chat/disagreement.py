"""Where sources say different things, and which documents of another time bear on a question."""

import re

from assistant.schemas.answers import Answer, Citation, Conflict, OtherTime, Standing
from ui.markup import chip, facts, link, owner_name, text
from ui.places import Place
from ui.texts import Texts

_STEP = re.compile(r"^\d{1,3}[.)] ")


def conflicts(given: Answer, turn: int, texts: Texts) -> str:
    """Both statements of each contradiction, what ranks higher first, with the rule that says so."""
    return "".join(_conflict(item, given, turn, texts) for item in given.conflicts)


def rule(item: Conflict, texts: Texts) -> str:
    return texts(f"ranking.{item.rule}")


def _conflict(item: Conflict, given: Answer, turn: int, texts: Texts) -> str:
    sides = "".join(
        _side(index, value, given, (turn, preferred_badge(item, index, texts)), texts)
        for index, value in zip(item.citations, item.values, strict=True)
    )
    heading = text(texts("conflict.heading"))
    return (
        f'<section class="l-card l-conflict" aria-label="{heading}" lang="{texts.language}"><h3>{heading}</h3>'
        f'<p class="l-quiet">{text(texts("conflict.about", about=item.about))}</p>'
        f'<ol>{sides}</ol><p class="l-quiet">{text(rule(item, texts))}</p></section>'
    )


def preferred_badge(item: Conflict, index: int, texts: Texts) -> str:
    return texts("conflict.preferred") if item.preferred == index else ""


def _side(index: int, value: str, given: Answer, drawn: tuple[int, str], texts: Texts) -> str:
    turn, badge = drawn
    cited = given.citations[index]
    shown = f'<span class="l-badge l-calm">{text(badge)}</span>' if badge else ""
    return (
        f'<li><p class="l-side-title"><span class="l-title">{text(cited.title)}</span> {shown}</p>'
        f'<p lang="{text(cited.language)}">{_quoted(cited, value)}<span class="l-together">”'
        f"{chip(index, given.citations, turn, 1.0, texts)}</span></p>"
        f"<p>{facts(cited, texts)}</p></li>"
    )


def _quoted(cited: Citation, value: str) -> str:
    """The opening of the quote with what differs set off; a table row cell by cell, a step without its number."""
    words = _STEP.sub("", " ".join(cited.quote.replace(" | ", " · ").split()))
    if not value or value == words or value not in words:
        return f"”{text(words)}"
    before, found, after = words.partition(value)
    return f'”{text(before)}<span class="l-value">{text(found)}</span>{text(after)}'


def other_times(given: Answer, texts: Texts) -> str:
    """The documents that are no longer, or not yet, in force: named and linked, with whom to ask."""
    items = "".join(f"<li>{_other_time(item, texts)}</li>" for item in given.other_times)
    return f'<ul class="l-other-times">{items}</ul>' if items else ""


def _other_time(item: OtherTime, texts: Texts) -> str:
    return f"{link(Place(item.document_id), item.title)} – {text(other_time_words(item, texts))}"


def other_time_words(item: OtherTime, texts: Texts) -> str:
    """ "replaced 2026-03-01 by Buying AI services; ask Lene Brostrup", as plain text."""
    key = {Standing.SUPERSEDED: "superseded", Standing.EXPIRED: "expired", Standing.COMING: "coming"}[item.standing]
    words = [texts(f"times.{key}", date=item.day) if item.day else texts(f"times.{key}_undated")]
    if item.replaced_by:
        words.append(texts("times.replaced_by", title=item.replaced_by))
    if item.owner:
        words.append(texts("times.ask", owner=owner_name(item.owner)))
    return "; ".join(words)
