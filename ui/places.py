"""A place in a document: what a citation points at, and what the address of the document page carries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs as parse_query
from urllib.parse import quote, unquote, urlencode, urlsplit

from assistant.schemas.answers import Citation

DOCUMENT_PAGE = "document"
_TEXT_PATH = re.compile(r"/v1/documents/(?P<document>[^/]+)/revisions/(?P<revision>[^/]+)/text$")


@dataclass(frozen=True, slots=True)
class Place:
    """The characters [start, end) of a revision; the whole document where there are none."""

    document_id: str
    revision: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        return (self.start, self.end) if self.start is not None and self.end is not None else None

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the document page."""
        values = {"id": self.document_id, "revision": self.revision, "start": self.start, "end": self.end}
        return {name: str(value) for name, value in values.items() if value not in (None, "")}

    @property
    def href(self) -> str:
        return f"/{DOCUMENT_PAGE}?{urlencode(self.query, quote_via=quote)}"


def place_of_citation(citation: Citation) -> Place:
    return Place(citation.document_id, citation.revision, citation.start, citation.end)


def place_of_url(url: str) -> Place | None:
    """The place an API address of a revision's text names; None when it is no such address."""
    parts = urlsplit(url)
    found = _TEXT_PATH.search(parts.path)
    if not found:
        return None
    query = {name: values[0] for name, values in parse_query(parts.query).items()}
    return Place(unquote(found["document"]), unquote(found["revision"]), *_span(query))


def place_of_query(query: Mapping[str, str]) -> Place | None:
    """The place that the document page's address names. Nonsense in it is ignored, never an error."""
    if not query.get("id"):
        return None
    return Place(query["id"], query.get("revision", ""), *_span(query))


def _span(query: Mapping[str, str]) -> tuple[int | None, int | None]:
    start, end = _number(query.get("start", "")), _number(query.get("end", ""))
    if start is None or end is None or end < start:
        return None, None
    return start, end


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
