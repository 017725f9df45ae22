"""One lesson's life, from what it should not have said to the erasure of its author, as seen by each who takes part."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.security import Gate
from assistant.api.services import Services
from ingest.service import build
from knowledge.access import Role
from knowledge.jobs import Ingestion
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.integration.assistant.conftest import LOCAL_TOKEN, LOCAL_TOKENS

NUMBER = "811228-9874"
FINANCE = {"audience": ["finance"], "classification": "confidential"}
POLICY = """# Vendor policy

Supplier bank details are changed after a call to the supplier's known number.
"""
LATER_POLICY = """# Vendor policy

Supplier bank details are changed after two people have called the supplier's known number.
"""
LESSON = {
    "title": "Fakturapiloten: leverantörsregistret först",
    "what_happened": f"Var femte faktura fick fel leverantör. Registret höll 412 dubbletter, en av dem {NUMBER}.",
    "cause": "Ingen ägde leverantörsregistret.",
    "lesson": "Leverantörsregistret rensas innan en fakturapilot börjar.",
    "recommendation": "Avsätt tre veckor till rensningen och utse en ägare.",
    "language": "sv",
    "owner": "Ekonomi, Åsa Öberg",
    **FINANCE,
}


def headers(user: str, *roles: Role, groups: str = "") -> dict[str, str]:
    return {
        "Authorization": f"Bearer {LOCAL_TOKEN}",
        "X-Lardom-As": user,
        "X-Lardom-Roles": ",".join(roles),
        "X-Lardom-Groups": groups,
    }


ANNA = headers("anna.lindqvist", Role.CONTRIBUTOR, groups="finance")
REVIEWER = headers("rut.reviewer", Role.REVIEWER, groups="finance")
COLLEAGUE = headers("lisa.colleague", groups="finance")
OUTSIDER = headers("otto.outsider", groups="sales")
OWNER = headers("olle.owner", Role.OWNER, groups="finance")
DPO = headers("dora.dpo", Role.ADMINISTRATOR)
AUDITOR = headers("aron.auditor", Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Desk:
    """Requests that must succeed, unless another status is asked for."""

    client: httpx.AsyncClient

    async def get(self, path: str, by: dict[str, str], **params: str) -> Any:
        answer = await self.client.get(path, params=params, headers=by)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, by: dict[str, str], *, status: int = 200, **body: object) -> Any:
        answer = await self.client.post(path, json=body, headers=by)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def step(self, name: str, lesson: dict[str, Any], by: dict[str, str], **body: Any) -> Any:
        return await self.post(f"/v1/lessons/{lesson['id']}/{name}", by, version=lesson["version"], **body)

    async def ask(self, question: str, by: dict[str, str]) -> Any:
        body, accepts = {"question": question}, {"Accept": "application/json"}
        answer = await self.client.post("/v1/ask", json=body, headers=by | accepts)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def upload(self, name: str, text: str, by: dict[str, str], properties: str) -> None:
        files = {"file": (name, io.BytesIO(text.encode()), "text/markdown")}
        answer = await self.client.post("/v1/documents", files=files, data={"properties": properties}, headers=by)
        assert answer.status_code == 202, answer.text
        await self.until(f"/v1/jobs/{answer.json()['id']}", by, "state", "done")

    async def until(self, path: str, by: dict[str, str], field: str, value: object) -> Any:
        deadline = time.monotonic() + 120
        while (shown := await self.get(path, by))[field] != value:
            assert time.monotonic() < deadline, shown
            await asyncio.sleep(0.05)
        return shown


@pytest.fixture
def ingesting(settings: Settings, store: KnowledgeStore) -> Iterator[Ingestion]:
    made = build(store, settings)
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def desk(services: Services, ingesting: Ingestion) -> AsyncIterator[Desk]:
    gate = Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS))
    app = build_app(replace(services, ingestion=ingesting), gate)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        yield Desk(client)


async def test_a_lesson_is_warned_of_reviewed_cited_kept_from_others_and_outlives_its_author(desk: Desk) -> None:
    await desk.upload("vendors.md", POLICY, OWNER, _properties("POL-9"))
    unknown = await desk.ask("Hur många dubbletter höll leverantörsregistret?", OUTSIDER)
    lesson = await written_with_a_warning(desk)
    lesson = await sent_back_and_approved(desk, lesson)
    await cited_in_the_other_language(desk, lesson)
    await nothing_for_an_outsider(desk, unknown, lesson)
    await what_it_relied_on_is_superseded(desk)
    await exported_and_erased(desk, lesson)
    await the_log_is_whole(desk)


async def written_with_a_warning(desk: Desk) -> Any:
    lesson = await desk.post("/v1/lessons", ANNA, status=201, fields=LESSON)
    checked = await desk.post(f"/v1/lessons/{lesson['id']}/check", ANNA)
    (finding,) = (each for each in checked["findings"] if each["sensitive"])
    assert (finding["field"], finding["kind"]) == ("what_happened", "personnummer")
    assert NUMBER not in finding["suggestion"]
    refused = await desk.post(f"/v1/lessons/{lesson['id']}/submit", ANNA, status=422, version=lesson["version"])
    assert "personal data" in (refused["detail"] + refused["remedy"]).lower()

    text = LESSON["what_happened"]
    redacted = f"{text[: finding['start']]}{finding['suggestion']}{text[finding['end'] :]}"
    lesson = await saved(desk, lesson, what_happened=redacted)
    assert not any(
        each["sensitive"] for each in (await desk.post(f"/v1/lessons/{lesson['id']}/check", ANNA))["findings"]
    )
    return await desk.step("submit", lesson, ANNA)


async def saved(desk: Desk, lesson: dict[str, Any], **changes: str) -> Any:
    body = {"version": lesson["version"], "fields": {**lesson["fields"], **changes}}
    answer = await desk.client.put(f"/v1/lessons/{lesson['id']}", json=body, headers=ANNA)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sent_back_and_approved(desk: Desk, lesson: dict[str, Any]) -> Any:
    lesson = await desk.step("return", lesson, REVIEWER, reason="Vad kostade det?")
    lesson = await saved(desk, await desk.get(f"/v1/lessons/{lesson['id']}", ANNA), evidence="40 timmars rättning.")
    lesson = await desk.step("submit", lesson, ANNA)
    assert (await desk.ask("Hur många dubbletter höll leverantörsregistret?", COLLEAGUE))["status"] == "abstained"
    await desk.step("approve", lesson, REVIEWER, comment="Bra.")
    return await desk.until(f"/v1/lessons/{lesson['id']}", ANNA, "published", True)


async def cited_in_the_other_language(desk: Desk, lesson: dict[str, Any]) -> None:
    answer = await desk.ask("How many duplicates did the vendor register hold?", COLLEAGUE)
    assert answer["status"] == "answered"
    cited = [each for each in answer["citations"] if each["document_id"] == lesson["document_id"]]
    assert any("412 dubbletter" in each["quote"] for each in cited)
    assert answer["sentences"][0]["original_language"] == "sv"
    assert NUMBER not in str(answer)


async def nothing_for_an_outsider(desk: Desk, before: dict[str, Any], lesson: dict[str, Any]) -> None:
    """The answer is word for word that of the day before the lesson was written."""
    after = await desk.ask(before["question"], OUTSIDER)
    told = ("status", "sentences", "citations", "nearest", "owner", "confidence", "suggestions")
    assert {name: after.get(name) for name in told} == {name: before.get(name) for name in told}
    hidden = await desk.client.get(f"/v1/documents/{lesson['document_id']}", headers=OUTSIDER)
    absent = await desk.client.get("/v1/documents/00000000-0000-0000-0000-000000000000", headers=OUTSIDER)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"] == absent.json()["detail"]


async def what_it_relied_on_is_superseded(desk: Desk) -> None:
    question = "How are a supplier's bank details changed?"
    (old,) = {each["document_id"] for each in (await desk.ask(question, COLLEAGUE))["citations"]}
    await desk.upload("vendors-2.md", LATER_POLICY, OWNER, _properties("POL-10", '"supersedes": ["POL-9"],'))
    answer = await desk.ask(question, COLLEAGUE)
    assert "two people" in answer["sentences"][0]["text"]
    assert old not in {each["document_id"] for each in answer["citations"]}


async def exported_and_erased(desk: Desk, lesson: dict[str, Any]) -> None:
    person = {"identifiers": ["anna.lindqvist"], "language": "en"}
    held = await desk.post("/v1/persons/search", DPO, **person)
    assert held["total"] > 0
    await desk.post("/v1/persons/search", OWNER, status=403, **person)
    export = await desk.client.post("/v1/persons/export", json=person, headers=DPO)
    assert "412 dubbletter" in export.text
    receipt = await desk.post("/v1/persons/erase", DPO, **person, confirm=held["total"])
    assert receipt["complete"]
    assert receipt["remaining"] == []
    assert (await desk.post("/v1/persons/search", DPO, **person))["total"] == sum(
        line["count"] for line in receipt["lines"] if line["fate"] == "kept"
    )
    answer = await desk.ask("How many duplicates did the vendor register hold?", COLLEAGUE)
    assert answer["citations"][0]["document_id"] == lesson["document_id"]


async def the_log_is_whole(desk: Desk) -> None:
    checked = await desk.get("/v1/audit/verification", AUDITOR)
    assert checked["broken_at"] is None
    acts = [each["act"] for each in (await desk.get("/v1/audit", AUDITOR, limit="200"))["entries"]]
    for act in ("lesson.submit", "lesson.return", "lesson.approve", "answer.show", "person.export", "person.erase"):
        assert act in acts
    assert "anna" not in str(await desk.get("/v1/audit", AUDITOR, limit="200"))
    assert (await desk.client.get("/v1/audit", headers=OWNER)).status_code == 403


def _properties(reference: str, more: str = "") -> str:
    return f'{{{more} "title": "Vendor policy", "kind": "policy", "owner": "Finance", "reference": "{reference}"}}'
