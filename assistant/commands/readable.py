"""Answers and hits as text for the terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.schemas import Answer, AnswerStatus, Citation, SearchResponse, Sentence


@dataclass(frozen=True, slots=True)
class _Labels:
    sources: str
    no_answer: str
    nearest: str
    owner: str
    page: str


_LABELS = {
    "sv": _Labels("Källor", "Källorna har inget svar på frågan.", "Närmast ligger", "Fråga", "s."),
    "en": _Labels("Sources", "The sources have no answer to the question.", "Nearest", "Ask", "p."),
}


def readable_answer(answer: Answer) -> str:
    labels = _LABELS[answer.language]
    lines = _no_answer(answer, labels) if answer.status is AnswerStatus.ABSTAINED else _answer(answer, labels)
    return "\n".join(lines)


def readable_hits(found: SearchResponse) -> str:
    labels = _LABELS["en"]
    return "\n\n".join(
        f"{number}. {_place(hit.title, hit.section, hit.page, labels)}\n{hit.text}"
        for number, hit in enumerate(found.hits, 1)
    )


def _answer(answer: Answer, labels: _Labels) -> Iterator[str]:
    yield from (_line(sentence) for sentence in answer.sentences)
    yield f"\n{labels.sources}:"
    for number, citation in enumerate(answer.citations, 1):
        yield f"  [{number}] {_place(citation.title, citation.section, citation.page, labels)}"
        yield f"      {_quoted(citation)}"


def _no_answer(answer: Answer, labels: _Labels) -> Iterator[str]:
    yield labels.no_answer
    if answer.nearest:
        yield f"\n{labels.nearest}:"
        yield from (f"  - {_place(item.title, item.section, item.page, labels)}" for item in answer.nearest)
    if answer.owner:
        yield f"{labels.owner}: {answer.owner}"


def _line(sentence: Sentence) -> str:
    markers = "".join(f"[{index + 1}]" for index in sentence.citations)
    return f"{'' if sentence.form == 'sentence' else '  - '}{sentence.text} {markers}"


def _place(title: str, section: Sequence[str], page: int | None, labels: _Labels) -> str:
    where = " > ".join(dict.fromkeys([title, *section]))
    return f"{where}, {labels.page} {page}" if page is not None else where


def _quoted(citation: Citation) -> str:
    return f"”{' '.join(citation.quote.split())}”"
