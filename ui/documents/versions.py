"""A document's versions, what changed between two of them, and what was changed by hand, as HTML. No Streamlit."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from assistant.schemas.validity import (
    ChangeCounts,
    ChangeView,
    DifferenceBlock,
    DifferenceView,
    Mark,
    RevisionView,
)
from ui.markup import text, who
from ui.places import Place
from ui.texts import Texts

_LISTED = 3


def day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()


def moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def version_name(revision: RevisionView, texts: Texts) -> str:
    """As it is chosen from a list."""
    when = moment(revision.created_at)
    return f"{when} · {texts('versions.current')}" if revision.current else when


def listed(document_id: str, revisions: tuple[RevisionView, ...], texts: Texts) -> str:
    items = "".join(f"<li>{_version(document_id, each, texts)}</li>" for each in revisions)
    return f'<ul class="l-versions">{items}</ul>'


def _version(document_id: str, revision: RevisionView, texts: Texts) -> str:
    name = text(version_name(revision, texts))
    if not revision.erased:
        href = text(Place(document_id, revision.id).href)
        name = f'<a class="l-link" data-l-act="page" href="{href}">{name}</a>'
    facts = [
        by_whom(revision, texts),
        text(counts(revision.counts, texts)) if revision.counts else "",
        text(texts("versions.erased")) if revision.erased else "",
    ]
    return f'{name}<span class="l-facts">{" · ".join(filter(None, facts))}</span>'


def by_whom(what: RevisionView | ChangeView, texts: Texts) -> str:
    """As HTML: the name where it is known, the id on demand."""
    if what.mine:
        return text(texts("versions.you"))
    if not what.by:
        return ""
    before, after = texts("versions.by", who="\0").split("\0")
    return f"{text(before)}{who(what.by_name, what.by)}{text(after)}"


def counts(found: ChangeCounts, texts: Texts) -> str:
    told = {"added": found.added, "removed": found.removed, "changed": found.changed}
    words = [texts(f"sentences.{name}", n=count) for name, count in told.items() if count]
    return ", ".join(words) or texts("versions.same")


def difference(found: DifferenceView, texts: Texts) -> str:
    """Paragraphs with <ins> and <del>, each also said in words for who does not see them."""
    named = day if day(found.from_at) != day(found.to_at) else moment
    summary = texts("versions.compared", old=named(found.from_at), new=named(found.to_at))
    body = "".join(_paragraphs(found.blocks, texts)) or ""
    cut = f'<p class="l-quiet">{texts("versions.cut")}</p>' if found.cut else ""
    return (
        f'<section class="l-difference" aria-label="{text(summary)}"><p><strong>{text(summary)}</strong> '
        f'<span class="l-facts">{text(counts(found.counts, texts))}</span></p>'
        f'<div class="l-text">{body}</div>{cut}</section>'
    )


def _paragraphs(blocks: tuple[DifferenceBlock, ...], texts: Texts) -> Iterator[str]:
    paragraph: list[str] = []
    for block in blocks:
        if paragraph and (block.paragraph or block.mark is Mark.SKIPPED):
            yield f"<p>{' '.join(paragraph)}</p>"
            paragraph = []
        if block.mark is Mark.SKIPPED:
            yield f'<p class="l-quiet">… {texts("versions.unchanged", n=block.sentences)} …</p>'
        else:
            paragraph.append("".join(_part(part.mark, part.text, texts) for part in block.parts))
    if paragraph:
        yield f"<p>{' '.join(paragraph)}</p>"


def _part(mark: Mark, words: str, texts: Texts) -> str:
    if mark is Mark.REMOVED:
        return f'<del><span class="l-hidden">{texts("versions.removed")} </span>{text(words)}</del>'
    if mark is Mark.ADDED:
        return f'<ins><span class="l-hidden">{texts("versions.added")} </span>{text(words)}</ins>'
    return text(words)


def change(made: ChangeView, texts: Texts) -> str:
    """One change by hand, or by a new version of the file: when, by whom, from what to what, and why."""
    head = [day(made.at), text(texts(f"changeact.{made.act}")), by_whom(made, texts)]
    if made.undone_by is not None:
        head.append(text(texts("versions.undone")))
    items = "".join(
        f"<li>{texts(f'property.{each.name}')}: <del>{text(value_in_words(each.name, each.before, texts))}"
        f"</del> → <ins>{text(value_in_words(each.name, each.after, texts))}</ins></li>"
        for each in made.changes
    )
    note = f"<p>”{text(made.note)}”</p>" if made.note else ""
    facts = " · ".join(filter(None, head))
    return f'<div class="l-change"><div class="l-facts">{facts}</div><ul>{items}</ul>{note}</div>'


def value_in_words(name: str, value: Any, texts: Texts) -> str:
    """A property's value as a person reads it."""
    if value in (None, "", []):
        return texts("versions.nothing")
    if name == "status":
        return texts(f"docstatus.{value}")
    if name == "classification":
        return texts(f"classification.{value}")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
