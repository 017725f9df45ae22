"""Between rows and the types of `knowledge.documents`."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from knowledge.documents import (
    Box,
    Classification,
    Concealment,
    Document,
    Erased,
    ErasureReason,
    HiddenText,
    Kind,
    Page,
    Passage,
    PlacedText,
    Properties,
    Revision,
    RevisionState,
    Status,
)
from knowledge.personal_data.findings import Finding, PersonalData, Reason
from knowledge.registry.tables import AudienceRow, DocumentRow, PassageRow, RevisionRow, SupersedesRow


def properties_of(row: DocumentRow) -> Properties:
    return Properties(
        title=row.title,
        kind=Kind(row.kind),
        language=row.language,
        owner=row.owner,
        reference=row.reference,
        version=row.version,
        status=Status(row.status),
        classification=Classification(row.classification),
        audience=tuple(sorted(audience.group for audience in row.audience)),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        review_by=row.review_by,
        supersedes=tuple(sorted(superseded.reference for superseded in row.supersedes)),
        tags=tuple(row.tags),
        questions=tuple(row.questions),
    )


def write_properties(row: DocumentRow, properties: Properties) -> None:
    for name in ("title", "language", "owner", "reference", "version", "valid_from", "valid_until", "review_by"):
        setattr(row, name, getattr(properties, name))
    row.kind = properties.kind.value
    row.status = properties.status.value
    row.classification = properties.classification.value
    row.tags = list(properties.tags)
    row.questions = list(properties.questions)
    # Rows that stay must be the same objects, or their keys would be inserted before the old ones are deleted.
    groups = {audience.group: audience for audience in row.audience}
    row.audience = [groups.get(group) or AudienceRow(group=group) for group in dict.fromkeys(properties.audience)]
    replaced = {superseded.reference: superseded for superseded in row.supersedes}
    row.supersedes = [
        replaced.get(reference) or SupersedesRow(reference=reference)
        for reference in dict.fromkeys(properties.supersedes)
    ]


def document_of(row: DocumentRow, passage_count: int, warnings: Sequence[str], added_by: str) -> Document:
    return Document(
        id=row.id,
        properties=properties_of(row),
        revision_id=row.revision_id,
        added_at=row.added_at,
        updated_at=row.updated_at,
        sources=tuple(sorted(source.uri for source in row.sources)),
        superseded_by=row.superseded_by,
        superseded_from=row.superseded_from,
        removed_at=row.removed_at,
        passage_count=passage_count,
        warnings=tuple(warnings),
        added_by=added_by,
    )


def revision_row(revision: Revision) -> RevisionRow:
    layout = [[placed.start, placed.end, *astuple(placed.box)] for placed in revision.layout]
    return RevisionRow(
        id=revision.id,
        document_id=revision.document_id,
        content_hash=revision.content_hash,
        media_type=revision.media_type,
        text=revision.text,
        state=revision.state.value,
        created_at=revision.created_at,
        created_by=revision.created_by,
        pages=[list(astuple(page)) for page in revision.pages],
        layout=zlib.compress(json.dumps(layout, separators=(",", ":")).encode()),
        warnings=list(revision.warnings),
        hidden_text=[list(astuple(hidden)) for hidden in revision.hidden_text],
        personal_data=[list(astuple(finding)) for finding in revision.personal_data],
    )


def revision_of(row: RevisionRow) -> Revision:
    layout: list[Any] = json.loads(zlib.decompress(row.layout))
    return Revision(
        id=row.id,
        document_id=row.document_id,
        content_hash=row.content_hash,
        media_type=row.media_type,
        text=row.text,
        state=RevisionState(row.state),
        created_at=row.created_at,
        created_by=row.created_by,
        pages=tuple(Page(*page) for page in row.pages),
        layout=tuple(PlacedText(start, end, Box(*box)) for start, end, *box in layout),
        warnings=tuple(row.warnings),
        hidden_text=tuple(HiddenText(Concealment(how), text, place) for how, text, place in row.hidden_text),
        personal_data=tuple(
            Finding(start, end, PersonalData(kind), confidence, Reason(why))
            for start, end, kind, confidence, why in row.personal_data
        ),
        erased=Erased(row.erased_at, ErasureReason(row.erased_why)) if row.erased_at and row.erased_why else None,
    )


def passage_row(passage: Passage) -> PassageRow:
    return PassageRow(
        id=passage.id,
        revision_id=passage.revision_id,
        ordinal=passage.ordinal,
        start=passage.start,
        end=passage.end,
        section=list(passage.section),
        page=passage.page,
        boxes=[list(astuple(box)) for box in passage.boxes],
        language=passage.language,
        context=passage.context,
    )


def passage_of(row: PassageRow, document_id: str, revision_text: str) -> Passage:
    return Passage(
        id=row.id,
        document_id=document_id,
        revision_id=row.revision_id,
        ordinal=row.ordinal,
        start=row.start,
        end=row.end,
        text=revision_text[row.start : row.end],
        section=tuple(row.section),
        page=row.page,
        boxes=tuple(Box(*box) for box in row.boxes),
        language=row.language,
        context=row.context,
    )
