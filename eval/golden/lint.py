"""Whether a golden set holds: its quotes stand in the documents, it is whole, and it asks about everything."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from eval.golden.cases import CaseKind, Gold, GoldenCase, Line
from eval.statistics.overlap import contains
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Document
from knowledge.language import detect_language
from knowledge.registry.documents import DocumentRegister

LEAST_CASES = 150
_REVIEWED_WITHIN = timedelta(days=365)
_SWEDISH = (0.4, 0.6)
_UNANSWERABLE = (0.2, 0.35)
_NEVER_ANSWERABLE = frozenset((CaseKind.NEAR_MISS, CaseKind.OUT_OF_SCOPE, CaseKind.FORBIDDEN))


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to correct in a line; `line` 0 is the set as a whole."""

    line: int
    case_id: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f" ({self.case_id})" if self.case_id else "") if self.line else "the set"
        return f"{place}: {self.severity.value}: {self.message}"


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document with the text that its citations quote."""

    document: Document
    text: str


def kept_documents(register: DocumentRegister) -> dict[str, KeptDocument]:
    """Every current document by its reference, or by its id where it has none."""
    found = {}
    for document in register.list(LOCAL_OWNER)[0]:
        if document.revision_id:
            text = register.revision(document.revision_id, LOCAL_OWNER).text
            found[document.properties.reference or document.id] = KeptDocument(document, text)
    return found


def lint(lines: Sequence[Line], documents: Mapping[str, KeptDocument], today: date) -> tuple[Remark, ...]:
    """Everything that is wrong, line by line, then what the set lacks as a whole."""
    remarks = [Remark(line.number, "", Severity.ERROR, line.fault) for line in lines if line.case is None]
    known: dict[str, int] = {}
    for line in lines:
        if (case := line.case) is None:
            continue
        found = [*_of_the_form(case, today), *_of_the_answer(case), *_of_the_quotes(case, documents, today)]
        if case.id in known:
            found.append((Severity.ERROR, f"the id is that of line {known[case.id]} as well"))
        known.setdefault(case.id, line.number)
        remarks += [Remark(line.number, case.id, severity, message) for severity, message in found]
    cases = [line.case for line in lines if line.case]
    whole = [Remark(0, "", Severity.WARNING, message) for message in (*_repeated(cases), *_balance(cases))]
    return (*sorted(remarks, key=lambda remark: remark.line), *whole)


Found = Iterator[tuple[Severity, str]]


def _of_the_form(case: GoldenCase, today: date) -> Found:
    if case.answerable and case.kind in _NEVER_ANSWERABLE:
        yield Severity.ERROR, f"a question of the kind {case.kind.value} has no answer"
    if (read_as := detect_language(case.question)) != case.language:
        yield Severity.WARNING, f"the language is {case.language}, and the question reads as {read_as}"
    if case.reviewed > today:
        yield Severity.ERROR, f"reviewed on {case.reviewed}, which is still to come"
    elif today - case.reviewed > _REVIEWED_WITHIN:
        yield Severity.WARNING, f"reviewed on {case.reviewed}, more than a year ago: read it again beside its documents"


def _of_the_answer(case: GoldenCase) -> Found:
    if case.answers and not contains(case.reference, case.answers):
        yield Severity.ERROR, "none of the short answers stands in the reference answer"
    for answer in case.answers:
        if not any(contains(text, [answer]) for text in (case.reference, *(gold.quote for gold in case.gold))):
            yield Severity.ERROR, f"the short answer “{answer}” stands neither in the reference answer nor in a quote"


def _of_the_quotes(case: GoldenCase, documents: Mapping[str, KeptDocument], today: date) -> Found:
    viewer = Viewer("examiner", frozenset(case.groups))
    for gold in case.gold:
        kept = documents.get(gold.document)
        if kept is None:
            yield Severity.ERROR, f"there is no document {gold.document}"
            continue
        if fault := _misquoted(gold, kept.text):
            yield Severity.ERROR, fault
        properties = kept.document.properties
        if not viewer.may_read(properties.classification, properties.audience):
            seen_by = ", ".join(sorted(properties.audience))
            yield Severity.ERROR, f"{gold.document} is for {seen_by}, and the asker is in none of these groups"
        if not (kept.document.in_force(today) or case.kind is CaseKind.SUPERSEDED or case.note):
            yield Severity.WARNING, f"{gold.document} is not in force on {today}, and no note says why it is asked for"


def _misquoted(gold: Gold, text: str) -> str:
    if gold.quote in text:
        return ""
    began = f"the quote “{gold.quote[:60]}{'…' if len(gold.quote) > 60 else ''}”"
    if " ".join(gold.quote.split()) in " ".join(text.split()):
        return f"{began} stands in {gold.document} with other line breaks or spaces"
    if gold.quote.casefold() in text.casefold():
        return f"{began} stands in {gold.document} with other capitals"
    return f"{began} does not stand in {gold.document}"


def _repeated(cases: Sequence[GoldenCase]) -> Iterator[str]:
    asked = Counter((case.question.casefold(), case.earlier, case.groups) for case in cases)
    yield from (f"“{question}” is asked {times} times" for (question, *_), times in asked.items() if times > 1)


def _balance(cases: Sequence[GoldenCase]) -> Iterator[str]:
    if len(cases) < LEAST_CASES:
        yield f"{len(cases)} cases; at least {LEAST_CASES} are needed to tell a change from chance"
    for name, count, (low, high) in (
        ("in Swedish", sum(case.language == "sv" for case in cases), _SWEDISH),
        ("unanswerable", sum(not case.answerable for case in cases), _UNANSWERABLE),
    ):
        if not low <= count / max(len(cases), 1) <= high:
            yield f"{count} of {len(cases)} cases are {name}; {low:.0%} to {high:.0%} are meant to be"
    if missing := [kind.value for kind in CaseKind if not any(case.kind is kind for case in cases)]:
        yield f"no case of the kind {', '.join(missing)}"
