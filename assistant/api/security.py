"""Who may talk to the server at all. One ASGI middleware in front of everything, the mounted chat included.

- Host: only names this server answers to, so that a foreign page cannot reach it by rebinding its own name.
- Origin: a request that changes something, and every websocket, must come from this server's own pages.
- Identity: whoever makes the request is found out here, once (identity.py); the routes read it from the scope. Where
  people sign in, only the chat's own pages, which ask them to, are given to a stranger.
- Refusals: whatever ends in 401 or 403, here or in a route, is told to the audit log (refusals.py).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.identity import COOKIE, Caller, Identification, LocalTokens, bearer, same
from assistant.api.people import People
from assistant.api.problems import language_of, problem_of, problem_response
from assistant.api.refusals import CHAT, Refusal, Refusals, Shown
from assistant.api.scopes import require_scope
from assistant.api.signed_in import SignedIn
from assistant.schemas.answers import CLAIMS_HEADER
from knowledge.errors import (
    Forbidden,
    LardomError,
    RegistryUnavailable,
    SettingsError,
    SignInUnavailable,
    Unauthorized,
)
from knowledge.outside import is_loopback
from knowledge.registry.keys import KEY_PREFIX, KeyRegister
from knowledge.settings import Settings

TOKEN_PARAMETER = "token"
CALLER = "lardom.caller"
"""Key of the ASGI scope that holds the Caller, or None."""

_REFUSED = {error.status: error.code for error in (Unauthorized, Forbidden)}
# Streamlit sets it when the identity provider has said who it is, and clears it otherwise.
_CHAT_COOKIE = b"_streamlit_user="
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN_PATHS = frozenset({"/health"})
# A stranger is answered too, and told less.
_FOR_EVERYONE = frozenset({"/v1/about"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Streamlit needs inline scripts and styles, eval (its charts), blob scripts (its components) and workers, and its
    # own websocket.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
    ),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the middleware checks against. `hosts` are names without ports; `https` says how browsers reach them, and
    `callback` is the path on which they come back from the identity provider."""

    hosts: frozenset[str]
    identification: Identification
    https: bool = False
    callback: str = ""

    def with_registers(self, keys: KeyRegister, signed_in: SignedIn) -> "Gate":
        """Keys are looked up in one, and who signs in is noted in the other."""
        people = self.identification.people
        noting = replace(people, noted=signed_in.note) if people else None
        return replace(self, identification=replace(self.identification, keys=keys, people=noting))


def gate_of(settings: Settings, local: LocalTokens) -> Gate:
    """Raises SettingsError when the server would listen beyond this machine and let everybody in."""
    token = settings.access_token.get_secret_value() if settings.access_token else None
    people = People.of(settings)
    if token is None and people is None and not is_loopback(settings.host):
        raise SettingsError(
            f"Listening on {settings.host} would let the whole network read the documents.",
            "Set up sign-in (LARDOM_OIDC_ISSUER), or LARDOM_ACCESS_TOKEN to a secret of at least 16 characters, or "
            "listen on 127.0.0.1.",
        )
    outside = urlsplit(settings.oidc_redirect or "")
    names = ["localhost", "127.0.0.1", "::1", settings.host, *settings.allowed_hosts, outside.hostname or "localhost"]
    identification = Identification(local, token, people, settings.cleared)
    return Gate(_host_names(names), identification, outside.scheme == "https", outside.path)


class SecurityMiddleware:
    """`is_page` tells what belongs to the chat rather than to the API: where people sign in, a stranger may open it."""

    def __init__(
        self, app: ASGIApp, gate: Gate, is_page: Callable[[Scope], bool], refusals: Refusals | None = None
    ) -> None:
        self._app = app
        self._gate = gate
        self._is_page = is_page
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        try:
            self._check_origin(scope, Headers(scope=scope))
            response = await self._identify(scope)
        except LardomError as error:
            if error.status in _REFUSED:
                await self._note(scope, error.code)
            response = _problem(error, HTTPConnection(scope))
        if response is None:
            await self._app(scope, receive, self._with_refusals_noted(scope, self._with_headers(send)))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await response(scope, receive, self._with_headers(send))

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        if _name_of(headers.get("host", "")) not in self._gate.hosts:
            raise Forbidden("This server does not answer to that host name.", "Add it to `allowed_hosts`.")
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if changes and not _own_origin(headers):
            raise Forbidden("The request comes from another site's page.", "Use this server's own address.")

    async def _identify(self, scope: Scope) -> Response | None:
        """The response to give instead of the application's; None when the request may pass."""
        scope[CALLER] = None
        if scope["path"] in _OPEN_PATHS:
            return None
        if scope["path"] in _FOR_EVERYONE:
            scope[CALLER] = await self._who_is_known(scope)
            return None
        scope[CALLER] = await self._gate.identification.caller(Headers(scope=scope))
        if scope[CALLER] is not None:
            require_scope(scope[CALLER].viewer, scope.get("method", "GET"), scope["path"])
        if scope[CALLER] is not None or (self._gate.identification.people is not None and self._is_page(scope)):
            return None
        if scope["type"] == "http" and scope["method"] == "GET" and self._has_token_parameter(scope):
            return self._signed_in(scope)
        if self._gate.identification.people is not None:
            raise Unauthorized("Nobody has signed in.", "Send a token of the identity provider as a Bearer token.")
        raise Unauthorized(
            "The access token is missing.", "Open the address with ?token=..., or send it as a Bearer token."
        )

    async def _who_is_known(self, scope: Scope) -> Caller | None:
        """None for a stranger, and for whom the sign-in does not hold any more."""
        try:
            return await self._gate.identification.caller(Headers(scope=scope))
        except SignInUnavailable:
            return None
        except Unauthorized as error:
            await self._note(scope, error.code)
            return None

    async def _note(self, scope: Scope, why: str, shown: Shown | None = None) -> None:
        if self._refusals is not None:
            await run_in_threadpool(self._noted, self._refusals, scope, why, shown)

    def _noted(self, refusals: Refusals, scope: Scope, why: str, shown: Shown | None) -> None:
        headers, caller = Headers(scope=scope), known_caller_of(scope)
        client = scope.get("client")
        by_chat = same(bearer(headers), self._gate.identification.local.chat)
        refusals.note(
            Refusal(
                CHAT if by_chat else refusals.origin_of(client[0] if client else None),
                why,
                shown or _shown(headers, scope, by_chat),
                caller.viewer if caller else None,
                self._known_key(bearer(headers)),
                getattr(scope.get("route"), "path", "") if caller else "",
            )
        )

    def _known_key(self, shown: str) -> str:
        keys = self._gate.identification.keys
        if keys is None or not shown.startswith(KEY_PREFIX):
            return ""
        try:
            return keys.known(shown)
        except RegistryUnavailable:
            return ""

    def _with_refusals_noted(self, scope: Scope, send: Send) -> Send:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] in _REFUSED:
                    await self._note(scope, _REFUSED[message["status"]])
                elif scope["path"] == self._gate.callback and not _signs_in(message):
                    await self._note(scope, Unauthorized.code, Shown.SIGN_IN)
            await send(message)

        return noting

    def _has_token_parameter(self, scope: Scope) -> bool:
        token = self._gate.identification.access_token
        return any(same(value, token) for name, value in _query(scope) if name == TOKEN_PARAMETER)

    def _signed_in(self, scope: Scope) -> Response:
        """Move the token from the address, which lands in histories and logs, into a cookie that no script reads."""
        rest = urlencode([(name, value) for name, value in _query(scope) if name != TOKEN_PARAMETER])
        # A path that begins with two slashes would be read as another host.
        path = "/" + scope["path"].lstrip("/\\")
        response = RedirectResponse(path + (f"?{rest}" if rest else ""), status_code=303)
        token = self._gate.identification.access_token or ""
        response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=scope["scheme"] == "https")
        return response

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._gate.https:
                    message["headers"] = [_secure(name, value) for name, value in message["headers"]]
            await send(message)

        return send_with_headers


def known_caller_of(scope: Scope) -> Caller | None:
    """None for a stranger."""
    caller: Caller | None = scope.get(CALLER)
    return caller


def caller_of(scope: Scope) -> Caller:
    """Raises Unauthorized for a stranger: the middleware lets those see the chat's own pages."""
    caller = known_caller_of(scope)
    if caller is None:
        raise Unauthorized("Nobody has signed in.", "Sign in first.")
    return caller


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def _own_origin(headers: Headers) -> bool:
    """Browsers send Origin with everything that matters here; programs that are no browsers send none."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _host_names(hosts: Iterable[str]) -> frozenset[str]:
    return frozenset(host.strip("[]").lower() for host in hosts)


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _problem(error: LardomError, request: HTTPConnection) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return problem_response(problem_of(error, language_of(request)), headers)


def _shown(headers: Headers, scope: Scope, by_chat: bool) -> Shown:
    token = bearer(headers)
    if by_chat or CLAIMS_HEADER in headers:
        return Shown.SESSION
    if token:
        return Shown.KEY if token.startswith(KEY_PREFIX) else Shown.TOKEN
    if any(name == TOKEN_PARAMETER for name, _ in _query(scope)):
        return Shown.TOKEN
    return Shown.COOKIE if f"{COOKIE}=" in headers.get("cookie", "") else Shown.NOTHING


def _signs_in(response: Message) -> bool:
    cookies = [value.lower() for name, value in response["headers"] if name.lower() == b"set-cookie"]
    return any(cookie.startswith(_CHAT_COOKIE) and b"max-age=0" not in cookie for cookie in cookies)


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Streamlit's sign-in leaves this off its cookies; behind TLS a cookie must not travel without it."""
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return name, value
    return name, value + b"; Secure"
