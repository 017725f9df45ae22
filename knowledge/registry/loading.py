"""From rows of documents, and of their revisions and passages, to documents."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.documents import Document
from knowledge.registry.rows import document_of
from knowledge.registry.tables import DocumentRow, PassageRow, RevisionRow


def documents_of(session: Session, rows: Sequence[DocumentRow]) -> list[Document]:
    """The documents of these rows, with what their revisions say of them."""
    ids = [row.revision_id for row in rows if row.revision_id]
    of_rows = select(PassageRow.revision_id, func.count()).where(PassageRow.revision_id.in_(ids))
    counts = {id_: count for id_, count in session.execute(of_rows.group_by(PassageRow.revision_id))}
    warned = select(RevisionRow.id, RevisionRow.warnings).where(RevisionRow.id.in_(ids))
    warnings: dict[str, list[Any]] = {id_: found for id_, found in session.execute(warned)}
    adders = adders_of(session, [row.id for row in rows])
    return [
        document_of(
            row,
            counts.get(row.revision_id or "", 0),
            warnings.get(row.revision_id or "", []),
            adders.get(row.id, ""),
        )
        for row in rows
    ]


def adders_of(session: Session, document_ids: Sequence[str]) -> dict[str, str]:
    """Who handed in the first revision of each document."""
    added = select(RevisionRow.document_id, RevisionRow.created_by).where(RevisionRow.document_id.in_(document_ids))
    # Latest first, so that the first one stays.
    return {id_: by for id_, by in session.execute(added.order_by(RevisionRow.created_at.desc()))}
