"""Files that lie with lessons, new revisions, playbooks, credit and reminders."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from assistant.api.routes_lesson_use import reminders
from assistant.api.services import Services
from assistant.schemas.lessons import ReminderList
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.registry.submissions import SubmissionRegister
from knowledge.settings import Settings
from knowledge.submissions import Content
from tests.integration.assistant.test_lessons import (
    ANNA,
    BO,
    READER,
    RUT,
    approved,
    begun,
    found,
    headers,
    published,
)

EVIL = b"<html><script>alert(1)</script></html>"


async def attached(client: httpx.AsyncClient, lesson: dict[str, Any], name: str = "bevis å.html") -> httpx.Response:
    files = {"file": (name, EVIL, "text/html")}
    return await client.post(f"/v1/lessons/{lesson['id']}/attachments", files=files, headers=ANNA)


async def test_an_attached_file_is_a_download_for_author_and_reviewers_and_gone_with_the_draft(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    lesson = await begun(client)
    (file,) = (await attached(client, lesson)).json()["attachments"]
    path = f"/v1/lessons/{lesson['id']}/attachments/{file['id']}"
    given = await client.get(path, headers=ANNA)
    assert given.content == EVIL
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment")
    assert (file["name"], file["size"]) == ("bevis å.html", len(EVIL))
    assert [(await client.get(path, headers=by)).status_code for by in (RUT, READER)] == [404, 404]

    await client.post(f"/v1/lessons/{lesson['id']}/submit", json={"version": lesson["version"]}, headers=ANNA)
    assert [(await client.get(path, headers=by)).status_code for by in (RUT, READER)] == [200, 404]
    assert (await attached(client, lesson)).status_code == 409
    withdrawn = {"version": lesson["version"] + 1}
    assert (await client.post(f"/v1/lessons/{lesson['id']}/withdraw", json=withdrawn, headers=ANNA)).status_code == 200
    assert (await client.delete(f"/v1/lessons/{lesson['id']}", headers=ANNA)).status_code == 204
    assert list(settings.submissions.iterdir()) == []


async def test_a_file_that_is_too_large_or_one_too_many_leaves_nothing(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    lesson = await begun(client)
    large = {"file": ("a.bin", b"x" * 1_000_001)}
    path = f"/v1/lessons/{lesson['id']}/attachments"
    assert (await client.post(path, files=large, headers=ANNA)).status_code == 422
    for number in (*range(10), 9):
        assert (await attached(client, lesson, f"{number}.html")).status_code == 201, "the same one twice stays one"
    assert (await attached(client, lesson, "10.html")).status_code == 422
    assert len(list((settings.submissions / lesson["id"]).iterdir())) == 10
    assert (await client.post(path, files={"file": ("a", b"x")}, headers=BO)).status_code == 404


async def test_a_changed_lesson_becomes_a_new_revision_of_the_same_document(
    whole: httpx.AsyncClient, ingesting: Any, services: Services
) -> None:
    ingesting.start()
    first = await published(whole, await approved(whole))
    body = {"document_id": first["document_id"]}
    draft = (await whole.post("/v1/lessons/revise", json=body, headers=ANNA)).json()
    assert draft["fields"]["what_happened"] == first["fields"]["what_happened"]
    fields = {**draft["fields"], "what_happened": "Registret höll 97 dubbletter, räknade om."}
    draft = (await whole.put(f"/v1/lessons/{draft['id']}", json={"version": 1, "fields": fields}, headers=ANNA)).json()
    for step, by in (("submit", ANNA), ("approve", RUT)):
        path = f"/v1/lessons/{draft['id']}/{step}"
        draft = (await whole.post(path, json={"version": draft["version"]}, headers=by)).json()
    second = await published(whole, draft)

    assert second["document_id"] == first["document_id"]
    texts = [hit["text"] for hit in await found(whole, "Hur många dubbletter höll registret?")]
    assert any("97 dubbletter" in text for text in texts)
    assert not any("412 dubbletter" in text for text in texts)
    assert (await published(whole, first))["published"] is True
    assert services.registry.documents.get(first["document_id"], LOCAL_OWNER).added_by == "anna"


async def test_a_lesson_that_is_promoted_and_its_playbook_name_each_other(
    whole: httpx.AsyncClient, ingesting: Any
) -> None:
    ingesting.start()
    lesson = await published(whole, await approved(whole))
    body = {"document_id": lesson["document_id"]}
    draft = (await whole.post("/v1/lessons/promote", json=body, headers=ANNA)).json()
    assert (draft["kind"], draft["fields"]["document_kind"]) == ("document", "playbook")
    assert "## Rekommendation" in draft["fields"]["body"]
    fields = {**draft["fields"], "title": "Handbok: rena register", "audience": ["hr"]}
    saved = {"version": 1, "fields": fields}
    draft = (await whole.put(f"/v1/lessons/{draft['id']}", json=saved, headers=ANNA)).json()
    hr = headers("hanna", Role.REVIEWER, groups="hr")
    for step, by in (("submit", ANNA), ("approve", hr)):
        path = f"/v1/lessons/{draft['id']}/{step}"
        draft = (await whole.post(path, json={"version": draft["version"]}, headers=by)).json()
    await published(whole, draft)
    made = (await whole.get(f"/v1/documents/{lesson['document_id']}", headers=hr)).json()["promoted_to"]
    assert [each["title"] for each in made] == ["Handbok: rena register"]
    playbook = (await whole.get(f"/v1/documents/{made[0]['id']}", headers=hr)).json()
    assert (playbook["kind"], playbook["promoted_from"]["id"]) == ("playbook", lesson["document_id"])
    unseen = (await whole.get(f"/v1/documents/{lesson['document_id']}", headers=READER)).json()
    assert unseen["promoted_to"] == []


async def test_authors_see_how_often_their_lesson_helped_and_never_whom(
    whole: httpx.AsyncClient, ingesting: Any
) -> None:
    ingesting.start()
    lesson = await published(whole, await approved(whole))

    async def credit() -> dict[str, Any]:
        (line,) = (await whole.get("/v1/lessons/credit", headers=ANNA)).json()["lessons"]
        return line

    async def asked(user: str) -> str:
        question = {"question": "Hur många dubbletter höll leverantörsregistret?", "stream": False}
        answer = (await whole.post("/v1/ask", json=question, headers=headers(user))).json()
        assert [cited["document_id"] for cited in answer["citations"]] == [lesson["document_id"]], answer
        return answer["trace_id"]

    for number in range(4):
        trace = await asked(f"person{number}")
        judged = {"trace_id": trace, "helpful": True}
        assert (await whole.post("/v1/feedback", json=judged, headers=headers(f"person{number}"))).status_code == 200
    await asked("anna")
    assert ((await credit())["cited"], (await credit())["helpful"]) == (None, None)
    trace = await asked("person4")
    await whole.post("/v1/feedback", json={"trace_id": trace, "helpful": True}, headers=headers("person4"))
    await asked("person4")
    assert ((await credit())["cited"], (await credit())["helpful"]) == (5, 5)
    assert (await whole.get("/v1/lessons/credit", headers=BO)).json() == {"lessons": []}


def test_what_waits_too_long_is_reminded_of(services: Services) -> None:
    days = services.settings.lesson_reminder_days
    clock = [datetime.now(UTC) - timedelta(days=days + 1)]
    old = SubmissionRegister(services.registry.submissions._database, lambda: clock[0])
    anna = Viewer("anna", roles=frozenset({Role.CONTRIBUTOR}))
    rut = Viewer("rut", roles=frozenset({Role.REVIEWER}))
    waiting, returned = (old.submit(old.create(Content("Äldst"), anna).id, 1, anna, {}) for _ in range(2))
    old.send_back(returned.id, 2, "Kortare.", rut)
    clock[0] = datetime.now(UTC)
    old.submit(old.create(Content("Ny"), anna).id, 1, anna, {})

    assert [line.id for line in reminders(services, rut).to_review] == [waiting.id]
    assert [line.id for line in reminders(services, anna).to_revise] == [returned.id]
    old.assign(waiting.id, "bo", "Bo", rut)
    assert reminders(services, rut).to_review == ()
    assert reminders(services, Viewer("kim")) == ReminderList(days=days, to_review=(), to_revise=())
