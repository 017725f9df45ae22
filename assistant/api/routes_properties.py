"""What owners change about a document by hand: for the next question already, kept, and to be taken back."""

from fastapi import APIRouter

from assistant.api.permissions import may_edit, may_review
from assistant.api.problems import responses
from assistant.api.routes_documents import without_hidden_successors
from assistant.api.services import Services, UseServices, UseViewer
from assistant.api.views import document_view
from assistant.schemas.documents import DocumentView
from assistant.schemas.validity import ChangedProperty, ChangeList, ChangeView, PropertyEdit, StillValid
from knowledge.access import Viewer
from knowledge.errors import Forbidden, Refused
from knowledge.properties import ChangeAct, PropertyChange

router = APIRouter(prefix="/v1/documents/{document_id}", tags=["documents"])

_CHANGES = responses(401, 403, 404, 409, 410, 422, 503)


@router.patch("/properties", summary="Change what is known about a document", responses=_CHANGES)
def edit(document_id: str, body: PropertyEdit, services: UseServices, viewer: UseViewer) -> DocumentView:
    """Owner, validity, review, status (published or archived), audience, classification and tags, by those who answer
    for the document. What is set by hand holds over what the document's file says, now and later."""
    values = body.model_dump(mode="json", exclude_unset=True, exclude={"note"})
    if values.get("status", "published") not in ("published", "archived"):
        raise Refused("A document is published or archived by hand.", "Hand a draft in as one.")
    services.ingestion.change_properties(document_id, values, viewer, body.note.strip(), ChangeAct.EDIT)
    return _shown(document_id, services, viewer)


@router.post("/review", summary="Say that a document still holds", responses=_CHANGES)
def review(document_id: str, body: StillValid, services: UseServices, viewer: UseViewer) -> DocumentView:
    if body.review_by <= services.today():
        raise Refused("The next review would be over already.", "Give a day to come.")
    values = {"review_by": body.review_by.isoformat()}
    services.ingestion.change_properties(document_id, values, viewer, body.note.strip(), ChangeAct.REVIEW)
    return _shown(document_id, services, viewer)


@router.get("/changes", summary="What was changed, when and by whom", responses=responses(401, 403, 404, 410, 503))
def list_changes(document_id: str, services: UseServices, viewer: UseViewer) -> ChangeList:
    """For those who answer for the document or review documents."""
    document = services.registry.documents.get(document_id, viewer)
    if not (may_review(viewer, document) or may_edit(viewer, document)):
        raise Forbidden("Its history is for those who answer for it.", "Ask the document's owner.")
    found = services.registry.properties.history(document_id)
    names = services.registry.names.of(change.by for change in found)
    return ChangeList(changes=tuple(_change_view(change, viewer, names.get(change.by, "")) for change in found))


@router.post("/changes/{number}/undo", summary="Take a change back", responses=_CHANGES)
def undo(document_id: str, number: int, services: UseServices, viewer: UseViewer) -> DocumentView:
    services.ingestion.undo_change(document_id, number, viewer)
    return _shown(document_id, services, viewer)


def _shown(document_id: str, services: Services, viewer: Viewer) -> DocumentView:
    (document,) = without_hidden_successors(services, viewer, [services.registry.documents.get(document_id, viewer)])
    return document_view(document, services.today(), viewer)


def _change_view(change: PropertyChange, viewer: Viewer, name: str) -> ChangeView:
    return ChangeView(
        number=change.number,
        at=change.at,
        by=change.by,
        by_name=name,
        mine=change.by == viewer.user,
        act=change.act,
        note=change.note,
        changes=tuple(
            ChangedProperty(name=name, before=before, after=after) for name, (before, after) in change.changes.items()
        ),
        undoes=change.undoes,
        undone_by=change.undone_by,
    )
