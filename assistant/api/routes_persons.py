"""What is held about a person, and its erasure: for administrators. Who is meant is told in bodies, never addresses."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, viewer_with
from assistant.bootstrap import now
from assistant.person_data.papers import export_html, receipt_markdown
from assistant.person_data.service import PersonData, kept_receipts
from assistant.schemas.person_data import EraseRequest, Holdings, PersonRequest, Receipt, Receipts
from knowledge.access import Role, Viewer
from knowledge.audit import Act
from knowledge.errors import Conflict, NotFound

router = APIRouter(prefix="/v1/persons", tags=["personal data"])

Administers = Annotated[Viewer, Depends(viewer_with(Role.ADMINISTRATOR))]
_PROBLEMS = responses(401, 403, 409, 422, 503)


@router.post("/search", summary="What is held about a person", responses=_PROBLEMS)
def search(body: PersonRequest, services: UseServices, viewer: Administers) -> Holdings:
    """Across the whole inventory. That it was asked is in the audit log, not about whom."""
    return _persons(services).holdings(body.identifiers, viewer)


@router.post("/export", summary="The same, to hand over", response_class=Response, responses=_PROBLEMS)
def export(body: PersonRequest, services: UseServices, viewer: Administers) -> Response:
    """One readable HTML page; /search has the machine form."""
    holdings = _persons(services).holdings(body.identifiers, viewer, Act.PERSON_EXPORT)
    page = export_html(holdings, services.settings, body.language)
    headers = {"Content-Disposition": 'attachment; filename="lardom-person.html"', "Cache-Control": "no-store"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.post("/erase", summary="Erase a person", responses=_PROBLEMS)
def erase(body: EraseRequest, services: UseServices, viewer: Administers) -> Receipt:
    """Cannot be undone. `confirm` is the `total` that /search found; another one means that something has changed."""
    persons = _persons(services)
    if body.dry_run:
        return persons.preview(body.identifiers, viewer, body.language)
    total = persons.holdings(body.identifiers, viewer).total
    if body.confirm != total:
        raise Conflict(
            f"{total} places were found, and {body.confirm} were confirmed.", "Search again, and confirm that."
        )
    return persons.erase(body.identifiers, viewer, body.language)


@router.get("/erasures", summary="Receipts of erasures", responses=responses(401, 403, 503))
def erasures(services: UseServices, viewer: Administers) -> Receipts:
    """Newest first; they name nobody."""
    found = sorted(kept_receipts(services.settings), key=lambda receipt: receipt.at, reverse=True)
    return Receipts(receipts=tuple(found))


@router.get("/erasures/{erasure_id}.md", summary="A receipt as Markdown", responses=responses(401, 403, 404, 503))
def receipt_paper(erasure_id: str, services: UseServices, viewer: Administers) -> Response:
    receipt = next((each for each in kept_receipts(services.settings) if each.id == erasure_id), None)
    if receipt is None:
        raise NotFound("There is no such receipt.", "GET /v1/persons/erasures lists them.")
    headers = {"Content-Disposition": f'attachment; filename="lardom-erasure-{receipt.id}.md"'}
    return Response(receipt_markdown(receipt), media_type="text/markdown; charset=utf-8", headers=headers)


def _persons(services: Services) -> PersonData:
    return PersonData(services.registry, services.settings, now, services.ingestion)
