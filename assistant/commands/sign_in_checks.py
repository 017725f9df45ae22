"""What `lardom doctor` says of sign-in: is the provider there, is the way back right, do the clocks agree."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from assistant.api.tokens import CLOCK_SKEW_S, discover, discovery_url, fetch
from knowledge.errors import SignInUnavailable
from knowledge.outside import is_loopback
from knowledge.settings import Settings

_PROBE_TIMEOUT_S = 5.0


def sign_in(settings: Settings) -> str:
    """What works; raises SignInUnavailable for what does not."""
    issuer = settings.oidc_issuer
    if issuer is None:
        return "one shared access token" if settings.access_token else "nobody: this machine's user only"
    discover(issuer, fetch)
    _check_clock(issuer)
    _check_redirect(settings.oidc_redirect or "")
    roles = sorted({role.value for roles in settings.oidc_roles.values() for role in roles})
    return f"with {issuer}; groups give the roles {', '.join(roles) or 'reader'}"


def _check_clock(issuer: str) -> None:
    said = httpx.get(discovery_url(issuer), timeout=_PROBE_TIMEOUT_S).headers.get("date")
    if said is None:
        return
    apart_s = abs((datetime.now(UTC) - parsedate_to_datetime(said)).total_seconds())
    if apart_s > CLOCK_SKEW_S:
        raise SignInUnavailable(
            f"This machine's clock and the identity provider's are {apart_s:.0f} seconds apart.",
            "Set the clock (NTP): tokens would count as expired, or as not valid yet.",
        )


def _check_redirect(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise SignInUnavailable(
            f"{address} would send the sign-in over the network in the clear.", "Use https in `oidc_redirect`."
        )
