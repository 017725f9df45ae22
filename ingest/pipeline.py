"""From sources to the knowledge store: discover -> parse -> redact -> chunk -> embed -> store, incremental, exact."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, cast

from ingest.archives import ArchiveLimits, is_archive
from ingest.changes import UPLOAD, Changes, Fingerprints, desk_of, gone
from ingest.chunk import Chunked, Chunker
from ingest.discover import Found, FoundSource, discover
from ingest.elements import Parsed
from ingest.hidden import hidden_text_of, warnings_of
from ingest.originals import Originals
from ingest.properties import properties_for
from ingest.redact import Screened, personal_data_in, screen, warning_about, without_erased
from ingest.report import IngestReport, Progress
from ingest.revisions import Prepared, RevisionWriter
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.audit import Act
from knowledge.documents import Classification, Document, Properties, Revision, RevisionState
from knowledge.errors import UnreadableSource
from knowledge.findable import text_to_embed
from knowledge.jobs import Outcome, SourceReport
from knowledge.language import Language
from knowledge.personal_data.persons import Person
from knowledge.personal_data.policy import Policy
from knowledge.registry.documents import DocumentRegister
from knowledge.store import KnowledgeStore

VERSION = "1"
"""Change it when reading or cutting changes, and every source is read again."""
_BATCH_PASSAGES = 256
_BATCH_SOURCES = 32
_PARSED_AHEAD = 1
_ESTIMATE_FROM = 0.05


class Parser(Protocol):
    def parse(self, path: Path, name: str) -> Parsed:
        """Raises UnreadableSource."""


class Watch(Protocol):
    """Follows an ingest. Raising from it stops the ingest; what was read by then is stored first."""

    def progressed(self, progress: Progress) -> None: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What to ingest. `upload` is the name that an uploaded file came under, `given` what its form says of it.

    `address` is the source that it is known by instead, where it has been approved.
    `viewer` is whose rights decide which documents these may replace.
    """

    paths: tuple[Path, ...]
    by: str
    upload: str = ""
    address: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    viewer: Viewer = LOCAL_OWNER


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every ingest works with. `policy_for` says what becomes of personal data in documents of a class;
    `reading` and `environment` are for the fingerprint (see changes.py); `erased` is anybody who must not come back."""

    store: KnowledgeStore
    writer: RevisionWriter
    parser: Parser
    chunker: Chunker
    originals: Originals
    folder: Path
    limits: ArchiveLimits
    policy_for: Callable[[Classification], Policy]
    reading: str
    environment: str
    now: Callable[[], datetime]
    erased: Callable[[], Person | None] = lambda: None


def ingest(order: Order, workshop: Workshop, watch: Watch) -> IngestReport:
    """Bring the knowledge store into step with the order's sources.

    A source that cannot be read is reported and the rest goes on; raises Unavailable when a part of the store fails,
    after which the same ingest again completes the work.
    """
    workshop.folder.mkdir(parents=True, exist_ok=True)
    workshop.writer.recover()
    workshop.originals.sweep()
    with TemporaryDirectory(dir=workshop.folder, prefix="unpacked-") as unpacked:
        run = _Run(order, workshop, watch, Path(unpacked))
        try:
            run.run()
        finally:
            # What was taken in before it was stopped is in the library too.
            workshop.store.registry.audit.append(Act.DOCUMENT_INGEST, order.by, details=run.report().as_audited())
        return run.report()


class _Run:
    """One ingest under way."""

    def __init__(self, order: Order, workshop: Workshop, watch: Watch, unpacked: Path) -> None:
        self._order = order
        self._shop = workshop
        self._watch = watch
        self._unpacked = unpacked
        self._documents: DocumentRegister = workshop.store.registry.documents
        self._reports: dict[str, SourceReport] = {}
        self._batch: list[tuple[Prepared, SourceReport]] = []
        self._began = workshop.now()
        self._erased = workshop.erased()
        fingerprints = Fingerprints(f"{VERSION}|{workshop.reading}", workshop.environment, order.given)
        found = list(self._discover())
        self._sources = [source for source in found if isinstance(source, FoundSource)]
        self._order_of = [source.uri if isinstance(source, FoundSource) else source.source for source in found]
        desk = self._order.address or (desk_of(self._order.by) if self._order.upload else UPLOAD)
        self._changes = Changes(self._documents, fingerprints, self._sources, "" if desk == UPLOAD else desk)
        self._bytes_to_read = self._bytes_read = 0
        for refused in found:
            if isinstance(refused, SourceReport):
                self._report(self._still_answering(refused))

    def run(self) -> None:
        waiting = [source for source in self._sources if not self._settled(source)]
        self._bytes_to_read = sum(source.size for source in waiting)
        try:
            while waiting:
                now, later = self._changes.one_of_each(waiting)
                for source, parsing in self._parsed(now):
                    self._chunk(source, parsing)
                self._embed_and_store()
                waiting = [source for source in later if not self._settled(source)]
        finally:
            # Whoever stops us keeps what was read by then; after a failure of the store this is empty.
            self._embed_and_store()
        self._drop_what_is_gone()

    def report(self) -> IngestReport:
        seconds = (self._shop.now() - self._began).total_seconds()
        return IngestReport(
            tuple(
                self._reports[uri] for uri in dict.fromkeys((*self._order_of, *self._reports)) if uri in self._reports
            ),
            seconds,
        )

    def _discover(self) -> Iterator[Found]:
        for found in discover(self._order.paths, limits=self._shop.limits, workspace=self._unpacked):
            if isinstance(found, FoundSource):
                yield replace(found, uri=self._address(found.uri))
            else:
                yield replace(found, source=self._address(found.source))

    def _address(self, uri: str) -> str:
        """An upload is known by its name, not by where it lies for now; and nothing by somebody who was erased."""
        if self._erased is not None:
            uri = self._erased.blacked_out(uri)
        if not self._order.upload:
            return uri
        address = self._order.address or f"{desk_of(self._order.by)}{self._order.upload}"
        return f"{address}{uri.removeprefix(str(self._order.paths[0].resolve()))}"

    def _settled(self, source: FoundSource) -> bool:
        report = self._changes.settle(source)
        if report is not None:
            self._report(report)
        return report is not None

    def _parsed(self, sources: Sequence[FoundSource]) -> Iterator[tuple[FoundSource, Future[Parsed]]]:
        """Each source with its parse under way: the parsing process reads the next one while this one is embedded."""
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parse")
        try:
            ahead: deque[tuple[FoundSource, Future[Parsed]]] = deque()
            for source in sources:
                ahead.append((source, pool.submit(self._parse, source)))
                if len(ahead) > _PARSED_AHEAD:
                    yield ahead.popleft()
            yield from ahead
        finally:
            pool.shutdown(cancel_futures=True)

    def _parse(self, source: FoundSource) -> Parsed:
        kept = self._shop.originals.keep(source.path, source.content_hash)
        return self._shop.parser.parse(kept, source.name)

    def _chunk(self, source: FoundSource, parsing: Future[Parsed]) -> None:
        self._progress(source.name)
        try:
            parsed = parsing.result()
            properties = properties_for(parsed, name=source.name, sidecar=source.sidecar, given=self._order.given)
            document_id, before = self._changes.document_for(source)
            properties = self._documents.as_set_by_hand(document_id, properties)
            screened = screen(parsed, properties, self._shop.policy_for(properties.classification))
            screened = without_erased(screened, self._erased)
            revision_id = self._changes.revision_id(document_id, source, before)
            chunked = self._shop.chunker.chunk(
                screened.parsed.elements, document_id, revision_id, cast(Language, properties.language)
            )
            if not chunked.passages:
                raise UnreadableSource("No text was found in it.", " ".join(parsed.warnings))
        except UnreadableSource as error:
            self._refuse(source, error)
        else:
            self._take(source, screened, chunked, before)
        self._bytes_read += source.size

    def _take(self, source: FoundSource, screened: Screened, chunked: Chunked, before: Document | None) -> None:
        parsed, properties = screened.parsed, screened.properties
        if screened.changed:
            self._shop.originals.discard(source.content_hash)
        first = chunked.passages[0]
        warnings = (*warnings_of(parsed), *screened.remarks)
        personal_data = personal_data_in(chunked.text, properties.language)
        detail = " ".join(filter(None, (*warnings, warning_about(personal_data))))
        outcome = Outcome.PARTLY if parsed.warnings else Outcome.UPDATED if _is_shown(before) else Outcome.ADDED
        report = SourceReport(source.uri, outcome, detail, first.document_id, len(chunked.passages))
        record = self._changes.source(source, outcome, detail, first.document_id)
        if before is not None and self._only_properties_changed(source, properties, chunked, before):
            if properties == before.properties:
                self._documents.record_source(record)
                self._report(replace(report, outcome=Outcome.UNCHANGED))
            else:
                self._shop.writer.update_properties(before.id, properties, record, self._order.viewer)
                self._report(report)
            return
        revision = Revision(
            id=first.revision_id,
            document_id=first.document_id,
            content_hash=source.content_hash,
            media_type=parsed.media_type,
            text=chunked.text,
            state=RevisionState.STAGED,
            created_at=self._shop.now(),
            created_by=self._order.by,
            pages=parsed.pages,
            layout=chunked.layout,
            warnings=warnings,
            hidden_text=hidden_text_of(parsed),
            personal_data=personal_data,
        )
        self._batch.append((Prepared(revision, chunked.passages, properties, record, before), report))
        if len(self._batch) >= _BATCH_SOURCES or self._batched_passages() >= _BATCH_PASSAGES:
            self._embed_and_store()

    def _only_properties_changed(
        self, source: FoundSource, properties: Properties, chunked: Chunked, before: Document
    ) -> bool:
        """Whether the document has these passages already, found by the same words and the same vectors."""
        if before.removed_at is not None or before.revision_id is None:
            return False
        current = self._documents.find_by_content(source.content_hash)
        if current is None or current.id != before.id or before.properties.language != properties.language:
            return False
        stored = self._documents.passages(before.revision_id)
        return len(stored) == len(chunked.passages) and all(
            old == replace(new, id=old.id, revision_id=old.revision_id)
            and text_to_embed(old, before.properties) == text_to_embed(new, properties)
            for old, new in zip(stored, chunked.passages, strict=True)
        )

    def _embed_and_store(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        left_out = self._shop.writer.write([prepared for prepared, _ in batch], self._order.viewer)
        for prepared, report in batch:
            if prepared.revision.id in left_out:
                removed = "It was removed from the library while it was read."
                report = replace(report, outcome=Outcome.UNCHANGED, detail=removed, passages=0)
            self._report(report)

    def _refuse(self, source: FoundSource, error: UnreadableSource) -> None:
        report = self._still_answering(SourceReport(source.uri, Outcome.REFUSED, str(error)))
        self._shop.originals.drop(source.content_hash)
        self._documents.record_source(self._changes.source(source, Outcome.REFUSED, report.detail, report.document_id))
        self._report(report)

    def _still_answering(self, refused: SourceReport) -> SourceReport:
        """A document that was readable before goes on answering: a broken copy is no decision to withdraw it."""
        document = self._changes.still_answers(refused.source)
        if document is None:
            return refused
        detail = f"{refused.detail} Answers still rest on the version taken in on {document.updated_at:%Y-%m-%d}."
        return replace(refused, detail=detail, document_id=document.id, passages=document.passage_count)

    def _drop_what_is_gone(self) -> None:
        refused = {report.source for report in self._reports.values() if report.outcome is Outcome.REFUSED}
        known = [source for root in self._roots() for source in self._documents.sources_under(root)]
        for uri in gone(known, self._reports.keys(), refused):
            if self._shop.writer.drop_source(uri, self._order.by):
                self._report(SourceReport(uri, Outcome.REMOVED, "The file is gone."))
        self._shop.writer.catch_up()

    def _roots(self) -> Iterator[str]:
        for path in self._order.paths:
            if path.is_dir():
                yield f"{str(path.resolve()).rstrip('/')}/"
            elif is_archive(path.name):
                yield f"{self._address(str(path.resolve()))}!/"

    def _report(self, report: SourceReport) -> None:
        self._reports[report.source] = report
        self._progress(report.source)

    def _progress(self, current: str) -> None:
        seconds_left = None
        # Earlier, the start of the parsing process would be taken for its pace.
        if self._bytes_read > _ESTIMATE_FROM * self._bytes_to_read:
            elapsed = (self._shop.now() - self._began).total_seconds()
            seconds_left = elapsed / self._bytes_read * (self._bytes_to_read - self._bytes_read)
        self._watch.progressed(Progress(len(self._reports), len(self._order_of), current, seconds_left))

    def _batched_passages(self) -> int:
        return sum(len(prepared.passages) for prepared, _ in self._batch)


def _is_shown(document: Document | None) -> bool:
    return document is not None and document.removed_at is None
