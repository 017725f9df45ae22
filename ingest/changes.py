"""What a found source means beside what the registry knows: nothing new, known under another name, or to be read."""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from ingest.discover import FoundSource
from knowledge.access import LOCAL_OWNER
from knowledge.audit import SYSTEM
from knowledge.documents import Document
from knowledge.errors import NotFound
from knowledge.jobs import Outcome, SourceReport
from knowledge.registry.documents import DocumentRegister, Source
from knowledge.submissions import SUBMITTED

UPLOAD = "upload:"
_HANDED_IN = (UPLOAD, SUBMITTED)


def desk_of(by: str) -> str:
    """What a person's uploads are addressed under: apart from others', whose documents they may not know of."""
    return UPLOAD if by == LOCAL_OWNER.user else f"{UPLOAD}{by}/"


_NAMESPACE = uuid5(NAMESPACE_URL, "lardom")
_IN_ARCHIVE = "!/"
# Outcomes that another environment could better: OCR that is now installed, a higher limit.
_WORTH_ANOTHER_TRY = (Outcome.REFUSED.value, Outcome.PARTLY.value)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """`pipeline` names what shapes passages beside the file, `environment` what decides if it can be read at all."""

    pipeline: str
    environment: str
    given: Mapping[str, object]

    def of(self, found: FoundSource, outcome: str) -> str:
        """SHA-256 over the content, what is said about it, and how it is read."""
        parts: list[object] = [found.content_hash, hashlib.sha256(found.sidecar or b"").hexdigest(), self.pipeline]
        parts += [dict(self.given), self.environment if outcome in _WORTH_ANOTHER_TRY else ""]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


class Changes:
    """Compares one run's sources with the registry. `found` are all of the run, so that a rename is seen as one.

    An upload to a `desk` is compared with what lies there, so that nobody learns from it what others have handed in.
    """

    def __init__(
        self,
        documents: DocumentRegister,
        fingerprints: Fingerprints,
        found: Sequence[FoundSource],
        desk: str = "",
    ) -> None:
        self._documents = documents
        self._desk = desk
        self._fingerprints = fingerprints
        self._found = {source.uri: source for source in found}

    def settle(self, found: FoundSource) -> SourceReport | None:
        """The report on a source that need not be read; None for one that must be."""
        known = self._documents.source(found.uri)
        if known is not None and known.fingerprint == self._fingerprints.of(found, known.outcome):
            return self._unchanged(found, known)
        same = self._documents.find_by_content(found.content_hash, self._desk)
        if same is None or (known is not None and known.document_id == same.id) or not self._says_the_same(found, same):
            return None
        if known is not None and known.document_id is not None:
            # What the source held before may have no other source.
            self._documents.drop_source(found.uri, SYSTEM)
        self._documents.record_source(self.source(found, Outcome.UNCHANGED, "", same.id))
        return _report(found.uri, Outcome.UNCHANGED, f"The same content as {same.properties.title!r}.", same)

    def one_of_each(self, sources: Iterable[FoundSource]) -> tuple[list[FoundSource], list[FoundSource]]:
        """Sources of which no two have the same content or document, and the rest, for when those are stored."""
        now: list[FoundSource] = []
        later: list[FoundSource] = []
        seen: set[str | None] = set()
        for source in sources:
            known = self._documents.source(source.uri)
            keys = {source.content_hash, known.document_id if known else None} - {None}
            (later if keys & seen else now).append(source)
            seen |= keys
        return now, later

    def document_for(self, found: FoundSource) -> tuple[str, Document | None]:
        """The id of the document that the source's content belongs to, and the document where it exists."""
        known = self._documents.source(found.uri)
        document = self._document(known.document_id) if known else None
        if document is not None and not self._shared_with_others(found, document):
            return document.id, document
        document_id = str(uuid5(_NAMESPACE, f"{found.uri}\n{found.content_hash}"))
        while (document := self._document(document_id)) is not None:
            if document.removed_at is not None and not document.sources:
                return document_id, document  # it was gone for a while and is back
            document_id = str(uuid5(UUID(document_id), "another"))
        return document_id, None

    def source(self, found: FoundSource, outcome: Outcome, detail: str, document_id: str | None = None) -> Source:
        """What the registry is to remember of the source."""
        fingerprint = self._fingerprints.of(found, outcome.value)
        return Source(found.uri, found.content_hash, fingerprint, outcome.value, detail, document_id)

    def revision_id(self, document_id: str, found: FoundSource, before: Document | None) -> str:
        """The same for the same change, so that an interrupted one repeats; new when old content comes back."""
        previous = before.revision_id if before else None
        return str(uuid5(UUID(document_id), f"{found.content_hash}\n{self._fingerprints.pipeline}\n{previous}"))

    def still_answers(self, uri: str) -> Document | None:
        """The document that a source brought before, if answers still rest on it."""
        known = self._documents.source(uri)
        document = self._document(known.document_id) if known else None
        return document if document is not None and document.removed_at is None else None

    def _unchanged(self, found: FoundSource, known: Source) -> SourceReport | None:
        document = self._document(known.document_id)
        if known.outcome == Outcome.REFUSED.value:
            return _report(found.uri, Outcome.REFUSED, known.detail, document)
        if document is None:
            return None
        if document.removed_at is None:
            return _report(found.uri, Outcome.UNCHANGED, known.detail, document)
        if found.uri.startswith(_HANDED_IN):
            return None  # who uploads a removed document again wants it back
        removed = f"It was removed from the library on {document.removed_at:%Y-%m-%d}. Restore it there."
        return SourceReport(found.uri, Outcome.UNCHANGED, removed, document.id)

    def _says_the_same(self, found: FoundSource, document: Document) -> bool:
        """The same bytes with other properties (another audience, say) are another document."""
        if found.sidecar is None and not self._fingerprints.given:
            return True
        known = (self._documents.source(uri) for uri in document.sources)
        return any(source and source.fingerprint == self._fingerprints.of(found, source.outcome) for source in known)

    def _shared_with_others(self, found: FoundSource, document: Document) -> bool:
        """Whether another source still holds the document as this one no longer does."""
        return any(uri != found.uri and exists(uri) and self._differs(found, uri) for uri in document.sources)

    def _differs(self, found: FoundSource, uri: str) -> bool:
        other = self._found.get(uri)
        if other is not None:
            return other.content_hash != found.content_hash or other.sidecar not in (None, found.sidecar)
        recorded = self._documents.source(uri)
        return recorded is not None and recorded.content_hash != found.content_hash

    def _document(self, document_id: str | None) -> Document | None:
        if document_id is None:
            return None
        try:
            return self._documents.get(document_id, LOCAL_OWNER)
        except NotFound:
            return None


def gone(known: Iterable[Source], found: Collection[str], refused: Collection[str]) -> list[str]:
    """Addresses that were known below the ingested roots and are no more: not those that merely cannot be read."""
    return [
        source.uri
        for source in known
        if source.uri not in found and not _in_a_refused_archive(source.uri, refused) and _is_gone(source.uri)
    ]


def exists(uri: str) -> bool:
    """Whether the file of a source is there; what was handed in is for as long as the registry knows it."""
    if uri.startswith(_HANDED_IN):
        return True
    try:
        os.lstat(uri.split(_IN_ARCHIVE, 1)[0])
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # a folder that may not be looked into is no reason to forget what was in it
    return True


def _is_gone(uri: str) -> bool:
    return _IN_ARCHIVE in uri or not exists(uri)


def _in_a_refused_archive(uri: str, refused: Collection[str]) -> bool:
    parts = uri.split(_IN_ARCHIVE)
    return any(_IN_ARCHIVE.join(parts[:count]) in refused for count in range(1, len(parts) + 1))


def _report(uri: str, outcome: Outcome, detail: str, document: Document | None) -> SourceReport:
    passages = document.passage_count if document and document.removed_at is None else 0
    return SourceReport(uri, outcome, detail, document.id if document else None, passages)
