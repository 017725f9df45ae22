"""Knowledge gaps as HTML: what was asked, what is being done, and what came of asking again. Knows no Streamlit."""

from datetime import date, datetime

from assistant.schemas.gaps import GapCitation, GapDocument, GapProof, GapQuestionView, GapState, GapView
from ui.markup import link, owner_name, text
from ui.places import Place, place_of_url
from ui.texts import Texts

_CALM = {GapState.CLOSED, GapState.DISMISSED}


def counts(gap: GapView, texts: Texts) -> str:
    """ "12 questions · 7 in Swedish, 5 in English · last asked 2026-11-20" and the badges of its state."""
    parts = [
        texts("gaps.questions", n=gap.count),
        _languages(gap, texts),
        texts("gaps.last_asked", date=gap.last_asked),
    ]
    return f'<p class="l-facts">{text(" · ".join(parts))} {badges(gap, texts)}</p>'


def _languages(gap: GapView, texts: Texts) -> str:
    if len(gap.languages) == 1:
        return texts(f"gapin.{gap.languages[0].language}")
    return ", ".join(f"{item.questions} {texts(f'gapin.{item.language}')}" for item in gap.languages)


def badges(gap: GapView, texts: Texts) -> str:
    """What tells it from a gap that nobody has touched."""
    calm = gap.state in _CALM
    shown = [] if gap.state is GapState.OPEN else [(texts(f"gapstate.{gap.state}"), True)]
    if gap.overdue:
        shown.append((texts("gaps.overdue", date=gap.due), False))
    elif gap.waiting:
        shown.append((texts("gaps.waiting_badge"), True))
    elif not calm and gap.asked_again:
        shown.append((texts("gaps.answered_of", answered=gap.answered_now, asked=gap.asked_again), False))
    return " ".join(_badge(words, quiet) for words, quiet in shown)


def _badge(words: str, calm: bool) -> str:
    return f'<span class="l-badge {"l-calm" if calm else "l-warn"}">{text(words)}</span>'


def heading(gap: GapView, texts: Texts) -> str:
    first = texts("gaps.first_asked", date=gap.first_asked)
    causes = ", ".join(f"{texts(f'cause.{item.cause}')}: {item.questions}" for item in gap.causes)
    return (
        f'<h1 lang="{text(gap.title_language)}">{text(gap.title)}</h1>{counts(gap, texts)}'
        f'<p class="l-facts">{text(f"{first} · {causes}")}</p>'
    )


def standing(gap: GapView, texts: Texts) -> str:
    """In a sentence or two: who sees to it, what is said to answer it, and whether that holds."""
    told = "".join(f"<p>{line}</p>" for line in _standing(gap, texts))
    return f'<section class="l-card l-gap" role="status">{told}</section>'


def _standing(gap: GapView, texts: Texts) -> list[str]:
    lines: list[str] = []
    if gap.state is GapState.DISMISSED:
        lines.append(text(texts("gaps.is_dismissed", reason=gap.reason)))
    elif gap.state is GapState.CLOSED:
        lines.append(texts("gaps.is_closed", document=_named(gap.document, texts)))
    elif gap.owner:
        due = texts("gaps.due_by", date=gap.due) if gap.due else ""
        lines.append(text(texts("gaps.is_assigned", owner=owner_name(gap.owner), due=due)))
    else:
        lines.append(text(texts("gaps.is_open")))
    if not gap.owner and gap.likely_owner and gap.state is GapState.OPEN:
        lines.append(text(texts("gaps.likely_owner", owner=owner_name(gap.likely_owner))))
    lines.append(_proof_line(gap, texts))
    if gap.changed_by:
        lines.append(
            f'<span class="l-quiet">{text(texts("gaps.changed", by=gap.changed_by, date=gap.changed_on))}</span>'
        )
    return [line for line in lines if line]


def _proof_line(gap: GapView, texts: Texts) -> str:
    if gap.waiting:
        return text(texts("gaps.waiting"))
    if gap.checked_at is None:
        return text(texts("gaps.unchecked")) if gap.state is GapState.CLOSED else ""
    values = {"answered": gap.answered_now, "asked": gap.asked_again, "when": moment(gap.checked_at)}
    if gap.state is GapState.CLOSED:
        return text(texts("gaps.proved", **values))
    fell_short = gap.document is not None and not gap.changed_by
    if fell_short:
        return texts("gaps.fell_short", document=_named(gap.document, texts), **values)
    return text(texts("gaps.checked", **values))


def questions(gap: GapView, texts: Texts) -> str:
    """Every question with what came of asking it again; a real list for screen readers."""
    items = "".join(_question(question, texts) for question in gap.questions)
    return f'<section class="l-sources l-gap-questions"><h2>{texts("gaps.asked")}</h2><ul>{items}</ul></section>'


def _question(question: GapQuestionView, texts: Texts) -> str:
    about = f"{question.asked_on} · {texts(f'cause.{question.cause}')}"
    return (
        f'<li><span class="l-title" lang="{text(question.language)}">{text(question.question)}</span>'
        f'<span class="l-facts">{text(about)}</span>{_proof(question.proof, texts) if question.proof else ""}</li>'
    )


def _proof(proof: GapProof, texts: Texts) -> str:
    key = "gaps.answered" if proof.answered else "gaps.elsewhere" if proof.citations else "gaps.still_open"
    badge = _badge(texts(key), proof.answered)
    cited = "".join(f"<li>{_citation(item)}</li>" for item in proof.citations)
    return f'<span class="l-gap-proof">{badge}</span>' + (f"<ul>{cited}</ul>" if cited else "")


def _citation(cited: GapCitation) -> str:
    place = place_of_url(cited.url) or Place(cited.document_id)
    return f"{link(place, cited.title)} <q>{text(cited.quote)}</q>"


def nearest(gap: GapView, texts: Texts) -> str:
    """The documents that came closest, for whoever is to extend one of them."""
    if not gap.nearest:
        return f'<p class="l-quiet">{texts("gaps.none_near")}</p>'
    items = "".join(f"<li>{_document(document, texts)}</li>" for document in gap.nearest)
    return f'<section class="l-sources"><h2>{texts("gaps.nearest")}</h2><ul>{items}</ul></section>'


def _document(document: GapDocument, texts: Texts) -> str:
    about = " · ".join(part for part in (texts(f"kind.{document.kind}"), owner_name(document.owner)) if part)
    return f'<span>{link(Place(document.id), document.title)} <span class="l-facts">{text(about)}</span></span>'


def _named(document: GapDocument | None, texts: Texts) -> str:
    return link(Place(document.id), document.title) if document else text(texts("gaps.unseen_document"))


def moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def gathered(refreshed_on: date | None, texts: Texts) -> str:
    return texts("gaps.gathered", date=refreshed_on) if refreshed_on else texts("gaps.never_gathered")
