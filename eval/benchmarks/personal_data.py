"""Recall and precision of the detection of personal data, by kind, on texts whose spans are known.

    python -m eval.benchmarks.personal_data FILE_OR_FOLDER... [--errors]

Each line of a .jsonl file is {"id", "lang", "text", "spans": [{"type", "start", "end"}]}; types are those of
`PersonalData`, or Presidio's. Prints one JSON object. A span counts as found when findings of its kind cover at least
half of it, a finding as right when at least half of it is covered by spans of its kind. `hidden` is the share of the
spans' characters that redaction would take out, whatever they are taken for.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import PersonalData

_PRESIDIO = {
    "PERSON": PersonalData.NAME,
    "EMAIL_ADDRESS": PersonalData.EMAIL,
    "PHONE_NUMBER": PersonalData.PHONE,
    "STREET_ADDRESS": PersonalData.ADDRESS,
    "CREDIT_CARD": PersonalData.CARD,
    "IBAN_CODE": PersonalData.IBAN,
    "IP_ADDRESS": PersonalData.IP_ADDRESS,
}
_COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: PersonalData


@dataclass(frozen=True, slots=True)
class Text:
    """`spans` are those of kinds that are looked for; a corpus may have others (dates, places, nationalities)."""

    id: str
    language: Language
    text: str
    spans: tuple[Span, ...]


@dataclass
class Counts:
    spans: Counter[PersonalData] = field(default_factory=Counter)
    found: Counter[PersonalData] = field(default_factory=Counter)
    findings: Counter[PersonalData] = field(default_factory=Counter)
    right: Counter[PersonalData] = field(default_factory=Counter)
    chars: Counter[PersonalData] = field(default_factory=Counter)
    hidden: Counter[PersonalData] = field(default_factory=Counter)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Recall and precision of the detection of personal data.")
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--errors", action="store_true", help="what was missed or wrongly found, on standard error")
    options = parser.parse_args(arguments)
    report = {source.stem: measure(list(read_texts(source)), errors=options.errors) for source in options.sources}
    json.dump(report, sys.stdout, indent=2)
    sys.stdout.write("\n")


def read_texts(source: Path) -> Iterator[Text]:
    """The texts of a .jsonl file, or of all those in a folder."""
    for file in sorted(source.glob("*.jsonl")) if source.is_dir() else [source]:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            spans = [Span(s["start"], s["end"], kind) for s in row["spans"] if (kind := _kind(s["type"])) is not None]
            yield Text(row["id"], row["lang"], row["text"], tuple(spans))


def measure(texts: Sequence[Text], *, errors: bool = False) -> dict[str, Any]:
    counts = Counts()
    began = time.perf_counter()
    findings = [
        [Span(finding.start, finding.end, finding.kind) for finding in find(text.text, text.language)] for text in texts
    ]
    seconds = time.perf_counter() - began
    for text, found in zip(texts, findings, strict=True):
        _count(text, found, counts)
        if errors:
            _show_errors(text, found)
    kinds = [kind for kind in PersonalData if counts.spans[kind] or counts.findings[kind]]
    return {
        "texts": len(texts),
        "chars_per_s": round(sum(len(text.text) for text in texts) / seconds),
        "kinds": {kind.value: _rates(counts, [kind]) for kind in kinds},
        "all": _rates(counts, kinds),
    }


def _kind(name: str) -> PersonalData | None:
    return _PRESIDIO.get(name) or (PersonalData(name) if name in set(PersonalData) else None)


def _count(text: Text, found: Sequence[Span], counts: Counts) -> None:
    for span in text.spans:
        counts.spans[span.kind] += 1
        counts.found[span.kind] += _covered(span, found) >= _COVERED
        counts.chars[span.kind] += span.end - span.start
        counts.hidden[span.kind] += _overlap(span, found)
    for finding in found:
        counts.findings[finding.kind] += 1
        counts.right[finding.kind] += _covered(finding, text.spans) >= _COVERED


def _show_errors(text: Text, found: Sequence[Span]) -> None:
    for sign, ones, others in (("missed", text.spans, found), ("wrong", found, text.spans)):
        for span in ones:
            if _covered(span, others) < _COVERED:
                value = text.text[span.start : span.end]
                sys.stderr.write(f"{text.id} {sign} {span.kind.value} {value!r} in {text.text[:120]!r}\n")


def _covered(span: Span, others: Sequence[Span]) -> float:
    return _overlap(span, [other for other in others if other.kind is span.kind]) / (span.end - span.start)


def _overlap(span: Span, others: Sequence[Span]) -> int:
    return sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in others)


def _rates(counts: Counts, kinds: Sequence[PersonalData]) -> dict[str, Any]:
    def total(counter: Counter[PersonalData]) -> int:
        return sum(counter[kind] for kind in kinds)

    def share(part: Counter[PersonalData], whole: Counter[PersonalData]) -> float | None:
        return round(total(part) / total(whole), 3) if total(whole) else None

    return {
        "spans": total(counts.spans),
        "findings": total(counts.findings),
        "recall": share(counts.found, counts.spans),
        "precision": share(counts.right, counts.findings),
        "hidden": share(counts.hidden, counts.chars),
    }


if __name__ == "__main__":
    main()
