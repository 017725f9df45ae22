"""From the registry's types to the API's."""

from collections.abc import Iterable
from datetime import date

from assistant.api.permissions import may_edit, may_remove, may_review
from assistant.evidence.citing import url_of
from assistant.evidence.found import Found
from assistant.schemas.answers import Hit
from assistant.schemas.documents import (
    BoxView,
    DocumentView,
    ErasedView,
    HiddenTextView,
    JobView,
    PageView,
    PersonalDataView,
    RevisionText,
    SourceOutcome,
)
from knowledge.access import Viewer
from knowledge.documents import Box, Document, HiddenText, Passage, Revision, RevisionState
from knowledge.jobs import Job

_MAX_FINDINGS = 200


def hits_of(found: Found, limit: int) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            passage_id=item.candidate.passage.id,
            document_id=item.candidate.passage.document_id,
            title=item.candidate.properties.title,
            section=item.candidate.passage.section,
            page=item.candidate.passage.page,
            text=item.candidate.passage.text,
            score=round(item.score, 4),
            kind=item.candidate.properties.kind,
            language=item.candidate.passage.language,
            url=_passage_url(item.candidate.passage),
        )
        for item in found.ranked[:limit]
    )


def document_view(
    document: Document,
    on: date,
    viewer: Viewer,
    hidden: Iterable[HiddenText] = (),
    personal_data: Iterable[PersonalDataView] = (),
) -> DocumentView:
    """The document as the viewer may see it."""
    properties, review = document.properties, may_review(viewer, document)
    return DocumentView(
        id=document.id,
        title=properties.title,
        kind=properties.kind,
        language=properties.language,
        status=properties.status,
        classification=properties.classification,
        audience=properties.audience,
        owner=properties.owner,
        reference=properties.reference,
        version=properties.version,
        valid_from=properties.valid_from,
        valid_until=properties.valid_until,
        review_by=properties.review_by,
        review_overdue=document.review_overdue(on),
        supersedes=properties.supersedes,
        superseded_by=document.superseded_by,
        in_force=document.in_force(on),
        tags=properties.tags,
        sources=document.sources if review else (),
        revision=document.revision_id,
        passages=document.passage_count,
        warnings=document.warnings,
        hidden_text=tuple(HiddenTextView(kind=item.how, text=item.text, place=item.place) for item in hidden if review),
        personal_data=tuple(personal_data) if review else (),
        may_remove=may_remove(viewer, document),
        may_edit=may_edit(viewer, document),
        added_at=document.added_at,
        updated_at=document.updated_at,
    )


def personal_data_views(revision: Revision) -> tuple[PersonalDataView, ...]:
    """What was found in the kept text: the first 200, sensitive ones before others."""
    findings = sorted(revision.personal_data, key=lambda finding: (not finding.kind.sensitive, finding.start))
    return tuple(
        PersonalDataView(
            kind=finding.kind,
            text=revision.text[finding.start : finding.end],
            start=finding.start,
            end=finding.end,
            confidence=finding.confidence,
            why=finding.why,
        )
        for finding in findings[:_MAX_FINDINGS]
    )


def revision_text(
    document: Document, revision: Revision, window: tuple[int, int], boxes: Iterable[Box], section: tuple[str, ...]
) -> RevisionText:
    """`window` is the stretch of the text to serve."""
    return RevisionText(
        document_id=document.id,
        revision=revision.id,
        title=document.properties.title,
        media_type=revision.media_type,
        text=revision.text[window[0] : window[1]],
        offset=window[0],
        total_chars=len(revision.text),
        section=section,
        pages=tuple(PageView(number=p.number, width=p.width, height=p.height, read=p.read) for p in revision.pages),
        boxes=tuple(
            BoxView(page=box.page, left=box.left, top=box.top, right=box.right, bottom=box.bottom) for box in boxes
        ),
        current=revision.state is RevisionState.CURRENT and revision.id == document.revision_id,
        created_at=revision.created_at,
        erased=ErasedView(at=revision.erased.at, why=revision.erased.why) if revision.erased else None,
    )


def job_view(job: Job) -> JobView:
    return JobView(
        id=job.id,
        state=job.state,
        created_at=job.created_at,
        done=job.done,
        total=job.total,
        current=job.current,
        seconds_left=job.seconds_left,
        reports=tuple(
            SourceOutcome(
                source=report.source,
                outcome=report.outcome,
                detail=report.detail,
                document_id=report.document_id,
                passages=report.passages,
            )
            for report in job.reports
        ),
        error=job.error,
    )


def _passage_url(passage: Passage) -> str:
    return url_of(passage.document_id, passage.revision_id, passage.start, passage.end)
