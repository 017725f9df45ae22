"""Which document stands in whose place, and from which day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.documents import Status
from knowledge.registry.tables import DocumentRow, SupersedesRow

SUPERSEDED_AT_ONCE = date.min
"""The day given when a successor names no day of its own."""


def references_of(document: DocumentRow) -> set[str]:
    """Numbers whose standing depends on this document: its own, and those it replaces."""
    return {document.reference, *(superseded.reference for superseded in document.supersedes)} - {""}


def recompute_supersession(session: Session, references: set[str]) -> None:
    """Find who stands in whose place; documents whose answer changed fall out of step with the index."""
    session.flush()
    for reference in references:
        successors = (
            select(DocumentRow)
            .join(SupersedesRow)
            .where(
                SupersedesRow.reference == reference,
                DocumentRow.removed_at.is_(None),
                DocumentRow.revision_id.is_not(None),
                DocumentRow.status == Status.PUBLISHED.value,
            )
        )
        # The earliest successor ends the validity; the id only makes the choice repeatable.
        successor = min(
            session.scalars(successors), key=lambda row: (row.valid_from or SUPERSEDED_AT_ONCE, row.id), default=None
        )
        for row in session.scalars(select(DocumentRow).where(DocumentRow.reference == reference)):
            replaced = successor is not None and successor.id != row.id
            by = successor.id if successor is not None and replaced else None
            since = (successor.valid_from or SUPERSEDED_AT_ONCE) if successor is not None and replaced else None
            if (row.superseded_by, row.superseded_from) != (by, since):
                row.superseded_by, row.superseded_from = by, since
                row.in_step = row.removed_at is not None
    session.flush()
