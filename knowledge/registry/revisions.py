"""A document's revisions, in short: what there is, without their texts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from knowledge.access import Viewer
from knowledge.documents import RevisionState
from knowledge.registry.database import Database
from knowledge.registry.sight import visible_to
from knowledge.registry.tables import DocumentRow, RevisionRow


@dataclass(frozen=True, slots=True)
class RevisionInShort:
    """`chars` is the length of its text, 0 where the time of that is out."""

    id: str
    created_at: datetime
    created_by: str
    content_hash: str
    chars: int
    current: bool
    erased: bool


class RevisionRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document_id: str, viewer: Viewer) -> tuple[RevisionInShort, ...]:
        """The published revisions of a document that the viewer sees, latest first; none otherwise."""
        query = (
            select(
                RevisionRow.id,
                RevisionRow.created_at,
                RevisionRow.created_by,
                RevisionRow.content_hash,
                func.length(RevisionRow.text),
                RevisionRow.id == DocumentRow.revision_id,
                RevisionRow.erased_at.is_not(None),
            )
            .join(DocumentRow, DocumentRow.id == RevisionRow.document_id)
            .where(
                DocumentRow.id == document_id,
                RevisionRow.state != RevisionState.STAGED.value,
                *visible_to(viewer),
            )
            .order_by(RevisionRow.created_at.desc(), RevisionRow.id)
        )
        with self._database.reading() as session:
            return tuple(RevisionInShort(*row) for row in session.execute(query))
