"""Evaluation runs of the golden set: how good the answers were, against the goals."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, viewer_with
from assistant.schemas.evaluations import CaseView, EvaluationList, EvaluationView
from assistant.steering.evaluations import case_view, evaluation_view, read_record, run_summary
from knowledge.access import Role, Viewer
from knowledge.errors import NotFound
from knowledge.goals import goals_of
from knowledge.registry.evaluations import StoredRun

router = APIRouter(prefix="/v1/evaluations", tags=["quality"])

_MOST_RUNS = 200
_MOST_DOCUMENTS = 100_000
SeesRuns = Annotated[Viewer, Depends(viewer_with(*(role for role in Role if role is not Role.READER)))]


@router.get("", summary="List evaluation runs", responses=responses(401, 403, 422, 503))
def list_evaluations(
    services: UseServices, viewer: SeesRuns, limit: Annotated[int, Query(ge=1, le=_MOST_RUNS)] = 50
) -> EvaluationList:
    """Their metrics, the newest run first. `lardom eval run` makes one."""
    return EvaluationList(runs=tuple(map(run_summary, services.registry.evaluations.list(limit))))


@router.get("/{run_id}", summary="One evaluation run", responses=responses(401, 403, 404, 422, 503))
def get_evaluation(run_id: str, services: UseServices, viewer: SeesRuns) -> EvaluationView:
    """Its figures against the goals, for every slice, with intervals; and each question with what became of it."""
    record = read_record(services.registry.evaluations.get(run_id))
    summary = run_summary(_stored(services, run_id))
    return evaluation_view(summary, record, goals_of(services.settings), services.today())


@router.get("/{run_id}/cases/{case_id}", summary="One question of a run", responses=responses(401, 403, 404, 422, 503))
def get_case(run_id: str, case_id: str, services: UseServices, viewer: SeesRuns) -> CaseView:
    """The answer beside the reference, with the passages it cites; withheld where the viewer may not see those."""
    record = read_record(services.registry.evaluations.get(run_id))
    documents, _ = services.registry.documents.list(viewer, limit=_MOST_DOCUMENTS)
    numbers = {document.properties.reference for document in documents} - {""}
    return case_view(record, case_id, lambda number: viewer.unrestricted or number in numbers)


def _stored(services: Services, run_id: str) -> StoredRun:
    found = next((run for run in services.registry.evaluations.list(_MOST_RUNS) if run.id == run_id), None)
    if found is None:
        raise NotFound("There is no such evaluation run.", "`lardom eval runs` lists them.")
    return found
