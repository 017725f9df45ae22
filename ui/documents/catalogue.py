"""The library's list as HTML: which documents match, what state each is in, and the table. Knows no Streamlit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from unicodedata import normalize

from assistant.schemas.answers import JobState, Outcome, Status
from assistant.schemas.documents import DocumentView, JobView, PersonalDataView, SourceOutcome
from ui.markup import owner_name, text
from ui.places import Place
from ui.texts import Texts

State = Literal["current", "overdue", "superseded", "coming", "expired", "draft", "in_review", "archived"]
STATES: tuple[State, ...] = ("current", "overdue", "superseded", "coming", "expired", "draft", "in_review", "archived")
_OF_STATUS: dict[Status, State] = {
    Status.DRAFT: "draft",
    Status.IN_REVIEW: "in_review",
    Status.ARCHIVED: "archived",
}
_SURE = 0.8
_QUIET_STATES = {"current", "draft", "in_review", "archived"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What to list; an empty value leaves that property open."""

    words: str = ""
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    states: tuple[State, ...] = ()


@dataclass
class Upload:
    """One file handed in: its job as last heard of, or the words for why it was not taken."""

    name: str
    job: JobView | None = None
    refusal: str = ""

    @property
    def finished(self) -> bool:
        return self.job is None or self.job.state in {JobState.DONE, JobState.FAILED}

    def outcomes(self) -> tuple[SourceOutcome, ...]:
        if self.job is None:
            return (SourceOutcome(source=self.name, outcome=Outcome.REFUSED, detail=self.refusal),)
        if self.job.state is JobState.FAILED and not self.job.reports:
            return (SourceOutcome(source=self.name, outcome=Outcome.REFUSED, detail=self.job.error),)
        return self.job.reports


@dataclass
class Library:
    """What the library page holds between runs."""

    uploads: list[Upload] = field(default_factory=list)
    deleted: DocumentView | None = None
    shown: int = 50
    form: int = 0


def state_of(document: DocumentView, today: date) -> State:
    if document.status is not Status.PUBLISHED:
        return _OF_STATUS[document.status]
    if document.superseded_by is not None:
        return "superseded"
    if document.valid_from is not None and document.valid_from > today:
        return "coming"
    if document.valid_until is not None and document.valid_until < today:
        return "expired"
    return "overdue" if document.review_overdue else "current"


def matching(documents: Iterable[DocumentView], selection: Selection, today: date) -> list[DocumentView]:
    """Those that fit the selection. Every word must stand somewhere in what the list shows or the tags."""
    words = _folded(selection.words).split()
    return [
        document
        for document in documents
        if (not selection.kinds or document.kind in selection.kinds)
        and (not selection.languages or document.language in selection.languages)
        and (not selection.states or state_of(document, today) in selection.states)
        and all(word in _searchable(document) for word in words)
    ]


def table(documents: Sequence[DocumentView], today: date, texts: Texts) -> str:
    """A real table for screen readers at every width; style.css draws it as cards on a phone."""
    columns = ("title", "status", "owner", "version", "valid_from", "review_by", "passages", "actions")
    heads = "".join(f'<th role="columnheader" scope="col">{texts(f"library.{name}")}</th>' for name in columns)
    rows = "".join(_row(document, today, texts) for document in documents)
    return (
        f'<table class="l-table" role="table" aria-label="{texts("library.table")}">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(document: DocumentView, today: date, texts: Texts) -> str:
    cells = {
        "status": state_badge(document, today, texts),
        "owner": text(owner_name(document.owner)),
        "version": text(document.version),
        "valid_from": _day(document.valid_from),
        "review_by": _day(document.review_by),
        "passages": str(document.passages),
        "actions": _delete_button(document, texts) if document.may_remove else "",
    }
    drawn = "".join(
        f'<td role="cell" class="l-cell-{name}" data-label="{texts(f"library.{name}")}">{value}</td>'
        for name, value in cells.items()
    )
    return f'<tr role="row" data-l-row="{text(document.id)}">{_title_cell(document, texts)}{drawn}</tr>'


def _title_cell(document: DocumentView, texts: Texts) -> str:
    about = [texts(f"kind.{document.kind}"), texts(f"lang.{document.language}"), document.reference]
    link = (
        f'<a class="l-link l-title" data-l-act="page" href="{text(Place(document.id).href)}">{text(document.title)}</a>'
    )
    line = text(" · ".join(part for part in about if part))
    return (
        f'<th role="rowheader" scope="row" class="l-cell-title">{link}<span class="l-facts">{line}</span>'
        f"{remarks(document.warnings, texts)}</th>"
    )


def remarks(warnings: Sequence[str], texts: Texts) -> str:
    if not warnings:
        return ""
    items = "".join(f"<li>{text(warning)}</li>" for warning in warnings)
    count = texts("library.warnings_count", n=len(warnings))
    return f'<details class="l-warnings"><summary>{count}</summary><ul>{items}</ul></details>'


def state_badge(document: DocumentView, today: date, texts: Texts) -> str:
    state = state_of(document, today)
    days = {"coming": document.valid_from, "expired": document.valid_until}
    words = texts(f"state.{state}", date=_day(days.get(state)))
    return f'<span class="l-badge {"l-calm" if state in _QUIET_STATES else "l-warn"}">{words}</span>'


def _delete_button(document: DocumentView, texts: Texts) -> str:
    label = text(texts("library.delete_label", title=document.title))
    return (
        f'<button type="button" class="l-button l-small" data-l-act="delete" data-l-document="{text(document.id)}" '
        f'aria-label="{label}">{texts("library.delete")}</button>'
    )


def report(uploads: Sequence[Upload], texts: Texts) -> str:
    """Every file with its outcome, and for those not read why and what to do."""
    outcomes = [outcome for upload in uploads for outcome in upload.outcomes()]
    refused = sum(outcome.outcome is Outcome.REFUSED for outcome in outcomes)
    counts = {"upload.read": len(outcomes) - refused, "upload.not_read": refused}
    summary = ", ".join(texts(key, n=count) for key, count in counts.items() if count)
    items = "".join(_outcome(outcome, texts) for outcome in outcomes)
    return (
        f'<section class="l-card l-report"><h3>{texts("upload.report")}</h3><p>{summary}</p><ul>{items}</ul></section>'
    )


def _outcome(outcome: SourceOutcome, texts: Texts) -> str:
    calm = outcome.outcome not in {Outcome.REFUSED, Outcome.PARTLY}
    passages = f" · {texts('upload.passages', n=outcome.passages)}" if outcome.passages else ""
    detail = f"<p>{text(outcome.detail)}</p>" if outcome.detail else ""
    name = text(outcome.source)
    if outcome.document_id:
        name = f'<a class="l-link" data-l-act="page" href="{text(Place(outcome.document_id).href)}">{name}</a>'
    return (
        f'<li><span class="l-badge {"l-calm" if calm else "l-warn"}">{texts(f"outcome.{outcome.outcome}")}</span> '
        f"<strong>{name}</strong>{passages}{detail}</li>"
    )


def time_left(seconds: float | None, texts: Texts) -> str:
    if seconds is None:
        return ""
    if seconds < 90:
        return texts("upload.seconds_left", n=max(1, round(seconds)))
    return texts("upload.minutes_left", n=round(seconds / 60))


def _searchable(document: DocumentView) -> str:
    return _folded(" ".join((document.title, document.owner, document.reference, *document.tags, *document.sources)))


def _folded(words: str) -> str:
    return normalize("NFC", words).casefold()


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def hidden_text(document: DocumentView, texts: Texts) -> str:
    """What the file holds and does not show, folded up: most of it is harmless."""
    if not document.hidden_text:
        return ""
    items = "".join(
        f'<li><span class="l-quiet">{texts(f"hidden.{item.kind}")}{_place(item.place)}</span> {text(item.text)}</li>'
        for item in document.hidden_text
    )
    return (
        f'<details class="l-hidden-text"><summary>{texts("hidden.heading")} ({len(document.hidden_text)})</summary>'
        f'<p class="l-quiet">{texts("hidden.about")}</p><ul>{items}</ul></details>'
    )


def personal_data(document: DocumentView, texts: Texts) -> str:
    """What was found about people in the text, folded up, a line for each kind; served to those who review it."""
    if not document.personal_data:
        return ""
    items = "".join(
        f'<li><span class="l-quiet">{texts(f"personal.{kind}")}{_count(found)}:</span> '
        f"{', '.join(_found_value(item, texts) for item in found)}</li>"
        for kind, found in _by_kind(document.personal_data)
    )
    return (
        f'<details class="l-hidden-text"><summary>{texts("personal.heading")} ({len(document.personal_data)})'
        f'</summary><p class="l-quiet">{texts("personal.about")}</p><ul>{items}</ul></details>'
    )


def _by_kind(found: Sequence[PersonalDataView]) -> list[tuple[str, list[PersonalDataView]]]:
    kinds = dict.fromkeys(item.kind.value for item in found)
    return [(kind, [item for item in found if item.kind.value == kind]) for kind in kinds]


def _count(found: Sequence[PersonalDataView]) -> str:
    return f" ({len(found)})" if len(found) > 1 else ""


def _found_value(item: PersonalDataView, texts: Texts) -> str:
    doubt = f" <em>{texts('personal.unsure')}</em>" if item.confidence < _SURE else ""
    return f'<span title="{texts(f"because.{item.why}")}">{text(item.text)}</span>{doubt}'


def _place(place: str) -> str:
    return f" ({text(place)}):" if place else ":"
