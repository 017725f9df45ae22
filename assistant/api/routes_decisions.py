"""The business case and the log of decisions to scale."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from assistant.api.problems import responses
from assistant.api.routes_kpis import SeesKpis, report_to
from assistant.api.services import Services, UseServices, viewer_with
from assistant.schemas.decisions import Decision, DecisionLog, DecisionRequest, SignatureRequest
from assistant.schemas.kpis import KpiReport
from assistant.schemas.roi import RoiChange, RoiView
from assistant.steering.business_case import case_of
from assistant.steering.deciding import as_markdown, content_of, frozen_goals, log_of
from knowledge.access import Role, Viewer
from knowledge.errors import NotFound
from knowledge.goals import goals_of

router = APIRouter(prefix="/v1", tags=["quality"])

_WEEKS = 12
Owns = Annotated[Viewer, Depends(viewer_with(Role.OWNER))]


@router.get("/roi", summary="The business case", responses=responses(401, 403, 503))
def roi(services: UseServices, viewer: SeesKpis) -> RoiView:
    """The assumptions in force, what they come to as a range, and what matters most."""
    return _case(services, report_to(services, viewer, _WEEKS))


@router.put("/roi", summary="Change the business case", responses=responses(401, 403, 409, 422, 503))
def change_roi(body: RoiChange, services: UseServices, viewer: Owns) -> RoiView:
    """Keeps a new version of the assumptions; earlier ones stay."""
    services.registry.assumptions.add(body.based_on, body.assumptions.model_dump(mode="json"), body.note, viewer)
    return _case(services, report_to(services, viewer, _WEEKS))


@router.get("/decisions", summary="The decision log", responses=responses(401, 403, 503))
def decisions(services: UseServices, viewer: SeesKpis) -> DecisionLog:
    """Every decision with the goals as they stood, and its signatures; and whether the chain of hashes is whole."""
    return _log(services)


@router.post("/decisions", status_code=201, summary="Decide", responses=responses(401, 403, 422, 503))
def decide(body: DecisionRequest, services: UseServices, viewer: Owns) -> Decision:
    """Writes go, hold or stop into the log, with the goals as they stand. It cannot be changed; decide anew instead."""
    use = report_to(services, viewer, _WEEKS)
    case, today = _case(services, use), services.today()
    runs = services.registry.evaluations.list(limit=1)
    measured = runs[0].summary.get("metrics", {}) if runs else {}
    goals = frozen_goals(use, case, measured, goals_of(services.settings), today)
    entry = services.registry.decisions.decide(content_of(body, goals, case), viewer)
    return _found(services, entry.number)


@router.post(
    "/decisions/{number}/signatures",
    status_code=201,
    summary="Sign a decision",
    responses=responses(401, 403, 404, 409, 422, 503),
)
def sign(number: int, body: SignatureRequest, services: UseServices, viewer: Owns) -> Decision:
    """In one's own name, and once."""
    services.registry.decisions.sign(number, body.statement, viewer)
    return _found(services, number)


@router.get("/decisions/{number}.md", summary="A decision as Markdown", responses=responses(401, 403, 404, 503))
def decision_as_markdown(number: int, services: UseServices, viewer: SeesKpis) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="lardom-decision-{number}.md"'}
    return Response(as_markdown(_found(services, number)), media_type="text/markdown; charset=utf-8", headers=headers)


def _case(services: Services, use: KpiReport) -> RoiView:
    return case_of(services.registry.assumptions.latest(), use, goals_of(services.settings), services.today())


def _log(services: Services) -> DecisionLog:
    return log_of(services.registry.decisions.entries())


def _found(services: Services, number: int) -> Decision:
    for decision in _log(services).decisions:
        if decision.number == number:
            return decision
    raise NotFound("There is no such decision.", "GET /v1/decisions lists them.")
