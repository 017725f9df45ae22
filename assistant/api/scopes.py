"""What a service's key opens: each route by its scope, and nothing that is not named here."""

from knowledge.access import KeyScope, Viewer
from knowledge.errors import Forbidden

_ANY = frozenset(KeyScope)
# The first that fits decides; a path stands for what is below it too.
_OPENED: tuple[tuple[str, str, frozenset[KeyScope]], ...] = (
    ("GET", "/v1/me", _ANY),
    ("GET", "/v1/about", _ANY),
    ("GET", "/v1/card", _ANY),
    ("GET", "/ready", _ANY),
    ("GET", "/openapi.json", _ANY),
    ("POST", "/v1/ask", frozenset({KeyScope.ASK})),
    ("GET", "/v1/answers", frozenset({KeyScope.ASK})),
    ("GET", "/v1/suggestions", frozenset({KeyScope.ASK})),
    ("*", "/v1/conversations", frozenset({KeyScope.ASK})),
    ("*", "/v1/feedback", frozenset({KeyScope.ASK})),
    ("GET", "/v1/search", frozenset({KeyScope.SEARCH})),
    ("GET", "/v1/documents", frozenset({KeyScope.READ})),
    ("*", "/v1/documents", frozenset({KeyScope.INGEST})),
    ("GET", "/v1/jobs", frozenset({KeyScope.INGEST})),
    ("GET", "/v1/kpis", frozenset({KeyScope.FIGURES})),
    ("GET", "/v1/roi", frozenset({KeyScope.FIGURES})),
    ("GET", "/v1/evaluations", frozenset({KeyScope.FIGURES})),
)


def require_scope(viewer: Viewer, method: str, path: str) -> None:
    """Raises Forbidden when the viewer is a service whose key does not open the route."""
    if viewer.scopes is None:
        return
    wanted = next((scopes for verb, begin, scopes in _OPENED if verb in ("*", method) and _below(path, begin)), None)
    if wanted is None:
        raise Forbidden("API keys do not open this.", "Sign in as a person.")
    if viewer.scopes.isdisjoint(wanted):
        named = " or ".join(sorted(wanted))
        raise Forbidden(f"The key lacks the scope {named}.", "Make one that has it with `lardom keys create`.")


def _below(path: str, begin: str) -> bool:
    return path == begin or path.startswith(f"{begin}/")
