"""The register of documents: which revision of each is current, and what the index still has to catch up with.

The registry is the truth and the index is derived from it. A change is made in this order: stage the revision here,
write its passages to the index, `publish` it (one transaction), then sweep what it replaced. Readers exclude the
`hidden` revisions of a `snapshot`, so they see the old or the new revision, never both; if the generation has moved
when their search returns, they search again (docs/decisions/0002).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.audit import SYSTEM, Act
from knowledge.documents import Document, Kind, Passage, Properties, Revision, RevisionState
from knowledge.errors import NotFound
from knowledge.properties import ChangeAct, Making
from knowledge.registry.audit import appended, user_of
from knowledge.registry.database import Database
from knowledge.registry.loading import documents_of
from knowledge.registry.properties import as_set_by_hand, note_change
from knowledge.registry.publishing import (
    Source as Source,
)
from knowledge.registry.publishing import (
    advance,
    generation,
    new_document,
    publish,
    remove,
    write_source,
)
from knowledge.registry.rows import (
    passage_of,
    passage_row,
    properties_of,
    revision_of,
    revision_row,
    write_properties,
)
from knowledge.registry.sight import visible_to
from knowledge.registry.supersession import declare, recompute_supersession, references_of
from knowledge.registry.tables import (
    DocumentRow,
    PassageRow,
    RevisionRow,
    SourceRow,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a reader must know of the registry before a search."""

    generation: int
    hidden: frozenset[str]


class DocumentRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading

    def snapshot(self) -> Snapshot:
        with self._database.reading() as session:
            behind = select(RevisionRow.id).where(
                RevisionRow.state.in_([RevisionState.STAGED.value, RevisionState.RETIRED.value])
            )
            out_of_step = select(DocumentRow.revision_id).where(
                DocumentRow.in_step.is_(False), DocumentRow.revision_id.is_not(None)
            )
            hidden = [*session.scalars(behind), *session.scalars(out_of_step)]
            return Snapshot(generation(session), frozenset(id_ for id_ in hidden if id_ is not None))

    def generation(self) -> int:
        with self._database.reading() as session:
            return generation(session)

    def get(self, document_id: str, viewer: Viewer) -> Document:
        """The document, removed ones included; NotFound when there is none that the viewer may see."""
        with self._database.reading() as session:
            row = session.scalar(select(DocumentRow).where(DocumentRow.id == document_id, *visible_to(viewer)))
            if row is None:
                raise _no_document()
            return documents_of(session, [row])[0]

    def out_of_sight(self, document_ids: Collection[str], viewer: Viewer) -> frozenset[str]:
        """Those of the documents that the viewer may not see, or that are removed."""
        seen = select(DocumentRow.id).where(DocumentRow.id.in_(document_ids), DocumentRow.removed_at.is_(None))
        with self._database.reading() as session:
            return frozenset(document_ids) - frozenset(session.scalars(seen.where(*visible_to(viewer))))

    def said_by(self, viewer: Viewer) -> frozenset[str]:
        """The titles of the documents that the viewer may see, and the questions they say they answer."""
        query = select(DocumentRow.title, DocumentRow.questions).where(DocumentRow.removed_at.is_(None))
        with self._database.reading() as session:
            rows = session.execute(query.where(*visible_to(viewer)))
            return frozenset(words for title, questions in rows for words in (title, *questions))

    def list(
        self, viewer: Viewer, *, kinds: Sequence[Kind] = (), language: str = "", offset: int = 0, limit: int = 1000
    ) -> tuple[tuple[Document, ...], int]:
        """A slice of the documents the viewer may see, by title, without removed ones; and how many there are."""
        conditions = [*visible_to(viewer), DocumentRow.removed_at.is_(None), DocumentRow.revision_id.is_not(None)]
        if kinds:
            conditions.append(DocumentRow.kind.in_([kind.value for kind in kinds]))
        if language:
            conditions.append(DocumentRow.language == language)
        with self._database.reading() as session:
            total = session.scalar(select(func.count()).select_from(DocumentRow).where(*conditions)) or 0
            query = select(DocumentRow).where(*conditions).order_by(DocumentRow.title, DocumentRow.id)
            rows = list(session.scalars(query.offset(offset).limit(limit)))
            return tuple(documents_of(session, rows)), total

    def revision(self, revision_id: str, viewer: Viewer) -> Revision:
        """A revision of a document the viewer may see, whatever its state; NotFound otherwise."""
        with self._database.reading() as session:
            query = (
                select(RevisionRow)
                .join(DocumentRow, DocumentRow.id == RevisionRow.document_id)
                .where(RevisionRow.id == revision_id, *visible_to(viewer))
            )
            row = session.scalar(query)
            if row is None:
                raise _no_document()
            return revision_of(row)

    def passages(self, revision_id: str) -> tuple[Passage, ...]:
        """The passages of a revision in reading order."""
        with self._database.reading() as session:
            revision = session.get(RevisionRow, revision_id)
            if revision is None:
                return ()
            rows = session.scalars(
                select(PassageRow).where(PassageRow.revision_id == revision_id).order_by(PassageRow.ordinal)
            )
            return tuple(passage_of(row, revision.document_id, revision.text) for row in rows)

    def count(self, viewer: Viewer) -> tuple[int, int]:
        """How many documents the viewer can search, and how many passages they have."""
        current = (RevisionRow.state == RevisionState.CURRENT.value, *visible_to(viewer))
        revisions = select(func.count()).select_from(RevisionRow).join(DocumentRow).where(*current)
        passages = select(func.count()).select_from(PassageRow).join(RevisionRow).join(DocumentRow).where(*current)
        with self._database.reading() as session:
            return session.scalar(revisions) or 0, session.scalar(passages) or 0

    # Sources

    def source(self, uri: str) -> Source | None:
        with self._database.reading() as session:
            row = session.get(SourceRow, uri)
            return _source_of(row) if row else None

    def sources_under(self, prefix: str) -> tuple[Source, ...]:
        """Sources whose address begins with `prefix`, by address."""
        with self._database.reading() as session:
            query = select(SourceRow).where(SourceRow.uri.startswith(prefix, autoescape=True)).order_by(SourceRow.uri)
            return tuple(_source_of(row) for row in session.scalars(query))

    def record_source(self, source: Source) -> None:
        """Remember what became of a source that brought no new revision: refused, unchanged, or known already."""
        with self._database.writing() as session:
            write_source(session, source)

    def find_by_content(self, content_hash: str, under: str = "") -> Document | None:
        """The document with a source `under` that address whose current revision has exactly these bytes, if any."""
        with self._database.reading() as session:
            query = (
                select(DocumentRow)
                .join(RevisionRow, RevisionRow.id == DocumentRow.revision_id)
                .where(RevisionRow.content_hash == content_hash, DocumentRow.removed_at.is_(None))
                .limit(1)
            )
            if under:
                lying = select(SourceRow.document_id).where(SourceRow.uri.startswith(under, autoescape=True))
                query = query.where(DocumentRow.id.in_(lying))
            rows = list(session.scalars(query))
            return documents_of(session, rows)[0] if rows else None

    def as_set_by_hand(self, document_id: str, properties: Properties) -> Properties:
        """What a source says of a document, with what its owner has set by hand in its place."""
        with self._database.reading() as session:
            row = session.get(DocumentRow, document_id)
            return as_set_by_hand(row, properties) if row else properties

    # Changing

    def stage(self, revision: Revision, passages: Sequence[Passage], properties: Properties) -> None:
        """Write a revision and its passages, seen by nobody yet; a new document is made where there is none."""
        self.stage_all([(revision, passages, properties)])

    def stage_all(self, staged: Sequence[tuple[Revision, Sequence[Passage], Properties]]) -> None:
        """Stage several revisions in one step. Who searches meanwhile searches again, now knowing what to exclude."""
        with self._database.writing() as session:
            for revision, passages, properties in staged:
                if session.get(DocumentRow, revision.document_id) is None:
                    session.add(new_document(revision.document_id, properties, revision.created_at))
                    session.flush()
                session.add(revision_row(replace(revision, state=RevisionState.STAGED)))
                session.flush()
                session.add_all([passage_row(passage) for passage in passages])
            advance(session)

    def publish(
        self,
        revision_id: str,
        properties: Properties,
        source: Source | None = None,
        viewer: Viewer | None = LOCAL_OWNER,
    ) -> None:
        """Make a staged revision the current one, in one transaction; what it replaces becomes RETIRED."""
        self.publish_all([(revision_id, properties, source)], viewer)

    def publish_all(
        self, staged: Sequence[tuple[str, Properties, Source | None]], viewer: Viewer | None = LOCAL_OWNER
    ) -> None:
        """Publish several revisions in one step. `viewer` is who says what documents they replace, and may therefore
        replace only what that person answers for; None leaves what was said before."""
        with self._database.writing() as session:
            references: set[str] = set()
            for revision_id, properties, source in staged:
                references |= publish(session, revision_id, properties, source, viewer)
            recompute_supersession(session, references)
            for revision_id, _, _ in staged:
                revision = session.get_one(RevisionRow, revision_id)
                # What was said before is published again by nobody: after an erasure or an interruption.
                by = revision.created_by if viewer is not None else SYSTEM
                appended(session, Act.DOCUMENT_PUBLISH, by, revision.document_id, {"revision": revision_id})
            advance(session)

    def update_properties(self, document_id: str, properties: Properties, viewer: Viewer = LOCAL_OWNER) -> None:
        """Change what is known about a document; it is hidden until `mark_in_step`, so that rights never lag."""
        with self._database.writing() as session:
            document = session.get(DocumentRow, document_id)
            if document is None:
                raise _no_document()
            affected, before = references_of(document), properties_of(document)
            write_properties(document, as_set_by_hand(document, properties))
            changes = note_change(session, document, before, Making(viewer.user, ChangeAct.SOURCE))
            declare(session, document, viewer)
            document.in_step = False
            document.updated_at = datetime.now(UTC)
            recompute_supersession(session, affected | references_of(document))
            details = {"act": ChangeAct.SOURCE.value, "properties": sorted(changes)}
            appended(session, Act.DOCUMENT_CHANGE, viewer, document_id, details)
            advance(session)

    def remove(self, document_id: str, by: Viewer | str) -> None:
        """Take a document out of every answer at once. Its text and sources stay, for `restore` and old citations."""
        with self._database.writing() as session:
            document = session.get(DocumentRow, document_id)
            if document is None or document.removed_at is not None:
                raise _no_document()
            _remove(session, document, by)

    def drop_source(self, uri: str, by: Viewer | str) -> bool:
        """Forget a source that is gone. Returns whether its document went with it (it had no other source)."""
        with self._database.writing() as session:
            row = session.get(SourceRow, uri)
            if row is None:
                return False
            document_id = row.document_id
            session.delete(row)
            session.flush()
            document = session.get(DocumentRow, document_id) if document_id else None
            others = select(func.count()).select_from(SourceRow).where(SourceRow.document_id == document_id)
            if document is None or session.scalar(others):
                return False
            if document.removed_at is None:
                _remove(session, document, by)
            return True

    # What the index has to catch up with

    def in_state(self, state: RevisionState) -> tuple[str, ...]:
        """The ids of the revisions in that state."""
        with self._database.reading() as session:
            return tuple(session.scalars(select(RevisionRow.id).where(RevisionRow.state == state.value)))

    def mark_kept(self, revision_ids: Sequence[str]) -> None:
        """Say that the passages of these retired revisions are out of the index."""
        with self._database.writing() as session:
            retired = RevisionRow.state == RevisionState.RETIRED.value
            for revision_id in revision_ids:
                session.execute(
                    update(RevisionRow)
                    .where(RevisionRow.id == revision_id, retired)
                    .values(state=RevisionState.KEPT.value)
                )

    def discard_staged(self, revision_id: str) -> None:
        """Drop a revision that was never published, and its document if that has no other revision."""
        with self._database.writing() as session:
            revision = session.get(RevisionRow, revision_id)
            if revision is None or revision.state != RevisionState.STAGED.value:
                return
            document_id = revision.document_id
            session.execute(delete(PassageRow).where(PassageRow.revision_id == revision_id))
            session.delete(revision)
            session.flush()
            if not session.scalar(
                select(func.count()).select_from(RevisionRow).where(RevisionRow.document_id == document_id)
            ):
                session.delete(session.get_one(DocumentRow, document_id))

    def stage_again(self, document_id: str, by: Viewer | str) -> str:
        """Bring a removed document's last revision back to STAGED, to be indexed and published; returns its id.

        From here on it comes back, whatever interrupts us: so it is here that the log is told.
        """
        with self._database.writing() as session:
            document = session.get(DocumentRow, document_id)
            if document is None or document.removed_at is None or document.revision_id is None:
                raise _no_document()
            revision = session.get_one(RevisionRow, document.revision_id)
            revision.state = RevisionState.STAGED.value
            appended(session, Act.DOCUMENT_RESTORE, by, document_id, {"revision": revision.id})
            advance(session)
            return revision.id

    def out_of_step(self) -> tuple[Document, ...]:
        """Documents whose properties in the index are older than here."""
        with self._database.reading() as session:
            rows = list(session.scalars(select(DocumentRow).where(DocumentRow.in_step.is_(False))))
            return tuple(documents_of(session, rows))

    def mark_in_step(self, document: Document) -> None:
        """Say that the index has the document's properties, unless they have changed again since it was read."""
        with self._database.writing() as session:
            row = session.get(DocumentRow, document.id)
            unchanged = (
                row is not None
                and properties_of(row) == document.properties
                and row.superseded_from == document.superseded_from
            )
            if row is not None and unchanged:
                row.in_step = True
                advance(session)


def _remove(session: Session, document: DocumentRow, by: Viewer | str) -> None:
    remove(session, document, user_of(by))
    appended(session, Act.DOCUMENT_REMOVE, by, document.id)
    advance(session)


def _source_of(row: SourceRow) -> Source:
    return Source(row.uri, row.content_hash, row.fingerprint, row.outcome, row.detail, row.document_id)


def _no_document() -> NotFound:
    return NotFound("There is no such document, or you may not see it.", "Look for it in the library.")
