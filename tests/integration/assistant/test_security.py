"""Who may talk to the server: foreign pages, foreign names and strangers may not."""

from contextlib import nullcontext

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from assistant.api.identity import Identification, LocalTokens
from assistant.api.security import Gate, SecurityMiddleware, gate_of
from assistant.api.services import viewer_with
from knowledge.access import Role, Viewer
from knowledge.errors import Forbidden, SettingsError
from knowledge.settings import Settings

LOCAL = LocalTokens("local-token-of-this-run", "chat-token-of-this-run")
TOKEN = "a-shared-secret-of-enough-length"


async def test_a_foreign_host_name_is_refused_so_that_rebinding_fails(client: httpx.AsyncClient) -> None:
    response = await client.get("/health", headers={"Host": "evil.example"})
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_page_of_another_site_can_change_nothing(client: httpx.AsyncClient) -> None:
    foreign = await client.post("/v1/ask", json={"question": "x"}, headers={"Origin": "https://evil.example"})
    own = await client.post("/v1/ask", json={"question": "x"}, headers={"Origin": "http://testserver"})
    null = await client.post("/v1/ask", json={"question": "x"}, headers={"Origin": "null"})
    assert (foreign.status_code, null.status_code) == (403, 403)
    assert own.status_code == 200


async def test_where_a_token_is_set_everything_but_the_health_check_asks_for_it(guarded: httpx.AsyncClient) -> None:
    assert (await guarded.get("/health")).status_code == 200
    for path in ("/v1/documents", "/ready", "/openapi.json", "/"):
        refused = await guarded.get(path)
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"] == "Bearer"
    assert (await guarded.get("/v1/documents", headers={"Authorization": f"Bearer {TOKEN}"})).status_code == 200
    assert (await guarded.get("/v1/documents", headers={"Authorization": f"Bearer {TOKEN}x"})).status_code == 401


async def test_the_local_token_opens_a_guarded_server(guarded: httpx.AsyncClient, as_local: dict[str, str]) -> None:
    assert (await guarded.get("/v1/documents", headers=as_local)).status_code == 200


async def test_a_token_in_the_address_becomes_a_cookie_that_no_script_and_no_other_site_can_use(
    guarded: httpx.AsyncClient,
) -> None:
    response = await guarded.get("/v1/documents", params={"token": TOKEN, "limit": 5})
    assert response.status_code == 303
    assert response.headers["location"] == "/v1/documents?limit=5"
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await guarded.get("/v1/documents")).status_code == 200


async def test_signing_in_never_leads_to_another_host(guarded: httpx.AsyncClient) -> None:
    response = await guarded.get("http://testserver//evil.example/x", params={"token": TOKEN})
    assert response.headers["location"] == "/evil.example/x"


async def test_answers_carry_headers_that_keep_browsers_careful(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/health")).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_websocket_from_another_site_is_closed(origin: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    gate = Gate(frozenset({"testserver"}), Identification(LOCAL))
    client = TestClient(SecurityMiddleware(app, gate, lambda scope: False))
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/stream", headers={"Origin": origin}):
        pass
    with client.websocket_connect("/stream", headers={"Origin": "http://testserver"}):
        pass


def test_listening_beyond_this_machine_needs_an_access_token() -> None:
    with pytest.raises(SettingsError, match="whole network"):
        gate_of(Settings(host="0.0.0.0"), LOCAL)
    guarded = gate_of(Settings(host="0.0.0.0", access_token=TOKEN), LOCAL)  # type: ignore[arg-type]
    assert guarded.identification.access_token == TOKEN
    assert gate_of(Settings(host="127.0.0.2"), LOCAL).identification.access_token is None


async def test_a_role_that_does_not_exist_is_refused(client: httpx.AsyncClient, as_local: dict[str, str]) -> None:
    headers = {**as_local, "X-Lardom-As": "kim", "X-Lardom-Roles": "emperor"}
    assert (await client.get("/v1/documents", headers=headers)).status_code == 422


@pytest.mark.parametrize(("has", "admitted"), [(Role.AUDITOR, True), (Role.READER, False)])
def test_a_route_admits_only_who_has_one_of_its_roles(has: Role, admitted: bool) -> None:
    allowed = viewer_with(Role.AUDITOR, Role.ADMINISTRATOR)
    viewer = Viewer("kim", roles=frozenset({has}))
    with nullcontext() if admitted else pytest.raises(Forbidden, match="auditor or administrator"):
        assert allowed(viewer) is viewer


async def test_a_caller_is_told_whom_the_server_takes_them_for(
    client: httpx.AsyncClient, as_local: dict[str, str]
) -> None:
    alone = (await client.get("/v1/me")).json()
    headers = {**as_local, "X-Lardom-As": "u-1", "X-Lardom-Groups": "it, dpo", "X-Lardom-Roles": "reviewer"}
    kim = (await client.get("/v1/me", headers=headers)).json()

    assert (alone["user"], alone["mode"], alone["roles"]) == ("local", "local", [role.value for role in Role])
    assert kim == {
        "user": "u-1",
        "name": "u-1",
        "groups": ["dpo", "it"],
        "roles": ["reader", "reviewer"],
        "mode": "local",
    }
