"""Reports for those who answer for documents; of what each of them sees, and nothing else."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from assistant.api.problems import responses
from assistant.api.services import UseServices, UseViewer, viewer_with
from assistant.documents.ownership_report import WEEKS, due_list, ownership_report, table_of
from assistant.schemas.ownership import DueList, OwnershipReport
from knowledge.access import Role, Viewer

router = APIRouter(prefix="/v1/reports", tags=["reports"])

SeesReports = Annotated[Viewer, Depends(viewer_with(Role.OWNER, Role.ADMINISTRATOR))]
Weeks = Annotated[int, Query(ge=1, le=52)]


@router.get("/due", summary="What the caller is to review", responses=responses(401, 403, 503))
def due(services: UseServices, viewer: UseViewer) -> DueList:
    """Documents in force that the caller answers for, whose review is overdue or due within 30 days."""
    return due_list(services.registry, viewer, services.today())


@router.get("/ownership", summary="The state of the documents", responses=responses(401, 403, 422, 503))
def ownership(services: UseServices, viewer: SeesReports, weeks: Weeks = WEEKS) -> OwnershipReport:
    """Without owner, overdue, never cited, contradicting, alike, hard to read; with scores, of folders too."""
    return ownership_report(services.registry, viewer, services.today(), weeks)


@router.get("/ownership.csv", summary="The same, as CSV", responses=responses(401, 403, 422, 503))
def ownership_as_csv(services: UseServices, viewer: SeesReports, weeks: Weeks = WEEKS) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="lardom-ownership.csv"'}
    table = table_of(ownership_report(services.registry, viewer, services.today(), weeks))
    # Excel takes a CSV without the mark for its own old encoding.
    return Response(f"\ufeff{table}".encode(), media_type="text/csv", headers=headers)
