"""Who was refused stands in the audit log: without what they showed or where from, and without filling it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from assistant.api.app import build_app
from assistant.api.identity import Identification, LocalTokens
from assistant.api.refusals import MANY, MOST_ORIGINS, TOGETHER, Refusal, Refusals, Shown, network_of
from assistant.api.security import Gate
from assistant.api.services import Services
from knowledge.access import KeyScope, Viewer
from knowledge.audit import STRANGER, Act, AuditEntry
from knowledge.personal_data.seals import ORIGINS, Seal, seal_for
from knowledge.registry.audit import AuditQuery
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


def told(registry: Registry) -> tuple[AuditEntry, ...]:
    return registry.audit.read(AuditQuery(act=Act.ACCESS_REFUSE))


def refused(origin: str = "origin-a", who: Viewer | None = None) -> Refusal:
    return Refusal(origin, "unauthorized", Shown.TOKEN, who)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refusals(store: KnowledgeStore, clock: Clock) -> Refusals:
    return Refusals(store.registry.audit, Seal(b"key"), clock)


def test_a_flood_of_refused_requests_is_two_entries_a_minute_with_a_count(
    refusals: Refusals, clock: Clock, store: KnowledgeStore
) -> None:
    for _ in range(1000):
        refusals.note(refused())
    assert [entry.details["count"] for entry in told(store.registry)] == [1]
    clock.now += TOGETHER
    refusals.write_due()
    first, rest = told(store.registry)
    assert (first.actor, first.subject) == (rest.actor, rest.subject) == (STRANGER, "origin-a")
    assert (rest.details["count"], rest.details["why"], rest.details["shown"]) == (
        999,
        {"unauthorized": 999},
        {"token": 999},
    )
    clock.now += TOGETHER
    refusals.write_due()
    assert len(told(store.registry)) == 2


def test_a_flood_from_everywhere_is_bounded_too(refusals: Refusals, clock: Clock, store: KnowledgeStore) -> None:
    for number in range(1000):
        refusals.note(refused(f"origin-{number}"))
    clock.now += TOGETHER
    refusals.write_due()
    entries = told(store.registry)
    assert len(entries) == MOST_ORIGINS + 2
    assert sum(entry.details["count"] for entry in entries) == 1000
    assert entries[-1].subject == MANY


def test_what_is_counted_is_written_when_the_server_stops(refusals: Refusals, store: KnowledgeStore) -> None:
    for _ in range(3):
        refusals.note(refused())
    refusals.stop()
    assert [entry.details["count"] for entry in told(store.registry)] == [1, 2]


def test_an_origin_is_a_pseudonym_and_one_network_is_one_origin(refusals: Refusals) -> None:
    origin = refusals.origin_of("203.0.113.7")
    assert len(origin) == len("origin-0123456789abcdef")
    assert origin == refusals.origin_of("203.0.113.7") != refusals.origin_of("203.0.113.8")
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert refusals.origin_of(None).startswith("origin-")


def test_a_registry_that_does_not_answer_makes_no_other_error_of_a_refusal(tmp_path: Path) -> None:
    registry = Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    with closing(registry):
        refusals = Refusals(registry.audit, Seal(b"key"))
        with registry._database.writing() as session:
            session.connection().exec_driver_sql("ALTER TABLE audit_log RENAME TO elsewhere")
        refusals.note(refused())


async def test_a_wrong_token_and_none_are_told_without_token_or_address(
    guarded: httpx.AsyncClient, store: KnowledgeStore, settings: Settings
) -> None:
    wrong = {"Authorization": "Bearer a-token-that-was-guessed"}
    assert (await guarded.get("/v1/documents/guessed-id", headers=wrong)).status_code == 401
    assert (await guarded.get("/v1/documents?token=guessed-too")).status_code == 401
    (entry,) = told(store.registry)
    assert (entry.actor, entry.details["why"], entry.details["shown"]) == (
        STRANGER,
        {"unauthorized": 1},
        {"token": 1},
    )
    assert entry.subject == Refusals(store.registry.audit, seal_for(ORIGINS, settings.data)).origin_of("127.0.0.1")
    for word in ("guessed", "127.0.0.1", "/v1/documents"):
        assert word not in entry.body
    assert store.registry.audit.verify().broken_at is None


async def test_a_revoked_key_is_named_by_its_id_and_an_invented_one_is_not(
    guarded: httpx.AsyncClient, store: KnowledgeStore
) -> None:
    key, whole = store.registry.keys.create(
        "skript", frozenset({KeyScope.ASK}), frozenset(), datetime.now(UTC) + timedelta(days=1)
    )
    store.registry.keys.revoke(key.shown)
    assert (await guarded.get("/v1/me", headers={"Authorization": f"Bearer {whole}"})).status_code == 401
    (entry,) = told(store.registry)
    assert (entry.actor, entry.details["keys"], entry.details["shown"]) == (STRANGER, [key.id], {"key": 1})
    assert whole.rpartition("_")[2] not in entry.body
    invented = {"Authorization": "Bearer lardom_anna.berg_secret"}
    assert (await guarded.get("/v1/me", headers=invented)).status_code == 401
    assert all("anna" not in each.body for each in told(store.registry))


async def test_who_may_not_is_told_by_pseudonym_with_what_they_wanted(
    client: httpx.AsyncClient, store: KnowledgeStore, as_local: dict[str, str]
) -> None:
    kim = {**as_local, "X-Lardom-As": "kim", "X-Lardom-Roles": "owner"}
    assert (await client.get("/v1/audit", headers=kim)).status_code == 403
    assert (await client.get("/v1/documents/no-such", headers=kim)).status_code == 404
    (entry,) = told(store.registry)
    assert entry.actor == store.registry.audit.pseudonym_of("kim")
    assert (entry.details["why"], entry.details["routes"]) == ({"forbidden": 1}, ["/v1/audit"])


async def test_a_key_without_the_scope_is_told_as_that_service(
    guarded: httpx.AsyncClient, store: KnowledgeStore
) -> None:
    ends = datetime.now(UTC) + timedelta(days=1)
    key, whole = store.registry.keys.create("skript", frozenset({KeyScope.ASK}), frozenset(), ends)
    assert (await guarded.get("/v1/audit", headers={"Authorization": f"Bearer {whole}"})).status_code == 403
    (entry,) = told(store.registry)
    assert (entry.actor, entry.details["why"]) == (key.user, {"forbidden": 1})


class ChatAfterSignIn:
    """Answers as Streamlit does when people come back from the identity provider."""

    def lifespan(self) -> Callable[[Any], AbstractAsyncContextManager[None]]:
        return lambda app: nullcontext()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = RedirectResponse("/", 302)
        if b"code=" in scope["query_string"]:
            response.set_cookie(USER_COOKIE_NAME, "signed", max_age=3600)
        else:
            response.delete_cookie(USER_COOKIE_NAME)
        await response(scope, receive, send)


@pytest.fixture
async def coming_back(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    identification = Identification(LocalTokens("owner-of-this-run", "chat-of-this-run"))
    gate = Gate(frozenset({"testserver"}), identification, callback="/oauth2callback")
    transport = httpx.ASGITransport(build_app(replace(services), gate, ChatAfterSignIn()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made


async def test_a_sign_in_that_the_identity_provider_refused_is_told(
    coming_back: httpx.AsyncClient, store: KnowledgeStore
) -> None:
    assert (await coming_back.get("/oauth2callback?code=right&state=s")).status_code == 302
    assert told(store.registry) == ()
    assert (await coming_back.get("/oauth2callback?error=access_denied&state=s")).status_code == 302
    (entry,) = told(store.registry)
    assert entry.details["shown"] == {"sign-in": 1}
    assert "access_denied" not in entry.body
