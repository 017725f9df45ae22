"""Who may talk to the server at all. One ASGI middleware in front of everything, the mounted chat included.

- Host: only names this server answers to, so that a foreign page cannot reach it by rebinding its own name.
- Origin: a request that changes something, and every websocket, must come from this server's own pages.
- Token: where an access token is configured, every request shows it (header or cookie), or the local token: a secret
  of this run that only this machine's user can read in the data folder.
"""

import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import problem_of, problem_response
from knowledge.errors import Forbidden, SettingsError
from knowledge.settings import Settings

COOKIE = "lardom_token"
TOKEN_PARAMETER = "token"
LOCAL = "lardom.local"
"""Key of the ASGI scope that is True when the request carried the local token."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN_PATHS = frozenset({"/health"})
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


class Unauthorized(Forbidden):
    code = "unauthorized"
    status = 401


@dataclass(frozen=True, slots=True)
class Gate:
    """What the middleware checks against. `hosts` are names without ports."""

    hosts: frozenset[str]
    access_token: str | None
    local_token: str


def gate_of(settings: Settings, local_token: str) -> Gate:
    """Raises SettingsError when the server would listen beyond this machine without an access token."""
    token = settings.access_token.get_secret_value() if settings.access_token else None
    if token is None and not is_loopback(settings.host):
        raise SettingsError(
            f"Listening on {settings.host} would let the whole network read the documents.",
            "Set LARDOM_ACCESS_TOKEN to a secret of at least 16 characters, or listen on 127.0.0.1.",
        )
    return Gate(
        _host_names(["localhost", "127.0.0.1", "::1", settings.host, *settings.allowed_hosts]), token, local_token
    )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class SecurityMiddleware:
    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope[LOCAL] = _same(_bearer(headers), self._gate.local_token)
        refusal = self._refusal(scope, headers)
        if refusal is not None and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal is not None:
            await refusal(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """The response to give instead of the application's; None when the request may pass."""
        if _name_of(headers.get("host", "")) not in self._gate.hosts:
            return _problem(Forbidden("This server does not answer to that host name.", "Add it to `allowed_hosts`."))
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if changes and not _own_origin(headers):
            return _problem(Forbidden("The request comes from another site's page.", "Use this server's own address."))
        if self._gate.access_token is None or scope[LOCAL] or scope["path"] in _OPEN_PATHS:
            return None
        if _same(_bearer(headers), self._gate.access_token) or _same(_cookie(headers), self._gate.access_token):
            return None
        if scope["type"] == "http" and scope["method"] == "GET" and self._has_token_parameter(scope):
            return self._signed_in(scope)
        return _problem(
            Unauthorized(
                "The access token is missing or wrong.",
                "Open the address with ?token=..., or send it as a Bearer token.",
            )
        )

    def _has_token_parameter(self, scope: Scope) -> bool:
        return any(_same(value, self._gate.access_token) for name, value in _query(scope) if name == TOKEN_PARAMETER)

    def _signed_in(self, scope: Scope) -> Response:
        """Move the token from the address, which lands in histories and logs, into a cookie that no script reads."""
        rest = urlencode([(name, value) for name, value in _query(scope) if name != TOKEN_PARAMETER])
        # A path that begins with two slashes would be read as another host.
        path = "/" + scope["path"].lstrip("/\\")
        response = RedirectResponse(path + (f"?{rest}" if rest else ""), status_code=303)
        response.set_cookie(
            COOKIE, self._gate.access_token or "", httponly=True, samesite="strict", secure=scope["scheme"] == "https"
        )
        return response


def is_local(scope: Scope) -> bool:
    return bool(scope.get(LOCAL))


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def _same(given: str, expected: str | None) -> bool:
    return expected is not None and secrets.compare_digest(given.encode(), expected.encode())


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _cookie(headers: Headers) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


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


def _problem(error: Forbidden) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return problem_response(problem_of(error), headers)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
