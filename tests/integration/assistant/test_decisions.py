"""The business case and the decision log over the API, in a real registry that refuses changes."""

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DatabaseError

from assistant.commands.deciding import decisions
from assistant.schemas.decisions import Decision, DecisionLog
from assistant.schemas.roi import RoiView
from knowledge.settings import Settings

BODY = {"ruling": "go", "reasons": "Målen är nådda.\nTeamet är berett.", "deviations": ["NPS saknas | än <b>"]}


@pytest.fixture
def named(as_local: dict[str, str]) -> dict[str, dict[str, str]]:
    """Headers of three people, by name."""
    roles = {"anna": "owner", "bo": "owner", "eva": "auditor"}
    return {name: {**as_local, "X-Lardom-As": name, "X-Lardom-Roles": role} for name, role in roles.items()}


@pytest.fixture
def engine(settings: Settings, client: httpx.AsyncClient) -> Iterator[Engine]:
    made = create_engine(settings.database)
    yield made
    made.dispose()


async def decided(client: httpx.AsyncClient, headers: dict[str, str]) -> Decision:
    response = await client.post("/v1/decisions", json=BODY, headers=headers)
    assert response.status_code == 201, response.text
    return Decision.model_validate(response.json())


async def test_a_decision_freezes_the_goals_and_is_signed_by_several_people_once_each(
    client: httpx.AsyncClient, named: dict[str, dict[str, str]]
) -> None:
    decision = await decided(client, named["anna"])
    states = {goal.id: goal.state for goal in decision.goals}
    assert states["use-accuracy"] == "no-data"
    assert states["payback"] in {"reached", "on-track", "behind"}
    assert (decision.by, decision.signatures) == ("anna", ())

    path = f"/v1/decisions/{decision.number}/signatures"
    for name in ("anna", "bo"):
        assert (await client.post(path, json={"statement": "Enig."}, headers=named[name])).status_code == 201
    assert (await client.post(path, json={}, headers=named["bo"])).status_code == 409
    assert (await client.post(path, json={}, headers=named["eva"])).status_code == 403
    assert (await client.post("/v1/decisions/99/signatures", json={}, headers=named["bo"])).status_code == 404

    log = DecisionLog.model_validate((await client.get("/v1/decisions", headers=named["eva"])).json())
    assert [signature.user for signature in log.decisions[0].signatures] == ["anna", "bo"]
    assert (log.entries, log.broken_at) == (3, None)


async def test_nobody_signs_in_anothers_name(client: httpx.AsyncClient, named: dict[str, dict[str, str]]) -> None:
    decision = await decided(client, named["anna"])
    path = f"/v1/decisions/{decision.number}/signatures"
    assert (await client.post(path, json={"user": "bo", "signer": "bo"}, headers=named["anna"])).status_code == 422


@pytest.mark.parametrize("change", ["UPDATE decision_log SET body = '{}'", "DELETE FROM decision_log"])
async def test_the_database_refuses_to_change_the_log(
    client: httpx.AsyncClient, named: dict[str, dict[str, str]], engine: Engine, change: str
) -> None:
    await decided(client, named["anna"])
    with engine.begin() as connection, pytest.raises(DatabaseError, match="cannot be changed"):
        connection.execute(text(change))


async def test_what_is_changed_behind_the_databases_back_shows(
    client: httpx.AsyncClient,
    named: dict[str, dict[str, str]],
    engine: Engine,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decision = await decided(client, named["anna"])
    await client.post(f"/v1/decisions/{decision.number}/signatures", json={}, headers=named["bo"])
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))
    assert decisions(["verify"]) == 0
    head = capsys.readouterr().out
    assert "2 entries" in head

    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER decision_log_refuses_update"))
        connection.execute(text("UPDATE decision_log SET body = replace(body, 'go', 'no') WHERE number = 1"))
    assert decisions(["verify"]) == 1
    assert "entry 1" in capsys.readouterr().err


async def test_a_decision_is_read_as_markdown_with_what_people_wrote_as_text(
    client: httpx.AsyncClient, named: dict[str, dict[str, str]]
) -> None:
    decision = await decided(client, named["anna"])
    paper = (await client.get(f"/v1/decisions/{decision.number}.md", headers=named["eva"])).text
    assert paper.startswith(f"# Decision {decision.number}: go\n")
    assert "> Teamet är berett." in paper
    assert "- NPS saknas \\| än &lt;b>" in paper
    assert "None yet." in paper


async def test_assumptions_are_kept_by_version_and_never_overwritten_unseen(
    client: httpx.AsyncClient, named: dict[str, dict[str, str]]
) -> None:
    seen = RoiView.model_validate((await client.get("/v1/roi", headers=named["eva"])).json())
    assert (seen.version, seen.measured) == (0, {})
    assumptions = seen.assumptions.model_dump() | {"people": {"low": 100, "likely": 120, "high": 150}}
    change = {"based_on": 0, "assumptions": assumptions, "note": "Hela förvaltningen."}
    assert (await client.put("/v1/roi", json=change, headers=named["eva"])).status_code == 403
    changed = RoiView.model_validate((await client.put("/v1/roi", json=change, headers=named["anna"])).json())
    assert (changed.version, changed.changed_by) == (1, "anna")
    assert changed.result.net_value.middle > seen.result.net_value.middle  # type: ignore[operator]
    assert (await client.put("/v1/roi", json=change, headers=named["bo"])).status_code == 409


async def test_a_reader_sees_neither(client: httpx.AsyncClient, as_local: dict[str, str]) -> None:
    for path in ("/v1/roi", "/v1/decisions", "/v1/decisions/1.md"):
        assert (await client.get(path, headers={**as_local, "X-Lardom-As": "kim"})).status_code == 403
