"""Which document stands in whose place, from which day, and who said so (docs/decisions/0015)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.documents import Document, Status
from knowledge.errors import Forbidden, NotFound
from knowledge.ownership import answers_for
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.loading import adders_of, documents_of
from knowledge.registry.sight import visible_to
from knowledge.registry.tables import DocumentRow, SupersedesRow
from knowledge.registry.validity_tables import SupersessionDecisionRow

SUPERSEDED_AT_ONCE = date.min
"""The day given when a successor names no day of its own."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document that says it replaces one that its author does not answer for. Both are in force until it is decided.

    `may_decide` says whether the viewer it was listed for answers for `superseded`. With `confirmed_revision` it has
    been confirmed, and holds: of that revision, and the text is another one now.
    """

    successor: Document
    superseded: Document
    proposed_by: str
    may_decide: bool
    confirmed_revision: str | None = None


def references_of(document: DocumentRow) -> set[str]:
    """Numbers whose standing depends on this document: its own, and those it replaces."""
    return {document.reference, *(superseded.reference for superseded in document.supersedes)} - {""}


def declare(session: Session, document: DocumentRow, viewer: Viewer) -> None:
    """Note who says what this document replaces; what the viewer answers for and sees, it replaces from now on."""
    session.flush()
    for claim in document.supersedes:
        if viewer.unrestricted:
            claim.trusted, claim.declared_by = True, viewer.user
            continue
        claim.declared_by = claim.declared_by or viewer.user
        seen = select(DocumentRow).where(
            DocumentRow.reference == claim.reference, DocumentRow.id != document.id, *visible_to(viewer)
        )
        rows = list(session.scalars(seen))
        added_by = adders_of(session, [row.id for row in rows])
        for row in rows:
            if answers_for(viewer, row.owner, added_by.get(row.id, "")):
                _write_decision(session, document, row.id, True, viewer, "")
    session.flush()


def recompute_supersession(session: Session, references: set[str]) -> None:
    """Find who stands in whose place; documents whose answer changed fall out of step with the index."""
    session.flush()
    for reference in references - {""}:
        claims = _claims(session, reference)
        rows = list(session.scalars(select(DocumentRow).where(DocumentRow.reference == reference)))
        added_by = adders_of(session, [row.id for row in rows])
        confirmed = _confirmed(session, [row.id for row in rows])
        for row in rows:
            rightful = [
                successor
                for successor, claim in claims
                if successor.id != row.id
                and (
                    claim.trusted
                    or (successor.id, row.id) in confirmed
                    or (claim.declared_by != "" and claim.declared_by == added_by.get(row.id))
                )
            ]
            _put_in_place(row, rightful)
    session.flush()


def _put_in_place(row: DocumentRow, rightful: list[DocumentRow]) -> None:
    # The earliest successor ends the validity; the id only makes the choice repeatable.
    successor = min(rightful, key=lambda each: (each.valid_from or SUPERSEDED_AT_ONCE, each.id), default=None)
    by = successor.id if successor else None
    since = (successor.valid_from or SUPERSEDED_AT_ONCE) if successor else None
    if (row.superseded_by, row.superseded_from) != (by, since):
        row.superseded_by, row.superseded_from = by, since
        row.in_step = row.removed_at is not None


def _claims(session: Session, reference: str) -> list[tuple[DocumentRow, SupersedesRow]]:
    query = select(DocumentRow, SupersedesRow).join(SupersedesRow, SupersedesRow.document_id == DocumentRow.id)
    return [(row, claim) for row, claim in session.execute(query.where(*_in_use(SupersedesRow.reference == reference)))]


def _in_use(*conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (
        *conditions,
        DocumentRow.removed_at.is_(None),
        DocumentRow.revision_id.is_not(None),
        DocumentRow.status == Status.PUBLISHED.value,
    )


def _confirmed(session: Session, superseded: list[str]) -> set[tuple[str, str]]:
    query = select(SupersessionDecisionRow.successor_id, SupersessionDecisionRow.superseded_id).where(
        SupersessionDecisionRow.superseded_id.in_(superseded), SupersessionDecisionRow.confirmed.is_(True)
    )
    return {(successor, row) for successor, row in session.execute(query)}


def _write_decision(
    session: Session, successor: DocumentRow, superseded_id: str, confirmed: bool, viewer: Viewer, note: str
) -> None:
    row = session.get(SupersessionDecisionRow, (successor.id, superseded_id))
    if row is None:
        row = SupersessionDecisionRow(successor_id=successor.id, superseded_id=superseded_id)
        session.add(row)
    elif row.confirmed and confirmed and row.revision_id == successor.revision_id:
        return
    row.confirmed = confirmed
    row.revision_id = successor.revision_id
    row.decided_at = datetime.now(UTC)
    row.decided_by = viewer.user
    row.note = note
    act = Act.DOCUMENT_REPLACE if confirmed else Act.DOCUMENT_KEEP
    appended(session, act, viewer, superseded_id, {"successor": successor.id, "revision": successor.revision_id})


class SupersessionRegister:
    """Proposals to replace a document, for those who answer for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_place_of(self, document_ids: Collection[str]) -> dict[str, str]:
        """Which document stands in the place of each of these, where one does."""
        query = select(DocumentRow.id, DocumentRow.superseded_by).where(DocumentRow.id.in_(document_ids))
        with self._database.reading() as session:
            return {old: new for old, new in session.execute(query) if new is not None}

    def proposals(self, viewer: Viewer, document_id: str = "") -> tuple[Proposal, ...]:
        """What waits for a decision, among documents of which the viewer sees both; those of one document, if named."""
        with self._database.reading() as session:
            pairs = [
                (successor, superseded, claim, confirmed)
                for successor, superseded, claim, confirmed in session.execute(_waiting(viewer))
                if document_id in ("", successor.id, superseded.id)
            ]
            rows = {row.id: row for first, second, *_ in pairs for row in (first, second)}
            documents = {document.id: document for document in documents_of(session, list(rows.values()))}
        found = []
        for successor, superseded, claim, confirmed in pairs:
            old = documents[superseded.id]
            if claim.declared_by and claim.declared_by == old.added_by:
                continue
            may_decide = answers_for(viewer, old.properties.owner, old.added_by)
            found.append(Proposal(documents[successor.id], old, claim.declared_by, may_decide, confirmed))
        return tuple(found)

    def decide(self, successor_id: str, superseded_id: str, confirmed: bool, viewer: Viewer, note: str) -> None:
        """Let one document take another's place, or not. NotFound without such a claim among what the viewer sees;
        Forbidden to who does not answer for the document to be replaced."""
        with self._database.writing() as session:
            seen = select(DocumentRow).where(DocumentRow.removed_at.is_(None), *visible_to(viewer))
            successor = session.scalar(seen.where(DocumentRow.id == successor_id))
            superseded = session.scalar(seen.where(DocumentRow.id == superseded_id))
            if successor is None or superseded is None or superseded.reference == "":
                raise _no_proposal()
            claim = session.get(SupersedesRow, (successor_id, superseded.reference))
            if claim is None or claim.trusted or successor_id == superseded_id:
                raise _no_proposal()
            added_by = adders_of(session, [superseded_id]).get(superseded_id, "")
            if not answers_for(viewer, superseded.owner, added_by):
                raise Forbidden(
                    "Only those who answer for a document decide what replaces it.", "Ask its owner to decide."
                )
            _write_decision(session, successor, superseded_id, confirmed, viewer, note)
            recompute_supersession(session, {superseded.reference})


def _waiting(viewer: Viewer) -> Select[DocumentRow, DocumentRow, SupersedesRow, str | None]:
    """Those that nobody has decided on, and those whose text is another one than that which was decided on."""
    old, decision = aliased(DocumentRow), SupersessionDecisionRow
    confirmed = case((decision.confirmed, decision.revision_id))
    return (
        select(DocumentRow, old, SupersedesRow, confirmed)
        .join(SupersedesRow, SupersedesRow.document_id == DocumentRow.id)
        .join(old, old.reference == SupersedesRow.reference)
        .outerjoin(decision, and_(decision.successor_id == DocumentRow.id, decision.superseded_id == old.id))
        .where(
            *_in_use(SupersedesRow.trusted.is_(False), *visible_to(viewer)),
            old.id.in_(select(DocumentRow.id).where(*visible_to(viewer), DocumentRow.removed_at.is_(None))),
            old.id != DocumentRow.id,
            old.reference != "",
            old.status == Status.PUBLISHED.value,
            or_(
                decision.successor_id.is_(None),
                decision.revision_id.is_distinct_from(DocumentRow.revision_id),
            ),
        )
        .order_by(DocumentRow.updated_at.desc(), DocumentRow.id, old.id)
    )


def _no_proposal() -> NotFound:
    return NotFound("There is no such proposal, or you may not see it.", "Look at what waits for you again.")
