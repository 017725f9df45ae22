"""Bearer tokens of the OpenID Connect provider: the one file that verifies signatures.

The provider's keys are read when they are first needed, kept for an hour, and read anew when a token names one that is
not among them: that is how a provider rotates its keys. Source: OpenID Connect Discovery 1.0, RFC 7519, RFC 8725.
"""

import threading
from collections.abc import Callable
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from knowledge.errors import SignInUnavailable, Unauthorized

# Signatures with the provider's private key only: never "none", and never a shared secret (RFC 8725, 3.1).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLOCK_SKEW_S = 60
_KEEP_KEYS_S = 3600.0
# A stranger's token may name any key: asking the provider each time would let strangers wear it down.
_LOOK_AGAIN_S = 30.0
_TIMEOUT_S = 5.0
_MAX_TOKEN_CHARS = 16_000

Json = dict[str, Any]
Fetch = Callable[[str], Json]
"""Reads the JSON object at an address; raises SignInUnavailable."""


def fetch(url: str) -> Json:
    try:
        response = httpx.get(url, timeout=_TIMEOUT_S)
        found = response.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SignInUnavailable(
            f"The identity provider cannot be reached at {url} ({type(error).__name__}).", "Check `oidc_issuer`."
        ) from error
    if not isinstance(found, dict):
        raise SignInUnavailable(f"{url} holds no JSON object.", "Check `oidc_issuer`.")
    return found


def discovery_url(issuer: str) -> str:
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def discover(issuer: str, get: Fetch) -> Json:
    """What the provider says of itself; raises SignInUnavailable when it is another one than the configured."""
    found = get(discovery_url(issuer))
    if found.get("issuer") != issuer:
        raise SignInUnavailable(
            f"The identity provider calls itself {found.get('issuer')!r}.",
            "Set `oidc_issuer` to exactly that, if it is the right one.",
        )
    return found


class ProviderKeys:
    """The provider's public keys. Thread-safe; `clock` counts seconds."""

    def __init__(self, issuer: str, get: Fetch, clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._get = get
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._read_at = 0.0

    def current(self) -> KeySet:
        """Raises SignInUnavailable when they cannot be had; those of before do while the provider is away."""
        return self._not_older_than(_KEEP_KEYS_S)

    def anew(self) -> KeySet:
        """The keys after a token named an unknown one."""
        return self._not_older_than(_LOOK_AGAIN_S)

    def _not_older_than(self, seconds: float) -> KeySet:
        with self._lock:
            if self._keys is None or self._clock() - self._read_at > seconds:
                try:
                    self._keys = self._read()
                except SignInUnavailable:
                    if self._keys is None:
                        raise
                self._read_at = self._clock()
            return self._keys

    def _read(self) -> KeySet:
        address = discover(self._issuer, self._get).get("jwks_uri")
        try:
            return KeySet.import_key_set(self._get(str(address)))  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise SignInUnavailable(
                f"The identity provider's keys at {address} are not readable.", "Check `oidc_issuer`."
            ) from error


class Tokens:
    """Verifies what the provider signed; `now` is seconds since 1970."""

    def __init__(self, issuer: str, audience: str, keys: ProviderKeys, now: Callable[[], float]) -> None:
        self._keys = keys
        self._rules = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=CLOCK_SKEW_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def claims(self, token: str) -> Json:
        """What a valid token says; raises Unauthorized, without telling a stranger what is wrong with theirs."""
        try:
            claims = self._decoded(token)
            self._rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise Unauthorized("The token is not valid here, or not any more.", "Sign in again.") from error
        return claims

    def _decoded(self, token: str) -> Json:
        if len(token) > _MAX_TOKEN_CHARS:
            raise ValueError("too long")
        try:
            return jwt.decode(token, self._keys.current(), algorithms=ALGORITHMS).claims
        except InvalidKeyIdError:
            return jwt.decode(token, self._keys.anew(), algorithms=ALGORITHMS).claims
