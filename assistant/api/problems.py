"""Every error as RFC 9457 problem details, in the reader's language."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.schemas.answers import PROBLEM_TYPE_PREFIX, Problem
from knowledge.errors import LardomError
from knowledge.language import Language

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_TITLES: dict[str, dict[Language, str]] = {
    "index-empty": {"en": "Nothing has been added yet", "sv": "Inget har lagts in ännu"},
    "index-unavailable": {"en": "The search index cannot be reached", "sv": "Sökindexet kan inte nås"},
    "index-locked": {"en": "The search index is in use elsewhere", "sv": "Sökindexet används av ett annat program"},
    "index-mismatch": {
        "en": "The search index was built with another embedding model",
        "sv": "Sökindexet är byggt med en annan språkmodell",
    },
    "registry-unavailable": {"en": "The database does not answer", "sv": "Databasen svarar inte"},
    "model-unavailable": {"en": "The language model does not answer", "sv": "Språkmodellen svarar inte"},
    "sign-in-unavailable": {"en": "Sign-in does not work right now", "sv": "Inloggningen fungerar inte just nu"},
    "unavailable": {"en": "A part of Lärdom cannot be reached", "sv": "En del av Lärdom kan inte nås"},
    "settings": {"en": "A setting is wrong", "sv": "En inställning är fel"},
    "not-found": {"en": "Not found", "sv": "Finns inte"},
    "removed": {"en": "Removed", "sv": "Borttaget"},
    "forbidden": {"en": "Not allowed", "sv": "Inte tillåtet"},
    "unauthorized": {"en": "Sign in first", "sv": "Logga in först"},
    "session-ended": {"en": "Sign in again", "sv": "Logga in igen"},
    "conflict": {"en": "Changed by somebody else", "sv": "Ändrat av någon annan"},
    "refused": {"en": "Cannot be taken", "sv": "Kan inte tas emot"},
    "unreadable-source": {"en": "The file cannot be read", "sv": "Filen kan inte läsas"},
    "bad-request": {"en": "The request is not understood", "sv": "Anropet förstås inte"},
    "method-not-allowed": {"en": "Method not allowed", "sv": "Metoden är inte tillåten"},
    "too-large": {"en": "Too large", "sv": "För stort"},
    "internal": {"en": "Something went wrong in Lärdom", "sv": "Något gick fel i Lärdom"},
}
_REMEDIES_SV: dict[str, str] = {
    "index-empty": "Lägg till dokument i biblioteket eller kör `lardom ingest MAPP`.",
    "index-unavailable": "Försök igen om en stund; `lardom doctor` visar vad som är fel.",
    "index-locked": "Ställ frågan till den Lärdom-server som redan kör, eller stoppa den först.",
    "registry-unavailable": "Försök igen om en stund; `lardom doctor` prövar anslutningen.",
    "model-unavailable": "Försök igen om en stund. Sökningen fungerar även utan modellen.",
    "sign-in-unavailable": "Försök igen om en stund; `lardom doctor` prövar anslutningen.",
    "session-ended": "Logga in igen; det du har skrivit finns kvar.",
    "internal": "Försök igen. Om felet återkommer: se loggen och rapportera ärendet.",
}
_CODES = {400: "bad-request", 401: "unauthorized", 403: "forbidden", 404: "not-found", 405: "method-not-allowed"}
_CODES |= {413: "too-large", 422: "refused"}


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE


def problem_of(error: LardomError, language: Language = "en", instance: str = "") -> Problem:
    return _problem(error.code, error.status, (error.message, error.remedy), language, instance)


def internal_problem(language: Language = "en", instance: str = "") -> Problem:
    """An error nobody foresaw: what happened stays in the log, not in the response."""
    remedy = "Try again. If it happens again, look in the log and report it."
    return _problem("internal", 500, ("", remedy), language, instance)


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> ProblemResponse:
    return ProblemResponse(problem.model_dump(), status_code=problem.status, headers=headers)


def language_of(request: HTTPConnection) -> Language:
    """The reader's language by Accept-Language: Swedish where it is named before English."""
    wanted = request.headers.get("accept-language", "").lower()
    swedish, english = wanted.find("sv"), wanted.find("en")
    return "sv" if swedish >= 0 and (english < 0 or swedish < english) else "en"


def install(app: FastAPI) -> None:
    app.add_exception_handler(LardomError, _on_lardom_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(Exception, _on_unforeseen)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of a route, for the OpenAPI description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _title(_code(status), "en"), "content": content} for status in statuses}


def _on_lardom_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, LardomError)
    if error.status >= 500:
        logger.warning("%s %s: %s (%s)", request.method, request.url.path, error.code, error.message)
    return problem_response(problem_of(error, language_of(request), request.url.path))


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    language = language_of(request)
    problem = _problem(_code(error.status_code), error.status_code, (str(error.detail), ""), language, request.url.path)
    return problem_response(problem, dict(error.headers or {}))


def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The rejected input is left out: it may be a question.
    detail = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
    remedy = "Correct the named fields; /openapi.json describes them."
    return problem_response(_problem("refused", 422, (detail, remedy), language_of(request), request.url.path))


def _on_unforeseen(request: Request, error: Exception) -> Response:
    return problem_response(internal_problem(language_of(request), request.url.path))


def _problem(code: str, status: int, text: tuple[str, str], language: Language, instance: str) -> Problem:
    detail, remedy = text
    if language == "sv":
        remedy = _REMEDIES_SV.get(code, remedy)
    return Problem(
        type=PROBLEM_TYPE_PREFIX + code,
        title=_title(code, language),
        status=status,
        detail=detail,
        remedy=remedy,
        instance=instance,
    )


def _code(status: int) -> str:
    return _CODES.get(status, "unavailable" if status == 503 else "internal" if status >= 500 else "bad-request")


def _title(code: str, language: Language) -> str:
    return _TITLES.get(code, _TITLES["internal"])[language]
