"""Answers and hits as text for the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.commands.differing import disagreements, told_of_time
from assistant.schemas.answers import Answer, AnswerStatus, Citation, Finding, SearchResponse, Sentence


@dataclass(frozen=True, slots=True)
class _Labels:
    sources: str
    no_answer: str
    searched: str
    missing: str
    nearest: str
    owner: str
    understood: str
    page: str
    withheld: str
    verdicts: Mapping[Finding, str]


_LABELS = {
    "sv": _Labels(
        sources="Källor",
        no_answer="Källorna har inget svar på frågan.",
        searched="Sökt i alla dokument som du får läsa efter",
        missing="Utan svar i källorna",
        nearest="Närmast ligger",
        owner="Fråga ägaren",
        understood="Frågan uppfattad som",
        page="s.",
        withheld="Skrevs men visas inte",
        verdicts={Finding.CONTRADICTED: "säger emot källan", Finding.NOT_FOUND: "finns inte i källan"},
    ),
    "en": _Labels(
        sources="Sources",
        no_answer="The sources have no answer to the question.",
        searched="Searched every document that you may read for",
        missing="Not answered by the sources",
        nearest="Nearest",
        owner="Ask the owner",
        understood="Question understood as",
        page="p.",
        withheld="Written but not shown",
        verdicts={Finding.CONTRADICTED: "contradicts the source", Finding.NOT_FOUND: "not in the source"},
    ),
}


def readable_answer(answer: Answer) -> str:
    labels = _LABELS[answer.language]
    lines = _no_answer(answer, labels) if answer.status is AnswerStatus.ABSTAINED else _answer(answer, labels)
    return "\n".join([*lines, *told_of_time(answer), *_withheld(answer, labels)])


def readable_hits(found: SearchResponse) -> str:
    labels = _LABELS["en"]
    return "\n\n".join(
        f"{number}. {_place(hit.title, hit.section, hit.page, labels)}\n{hit.text}"
        for number, hit in enumerate(found.hits, 1)
    )


def _answer(answer: Answer, labels: _Labels) -> Iterator[str]:
    if answer.standalone_question != answer.question:
        yield f"{labels.understood}: {answer.standalone_question}\n"
    yield from (_line(sentence) for sentence in answer.sentences)
    yield from disagreements(answer)
    yield f"\n{labels.sources}:"
    for number, citation in enumerate(answer.citations, 1):
        yield f"  [{number}] {_place(citation.title, citation.section, citation.page, labels)}"
        yield f"      {_quoted(citation)}"
    if answer.missing:
        yield f"\n{labels.missing}:"
        yield from (f"  - {part}" for part in answer.missing)
        yield from _nearest(answer, labels)


def _no_answer(answer: Answer, labels: _Labels) -> Iterator[str]:
    yield labels.no_answer
    yield f"{labels.searched}: {answer.standalone_question}"
    yield from _nearest(answer, labels)


def _nearest(answer: Answer, labels: _Labels) -> Iterator[str]:
    if answer.nearest:
        yield f"\n{labels.nearest}:"
        yield from (f"  - {_place(item.title, item.section, item.page, labels)}" for item in answer.nearest)
    if answer.owner:
        yield f"\n{labels.owner}: {answer.owner}"


def _withheld(answer: Answer, labels: _Labels) -> Iterator[str]:
    if answer.withheld:
        yield f"\n{labels.withheld}:"
    for item in answer.withheld:
        yield f"  - {item.sentences}: {labels.verdicts[item.verdict]} ({item.reason})"


def _line(sentence: Sentence) -> str:
    markers = "".join(f"[{index + 1}]" for index in sentence.citations)
    original = f" ({sentence.original_language})" if sentence.original_language else ""
    return f"{'' if sentence.form == 'sentence' else '  - '}{sentence.text} {markers}{original}"


def _place(title: str, section: Sequence[str], page: int | None, labels: _Labels) -> str:
    where = " > ".join(dict.fromkeys([title, *section]))
    return f"{where}, {labels.page} {page}" if page is not None else where


def _quoted(citation: Citation) -> str:
    return f"”{' '.join(citation.quote.split())}”"
