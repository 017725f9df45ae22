"""Where people sign in, what contributors upload waits for somebody else; what owners and services send does not."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.permissions import publishes_directly
from assistant.api.security import Gate
from assistant.api.services import Services
from knowledge.access import LOCAL_OWNER, KeyScope, Role, Viewer
from knowledge.jobs import Ingestion, JobState
from knowledge.settings import Settings
from tests.integration.assistant.conftest import LOCAL_TOKENS
from tests.integration.assistant.test_lessons import ANNA, BO, READER, found, headers, published

OLA = headers("ola", Role.OWNER)
HEAD = (
    "---\ntitle: Rutin för nycklar\nkind: policy\naudience: [hr]\nclassification: confidential\nversion: '2'\n---\n\n"
)
TEXT = "# Nycklar\n\nReservnyckeln till arkivet Kvistbro hämtas i receptionen före klockan fyra.\n"


@pytest.fixture
async def reviewing(services: Services, ingesting: Ingestion) -> AsyncIterator[httpx.AsyncClient]:
    settings = services.settings.model_copy(update={"review_uploads": True})
    app = build_app(
        replace(services, settings=settings, ingestion=ingesting),
        Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS)),
    )
    ingesting.start()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as made:
        yield made


async def uploaded(client: httpx.AsyncClient, by: dict[str, str], text: str = TEXT, **given: object) -> httpx.Response:
    files = {"file": ("nycklar.md", text.encode(), "text/markdown")}
    return await client.post("/v1/documents", files=files, data={"properties": json.dumps(given)}, headers=by)


async def test_a_contributors_upload_is_found_when_somebody_else_has_approved_it(
    reviewing: httpx.AsyncClient,
) -> None:
    job = (await uploaded(reviewing, ANNA, HEAD + TEXT)).json()
    assert (job["state"], job["reports"][0]["outcome"]) == ("done", "waiting")
    assert (await reviewing.get(f"/v1/jobs/{job['id']}", headers=ANNA)).json() == job
    hanna = headers("hanna", Role.REVIEWER, groups="hr")
    assert await found(reviewing, "Reservnyckeln Kvistbro", hanna) == []
    assert (await reviewing.get("/v1/lessons/queue", headers=BO)).json() == {"lessons": []}, "its head says who may"

    (line,) = (await reviewing.get("/v1/lessons/queue", headers=hanna)).json()["lessons"]
    shown = (await reviewing.get(f"/v1/lessons/{line['id']}", headers=hanna)).json()
    assert "Kvistbro" in shown["fields"]["body"]
    assert (shown["kind"], shown["fields"]["document_kind"], shown["fields"]["version"]) == ("document", "policy", "2")
    path = f"/v1/lessons/{line['id']}"
    original = f"{path}/attachments/{shown['attachments'][0]['id']}"
    assert (await reviewing.get(original, headers=hanna)).content == (HEAD + TEXT).encode()

    assert (
        await reviewing.post(f"{path}/approve", json={"version": line["version"]}, headers=hanna)
    ).status_code == 200
    await published(reviewing, shown)
    (hit,) = await found(reviewing, "Reservnyckeln Kvistbro", hanna)
    assert await found(reviewing, "Reservnyckeln Kvistbro", READER) == []
    document = (await reviewing.get(f"/v1/documents/{hit['document_id']}", headers=hanna)).json()
    assert (document["kind"], document["audience"], document["version"]) == ("policy", ["hr"], "2")
    assert document["classification"] == "confidential"


async def test_the_same_name_again_becomes_a_new_revision_after_review(reviewing: httpx.AsyncClient) -> None:
    documents = set()
    for text in (TEXT, TEXT.replace("fyra", "fem")):
        await uploaded(reviewing, ANNA, text)
        (line,) = (await reviewing.get("/v1/lessons/queue", headers=BO)).json()["lessons"]
        approve = f"/v1/lessons/{line['id']}/approve"
        assert (await reviewing.post(approve, json={"version": line["version"]}, headers=BO)).status_code == 200
        documents.add((await published(reviewing, line))["document_id"])
    assert len(documents) == 1
    (hit,) = await found(reviewing, "Reservnyckeln Kvistbro")
    assert "klockan fem" in hit["text"]


async def test_an_author_cannot_show_reviewers_another_text_than_the_file_holds(reviewing: httpx.AsyncClient) -> None:
    await uploaded(reviewing, ANNA)
    (line,) = (await reviewing.get("/v1/lessons", headers=ANNA)).json()["lessons"]
    path = f"/v1/lessons/{line['id']}"
    back = {"version": line["version"], "reason": "Vem äger den?"}
    sent = (await reviewing.post(f"{path}/return", json=back, headers=BO)).json()
    fields = {**sent["fields"], "body": "Harmlöst.", "owner": "Receptionen"}
    save = {"version": sent["version"], "fields": fields}
    saved = (await reviewing.put(path, json=save, headers=ANNA)).json()
    assert (saved["fields"]["owner"], "Kvistbro" in saved["fields"]["body"]) == ("Receptionen", True)
    file = f"{path}/attachments/{saved['attachments'][0]['id']}"
    assert (await reviewing.delete(file, headers=ANNA)).status_code == 422


async def test_what_could_not_be_taken_in_or_reviewed_is_refused_at_once_and_leaves_nothing(
    reviewing: httpx.AsyncClient, services: Services
) -> None:
    bad = await uploaded(reviewing, ANNA, TEXT, audience=[])
    assert bad.status_code == 422
    archive = {"file": ("allt.zip", io.BytesIO(b"PK\x05\x06" + b"\0" * 18), "application/zip")}
    assert (await reviewing.post("/v1/documents", files=archive, headers=ANNA)).status_code == 422
    assert services.registry.submissions.own(Viewer("anna")) == ()


async def test_owners_publish_directly(reviewing: httpx.AsyncClient, services: Services) -> None:
    job: dict[str, Any] = (await uploaded(reviewing, OLA)).json()
    while services.registry.jobs.get(job["id"], Viewer("ola")).state is not JobState.DONE:
        await asyncio.sleep(0.05)
    assert await found(reviewing, "Reservnyckeln Kvistbro")


def test_who_publishes_directly() -> None:
    def roles(*named: Role) -> Viewer:
        return Viewer("kim", roles=frozenset(named))

    assert publishes_directly(LOCAL_OWNER)
    assert publishes_directly(Viewer("key:1", roles=frozenset({Role.CONTRIBUTOR}), scopes=frozenset({KeyScope.INGEST})))
    assert all(map(publishes_directly, map(roles, (Role.OWNER, Role.ADMINISTRATOR))))
    assert not publishes_directly(roles(Role.CONTRIBUTOR))
    assert not publishes_directly(roles(Role.CONTRIBUTOR, Role.REVIEWER)), "nobody approves their own"


def test_uploads_are_reviewed_where_people_sign_in_unless_a_setting_says_otherwise() -> None:
    signing_in = Settings().model_copy(update={"oidc_issuer": "https://login.example"})
    assert (Settings().uploads_reviewed, signing_in.uploads_reviewed) == (False, True)
    assert Settings(review_uploads=True).uploads_reviewed
    assert not signing_in.model_copy(update={"review_uploads": False}).uploads_reviewed
