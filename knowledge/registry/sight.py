"""Which documents a person sees, as conditions of a query."""

from sqlalchemy import ColumnElement, select

from knowledge.access import Viewer
from knowledge.documents import Status
from knowledge.registry.tables import AudienceRow, DocumentRow


def visible_to(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The conditions on `DocumentRow` under which the viewer may see a document."""
    groups = viewer.audience
    if groups is None:
        return ()
    shared = select(AudienceRow.document_id).where(AudienceRow.group.in_(groups))
    shown = DocumentRow.status.in_([Status.PUBLISHED.value, Status.ARCHIVED.value])
    return DocumentRow.id.in_(shared), shown
