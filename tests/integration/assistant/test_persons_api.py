"""The rights of a person over the API and on the command line: for administrators, and never in an address."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from assistant.cli import main
from assistant.person_data.service import kept_receipts
from assistant.schemas.answers import AS_USER_HEADER, ROLES_HEADER
from assistant.serving.retention import Retention
from knowledge.access import Role, Viewer
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from knowledge.submissions import Content

BODY = {"identifiers": ["Anna Berg"]}


@pytest.fixture
def as_role(as_local: dict[str, str]) -> Callable[[Role], dict[str, str]]:
    return lambda role: {**as_local, AS_USER_HEADER: "somebody", ROLES_HEADER: role.value}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_nobody_but_administrators_learns_anything_about_a_person(
    client: httpx.AsyncClient, as_role: Callable[[Role], dict[str, str]], role: Role
) -> None:
    for path in ("search", "export", "erase"):
        response = await client.post(f"/v1/persons/{path}", json=BODY, headers=as_role(role))
        assert response.status_code == 403
    assert (await client.get("/v1/persons/erasures", headers=as_role(role))).status_code == 403


async def test_an_administrator_finds_what_is_held_and_the_log_says_so_without_the_name(
    client: httpx.AsyncClient,
    as_role: Callable[[Role], dict[str, str]],
    leave_policy: Callable[..., str],
    store: KnowledgeStore,
) -> None:
    leave_policy()

    found = await client.post("/v1/persons/search", json=BODY, headers=as_role(Role.ADMINISTRATOR))
    page = await client.post("/v1/persons/export", json=BODY, headers=as_role(Role.ADMINISTRATOR))

    assert found.json()["counts"] == {"documents": 1}
    assert found.json()["items"][0]["excerpts"] == ["HR, Anna Berg"]
    assert "HR, Anna Berg" in page.text
    entries = store.registry.audit.read()
    assert {"person.search", "person.export"} <= {entry.act for entry in entries}
    assert not any("Berg" in entry.body for entry in entries)


async def test_a_search_by_name_tells_the_user_id_that_stands_beside_it(
    client: httpx.AsyncClient, as_role: Callable[[Role], dict[str, str]], store: KnowledgeStore
) -> None:
    author = Viewer("s-1f3a9c", roles=frozenset({Role.CONTRIBUTOR}), name="Anna Berg")
    store.registry.submissions.create(Content(title="Ett utkast"), author)
    headers = as_role(Role.ADMINISTRATOR)

    by_name = (await client.post("/v1/persons/search", json=BODY, headers=headers)).json()
    both = {"identifiers": [*BODY["identifiers"], *by_name["also"]]}
    by_both = (await client.post("/v1/persons/search", json=both, headers=headers)).json()

    assert by_name["also"] == ["s-1f3a9c"]
    assert by_both["also"] == []
    assert {item["fate"] for item in by_both["items"]} >= {"pseudonymised", "deleted"}


async def test_an_erasure_is_confirmed_by_what_was_found_and_leaves_a_receipt(
    client: httpx.AsyncClient, as_role: Callable[[Role], dict[str, str]], leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    headers = as_role(Role.ADMINISTRATOR)

    preview = await client.post("/v1/persons/erase", json={**BODY, "dry_run": True}, headers=headers)
    refused = await client.post("/v1/persons/erase", json={**BODY, "confirm": 7}, headers=headers)
    receipt = await client.post("/v1/persons/erase", json={**BODY, "confirm": 1}, headers=headers)

    assert preview.json()["dry_run"] is True
    assert refused.status_code == 409
    assert receipt.status_code == 200
    kept = (await client.get("/v1/persons/erasures", headers=headers)).json()["receipts"]
    assert [each["id"] for each in kept] == [receipt.json()["id"]]
    paper = await client.get(f"/v1/persons/erasures/{kept[0]['id']}.md", headers=headers)
    assert paper.text.startswith("# Kvitto på radering")
    assert (await client.get("/v1/persons/erasures/nothing.md", headers=headers)).status_code == 404
    after = await client.post("/v1/persons/search", json=BODY, headers=headers)
    assert after.json()["total"] == 0


async def test_a_receipt_ends_with_its_time(
    client: httpx.AsyncClient,
    as_role: Callable[[Role], dict[str, str]],
    leave_policy: Callable[..., str],
    store: KnowledgeStore,
    settings: Settings,
) -> None:
    leave_policy()
    await client.post("/v1/persons/erase", json={**BODY, "confirm": 1}, headers=as_role(Role.ADMINISTRATOR))

    Retention(store.registry, settings, lambda: datetime.now(UTC) + timedelta(days=1000)).run()
    assert len(kept_receipts(settings)) == len(store.registry.persons.erasures()) == 1
    Retention(store.registry, settings, lambda: datetime.now(UTC) + timedelta(days=1100)).run()

    assert kept_receipts(settings) == ()
    assert store.registry.persons.fingerprints() == frozenset()


async def test_who_could_be_anybody_is_refused(
    client: httpx.AsyncClient, as_role: Callable[[Role], dict[str, str]]
) -> None:
    response = await client.post(
        "/v1/persons/search", json={"identifiers": ["123"]}, headers=as_role(Role.ADMINISTRATOR)
    )

    assert response.status_code == 422


def test_the_command_writes_the_export_and_asks_before_it_erases(
    settings: Settings,
    leave_policy: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave_policy()
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))

    assert main(["person", "export", "Anna Berg", "--out", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"documents": 1}
    assert "HR, Anna Berg" in (tmp_path / "out/person.html").read_text("utf-8")
    assert json.loads((tmp_path / "out/person.json").read_text("utf-8"))["total"] == 1
    assert main(["person", "erase", "Anna Berg"]) == 2
    assert main(["person", "erase", "Anna Berg", "--dry-run"]) == 0
    assert "Förhandsvisning" in capsys.readouterr().out
