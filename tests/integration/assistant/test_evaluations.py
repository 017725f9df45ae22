"""Evaluation runs over the API: for everyone but plain readers, and without what they may not see."""

import httpx
import pytest

from assistant.api.services import Services
from assistant.schemas.evaluations import CaseView, EvaluationList, EvaluationView
from knowledge.access import Role
from knowledge.documents import Properties
from tests.integration.assistant.conftest import Library
from tests.unit.ui import fake_runs


@pytest.fixture(autouse=True)
def kept_runs(services: Services) -> None:
    for run_id, record in fake_runs.RECORDS.items():
        stored = fake_runs.STORED[run_id]
        services.registry.evaluations.add(run_id, stored.at, stored.name, stored.summary, record)


def of(role: Role) -> dict[str, str]:
    return {"X-Lardom-As": "eva", "X-Lardom-Roles": role.value}


async def test_runs_are_listed_newest_first_and_read_against_the_goals(
    client: httpx.AsyncClient, as_local: dict[str, str]
) -> None:
    listed = EvaluationList.model_validate((await client.get("/v1/evaluations", headers=as_local)).json())
    run = EvaluationView.model_validate((await client.get("/v1/evaluations/new", headers=as_local)).json())

    assert [item.id for item in listed.runs] == ["new", "old"]
    assert run.run == listed.runs[0]
    assert len(run.cases) == 12
    assert {item.figure.metric for item in run.goals} >= {"answer.right", "answer.supported_rate"}


@pytest.mark.parametrize("role", [*Role])
async def test_everyone_but_plain_readers_sees_the_runs(
    role: Role, client: httpx.AsyncClient, as_local: dict[str, str]
) -> None:
    response = await client.get("/v1/evaluations", headers=as_local | of(role))

    assert response.status_code == (403 if role is Role.READER else 200)


async def test_an_answer_from_a_document_that_the_viewer_may_not_see_is_withheld(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    async def read() -> CaseView:
        response = await client.get("/v1/evaluations/new/cases/q-0", headers=as_local | of(Role.AUDITOR))
        return CaseView.model_validate(response.json())

    library.add(Properties("Inköpspolicy", reference="XP-POL-001", audience=("board",)), [("Inköp", "Inköp.")])
    assert (await read()).withheld

    library.add(Properties("Inköpspolicy", reference="XP-POL-001"), [("Beslut", "Beslut.")])
    assert (await read()).answer == fake_runs.SECRET


async def test_a_run_or_question_that_is_not_there_is_not_found(
    client: httpx.AsyncClient, as_local: dict[str, str]
) -> None:
    for path in ("/v1/evaluations/none", "/v1/evaluations/new/cases/none"):
        assert (await client.get(path, headers=as_local)).status_code == 404
