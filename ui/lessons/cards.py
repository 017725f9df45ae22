"""Lessons on their way as HTML: lines of a list, the text as it will be published, and its history. No Streamlit."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType

from assistant.schemas.lessons import (
    CreditLine,
    EventView,
    LessonFields,
    Step,
    SubmissionKind,
    SubmissionLine,
    SubmissionState,
    SubmissionView,
)
from ui.documents.word_differences import marked_differences
from ui.lessons.drafting import PROSE
from ui.lessons.findings import marked
from ui.markup import owner_name, text, who
from ui.places import Place
from ui.texts import Texts

_WAITED_LONG_DAYS = 7
_HEADING = re.compile(r"(?m)^#{1,6} +(.+)$\n?")


def badge(line: SubmissionLine, texts: Texts) -> str:
    """Its state; approved ones are published, or about to be, or could not be taken in."""
    state: str = line.state
    if line.state is SubmissionState.APPROVED:
        state = "published" if line.published else "failed" if line.problem else "publishing"
    if line.state is SubmissionState.RETURNED and not line.mine:
        state = "with_author"
    calm = state not in {"returned", "rejected", "failed"}
    return f'<span class="l-badge {"l-calm" if calm else "l-warn"}">{text(texts(f"lessonstate.{state}"))}</span>'


def own_line(line: SubmissionLine, texts: Texts, zone: tzinfo | None, *, replaced: bool = False) -> str:
    """`replaced` says that a later change of the same lesson is published."""
    parts = [origin(line, texts), texts("lessons.changed", when=moment(line.changed_at, zone))]
    if line.state is SubmissionState.IN_REVIEW:
        parts = [origin(line, texts), _waiting(line, texts), _reviewer(line, texts)]
    if replaced:
        parts = [*parts, texts("lessons.replaced")]
    return f'<p class="l-facts">{badge(line, texts)} {text(" · ".join(filter(None, parts)))}{_link(line, texts)}</p>'


def credit(line: CreditLine | None, texts: Texts) -> str:
    """ "Cited in at least 10 answers, at least 5 people found that it helped"; nothing for too few to tell."""
    if line is None:
        return ""
    told = [
        texts(f"credit.{name}", n=count) for name, count in (("cited", line.cited), ("helpful", line.helpful)) if count
    ]
    return f'<p class="l-facts">{text(", ".join(told))}</p>' if told else ""


def queue_line(line: SubmissionLine, texts: Texts) -> str:
    parts = [
        origin(line, texts),
        line.author,
        texts(f"lang.{line.language}"),
        _waiting(line, texts),
        _reviewer(line, texts),
    ]
    late = line.waiting_days is not None and line.waiting_days >= _WAITED_LONG_DAYS
    sign = f'<span class="l-badge l-warn">{text(texts("queue.late"))}</span> ' if late else ""
    if line.state is not SubmissionState.IN_REVIEW:
        sign = f"{badge(line, texts)} "
    own = f' <span class="l-badge l-unknown">{text(texts("queue.own"))}</span>' if line.mine else ""
    return f'<p class="l-facts">{sign}{text(" · ".join(filter(None, parts)))}{own}</p>'


def origin(line: SubmissionLine, texts: Texts) -> str:
    """What it is beside a new lesson, which is what one expects: a change of what is published, a playbook made of a
    lesson, a document."""
    if line.revises:
        return texts("lessons.is_change")
    if line.promoted_from:
        return texts("lessons.is_playbook")
    return texts("lessons.document") if line.kind is SubmissionKind.DOCUMENT else ""


def origin_line(line: SubmissionLine, texts: Texts) -> str:
    """Above the form, which has no other heading: what is being written, with the way to what it changes."""
    words = origin(line, texts)
    return f'<p class="l-facts">{text(words)}{_link(line, texts)}</p>' if words else ""


def replaced(lines: Sequence[SubmissionLine]) -> frozenset[str]:
    """The ids of those that a later change, published as well, has taken the place of."""
    published = [line for line in lines if line.published and line.document_id and line.decided_at]
    latest: dict[str, SubmissionLine] = {}
    for line in sorted(published, key=lambda each: each.decided_at or each.changed_at):
        latest[line.document_id or ""] = line
    return frozenset(line.id for line in published if latest[line.document_id or ""].id != line.id)


def _waiting(line: SubmissionLine, texts: Texts) -> str:
    return texts("queue.waiting", n=line.waiting_days) if line.waiting_days is not None else ""


def _reviewer(line: SubmissionLine, texts: Texts) -> str:
    if line.assigned_to_me:
        return texts("queue.is_mine")
    return texts("queue.assigned", who=line.assignee) if line.assignee else texts("queue.unassigned")


def _link(line: SubmissionLine, texts: Texts) -> str:
    """To what it became, or is to change."""
    document_id = line.document_id if line.published else line.revises
    if document_id is None:
        return ""
    href = text(Place(document_id).href)
    return f' · <a class="l-link" data-l-act="page" href="{href}">{text(texts("lessons.open_published"))}</a>'


def heading(lesson: SubmissionView, texts: Texts, zone: tzinfo | None) -> str:
    title = lesson.title or texts("lessons.untitled")
    facts = [origin(lesson, texts), lesson.author, texts(f"lang.{lesson.language}")]
    if lesson.submitted_at is not None:
        facts.append(texts("lessons.submitted_at", when=moment(lesson.submitted_at, zone)))
    if lesson.assignee:
        facts.append(_reviewer(lesson, texts))
    return (
        f'<h1 lang="{text(lesson.language)}">{text(title)}</h1>'
        f'<p class="l-facts">{badge(lesson, texts)} {text(" · ".join(filter(None, facts)))}{_link(lesson, texts)}</p>'
    )


def problem(lesson: SubmissionView, texts: Texts) -> str:
    if not lesson.problem or lesson.published:
        return ""
    words = texts("lessons.not_published")
    return (
        f'<section class="l-card l-problem" role="alert"><h3>{text(words)}</h3><p>{text(lesson.problem)}</p></section>'
    )


Marks = Mapping[str, Sequence[tuple[int, int, str]]]


def published_text(
    fields: LessonFields, texts: Texts, before: LessonFields | None = None, marks: Marks = MappingProxyType({})
) -> str:
    """The fields under the headings that they are published with; `before` marks what is different since then, and
    `marks` are the places to look at, field by field, each with a word that says why.
    """
    shown = PROSE if fields.lesson or fields.what_happened or not fields.body else ("body",)
    sections = "".join(_section(name, fields, before, marks.get(name, ()), texts) for name in shown)
    return f'<article class="l-lesson" lang="{text(fields.language)}">{sections}</article>{_properties(fields, texts)}'


def _section(
    name: str,
    fields: LessonFields,
    before: LessonFields | None,
    marks: Sequence[tuple[int, int, str]],
    texts: Texts,
) -> str:
    words, earlier = getattr(fields, name), getattr(before, name) if before else ""
    if not words.strip() and not earlier.strip():
        return ""
    if name == "body" and before is None and not marks:
        return f'<section class="l-text">{_with_headings(words)}</section>'
    drawn = marked_differences(earlier, words) if before is not None else marked(words, marks)
    head = f"<h2>{text(texts(f'lessonfield.{name}'))}</h2>" if name != "body" else ""
    return f'<section>{head}<div class="l-text">{drawn}</div></section>'


def _with_headings(words: str) -> str:
    """A document's text with its headings drawn as such; the rest as it was written."""
    parts = _HEADING.split(words)
    return "".join(f"<h2>{text(part)}</h2>" if at % 2 else text(part.strip("\n")) for at, part in enumerate(parts))


def _properties(fields: LessonFields, texts: Texts) -> str:
    values = {
        "owner": owner_name(fields.owner),
        "classification": texts(f"classification.{fields.classification}"),
        "audience": ", ".join(fields.audience),
        "tags": ", ".join(fields.tags),
    }
    rows = "".join(
        f"<div><dt>{text(texts(f'lessonfield.{name}'))}</dt><dd>{text(value)}</dd></div>"
        for name, value in values.items()
        if value
    )
    return f'<dl class="l-properties">{rows}</dl>'


def changed_fields(fields: LessonFields, before: LessonFields) -> tuple[str, ...]:
    return tuple(name for name in LessonFields.model_fields if getattr(fields, name) != getattr(before, name))


def history(lesson: SubmissionView, texts: Texts, zone: tzinfo | None) -> str:
    """Every step, the latest first."""
    items = "".join(_event(event, lesson.fields, texts, zone) for event in reversed(lesson.events))
    return f'<section class="l-history"><h2>{text(texts("lessons.history"))}</h2><ol>{items}</ol></section>'


def _event(event: EventView, fields: LessonFields, texts: Texts, zone: tzinfo | None) -> str:
    by = text(texts("lessons.you")) if event.mine else who(event.by, event.user or event.by)
    said = f'<p class="l-said">{text(event.text)}</p>' if event.text else ""
    same = f' <span class="l-badge l-warn">{text(texts("lessons.same_person"))}</span>' if event.same_person else ""
    return (
        f'<li><div class="l-facts">{text(moment(event.at, zone))} · {by}</div>'
        f"<p><strong>{text(texts(f'lessonevent.{event.step}'))}</strong>{same}</p>{said}"
        f"{suggestion(event.changes, fields, texts)}</li>"
    )


def suggestion(changes: Mapping[str, str], fields: LessonFields, texts: Texts) -> str:
    """What a reviewer would write instead, beside what stands there."""
    rows = "".join(
        f"<dt>{text(texts(f'lessonfield.{name}'))}</dt>"
        f'<dd class="l-text">{marked_differences(str(getattr(fields, name, "")), words)}</dd>'
        for name, words in changes.items()
        if f"lessonfield.{name}" in texts
    )
    return f'<dl class="l-suggestion">{rows}</dl>' if rows else ""


def last_reason(lesson: SubmissionView) -> EventView | None:
    """Why it was sent back or rejected, when that is what happened last to it."""
    decided = [event for event in lesson.events if event.step in (Step.RETURNED, Step.REJECTED, Step.SUBMITTED)]
    return decided[-1] if decided and decided[-1].step is not Step.SUBMITTED else None


def open_suggestions(lesson: SubmissionView) -> dict[str, str]:
    """By field, the latest suggestion of this round that is not what stands there already."""
    found: dict[str, str] = {}
    for event in lesson.events:
        if event.step is Step.SUBMITTED:
            found = {}
        elif event.step is Step.SUGGESTED:
            found |= event.changes
    return {name: words for name, words in found.items() if getattr(lesson.fields, name, words) != words}


def saved_marks(version: int, kept: Mapping[str, object]) -> str:
    """Tells the browser what is saved, by field, so that it drops its own copy of exactly that.

    Lists are kept in a form of their own, so that whatever was typed for one is saved with it.
    """
    marks = "".join(
        f'<span data-l-saved="{version}" data-l-draft="{text(key)}"{_exactly(value)}></span>'
        for key, value in kept.items()
    )
    return f'<span class="l-hidden">{marks}</span>'


def _exactly(value: object) -> str:
    return f' data-l-text="{text(value)}"' if isinstance(value, str) else ""


def moment(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
