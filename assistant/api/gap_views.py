"""From gaps as the registry keeps them to what one viewer may see of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assistant.evidence.citing import url_of
from assistant.gaps.finding import GapKeeper
from assistant.schemas.answers import AnswerStatus
from assistant.schemas.gaps import (
    CauseCount,
    GapCitation,
    GapDocument,
    GapProof,
    GapQuestionView,
    GapView,
    LanguageCount,
)
from knowledge.access import Viewer
from knowledge.documents import Document
from knowledge.errors import NotFound
from knowledge.gaps import Gap, GapQuestion, GapState, Proof
from knowledge.language import Language

EXAMPLES = 3
_NEAREST = 3


@dataclass(slots=True)
class GapReader:
    """Reads gaps for one viewer on one day: documents that they may not see are as if they were not there."""

    keeper: GapKeeper
    viewer: Viewer
    language: Language
    on: date
    _documents: dict[str, Document | None] = field(default_factory=dict)

    def view(self, gap: Gap, examples: int | None = None) -> GapView:
        asked = [question.asked for question in gap.questions]
        days = [question.asked_at.date() for question in asked]
        lead = next((question for question in asked if question.language == self.language), asked[0])
        proofs = [question.proof for question in gap.questions if question.proof]
        named = self._seen(gap.document_id) if gap.document_id else None
        still_open = gap.state in (GapState.OPEN, GapState.ASSIGNED)
        nearest = self._nearest(gap)
        return GapView(
            id=gap.id,
            state=gap.state,
            title=lead.question,
            title_language=lead.language,
            count=len(asked),
            languages=tuple(
                LanguageCount(language=language, questions=n)
                for language, n in Counter(question.language for question in asked).most_common()
            ),
            causes=tuple(
                CauseCount(cause=cause, questions=n)
                for cause, n in Counter(question.cause for question in asked).most_common()
            ),
            first_asked=min(days),
            last_asked=max(days),
            owner=gap.owner,
            due=gap.due,
            overdue=still_open and gap.due is not None and gap.due < self.on,
            likely_owner=next((document.properties.owner for document in nearest if document.properties.owner), ""),
            nearest=tuple(map(_document_view, nearest[:_NEAREST])),
            document=_document_view(named) if named else None,
            waiting=gap.state is GapState.CLOSED and named is not None and self.keeper.waiting(named),
            reason=gap.reason,
            changed_on=gap.changed_at.date(),
            changed_by=gap.changed_by,
            checked_at=gap.checked_at,
            asked_again=len(proofs),
            answered_now=sum(proof.answered for proof in proofs),
            questions=tuple(map(self._question, gap.questions[:examples])),
        )

    def _nearest(self, gap: Gap) -> list[Document]:
        """Those that came closest to the most questions first."""
        counted = Counter(id_ for question in gap.questions for id_ in question.asked.near)
        return [document for id_, _ in counted.most_common() if (document := self._seen(id_))]

    def _question(self, question: GapQuestion) -> GapQuestionView:
        asked = question.asked
        return GapQuestionView(
            id=question.id,
            question=asked.question,
            language=asked.language,
            asked_on=asked.asked_at.date(),
            cause=asked.cause,
            proof=self._proof(question.proof) if question.proof else None,
        )

    def _proof(self, proof: Proof) -> GapProof:
        return GapProof(
            at=proof.at,
            answered=proof.answered,
            status=AnswerStatus(proof.status),
            citations=tuple(
                GapCitation(
                    document_id=cited.document_id,
                    title=document.properties.title,
                    quote=cited.quote,
                    url=url_of(cited.document_id, cited.revision, cited.start, cited.end),
                )
                for cited in proof.citations
                if (document := self._seen(cited.document_id))
            ),
        )

    def _seen(self, document_id: str) -> Document | None:
        """The document, if the viewer may see it and it was not removed."""
        if document_id not in self._documents:
            try:
                found = self.keeper.registry.documents.get(document_id, self.viewer)
            except NotFound:
                found = None
            self._documents[document_id] = found if found and found.removed_at is None else None
        return self._documents[document_id]


def selected(gaps: Iterable[Gap], states: Iterable[GapState]) -> list[Gap]:
    """Those in one of the states; all when none is named."""
    wanted = set(states) or set(GapState)
    return [gap for gap in gaps if gap.state in wanted]


def _document_view(document: Document) -> GapDocument:
    properties = document.properties
    return GapDocument(id=document.id, title=properties.title, kind=properties.kind, owner=properties.owner)
