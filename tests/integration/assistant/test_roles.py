"""What each role may do with documents; in local single-user mode the one user may do everything."""

from collections.abc import Callable

import httpx
import pytest

from knowledge.access import Role
from tests.integration.assistant.conftest import SmallIngestion

FILE = {"file": ("a.md", b"# Rules", "text/markdown")}
ADDERS = {Role.CONTRIBUTOR, Role.OWNER, Role.ADMINISTRATOR}
As = Callable[..., dict[str, str]]


@pytest.fixture
def as_(as_local: dict[str, str]) -> As:
    def headers(user: str, *roles: Role) -> dict[str, str]:
        return {**as_local, "X-Lardom-As": user, "X-Lardom-Roles": ",".join(roles)}

    return headers


@pytest.mark.parametrize("role", Role)
async def test_contributors_owners_and_administrators_hand_in_documents(
    client: httpx.AsyncClient, as_: As, ingestion: SmallIngestion, role: Role
) -> None:
    answer = await client.post("/v1/documents", files=FILE, headers=as_("kim", role))
    assert answer.status_code == (202 if role in ADDERS else 403)
    assert len(ingestion.uploads) == (1 if role in ADDERS else 0)


@pytest.mark.parametrize("role", Role)
async def test_owners_and_administrators_take_out_any_document_and_contributors_their_own(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], role: Role
) -> None:
    document_id = leave_policy()  # handed in by "test"
    for user, may in (("kim", role in {Role.OWNER, Role.ADMINISTRATOR}), ("test", role in ADDERS)):
        shown = (await client.get(f"/v1/documents/{document_id}", headers=as_(user, role))).json()
        removed = await client.delete(f"/v1/documents/{document_id}", headers=as_(user, role))
        restored = await client.post(f"/v1/documents/{document_id}/restore", headers=as_(user, role))
        assert shown["may_remove"] is may, (user, role)
        assert (removed.status_code, restored.status_code) == ((204, 204) if may else (403, 403)), (user, role)


async def test_what_one_may_not_see_is_not_found_rather_than_forbidden(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str]
) -> None:
    hidden = leave_policy(audience=("hr",))
    for method, tail in (("GET", ""), ("DELETE", ""), ("POST", "/restore")):
        of_hidden = await client.request(method, f"/v1/documents/{hidden}{tail}", headers=as_("kim", Role.OWNER))
        of_none = await client.request(method, f"/v1/documents/no-such{tail}", headers=as_("kim", Role.OWNER))
        assert of_hidden.status_code == of_none.status_code == 404
        assert of_hidden.json() | {"instance": ""} == of_none.json() | {"instance": ""}


async def test_a_job_is_seen_by_who_asked_for_it_and_by_administrators(client: httpx.AsyncClient, as_: As) -> None:
    job = (await client.post("/v1/documents", files=FILE, headers=as_("kim", Role.CONTRIBUTOR))).json()
    seen = {
        who: (await client.get(f"/v1/jobs/{job['id']}", headers=as_(who, role))).status_code
        for who, role in (("kim", Role.READER), ("bo", Role.OWNER), ("ada", Role.ADMINISTRATOR))
    }
    assert seen == {"kim": 200, "bo": 404, "ada": 200}
