"""What is changed about documents by hand: it holds over what their sources say, is kept, and can be taken back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.documents import Document, Properties
from knowledge.errors import Conflict, Forbidden, NotFound, Refused
from knowledge.ownership import answers_for
from knowledge.properties import EDITABLE, ChangeAct, Making, PropertyChange, as_set, values_of, with_values
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.loading import adders_of, documents_of
from knowledge.registry.rows import properties_of, write_properties
from knowledge.registry.sight import visible_to
from knowledge.registry.supersession import recompute_supersession, references_of
from knowledge.registry.tables import DocumentRow
from knowledge.registry.validity_tables import PropertyChangeRow


def as_set_by_hand(row: DocumentRow, properties: Properties) -> Properties:
    """What a source says, with what was set by hand in its place."""
    return as_set(properties, row.by_hand or {})


def note_change(session: Session, row: DocumentRow, before: Properties, making: Making) -> dict[str, list[Any]]:
    """Keep what has changed between `before` and the row as it is; returns it, empty when nothing has."""
    old, new = values_of(before), values_of(properties_of(row))
    changes = {name: [old[name], new[name]] for name in EDITABLE if old[name] != new[name]}
    if not changes:
        return {}
    last = select(func.max(PropertyChangeRow.number)).where(PropertyChangeRow.document_id == row.id)
    session.add(
        PropertyChangeRow(
            document_id=row.id,
            number=(session.scalar(last) or 0) + 1,
            at=datetime.now(UTC),
            by=making.by,
            act=making.act.value,
            note=making.note,
            changes=changes,
            undoes=making.undoes,
        )
    )
    session.flush()
    return changes


class PropertyRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, document_id: str, values: Mapping[str, Any], viewer: Viewer) -> tuple[Document, Properties]:
        """The document, and its properties as they would be. Raises as `change` does, and changes nothing."""
        with self._database.reading() as session:
            row = _changeable(session, document_id, viewer)
            properties = _permitted(with_values(properties_of(row), values), viewer)
            return documents_of(session, [row])[0], properties

    def change(
        self, document_id: str, values: Mapping[str, Any], viewer: Viewer, note: str, act: ChangeAct = ChangeAct.EDIT
    ) -> int:
        """Set properties by hand; the document is hidden until the index knows. Returns the change's number.

        NotFound without such a document among those the viewer sees, Forbidden to who does not answer for it, Refused
        where a value cannot be, would leave everything as it is, or would take the document out of the viewer's sight.
        """
        with self._database.writing() as session:
            row = _changeable(session, document_id, viewer)
            changed = _write(session, row, values, viewer, Making(viewer.user, act, note))
            row.by_hand = {**row.by_hand, **{name: values_of(properties_of(row))[name] for name in changed}}
            return _latest(session, document_id)

    def undo(self, document_id: str, number: int, viewer: Viewer) -> int:
        """Take a change back; Conflict when one of its properties was changed again since, or it was taken back."""
        with self._database.writing() as session:
            row = _changeable(session, document_id, viewer)
            change = session.get(PropertyChangeRow, (document_id, number))
            if change is None:
                raise NotFound("There is no such change.", "Look at the document's history.")
            now = values_of(properties_of(row))
            if any(now[name] != after for name, (_, after) in change.changes.items()):
                raise Conflict("It was changed again since then.", "Take the later change back first, or edit anew.")
            before = {name: value for name, (value, _) in change.changes.items()}
            _write(session, row, before, viewer, Making(viewer.user, ChangeAct.UNDO, undoes=number))
            held = _held_before(session, document_id, number)
            kept = {name: value for name, value in row.by_hand.items() if name not in before or name in held}
            row.by_hand = {**kept, **{name: value for name, value in before.items() if name in held}}
            return _latest(session, document_id)

    def history(self, document_id: str) -> tuple[PropertyChange, ...]:
        """Every change, latest first. Whoever calls has seen to it that the document may be seen."""
        query = select(PropertyChangeRow).where(PropertyChangeRow.document_id == document_id)
        with self._database.reading() as session:
            rows = list(session.scalars(query.order_by(PropertyChangeRow.number.desc())))
        undone = {row.undoes: row.number for row in rows if row.undoes is not None}
        return tuple(
            PropertyChange(
                row.number,
                row.at,
                row.by,
                ChangeAct(row.act),
                row.note,
                {name: (before, after) for name, (before, after) in row.changes.items()},
                row.undoes,
                undone.get(row.number),
            )
            for row in rows
        )


def _changeable(session: Session, document_id: str, viewer: Viewer) -> DocumentRow:
    seen = select(DocumentRow).where(DocumentRow.id == document_id, DocumentRow.removed_at.is_(None))
    row = session.scalar(seen.where(DocumentRow.revision_id.is_not(None), *visible_to(viewer)))
    if row is None:
        raise NotFound("There is no such document, or you may not see it.", "Look for it in the library.")
    if not answers_for(viewer, row.owner, adders_of(session, [document_id]).get(document_id, "")):
        raise Forbidden("Only those who answer for a document change it.", "Ask its owner.")
    return row


def _permitted(properties: Properties, viewer: Viewer) -> Properties:
    if not viewer.may_read(properties.classification, properties.audience):
        raise Refused(
            "You would no longer see the document yourself, and could not take that back.",
            "Keep one of your own groups in the audience, or ask somebody of the audience to do it.",
        )
    return properties


def _write(
    session: Session, row: DocumentRow, values: Mapping[str, Any], viewer: Viewer, making: Making
) -> frozenset[str]:
    before, affected = properties_of(row), references_of(row)
    write_properties(row, _permitted(with_values(before, values), viewer))
    changes = note_change(session, row, before, making)
    if not changes:
        raise Refused("Nothing would change.", "Give another value than the present one.")
    row.in_step = False
    row.updated_at = datetime.now(UTC)
    recompute_supersession(session, affected | references_of(row))
    appended(session, Act.DOCUMENT_CHANGE, viewer, row.id, {"act": making.act.value, "properties": sorted(changes)})
    return frozenset(changes)


def _latest(session: Session, document_id: str) -> int:
    last = select(func.max(PropertyChangeRow.number)).where(PropertyChangeRow.document_id == document_id)
    return session.scalar(last) or 0


def _held_before(session: Session, document_id: str, number: int) -> frozenset[str]:
    """The properties that an earlier change, which still stands, had set by hand."""
    query = select(PropertyChangeRow).where(PropertyChangeRow.document_id == document_id)
    rows = list(session.scalars(query))
    undone = {row.undoes for row in rows}
    by_hand = {ChangeAct.EDIT.value, ChangeAct.REVIEW.value}
    return frozenset(
        name
        for row in rows
        if row.number < number and row.act in by_hand and row.number not in undone
        for name in row.changes
    )
