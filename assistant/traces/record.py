"""The trace of an answer: what was retrieved and shown, by ids and hashes, and what made it. Never the question."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Protocol, get_args

from assistant.evidence.found import Found
from assistant.llm.protocol import TokenCount
from assistant.questions.privacy import impersonal
from assistant.schemas.answers import Answer, Citation
from assistant.traces.fates import fates_of
from assistant.verify import Verdict
from knowledge.access import Viewer
from knowledge.audit import Act, AuditEntry
from knowledge.language import Language, detect_language
from knowledge.personal_data.seals import Seal
from knowledge.registry.audit import AuditRegister
from knowledge.registry.traces import TraceFigures, TraceRegister

_QUESTION = "question_hmac"
# Without a key, as it was first: entries stand as they were written, and whoever reads those can try out questions.
_QUESTION_BEFORE = "question_sha256"


@dataclass(frozen=True, slots=True)
class Versions:
    """What made an answer: change one of them and the same question may be answered otherwise."""

    lardom: str
    writer: str
    embedding: str
    prompt: str
    threshold: float
    settings: str = ""


class AnswerRecord(Protocol):
    def record(
        self, viewer: Viewer, answer: Answer, found: Sequence[Found], verdicts: Sequence[Verdict], tokens: TokenCount
    ) -> None: ...


class Unrecorded:
    """For what Lärdom asks itself: that is nobody's use of it, and must not be counted as such."""

    def record(
        self, viewer: Viewer, answer: Answer, found: Sequence[Found], verdicts: Sequence[Verdict], tokens: TokenCount
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Recorder:
    traces: TraceRegister
    versions: Versions
    seal: Seal

    def record(
        self, viewer: Viewer, answer: Answer, found: Sequence[Found], verdicts: Sequence[Verdict], tokens: TokenCount
    ) -> None:
        trace = {
            _QUESTION: self.seal.of(impersonal(answer.question, answer.language)),
            "status": answer.status.value,
            "language": answer.language,
            "confidence": answer.confidence,
            "versions": asdict(self.versions),
            "retrieved": fates_of(found, answer, verdicts),
            "shown": [_shown(citation) for citation in answer.citations],
            "sentences": [
                {
                    "text_sha256": _hash(sentence.text),
                    "citations": list(sentence.citations),
                    "support": sentence.support,
                }
                for sentence in answer.sentences
            ],
            "verdicts": [
                {"finding": v.finding.value, "support": v.support, "reasons": [each.code.value for each in v.reasons]}
                for v in verdicts
            ],
            "disclosed": [each.model_dump() for each in answer.disclosed],
            "kept_inside": answer.kept_inside,
            "timings_ms": answer.timings_ms.model_dump(),
            "tokens": {"read": tokens.read, "written": tokens.written},
        }
        figures = TraceFigures(
            status=answer.status.value,
            language=answer.language,
            confidence=answer.confidence,
            total_ms=answer.timings_ms.total,
            tokens_in=tokens.read,
            tokens_out=tokens.written,
            documents=tuple(citation.document_id for citation in answer.citations),
        )
        self.traces.add(answer.trace_id, viewer, trace, figures)


@dataclass(frozen=True, slots=True)
class SearchRecorder:
    log: AuditRegister
    seal: Seal

    def record(self, viewer: Viewer, question: str, found: Found, limit: int) -> None:
        """Tell the audit log what a search without an answer showed."""
        shown = [item.candidate.passage.id for item in found.ranked[:limit]]
        asked = self.seal.of(impersonal(question, detect_language(question)))
        self.log.append(Act.SEARCH_SHOW, viewer, details={_QUESTION: asked, "shown": shown})


def where_asked(question: str, entries: Iterable[AuditEntry], seal: Seal) -> Iterator[AuditEntry]:
    """Those of the entries that are of this question, with other personal data or the same."""
    written = {impersonal(question, language) for language in get_args(Language)}
    sealed, hashed = frozenset(map(seal.of, written)), frozenset(map(_hash, written))
    for entry in entries:
        if entry.details.get(_QUESTION) in sealed or entry.details.get(_QUESTION_BEFORE) in hashed:
            yield entry


def _shown(citation: Citation) -> dict[str, object]:
    return {
        "passage": citation.passage_id,
        "document": citation.document_id,
        "revision": citation.revision,
        "start": citation.start,
        "end": citation.end,
        "quote_sha256": _hash(citation.quote),
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
