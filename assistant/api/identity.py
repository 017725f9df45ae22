"""Who makes a request, by what it shows: a secret of this run, an API key, an access token, or the identity provider's
token."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool

from assistant.api.people import People
from assistant.schemas.answers import AS_USER_HEADER, CLAIMS_HEADER, GROUPS_HEADER, ROLES_HEADER
from knowledge.access import LOCAL_OWNER, Clearance, KeyScope, Role, Viewer
from knowledge.errors import Forbidden, Refused, Unauthorized
from knowledge.registry.keys import KEY_PREFIX, KeyRegister

COOKIE = "lardom_token"
# What a key's scopes need where the route asks for a role.
_ROLES = {KeyScope.INGEST: Role.CONTRIBUTOR, KeyScope.FIGURES: Role.AUDITOR}
_IN_A_NAME = (AS_USER_HEADER, GROUPS_HEADER, ROLES_HEADER)


@dataclass(frozen=True, slots=True)
class LocalTokens:
    """Secrets of one run of the server: `owner` for the user who runs it, `chat` for the chat that it serves."""

    owner: str
    chat: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a request is made for. `local` is True for this machine's own user, who may ask in another's name."""

    viewer: Viewer
    local: bool = False


@dataclass(frozen=True, slots=True)
class Identification:
    """With `people`, everyone signs in; with an `access_token`, all who have it are one; with neither, all are."""

    local: LocalTokens
    access_token: str | None = None
    people: People | None = None
    clearance: Clearance = field(default_factory=Clearance)
    keys: KeyRegister | None = None

    async def caller(self, headers: Mapping[str, str]) -> Caller | None:
        """None for who has shown nothing and had to; raises Unauthorized, Forbidden, Refused, SignInUnavailable."""
        shown = bearer(headers)
        if same(shown, self.local.owner):
            return Caller(self._in_a_name(headers), local=True)
        if any(name in headers for name in _IN_A_NAME):
            raise Forbidden(
                "Only the user who runs the server may ask in another's name.",
                "Use the `lardom` command on the server's own machine.",
            )
        if same(shown, self.local.chat):
            return Caller(await run_in_threadpool(self._of_chat, headers))
        if CLAIMS_HEADER in headers:
            raise Forbidden("Only the chat may say who has signed in to it.", "Send a bearer token of your own.")
        if self.keys is not None and shown.startswith(KEY_PREFIX):
            return Caller(await run_in_threadpool(self._service, self.keys, shown))
        if self.people is not None:
            # In a thread: it may have to ask the provider for its keys.
            return Caller(await run_in_threadpool(self.people.by_token, shown)) if shown else None
        if self.access_token is None or same(shown, self.access_token) or same(_cookie(headers), self.access_token):
            return Caller(LOCAL_OWNER)
        if shown:
            raise Unauthorized(
                "The access token is wrong.", "Open the address with ?token=..., or send it as a Bearer token."
            )
        return None

    def _service(self, keys: KeyRegister, shown: str) -> Viewer:
        key = keys.check(shown)
        if key is None:
            raise Unauthorized("The API key is not valid, or not any more.", "Make one with `lardom keys create`.")
        roles = {Role.READER, *(role for scope, role in _ROLES.items() if scope in key.scopes)}
        return Viewer(
            key.user,
            key.groups,
            roles=frozenset(roles),
            name=key.name,
            clearance=self.clearance,
            scopes=key.scopes,
        )

    def _of_chat(self, headers: Mapping[str, str]) -> Viewer:
        if self.people is None:
            return LOCAL_OWNER
        return self.people.by_session(headers.get(CLAIMS_HEADER, ""))

    def _in_a_name(self, headers: Mapping[str, str]) -> Viewer:
        if not any(name in headers for name in _IN_A_NAME):
            return LOCAL_OWNER
        try:
            roles = frozenset(map(Role, _listed(headers.get(ROLES_HEADER))))
        except ValueError as error:
            raise Refused(f"{ROLES_HEADER} names no role: {error}.", f"Roles are {', '.join(Role)}.") from error
        user, groups = headers.get(AS_USER_HEADER) or LOCAL_OWNER.user, _listed(headers.get(GROUPS_HEADER))
        return Viewer(user, groups, roles=roles | {Role.READER}, clearance=self.clearance)


def bearer(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def same(given: str, expected: str | None) -> bool:
    """Compared in a time that tells nothing."""
    return expected is not None and secrets.compare_digest(given.encode(), expected.encode())


def _listed(header: str | None) -> frozenset[str]:
    return frozenset(name.strip() for name in (header or "").split(",") if name.strip())


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
