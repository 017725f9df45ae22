"""Why an answer came out as it did: its trace, read for one person under the rights of now."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assistant.evidence.citing import url_of
from assistant.schemas.answers import AnswerStatus, Code, Disclosed, Finding, KeptInside, Timings
from assistant.schemas.why import CheckCount, Fate, FoundBy, FoundSource, MadeWith, Why
from knowledge.access import Role, Viewer
from knowledge.documents import Document
from knowledge.errors import NotFound
from knowledge.registry.documents import DocumentRegister
from knowledge.registry.traces import StoredTrace, TraceRegister

LISTED = 10
_FATES = {fate.value: fate for fate in Fate}
_LISTED_ANYWAY = frozenset({Fate.USED, Fate.OPPOSED, Fate.HELD_BACK, Fate.NOT_IN_FORCE})


def why_of(trace_id: str, viewer: Viewer, traces: TraceRegister, documents: DocumentRegister) -> Why:
    """For who asked: with the titles of documents that they may see now, the others left out as if they had not been
    found. For auditors: of any answer, by ids. NotFound for everybody else, as for what is not there.
    """
    stored = traces.read(trace_id)
    mine = stored is not None and stored.user == viewer.user
    if stored is None or not (mine or Role.AUDITOR in viewer.roles):
        raise NotFound("There is no such answer.", "Only who asked can see why it was given.")
    found = _unique(_read(stored.record, stored.record.get("retrieved", ())))
    if not mine:
        return _why(trace_id, stored, found, lambda entry: None)
    gone = documents.out_of_sight({entry["document"] for entry in found if entry["document"]}, viewer)
    seen = [entry for entry in found if entry["document"] and entry["document"] not in gone]
    return _why(trace_id, stored, seen, lambda entry: documents.get(entry["document"], viewer))


Entry = dict[str, Any]


def _why(
    trace_id: str, stored: StoredTrace, found: Sequence[Entry], document_of: Callable[[Entry], Document | None]
) -> Why:
    record = stored.record
    versions = record.get("versions", {})
    ranks: dict[str, int] = {}
    for entry in found:
        if entry["fate"] is not Fate.NOT_IN_FORCE:
            ranks[entry["passage"]] = len(ranks) + 1
    listed = [entry for entry in found if ranks.get(entry["passage"], 0) <= LISTED or entry["fate"] in _LISTED_ANYWAY]
    return Why(
        trace_id=trace_id,
        at=stored.at,
        status=AnswerStatus(record["status"]),
        confidence=record["confidence"],
        threshold=versions.get("threshold"),
        sources=tuple(_source(entry, ranks.get(entry["passage"]), document_of(entry)) for entry in listed),
        more=len(found) - len(listed),
        checks=_checks(record.get("verdicts", ())),
        made_with=MadeWith(**{name: str(versions.get(name, "")) for name in MadeWith.model_fields}),
        timings_ms=Timings.model_validate(record.get("timings_ms", {})),
        disclosed=tuple(Disclosed.model_validate(each) for each in record.get("disclosed", ())),
        kept_inside=KeptInside(record["kept_inside"]) if record.get("kept_inside") else None,
    )


def _read(record: Mapping[str, Any], retrieved: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """The entries with what traces of before do not say: they know the documents of what was shown only."""
    shown = {each["passage"]: each["document"] for each in record.get("shown", ())}
    entries: list[Entry] = []
    for each in retrieved:
        passage = each["passage"]
        guess = Fate.USED if passage in shown else Fate.CONSIDERED
        entries.append(
            {
                **each,
                "document": each.get("document") or shown.get(passage, ""),
                "fate": _FATES.get(each.get("fate", ""), guess),
                "by": FoundBy(each.get("by") or (FoundBy.BOTH if each["lexical"] > 0 else FoundBy.MEANING)),
            }
        )
    return entries


def _unique(entries: Sequence[Entry]) -> list[Entry]:
    """What was found for several questions at once counts by the place where it was used, or else its best one."""
    order = sorted(entries, key=lambda each: (each["fate"] is Fate.NOT_IN_FORCE, each.get("rank", 0)))
    best: dict[str, Entry] = {}
    for entry in order:
        best.setdefault(entry["passage"], entry)
    return list(best.values())


def _source(entry: Entry, rank: int | None, document: Document | None) -> FoundSource:
    told: dict[str, Any] = {}
    if document is not None:
        told = {"title": document.properties.title, "kind": document.properties.kind}
        if "start" in entry:
            told["url"] = url_of(document.id, entry["revision"], entry["start"], entry["end"])
    return FoundSource(
        rank=rank,
        document_id=entry["document"],
        revision=entry["revision"],
        found_by=entry["by"],
        meaning=entry["dense"],
        words=entry["lexical"],
        fate=entry["fate"],
        reasons=tuple(Code(reason) for reason in entry.get("reasons", ())),
        **told,
    )


def _checks(verdicts: Iterable[Mapping[str, Any]]) -> tuple[CheckCount, ...]:
    counted = Counter((each["finding"], each["reasons"][0]) for each in verdicts if each["reasons"])
    return tuple(
        CheckCount(verdict=Finding(verdict), reason=Code(reason), sentences=n)
        for (verdict, reason), n in counted.most_common()
    )
