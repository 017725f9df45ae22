"""Bearer tokens against a real identity provider: whose they are, what they open, and every way they may be wrong."""

import base64
import json
import time
from collections.abc import Callable

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from assistant.api.people import People
from assistant.api.security import SecurityMiddleware, gate_of
from assistant.api.services import Services
from assistant.api.tokens import ProviderKeys, Tokens, fetch
from assistant.commands.sign_in_checks import sign_in
from knowledge.errors import SettingsError, SignInUnavailable, Unauthorized
from knowledge.settings import Settings, load_settings
from tests.fixtures.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from tests.integration.assistant.conftest import LOCAL_TOKENS

HOUR_S = 3600


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_token_tells_who_asks_with_groups_and_roles(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    anna = (await with_sign_in.get("/v1/me", headers=bearer(provider.token("anna")))).json()
    again = (await with_sign_in.get("/v1/me", headers=bearer(provider.token("anna", name=None)))).json()

    assert (anna["name"], anna["groups"], anna["mode"]) == ("Anna Åberg", ["hr", "lardom-reviewers"], "sign-in")
    assert anna["roles"] == ["reader", "contributor", "reviewer"]
    assert anna["user"] == again["user"]
    assert "anna" not in anna["user"]


async def test_two_people_see_different_documents(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider, leave_policy: Callable[..., str]
) -> None:
    leave_policy(audience=("hr",))
    question = {"question": "How many days of paid holiday do I have?", "stream": False}
    anna = await with_sign_in.post("/v1/ask", json=question, headers=bearer(provider.token("anna")))
    bo = await with_sign_in.post("/v1/ask", json=question, headers=bearer(provider.token("bo")))

    assert anna.json()["status"] == "answered"
    assert "30 days" not in bo.text
    assert "Leave policy" not in bo.text


async def test_a_stranger_gets_no_answer_but_that_it_runs_and_what_it_is(with_sign_in: httpx.AsyncClient) -> None:
    """Every route there is, so that one that somebody adds is held to it as well."""
    open_to_all = ("/health", "/v1/about")
    described = (await with_sign_in.get("/openapi.json", headers=bearer(LOCAL_TOKENS.owner))).json()["paths"]
    routes = [(method, path) for path, methods in described.items() for method in methods if path not in open_to_all]
    for method, path in [*routes, ("get", "/openapi.json"), ("get", "/v1/no-such-route")]:
        answer = await with_sign_in.request(method, path)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert [(await with_sign_in.get(path)).status_code for path in open_to_all] == [200, 200]
    assert len(routes) > 10


def _wrong_tokens(provider: IdentityProvider) -> dict[str, str]:
    now = int(time.time())
    foreign = RSAKey.generate_key(2048, parameters={"kid": provider._key.kid or ""})
    header, payload, signature = provider.token("anna").split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "groups": ["dpo"]}).encode()).rstrip(b"=").decode()
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    public = OctKey.import_key(json.dumps(provider._key.as_dict(private=False)))
    return {
        "expired": provider.token("anna", exp=now - 120),
        "not valid yet": provider.token("anna", nbf=now + 300),
        "without an end": provider.token("anna", exp=None),
        "for somebody else": provider.token("anna", aud="another-client"),
        "for nobody": provider.token("anna", aud=None),
        "of another issuer": provider.token("anna", iss="https://evil.example"),
        "of nobody": provider.token("anna", sub=None),
        "of a foreign key": jwt.encode({"alg": "RS256", "kid": provider._key.kid}, claims, foreign),
        "changed": f"{header}.{forged}.{signature}",
        "unsigned": f"{none}.{payload}.",
        "signed with the public key": jwt.encode(
            {"alg": "HS256", "kid": provider._key.kid}, claims, public, algorithms=["HS256"]
        ),
        "no token": "not-a-token",
        "cut off": f"{header}.{payload}",
        "endless": "x" * 20_000,
    }


async def test_no_wrong_token_opens_anything_or_learns_what_is_wrong(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    answers = {
        name: await with_sign_in.get("/v1/documents", headers=bearer(token))
        for name, token in _wrong_tokens(provider).items()
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert len({answer.text for answer in answers.values()}) == 1


async def test_clocks_may_differ_by_a_minute(with_sign_in: httpx.AsyncClient, provider: IdentityProvider) -> None:
    now = int(time.time())
    for changes in ({"exp": now - 30}, {"nbf": now + 30}):
        assert (await with_sign_in.get("/v1/me", headers=bearer(provider.token("anna", **changes)))).status_code == 200


def test_a_rotated_key_is_taken_and_one_taken_back_is_not(provider: IdentityProvider) -> None:
    seconds = [0.0]
    keys = ProviderKeys(provider.issuer, fetch, lambda: seconds[0])
    tokens = Tokens(provider.issuer, CLIENT_ID, keys, time.time)
    before = provider.token("anna")
    assert tokens.claims(before)["sub"] == "s-anna"

    provider.rotate()
    seconds[0] += 60
    assert tokens.claims(provider.token("bo"))["sub"] == "s-bo"
    assert tokens.claims(before)["sub"] == "s-anna"

    provider.forget_old_keys()
    seconds[0] += HOUR_S + 1
    with pytest.raises(Unauthorized):
        tokens.claims(before)


def test_strangers_tokens_do_not_make_the_provider_busy(provider: IdentityProvider) -> None:
    seconds = [0.0]
    tokens = Tokens(provider.issuer, CLIENT_ID, ProviderKeys(provider.issuer, fetch, lambda: seconds[0]), time.time)
    tokens.claims(provider.token("anna"))
    asked = provider.key_requests
    stranger = RSAKey.generate_key(2048)
    for number in range(50):
        seconds[0] += 1
        with pytest.raises(Unauthorized):
            tokens.claims(jwt.encode({"alg": "RS256", "kid": f"k{number}"}, {"sub": "x"}, stranger))
    assert provider.key_requests - asked <= 2


def test_a_provider_that_is_away_is_said_to_be_and_known_keys_still_do(provider: IdentityProvider) -> None:
    def away(url: str) -> dict[str, object]:
        raise SignInUnavailable("away")

    seconds, source = [0.0], [fetch]
    keys = ProviderKeys(provider.issuer, lambda url: source[0](url), lambda: seconds[0])
    tokens = Tokens(provider.issuer, CLIENT_ID, keys, time.time)
    tokens.claims(provider.token("anna"))
    source[0], seconds[0] = away, 2 * HOUR_S
    assert tokens.claims(provider.token("anna"))["sub"] == "s-anna"

    with pytest.raises(SignInUnavailable):
        Tokens(provider.issuer, CLIENT_ID, ProviderKeys(provider.issuer, away, time.monotonic), time.time).claims("a.b")
    with pytest.raises(SignInUnavailable, match="calls itself"):
        ProviderKeys(provider.issuer + "/", fetch, time.monotonic).current()


async def test_only_the_chat_says_who_signed_in_to_it(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    claims = {"iss": provider.issuer, "sub": "s-bo", "iat": time.time(), "name": "Bo Ek", "groups": ["it"]}
    said = {"X-Lardom-Claims": json.dumps(claims)}
    bo = await with_sign_in.get("/v1/me", headers=bearer(LOCAL_TOKENS.chat) | said)
    by_token = await with_sign_in.get("/v1/me", headers=bearer(provider.token("bo")))

    assert bo.json() == by_token.json()
    for shown in ({}, bearer(provider.token("bo")), bearer("chat-token-of-another-run")):
        refused = await with_sign_in.get("/v1/me", headers=shown | said)
        assert refused.status_code in {401, 403}, shown


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iat": time.time() - 11 * HOUR_S}, "session-ended"),
        ({"iat": time.time() + HOUR_S}, "session-ended"),
        ({"iat": None}, "unauthorized"),
        ({"iss": "https://evil.example"}, "unauthorized"),
        ({"sub": ""}, "unauthorized"),
    ],
)
async def test_a_session_that_ran_out_or_says_too_little_opens_nothing(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider, changes: dict[str, object], code: str
) -> None:
    claims = {"iss": provider.issuer, "sub": "s-bo", "iat": time.time(), **changes}
    answer = await with_sign_in.get(
        "/v1/me", headers=bearer(LOCAL_TOKENS.chat) | {"X-Lardom-Claims": json.dumps(claims)}
    )
    assert answer.status_code == 401
    assert answer.json()["type"].endswith(code)


async def test_the_chat_without_a_person_is_nobody(with_sign_in: httpx.AsyncClient) -> None:
    assert (await with_sign_in.get("/v1/documents", headers=bearer(LOCAL_TOKENS.chat))).status_code == 401


async def test_a_person_cannot_ask_in_anothers_name(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    for header in ("X-Lardom-As", "X-Lardom-Groups", "X-Lardom-Roles", "X-Lardom-Claims"):
        answer = await with_sign_in.get("/v1/me", headers=bearer(provider.token("bo")) | {header: "administrator"})
        assert answer.status_code == 403, header


async def test_the_servers_own_user_still_may(with_sign_in: httpx.AsyncClient) -> None:
    assert (await with_sign_in.get("/v1/me", headers=bearer(LOCAL_TOKENS.owner))).json()["user"] == "local"


def test_groups_may_stand_inside_other_claims_and_be_one_word(signed_in_settings: Settings) -> None:
    people = People.of(signed_in_settings.model_copy(update={"oidc_groups_claim": "realm_access.roles"}))
    assert people is not None
    rules = people.rules
    assert rules.viewer({"sub": "a", "realm_access": {"roles": ["hr", 7, ""]}}).groups == {"hr"}
    assert rules.viewer({"sub": "a", "realm_access.roles": "hr"}).groups == {"hr"}
    assert rules.viewer({"sub": "a", "realm_access": ["hr"]}).groups == frozenset()
    assert "realm_access" in rules.needed


def test_a_claim_may_name_people_and_two_issuers_never_share_one(signed_in_settings: Settings) -> None:
    named = People.of(signed_in_settings.model_copy(update={"oidc_user_claim": "email"}))
    one = People.of(signed_in_settings)
    other = People.of(signed_in_settings.model_copy(update={"oidc_issuer": "https://other.example"}))
    assert named is not None
    assert one is not None
    assert other is not None
    assert named.rules.viewer({"sub": "a", "email": "a@example.org"}).user == "a@example.org"
    assert one.rules.viewer({"sub": "a"}).user != other.rules.viewer({"sub": "a"}).user


def test_with_sign_in_the_server_may_listen_to_the_network(signed_in_settings: Settings) -> None:
    gate = gate_of(signed_in_settings.model_copy(update={"host": "0.0.0.0"}), LOCAL_TOKENS)
    assert "lardom.example" in gate.hosts
    assert gate.https


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"oidc_client_secret": None}, "oidc_client_secret"),
        ({"oidc_redirect": "https://lardom.example/"}, "oauth2callback"),
        ({"access_token": "a-shared-secret-of-enough-length"}, "access_token"),
    ],
)
def test_sign_in_that_is_set_up_by_half_is_refused(changes: dict[str, object], said: str) -> None:
    whole = {
        "oidc_issuer": "https://login.example",
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_redirect": "https://lardom.example/oauth2callback",
    }
    with pytest.raises(SettingsError, match=said):
        load_settings(**{**whole, **changes})


async def test_behind_tls_every_cookie_is_marked_secure(services: Services, signed_in_settings: Settings) -> None:
    async def sets_a_cookie(scope: object, receive: object, send: Callable[..., object]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Set-Cookie", b"a=b; HttpOnly")]})  # type: ignore[misc]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[misc]

    app = SecurityMiddleware(sets_a_cookie, gate_of(signed_in_settings, LOCAL_TOKENS), lambda scope: True)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lardom.example") as client:
        assert (await client.get("/")).headers["set-cookie"] == "a=b; HttpOnly; Secure"


def test_doctor_says_whether_people_can_sign_in(signed_in_settings: Settings) -> None:
    def changed(**changes: object) -> Settings:
        return signed_in_settings.model_copy(update=changes)

    assert "contributor, reviewer" in sign_in(signed_in_settings)
    assert "nobody" in sign_in(Settings())
    with pytest.raises(SignInUnavailable, match="calls itself"):
        sign_in(changed(oidc_issuer=f"{signed_in_settings.oidc_issuer}/"))
    with pytest.raises(SignInUnavailable, match="cannot be reached"):
        sign_in(changed(oidc_issuer="http://127.0.0.1:9"))
    with pytest.raises(SignInUnavailable, match="in the clear"):
        sign_in(changed(oidc_redirect="http://lardom.example/oauth2callback"))
