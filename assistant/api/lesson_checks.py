"""The check of a lesson as one person may see it."""

from assistant.api.lesson_hidden import hidden_in
from assistant.api.services import Services
from assistant.documents.readability import long_sentences, readability
from assistant.evidence.citing import url_of
from assistant.evidence.units import Unit
from assistant.lessons.check import Contradiction, FieldFinding, LessonCheck, Similar, personal_data_in
from assistant.retrieve import Retriever
from assistant.schemas.lessons import (
    ContradictionView,
    LessonCheckView,
    LongSentence,
    PersonalDataFinding,
    ReadabilityView,
    SimilarView,
)
from knowledge.access import Viewer
from knowledge.language import Language
from knowledge.personal_data.policy import Handling
from knowledge.submissions import TEXTS, Content, Submission

_QUOTE_CHARS = 400


def check_view(submission: Submission, services: Services, viewer: Viewer, language: Language) -> LessonCheckView:
    content, store = submission.shown_to(viewer), services.store
    check = LessonCheck(Retriever(store.registry.documents, store.index, store.embedder, services.today))
    findings = personal_data_in(content, services.settings.personal_data_policy(content.classification))
    return LessonCheckView(
        findings=tuple(map(_finding, findings)),
        blocked=any(found.handling is Handling.BLOCK for found in findings),
        needs_reason=any(found.finding.kind.sensitive for found in findings),
        similar=tuple(map(_similar, check.similar(content, viewer, submission.revises))),
        contradictions=tuple(map(_contradiction, check.contradictions(content, viewer, submission.revises))),
        readability=_readability(content, language),
        missing=content.missing(submission.kind),
        hidden=hidden_in(submission, services, viewer),
    )


def _finding(found: FieldFinding) -> PersonalDataFinding:
    finding = found.finding
    return PersonalDataFinding(
        field=found.field,
        start=finding.start,
        end=finding.end,
        kind=finding.kind,
        text=found.text,
        suggestion=found.suggestion,
        confidence=finding.confidence,
        sensitive=finding.kind.sensitive,
        handling=found.handling,
    )


def _similar(similar: Similar) -> SimilarView:
    passage, properties = similar.candidate.passage, similar.candidate.properties
    return SimilarView(
        document_id=passage.document_id,
        title=properties.title,
        kind=properties.kind,
        language=properties.language,
        owner=properties.owner,
        quote=passage.text[:_QUOTE_CHARS],
        url=url_of(passage.document_id, passage.revision_id, passage.start, passage.end),
        score=round(similar.above_level, 3),
    )


def _contradiction(found: Contradiction) -> ContradictionView:
    passage, properties = found.theirs.source.passage, found.theirs.source.properties
    written = {id(claim.unit): claim.written for claim in found.dispute.claims}
    return ContradictionView(
        field=found.field,
        start=found.start,
        end=found.end,
        quote_mine=found.mine.shown,
        document_id=passage.document_id,
        title=properties.title,
        kind=properties.kind,
        quote=found.theirs.text,
        url=_url(found.theirs),
        difference=found.dispute.claims[0].difference,
        values=(written[id(found.mine)], written[id(found.theirs)]),
    )


def _url(unit: Unit) -> str:
    passage = unit.source.passage
    return url_of(passage.document_id, passage.revision_id, unit.start, unit.end)


def _readability(content: Content, reader: Language) -> ReadabilityView | None:
    written: Language = "sv" if content.language == "sv" else "en"
    texts = {name: text for name in TEXTS if name != "title" and (text := getattr(content, name))}
    measured = readability("\n\n".join(texts.values()), written)
    if measured is None:
        return None
    return ReadabilityView(
        lix=measured.lix,
        words=measured.words,
        level=measured.level,
        meaning=measured.meaning(reader),
        long_sentences=tuple(
            LongSentence(field=name, start=start, end=end, words=words)
            for name, text in texts.items()
            for start, end, words in long_sentences(text, written)
        ),
    )
