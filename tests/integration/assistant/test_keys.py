"""Keys of services: what they open, for how long, and that nobody can read them out of the registry."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.commands.keys import keys
from knowledge.access import KeyScope
from knowledge.errors import Refused
from knowledge.registry.keys import KeyRegister
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore

TOMORROW = datetime.now(UTC) + timedelta(days=1)
ROUTES = {
    KeyScope.ASK: [("POST", "/v1/ask"), ("GET", "/v1/conversations"), ("GET", "/v1/suggestions")],
    KeyScope.SEARCH: [("GET", "/v1/search?q=x")],
    KeyScope.READ: [("GET", "/v1/documents"), ("GET", "/v1/documents/x")],
    KeyScope.INGEST: [("POST", "/v1/documents"), ("DELETE", "/v1/documents/x"), ("GET", "/v1/jobs/x")],
}


@pytest.fixture
def made(store: KnowledgeStore) -> Callable[..., str]:
    def make(*scopes: KeyScope, groups: tuple[str, ...] = (), expires: datetime = TOMORROW) -> str:
        return store.registry.keys.create("intranet", frozenset(scopes), frozenset(groups), expires)[1]

    return make


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("scope", ROUTES)
async def test_a_key_opens_the_routes_of_its_scopes_and_no_others(
    guarded: httpx.AsyncClient, made: Callable[..., str], scope: KeyScope
) -> None:
    key = made(scope)
    for its_scope, routes in ROUTES.items():
        for method, path in routes:
            status = (await guarded.request(method, path, headers=bearer(key))).status_code
            assert (status != 403) is (its_scope is scope), (scope, method, path)
            assert status != 401
    for path in ("/v1/reviews", "/v1/gaps", "/", "/v1/ingest", "/v1/asks"):
        assert (await guarded.get(path, headers=bearer(key))).status_code == 403, path


async def test_a_key_reads_what_its_groups_read(
    guarded: httpx.AsyncClient, made: Callable[..., str], leave_policy: Callable[..., str]
) -> None:
    document_id = leave_policy(audience=("hr",))
    hr, it = made(KeyScope.READ, groups=("hr",)), made(KeyScope.READ, groups=("it",))
    assert (await guarded.get(f"/v1/documents/{document_id}", headers=bearer(hr))).status_code == 200
    assert (await guarded.get(f"/v1/documents/{document_id}", headers=bearer(it))).status_code == 404
    me = (await guarded.get("/v1/me", headers=bearer(hr))).json()
    assert (me["name"], me["groups"], me["roles"]) == ("intranet", ["hr"], ["reader"])


async def test_a_revoked_expired_wrong_or_unknown_key_opens_nothing(
    client: httpx.AsyncClient, guarded: httpx.AsyncClient, made: Callable[..., str], store: KnowledgeStore
) -> None:
    key = made(KeyScope.READ)
    assert (await guarded.get("/v1/documents", headers=bearer(key))).status_code == 200
    store.registry.keys.revoke("_".join(key.split("_")[:2]))
    expired = made(KeyScope.READ, expires=datetime.now(UTC) - timedelta(seconds=1))
    for wrong in (key, expired, made(KeyScope.READ)[:-1], "lardom_00000000_x", "lardom_", "lardom_x"):
        # Not even where nobody has to sign in: a key that is shown must hold.
        for server in (guarded, client):
            assert (await server.get("/v1/documents", headers=bearer(wrong))).status_code == 401, wrong


async def test_a_key_cannot_speak_for_a_person(guarded: httpx.AsyncClient, made: Callable[..., str]) -> None:
    headers = bearer(made(KeyScope.READ)) | {"X-Lardom-As": "kim"}
    assert (await guarded.get("/v1/documents", headers=headers)).status_code == 403


def test_the_registry_holds_no_secret_and_knows_the_last_use(
    store: KnowledgeStore, made: Callable[..., str], settings: Settings
) -> None:
    key = made(KeyScope.ASK)
    secret = key.split("_", 2)[2]
    assert store.registry.keys.list()[0].last_used_at is None
    assert store.registry.keys.check(key) is not None
    assert store.registry.keys.list()[0].last_used_at is not None
    kept = b"".join(path.read_bytes() for path in settings.data.glob("registry.sqlite*"))
    assert key.split("_")[1].encode() in kept
    assert secret.encode() not in kept


def test_use_is_written_down_once_a_minute(store: KnowledgeStore) -> None:
    moment = [datetime(2026, 11, 25, 12, 0, tzinfo=UTC)]
    register = KeyRegister(store.registry._database, lambda: moment[0])
    _, text = register.create("x", frozenset({KeyScope.ASK}), frozenset(), moment[0] + timedelta(days=1))
    first = moment[0]
    for seconds, seen in ((0, first), (30, first), (61, first + timedelta(seconds=61))):
        moment[0] = first + timedelta(seconds=seconds)
        assert register.check(text) is not None
        assert register.list()[0].last_used_at == seen
    moment[0] = first + timedelta(days=1)
    assert register.check(text) is None


def test_keys_are_made_listed_and_revoked_on_the_command_line(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))
    assert keys(["create", "intranet", "--scopes", "ask,search", "--groups", "hr", "--expires", "2999-12-31"]) == 0
    key = capsys.readouterr().out.split()[0]
    assert keys(["list"]) == 0
    listed = capsys.readouterr().out
    shown = "_".join(key.split("_")[:2])
    assert f"{shown}  intranet: ask, search as hr until 2999-12-31, never used" in listed
    assert key not in listed
    assert keys(["revoke", shown]) == 0
    keys(["list"])
    assert "revoked" in capsys.readouterr().out
    with pytest.raises(Refused, match="emperor"):
        keys(["create", "x", "--scopes", "emperor"])
    with pytest.raises(Refused, match="past"):
        keys(["create", "x", "--scopes", "ask", "--expires", "2020-01-01"])
