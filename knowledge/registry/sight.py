"""Which documents a person sees, as conditions of a query."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from knowledge.access import Entitlement, Viewer
from knowledge.documents import Status
from knowledge.registry.tables import AudienceRow, DocumentRow


def visible_to(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The conditions on `DocumentRow` under which the viewer may see a document."""
    granted = viewer.entitlements
    if granted is None:
        return ()
    shown = DocumentRow.status.in_([Status.PUBLISHED.value, Status.ARCHIVED.value])
    return or_(false(), *map(_covered, granted)), shown


def _covered(entitlement: Entitlement) -> ColumnElement[bool]:
    shared = select(AudienceRow.document_id).where(AudienceRow.group.in_(entitlement.groups))
    levels = [classification.value for classification in entitlement.classifications]
    return and_(DocumentRow.classification.in_(levels), DocumentRow.id.in_(shared))
