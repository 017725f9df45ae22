"""Write-ups and sheets over HTTP, with the real parsing processes."""

import json
from collections.abc import Iterator

import httpx
import pytest

from ingest.lessons import Intake, build_intake
from knowledge.access import Role
from knowledge.settings import Settings
from tests.integration.assistant.conftest import SmallIngestion
from tests.integration.assistant.test_lessons import ANNA, BO, headers

SHEET = "Rubrik;Lärdom;Åtgärd\nFrost;Töm rören;Köp lock\nFrost;Igen;\n;Utan rubrik;\n"
READER = headers("lisa", Role.READER)


@pytest.fixture
def intake(settings: Settings) -> Iterator[Intake]:
    made = build_intake(settings)
    yield made
    made.close()


@pytest.fixture
def taking_in(ingestion: SmallIngestion, intake: Intake) -> None:
    ingestion.lessons = intake


def sheet(content: str = SHEET) -> dict[str, tuple[str, bytes]]:
    return {"file": ("lärdomar.csv", content.encode("cp1252"))}


async def own(client: httpx.AsyncClient, by: dict[str, str] = ANNA) -> list[str]:
    found = (await client.get("/v1/lessons", headers=by)).json()["lessons"]
    return sorted(lesson["title"] for lesson in found)


@pytest.mark.usefixtures("taking_in")
async def test_a_write_up_becomes_a_draft_of_ones_own_with_its_rest(client: httpx.AsyncClient) -> None:
    text = "# Pilot i Lund\n\n## Vad hände?\n\nDet regnade.\n\n## Beslut\n\nVidare.\n"
    answer = await client.post("/v1/lessons/prefill", files={"file": ("lund.md", text.encode())}, headers=ANNA)

    assert answer.status_code == 201, answer.text
    made = answer.json()
    fields = made["lesson"]["fields"]
    assert (fields["title"], fields["what_happened"]) == ("Pilot i Lund", "Det regnade.")
    assert fields["body"] == "## Beslut\n\nVidare."
    assert fields["owner"] == "anna"
    assert made["placed"] == {"what_happened": "Vad hände?"}
    assert await own(client) == ["Pilot i Lund"]
    assert await own(client, BO) == []


@pytest.mark.usefixtures("taking_in")
async def test_a_trial_stores_nothing_and_the_import_stores_what_the_trial_said(client: httpx.AsyncClient) -> None:
    trial = (await client.post("/v1/lessons/import", files=sheet(), headers=ANNA)).json()

    assert trial["counts"] == {"ok": 1, "duplicate": 1, "missing": 1}
    assert trial["mapping"] == {"title": 0, "lesson": 1, "recommendation": 2}
    assert trial["columns"][0] == {"name": "Rubrik", "samples": ["Frost", "Frost"]}
    assert await own(client) == []

    done = await client.post("/v1/lessons/import", files=sheet(), data={"dry_run": "false"}, headers=ANNA)
    assert [row["lesson_id"] is not None for row in done.json()["rows"]] == [True, False, False]
    assert await own(client) == ["Frost"]

    again = await client.post("/v1/lessons/import", files=sheet(), data={"dry_run": "false"}, headers=ANNA)
    assert again.json()["counts"] == {"duplicate": 2, "missing": 1}
    assert await own(client) == ["Frost"]


@pytest.mark.usefixtures("taking_in")
async def test_the_mapping_that_the_person_chose_counts(client: httpx.AsyncClient) -> None:
    chosen = json.dumps({"title": 2, "lesson": 1})
    trial = await client.post("/v1/lessons/import", files=sheet(), data={"mapping": chosen}, headers=ANNA)
    assert [row["title"] for row in trial.json()["rows"]] == ["Köp lock", "", ""]

    useless = await client.post("/v1/lessons/import", files=sheet(), data={"mapping": '{"title": 0}'}, headers=ANNA)
    assert "lesson" in useless.json()["refusal"]
    for broken in ("nonsense", "[1]", '{"colour": 1}', '{"title": "x"}'):
        refused = await client.post("/v1/lessons/import", files=sheet(), data={"mapping": broken}, headers=ANNA)
        assert refused.status_code == 422, broken


@pytest.mark.usefixtures("taking_in")
async def test_a_title_that_others_are_still_writing_is_not_known(client: httpx.AsyncClient) -> None:
    await client.post("/v1/lessons/import", files=sheet(), data={"dry_run": "false"}, headers=BO)

    trial = (await client.post("/v1/lessons/import", files=sheet(), headers=ANNA)).json()

    assert trial["counts"]["ok"] == 1


@pytest.mark.usefixtures("taking_in")
@pytest.mark.parametrize("path", ["prefill", "import"])
async def test_readers_hand_in_nothing(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(f"/v1/lessons/{path}", files=sheet(), headers=READER)
    assert answer.status_code == 403
