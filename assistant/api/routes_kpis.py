"""KPIs from real use."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, viewer_with
from assistant.schemas.kpis import KpiReport
from assistant.steering.kpis import prices_of, report_of, table_of
from knowledge.access import Role, Viewer
from knowledge.goals import goals_of

router = APIRouter(prefix="/v1", tags=["quality"])

MAX_WEEKS = 53
_INSIGHT = (Role.CONTRIBUTOR, Role.REVIEWER, Role.OWNER, Role.ADMINISTRATOR, Role.AUDITOR)
SeesKpis = Annotated[Viewer, Depends(viewer_with(*_INSIGHT))]
Weeks = Annotated[int, Query(ge=1, le=MAX_WEEKS, description="How many whole weeks back.")]
Group = Annotated[str, Query(max_length=200, description="One group; everyone when empty.")]


@router.get("/kpis", summary="KPIs from real use", responses=responses(401, 403, 422, 503))
def kpis(services: UseServices, viewer: SeesKpis, weeks: Weeks = 12, group: Group = "") -> KpiReport:
    """By whole ISO week, with intervals, baselines and targets. No figure is about fewer than five people."""
    return report_to(services, viewer, weeks, group)


@router.get("/kpis.csv", summary="KPIs from real use, as CSV", responses=responses(401, 403, 422, 503))
def kpis_as_csv(services: UseServices, viewer: SeesKpis, weeks: Weeks = 12, group: Group = "") -> Response:
    headers = {"Content-Disposition": 'attachment; filename="lardom-kpis.csv"'}
    table = table_of(report_to(services, viewer, weeks, group))
    # Excel takes a CSV without the mark for its own old encoding.
    return Response(f"\ufeff{table}".encode(), media_type="text/csv", headers=headers)


def report_to(services: Services, viewer: Viewer, weeks: int, group: str = "") -> KpiReport:
    today = services.today()
    usage = services.registry.usage.usage(viewer, today, weeks, prices_of(services.settings), group)
    return report_of(usage, goals_of(services.settings), today)
