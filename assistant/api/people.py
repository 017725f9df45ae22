"""From what the identity provider says of a person to the viewer whose rights every query carries."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from typing import Any, Self

from assistant.api.tokens import CLOCK_SKEW_S, ProviderKeys, Tokens, discovery_url, fetch
from assistant.schemas.persons import SignIn
from knowledge.access import Clearance, Role, Viewer
from knowledge.errors import SessionEnded, Unauthorized
from knowledge.settings import Settings

_NAMES = ("name", "preferred_username", "email")
_USER_CHARS = 24
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """How claims are read. `user_claim` is empty where a hash of issuer and subject names people."""

    issuer: str
    user_claim: str
    groups_claim: str
    roles: Mapping[str, tuple[Role, ...]]
    clearance: Clearance

    @classmethod
    def of(cls, settings: Settings, issuer: str) -> Self:
        claims = settings.oidc_user_claim or "", settings.oidc_groups_claim
        return cls(issuer, *claims, settings.oidc_roles, settings.cleared)

    def viewer(self, claims: Claims) -> Viewer:
        """Raises Unauthorized when the claims do not say who it is."""
        groups = _listed(_within(claims, self.groups_claim))
        roles = frozenset(role for group in groups for role in self.roles.get(group, ()))
        user = self._user(claims)
        name = next((str(claims[key]) for key in _NAMES if claims.get(key)), user)
        return Viewer(user, groups, roles=roles | {Role.READER}, name=name, clearance=self.clearance)

    @property
    def needed(self) -> tuple[str, ...]:
        """The claims that a session has to keep."""
        return ("iss", "sub", "iat", *_NAMES, self.groups_claim.partition(".")[0], *filter(None, [self.user_claim]))

    def _user(self, claims: Claims) -> str:
        named = claims.get(self.user_claim) if self.user_claim else claims.get("sub")
        if not isinstance(named, str) or not named:
            raise Unauthorized(f"The sign-in does not say who you are (`{self.user_claim or 'sub'}`).", "Tell IT.")
        return named if self.user_claim else sha256(f"{self.issuer}\n{named}".encode()).hexdigest()[:_USER_CHARS]


@dataclass(frozen=True, slots=True)
class People:
    """Those who sign in with the provider; `session` is how long a sign-in to the chat holds.

    `noted` is told of everybody who does: by id, and by what the provider calls them.
    """

    rules: Rules
    tokens: Tokens
    session: timedelta
    now: Callable[[], float]
    noted: Callable[[str, Iterable[object]], None] = lambda user, called: None

    @classmethod
    def of(cls, settings: Settings, now: Callable[[], float] = time.time) -> Self | None:
        """None where nobody signs in."""
        issuer, client = settings.oidc_issuer, settings.oidc_client_id
        if issuer is None or client is None:
            return None
        rules = Rules.of(settings, issuer)
        tokens = Tokens(issuer, settings.oidc_audience or client, ProviderKeys(issuer, fetch, time.monotonic), now)
        return cls(rules, tokens, timedelta(hours=settings.session_hours), now)

    def by_token(self, token: str) -> Viewer:
        """Whoever the provider gave the token to; raises Unauthorized, SignInUnavailable."""
        return self._known(self.tokens.claims(token))

    def by_session(self, claims: str) -> Viewer:
        """Whoever signed in to the chat with these claims, which the chat has verified; raises Unauthorized."""
        try:
            said = json.loads(claims)
            began, issuer = float(said["iat"]), said["iss"]
        except (ValueError, KeyError, TypeError) as error:
            raise Unauthorized("The chat does not say who is asking.", "Sign in again.") from error
        if issuer != self.rules.issuer:
            raise Unauthorized("The sign-in was with another provider.", "Sign in again.")
        age_s = self.now() - began
        if not -CLOCK_SKEW_S <= age_s < self.session.total_seconds():
            raise SessionEnded("Your sign-in has run out.", "Sign in again.")
        return self._known(said)

    def _known(self, claims: Claims) -> Viewer:
        viewer = self.rules.viewer(claims)
        self.noted(viewer.user, [claims[key] for key in _NAMES if isinstance(claims.get(key), str)])
        return viewer


def sign_in(settings: Settings) -> SignIn | None:
    """What the chat needs to let people sign in; None where nobody does."""
    issuer, secret = settings.oidc_issuer, settings.oidc_client_secret
    if issuer is None or secret is None:
        return None
    client_secret = secret.get_secret_value()
    return SignIn(
        metadata_url=discovery_url(issuer),
        client_id=settings.oidc_client_id or "",
        client_secret=client_secret,
        redirect=settings.oidc_redirect or "",
        # Derived, so that sessions outlive a restart and end when the client secret is changed.
        cookie_secret=digest(client_secret.encode(), b"lardom: cookies of the chat", "sha256").hex(),
        claims=Rules.of(settings, issuer).needed,
        contact=settings.sign_in_contact,
    )


def _within(claims: Claims, path: str) -> object:
    """The claim of that name, or the one inside others that dots lead to ("realm_access.roles")."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _listed(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value} if value else ())
    return (
        frozenset(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else frozenset()
    )
