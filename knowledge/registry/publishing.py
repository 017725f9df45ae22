"""How a revision becomes current and a document leaves, as steps of one transaction."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.documents import Properties, RevisionState
from knowledge.errors import Conflict
from knowledge.properties import ChangeAct, Making
from knowledge.registry.properties import as_set_by_hand, note_change
from knowledge.registry.rows import properties_of, write_properties
from knowledge.registry.supersession import declare, recompute_supersession, references_of
from knowledge.registry.tables import CounterRow, DocumentRow, RevisionRow, SourceRow

GENERATION = "generation"


@dataclass(frozen=True, slots=True)
class Source:
    """Where content was read from, and what became of it. `fingerprint` covers content, sidecar and pipeline."""

    uri: str
    content_hash: str
    fingerprint: str
    outcome: str
    detail: str = ""
    document_id: str | None = None


def generation(session: Session) -> int:
    counter = session.get(CounterRow, GENERATION)
    return counter.value if counter else 0


def advance(session: Session) -> None:
    counter = session.get(CounterRow, GENERATION, with_for_update=True)
    if counter is None:
        session.add(CounterRow(name=GENERATION, value=1))
    else:
        counter.value += 1


def new_document(document_id: str, properties: Properties, now: datetime) -> DocumentRow:
    row = DocumentRow(id=document_id, in_step=True, added_at=now, updated_at=now)
    write_properties(row, properties)
    return row


def publish(
    session: Session, revision_id: str, properties: Properties, source: Source | None, viewer: Viewer | None
) -> set[str]:
    """Returns the numbers whose standing the publication may have changed.

    `viewer` is who says what the document replaces; None when that was said before.
    """
    revision = session.get(RevisionRow, revision_id)
    if revision is None or revision.state != RevisionState.STAGED.value:
        raise Conflict("The revision is not staged any more.", "Ingest the document again.")
    document = session.get_one(DocumentRow, revision.document_id)
    is_new = document.revision_id is None
    retire(session, document.id)
    revision.state = RevisionState.CURRENT.value
    document.revision_id = revision_id
    document.updated_at = datetime.now(UTC)
    document.removed_at = document.removed_by = None
    before, known = references_of(document), properties_of(document)
    wanted = as_set_by_hand(document, properties)
    write_properties(document, wanted)
    if not is_new:
        note_change(session, document, known, Making(revision.created_by, ChangeAct.SOURCE))
    if source is not None:
        write_source(session, replace(source, document_id=document.id))
    # The staged passages carry the new properties already, but not what was set by hand while they were read, nor a
    # supersession that is found only now.
    document.in_step = wanted == properties
    if viewer is not None:
        declare(session, document, viewer)
    return before | references_of(document)


def retire(session: Session, document_id: str) -> None:
    current = RevisionRow.state == RevisionState.CURRENT.value
    session.execute(
        update(RevisionRow)
        .where(RevisionRow.document_id == document_id, current)
        .values(state=RevisionState.RETIRED.value)
    )


def remove(session: Session, document: DocumentRow, by: str) -> None:
    retire(session, document.id)
    document.removed_at = document.updated_at = datetime.now(UTC)
    document.removed_by = by
    document.in_step = True
    recompute_supersession(session, references_of(document))


def write_source(session: Session, source: Source) -> None:
    row = session.get(SourceRow, source.uri)
    if row is None:
        row = SourceRow(uri=source.uri)
        session.add(row)
    row.content_hash = source.content_hash
    row.fingerprint = source.fingerprint
    row.outcome = source.outcome
    row.detail = source.detail
    row.document_id = source.document_id
    row.seen_at = datetime.now(UTC)
