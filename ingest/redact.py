"""What the policy of its class says about personal data, done to a document after it is read and before it is cut."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ingest.elements import Element, Parsed
from ingest.sections import Block, join
from knowledge.documents import Classification, Properties, Revision
from knowledge.errors import Refused, UnreadableSource
from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import Finding, PersonalData
from knowledge.personal_data.persons import BLOCK, Person
from knowledge.personal_data.policy import Handling, Policy
from knowledge.personal_data.redaction import Replacements, redact

# Enough for whoever reviews it to see what is going on; a list of customers has a hundred thousand.
_MAX_KEPT = 2_000
_SURE_ENOUGH = 0.8
_NAMES = {
    PersonalData.NAME: "name",
    PersonalData.EMAIL: "mail address",
    PersonalData.PHONE: "phone number",
    PersonalData.ADDRESS: "postal address",
    PersonalData.IP_ADDRESS: "IP address",
    PersonalData.PERSONNUMMER: "personnummer",
    PersonalData.SAMORDNINGSNUMMER: "samordningsnummer",
    PersonalData.IBAN: "bank account",
    PersonalData.CARD: "payment card",
    PersonalData.CASE_NUMBER: "person's case",
    PersonalData.HEALTH: "person's state of health",
    PersonalData.BELIEF: "person's belief, union or orientation",
    PersonalData.CRIME: "person's crime",
    PersonalData.BIRTH_DATE: "date of birth",
}


@dataclass(frozen=True, slots=True)
class Screened:
    """A document as the policy lets it be kept. `remarks` say what was taken out of it."""

    parsed: Parsed
    properties: Properties
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.remarks)


@dataclass(frozen=True, slots=True)
class _Edit:
    """The characters [start, end) of an element's text, and what stands there instead."""

    start: int
    end: int
    written: str


def require_fit(revision: Revision, classification: Classification, policy: Policy) -> None:
    """Raises Refused where a text that is kept holds what documents of another class may not."""
    found = {finding.kind for finding in revision.personal_data}
    unfit = sorted(_NAMES[kind] for kind in found if policy.handling(kind) is not Handling.ALLOW)
    if unfit:
        raise Refused(
            f"The text holds what {classification.value} documents may not: {', '.join(unfit)}.",
            f"Hand the file in again with the classification {classification.value}, which deals with it.",
        )


def screen(parsed: Parsed, properties: Properties, policy: Policy) -> Screened:
    """Raises UnreadableSource, naming what was found, for a document that may not be taken in."""
    if policy.keeps_everything:
        return Screened(parsed, properties)
    language = cast(Language, properties.language)
    text, blocks = join(parsed.elements)
    findings = find(text, language)
    _refuse_what_is_blocked(findings, properties, policy)
    handled = [finding for finding in findings if policy.handling(finding.kind) is not Handling.ALLOW]
    replacements = Replacements(text, language, policy)
    edits = [(finding.start, finding.end, replacements.instead_of(finding)) for finding in handled]
    of_element = {id(block.element): _in_block(block, edits) for block in blocks}
    elements = tuple(_edited(element, of_element.get(id(element), ()), language, policy) for element in parsed.elements)
    title = redact(properties.title, language, policy).text
    if title == properties.title and all(a.text == b.text for a, b in zip(elements, parsed.elements, strict=True)):
        return Screened(parsed, properties)
    remark = f"Personal data was replaced, as set for {properties.classification} documents"
    remark += f": {counted(handled)}." if handled else "."
    return Screened(replace(parsed, elements=elements, pages=()), replace(properties, title=title), (remark,))


def without_erased(screened: Screened, erased: Person | None) -> Screened:
    """Whoever was erased is blacked out in what comes in again, in the text and in what is known about it."""
    if erased is None:
        return screened
    parsed, properties = screened.parsed, screened.properties
    text, blocks = join(parsed.elements)
    edits = [(start, end, BLOCK * (end - start)) for start, end in erased.spans(text)]
    of_element = {id(block.element): _in_block(block, edits) for block in blocks}
    elements = tuple(_blacked_out(each, of_element.get(id(each), ()), erased) for each in parsed.elements)
    known = replace(
        properties,
        title=erased.blacked_out(properties.title),
        owner=erased.blacked_out(properties.owner),
        tags=tuple(map(erased.blacked_out, properties.tags)),
        questions=tuple(map(erased.blacked_out, properties.questions)),
    )
    if elements == parsed.elements and known == properties:
        return screened
    remark = "Somebody who was erased from Lärdom is named in it, and was blacked out."
    changed = replace(parsed, elements=elements, pages=())
    return Screened(changed, known, (*screened.remarks, remark))


def _blacked_out(element: Element, edits: Sequence[_Edit], erased: Person) -> Element:
    text = erased.blacked_out(element.text) if element.hidden else _written(element.text, edits)
    return element if text == element.text else replace(element, text=text, rows=(), words=())


def personal_data_in(text: str, language: str) -> tuple[Finding, ...]:
    """What is kept with a revision for whoever reviews it: at most 2,000 findings, the sensitive ones before others."""
    findings = find(text, cast(Language, language))
    if len(findings) > _MAX_KEPT:
        findings = tuple(sorted(findings, key=lambda finding: not finding.kind.sensitive))[:_MAX_KEPT]
    return tuple(sorted(findings, key=lambda finding: finding.start))


def warning_about(findings: Iterable[Finding]) -> str:
    """For the ingest report: sensitive data that is likely enough; names and addresses are in most documents."""
    counts = counted([f for f in findings if f.kind.sensitive and f.confidence >= _SURE_ENOUGH])
    return f"Personal data to look at: {counts}." if counts else ""


def counted(findings: Sequence[Finding]) -> str:
    """ "2 × personnummer, 1 × payment card", the commonest first."""
    counts = Counter(finding.kind for finding in findings)
    return ", ".join(f"{count} × {_NAMES[kind]}" for kind, count in counts.most_common())


def _refuse_what_is_blocked(findings: Sequence[Finding], properties: Properties, policy: Policy) -> None:
    blocked = [finding for finding in findings if policy.handling(finding.kind) is Handling.BLOCK]
    if blocked:
        raise UnreadableSource(
            f"Personal data that {properties.classification} documents may not hold: {counted(blocked)}.",
            f"Take it out of the file, or change `personal_data.{properties.classification}` in the settings.",
        )


def _in_block(block: Block, edits: Sequence[tuple[int, int, str | None]]) -> tuple[_Edit, ...]:
    """The edits within a block, counted from the start of its element's own text."""
    begin = block.start + block.marker
    first = max(0, bisect_right(edits, begin, key=lambda edit: edit[0]) - 1)
    inside: list[_Edit] = []
    for start, end, written in edits[first:]:
        if start >= block.end:
            break
        if end > begin and written is not None:
            inside.append(_Edit(max(start, begin) - begin, min(end, block.end) - begin, written))
    return tuple(inside)


def _edited(element: Element, edits: Sequence[_Edit], language: Language, policy: Policy) -> Element:
    """Without the places of its words: the page as it was is not shown to anybody any more."""
    if element.hidden:
        return replace(element, text=redact(element.text, language, policy).text, rows=(), words=())
    return replace(element, text=_written(element.text, edits), rows=(), words=())


def _written(text: str, edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.written)
        position = edit.end
    return "".join((*parts, text[position:]))
