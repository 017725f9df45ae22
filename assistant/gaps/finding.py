"""Finds knowledge gaps in what was asked, and proves that they are closed by asking again."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.gaps.clustering import NEW, TopicSpace, centralities, cluster
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer, AnswerStatus
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Document, Status
from knowledge.errors import NotFound
from knowledge.gaps import Cause, Gap, GapState, Origin, Proof, ProofCitation, Unanswered
from knowledge.language import Language
from knowledge.personal_data.redaction import Policy, redact
from knowledge.registry.gaps import Placement, Turn
from knowledge.registry.registry import Registry

LOW_CONFIDENCE = 0.5
"""Below this an answer is, by its own estimate, as likely wrong as right."""
_LOOKED_BACK = timedelta(days=180)
_MOST_AT_ONCE = 2000
_MOST_ASKED_AGAIN = 20
_NEAR = 5


@dataclass(frozen=True, slots=True)
class GapKeeper:
    """`assistant` answers without recording: asking again is nobody's use of the service. `now` is aware."""

    registry: Registry
    assistant: Assistant
    space: TopicSpace
    now: Callable[[], datetime]
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> None:
        """Gather the questions that had no good answer, each into its gap or a new one."""
        gaps = self.registry.gaps.list()
        known = [question.asked for gap in gaps for question in gap.questions]
        numbers = [number for number, gap in enumerate(gaps) for _ in gap.questions]
        kept = {asked.origin for asked in known}
        fresh = [asked for asked in self._unanswered() if asked.origin not in kept][:_MOST_AT_ONCE]
        placements: list[Placement] = []
        centrality: dict[Origin, float] = {}
        if fresh:
            asked = [*known, *fresh]
            vectors = self.space.vectors([(item.question, item.language) for item in asked])
            clusters = cluster(vectors, [*numbers, *[NEW] * len(fresh)])
            central = centralities(vectors, clusters)
            centrality = {item.origin: float(value) for item, value in zip(asked, central, strict=True)}
            of_fresh = map(int, clusters[len(known) :])
            placements = [
                Placement(item, gaps[number].id if number < len(gaps) else None, number)
                for item, number in zip(fresh, of_fresh, strict=True)
            ]
        self.registry.gaps.place(placements, centrality, self.assistant.today())

    def _unanswered(self) -> Iterator[Unanswered]:
        for turn in self.registry.gaps.poor_turns(self.now() - _LOOKED_BACK, LOW_CONFIDENCE):
            yield from unanswered_in(turn)

    def reask(self, gap_id: str) -> None:
        """Ask the gap's questions again as an ordinary reader and keep what comes of it.

        A closed gap of which one is still unanswered is open again.
        """
        with self._asking:
            gap = self.registry.gaps.get(gap_id)
            closed = gap.state is GapState.CLOSED
            document = self._document(gap) if closed else None
            reader = Viewer("", frozenset(document.properties.audience) if document else frozenset())
            at = self.now()
            to_be_cited = gap.document_id or "" if closed else None
            proofs = {
                question.id: self._proof(question.asked, reader, at, to_be_cited)
                for question in gap.questions[:_MOST_ASKED_AGAIN]
            }
            self.registry.gaps.keep_proofs(gap_id, proofs, at)
            if closed and not all(proof.answered for proof in proofs.values()):
                self.registry.gaps.reopen(gap_id, by=None)

    def reask_due(self) -> None:
        """Ask the closed gaps again that have not been since their document, or their questions, changed."""
        for gap in self.registry.gaps.list():
            if gap.state is GapState.CLOSED and self._due(gap):
                self.reask(gap.id)

    def waiting(self, document: Document) -> bool:
        """Whether readers will get the document later: it is not published or not in force yet."""
        properties, on = document.properties, self.assistant.today()
        coming = properties.valid_from is not None and properties.valid_from > on
        return document.removed_at is None and (coming or properties.status in (Status.DRAFT, Status.IN_REVIEW))

    def _due(self, gap: Gap) -> bool:
        document = self._document(gap)
        if document is None or gap.checked_at is None:
            return document is None or not self.waiting(document)
        unasked = any(question.proof is None for question in gap.questions[:_MOST_ASKED_AGAIN])
        stale = document.updated_at > gap.checked_at or not document.in_force(self.assistant.today())
        return not self.waiting(document) and (unasked or stale)

    def _document(self, gap: Gap) -> Document | None:
        try:
            return self.registry.documents.get(gap.document_id or "", LOCAL_OWNER)
        except NotFound:
            return None

    def _proof(self, asked: Unanswered, reader: Viewer, at: datetime, to_be_cited: str | None) -> Proof:
        language: Language = "sv" if asked.language == "sv" else "en"
        *_, answer = self.assistant.answer(Ask(asked.question, reader, language=language))
        assert isinstance(answer, Answer)
        right = to_be_cited is None or any(cited.document_id == to_be_cited for cited in answer.citations)
        sure = answer.status is AnswerStatus.ANSWERED and answer.confidence >= LOW_CONFIDENCE
        citations = (
            ProofCitation(cited.document_id, cited.revision, cited.start, cited.end, cited.quote)
            for cited in answer.citations
        )
        return Proof(at, sure and right, answer.status.value, tuple(citations))


def unanswered_in(turn: Turn) -> Iterator[Unanswered]:
    """The questions of a turn that had no good answer, redacted: the whole one, or the parts that were not found."""
    answer = Answer.model_validate(turn.answer)
    cause = _cause(answer, turn.down_voted)
    questions = answer.missing if cause is Cause.PARTIAL else (answer.standalone_question,)
    for part, question in enumerate(questions):
        yield Unanswered(
            origin=Origin(turn.conversation_id, turn.ordinal, part),
            question=redact(question, answer.language, Policy()).text,
            language=answer.language,
            asked_at=turn.asked_at,
            cause=cause,
            near=_near(answer),
        )


def _cause(answer: Answer, down_voted: bool) -> Cause:
    if answer.status is AnswerStatus.ABSTAINED:
        return Cause.ABSTAINED
    if answer.status is AnswerStatus.PARTIAL and answer.missing:
        return Cause.PARTIAL
    return Cause.DOWN_VOTED if down_voted else Cause.LOW_CONFIDENCE


def _near(answer: Answer) -> tuple[str, ...]:
    named = [item.document_id for item in answer.nearest] + [item.document_id for item in answer.citations]
    return tuple(dict.fromkeys(named))[:_NEAR]
