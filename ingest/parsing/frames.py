"""What the two ends of the parsing process say to each other: one JSON object a line, checked on arrival."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from ingest.elements import Parsed


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """How to parse. `max_cells` bounds a table or sheet, `max_pages` a paged document, `max_chars` any text."""

    memory_mb: int = 2048
    timeout_s: float = 300.0
    ocr_languages: str = "swe+eng"
    max_pages: int = 3_000
    max_cells: int = 500_000
    max_chars: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One file to parse: where its bytes lie, and the name that tells its kind."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read. `exhausted`: memory ran out, which a fresh process may have more of."""

    message: str
    remedy: str
    exhausted: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request; the empty one says that the process is ready."""

    parsed: Parsed | None = None
    failure: Failure | None = None


OPTIONS: TypeAdapter[ParseOptions] = TypeAdapter(ParseOptions)
REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
