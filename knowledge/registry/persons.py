"""A person in the registry: every row that is theirs or names them, and the one transaction that erases them.

What to look at, and what becomes of it, is the inventory's to say; rows that it calls text are searched word by word.
An erasure that is cut off has not happened; once it has, what remains to be done (index, files) is done again until it
is (`unfinished`).
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, select, update
from sqlalchemy.orm import Session

from knowledge.access import Viewer
from knowledge.audit import Act
from knowledge.documents import ErasureReason, RevisionState
from knowledge.personal_data.holdings import INVENTORY, Treatment
from knowledge.personal_data.persons import BLOCK, Person, touches
from knowledge.personal_data.processing import DataKind
from knowledge.registry.audit import appended
from knowledge.registry.database import Database
from knowledge.registry.nobody import Nobodies
from knowledge.registry.person_tables import ErasureRow
from knowledge.registry.publishing import advance
from knowledge.registry.tables import Base, DocumentRow, MessageRow, RevisionRow, TraceGroupRow

_UPLOADED_BY = re.compile(r"(?P<desk>upload:)(?P<user>[^/]+)(?=/)")
_AT_ONCE = 200
_SECRET = {"salt", "secret_hash", "fingerprints", "marks", "layout"}
_UNPUBLISHED = {"draft", "returned", "rejected"}
_NO_LAYOUT = zlib.compress(json.dumps([]).encode())
_AROUND = 160


# Whose name a column holds: who is looked for by name is found by this id in every other table.
_USERS_BESIDE = {"author_name": "author", "assignee_name": "assignee", "by_name": "by_user"}


@dataclass(frozen=True, slots=True)
class Held:
    """One row. `treatments` are its columns that are theirs or name them; `row` is all of it where it is about them,
    and otherwise only `excerpts`, the words around. `user` is the id that stands beside their name as its own."""

    table: str
    kind: DataKind
    key: Mapping[str, Any]
    treatments: Mapping[str, Treatment]
    row: Mapping[str, Any] = field(default_factory=dict)
    excerpts: tuple[str, ...] = ()
    user: str = ""

    @property
    def outcome(self) -> Treatment:
        """What becomes of the row as a whole: the strongest of its treatments."""
        return next(each for each in Treatment if each in self.treatments.values())


@dataclass(frozen=True, slots=True)
class Change:
    """What an erasure did in the registry. `originals` are the hashes of files whose words were blacked out."""

    counts: Mapping[str, Mapping[Treatment, int]]
    kept: tuple[Held, ...]
    documents: frozenset[str]
    originals: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoredErasure:
    """`completed_at` is None while index and files may still hold what the registry does not."""

    id: str
    at: datetime
    fingerprints: tuple[str, ...]
    receipt: Mapping[str, Any]
    completed_at: datetime | None


class PersonRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, person: Person) -> tuple[Held, ...]:
        """Everything, table by table in the inventory's order."""
        with self._database.reading() as session:
            found = [held for name in INVENTORY.tables for held in _held_in(session, name, person)]
            return tuple(_with_children(session, found))

    def erase(
        self, person: Person, erasure: str, fingerprints: Sequence[str], by: Viewer | str, at: datetime
    ) -> Change:
        """All of it at once, written down in the audit log. Documents that it touches leave the answers with it, until
        the index has them as they are now."""
        with self._database.writing() as session:
            found = [held for name in INVENTORY.tables for held in _held_in(session, name, person)]
            counts = _counted(found)
            appended(session, Act.PERSON_ERASE, by, erasure, {"rows": sum(c.total() for c in counts.values())}, at)
            eraser = _Eraser(session, person, at)
            for held in found:
                eraser.treat(held)
            eraser.requote()
            documents = eraser.restage()
            session.merge(ErasureRow(id=erasure, at=at, fingerprints=list(fingerprints), receipt={}, completed_at=None))
            kept = tuple(held for held in found if held.outcome is Treatment.KEPT)
            return Change(counts, kept, documents, frozenset(eraser.originals))

    def completed(self, erasure: str, receipt: dict[str, Any], at: datetime) -> None:
        with self._database.writing() as session:
            row = session.get_one(ErasureRow, erasure)
            row.receipt, row.completed_at = receipt, at

    def fingerprints(self) -> frozenset[str]:
        """Of everybody who was erased."""
        with self._database.reading() as session:
            return frozenset(mark for marks in session.scalars(select(ErasureRow.fingerprints)) for mark in marks)

    def erasures(self) -> tuple[StoredErasure, ...]:
        """Newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(ErasureRow).order_by(ErasureRow.at.desc(), ErasureRow.id))
            return tuple(
                StoredErasure(row.id, row.at, tuple(row.fingerprints), row.receipt, row.completed_at) for row in rows
            )


class _Eraser:
    """Changes rows that were found, and remembers which documents the index has to take again."""

    def __init__(self, session: Session, person: Person, at: datetime) -> None:
        self._session = session
        self._person = person
        self._at = at
        self._nobodies = Nobodies()
        self._documents: set[str] = set()
        self._revisions: set[str] = set()
        self.originals: set[str] = set()

    def treat(self, held: Held) -> None:
        table = Base.metadata.tables[held.table]
        if _is_dropped(held):
            self._session.execute(delete(table).where(_is(table, held.key)))
            return
        stored = self._session.execute(select(table).where(_is(table, held.key))).mappings().first()
        if stored is None:
            return  # it went with another row
        values: dict[str, Any] = {}
        for column, treatment in held.treatments.items():
            if treatment is Treatment.PSEUDONYM:
                place = stored["week"] if held.table == "traces" else f"{held.table} {sorted(held.key.items())}"
                values[column] = self._nobodies.instead_of(str(stored[column]), place)
            elif treatment is Treatment.TEXT:
                values[column] = blacked_out(stored[column], self._person)
        self._beside(held, dict(stored), values)
        if values:
            self._session.execute(update(table).where(_is(table, held.key)).values(values))

    def _beside(self, held: Held, stored: Mapping[str, Any], values: dict[str, Any]) -> None:
        """What goes with the words: places of words, the original file, the groups somebody was in."""
        if held.table == "traces" and Treatment.PSEUDONYM in held.treatments.values():
            self._session.execute(delete(TraceGroupRow).where(TraceGroupRow.trace_id == stored["id"]))
        elif held.table == "documents":
            self._documents.add(stored["id"])
        elif held.table == "passages":
            self._revisions.add(stored["revision_id"])
        elif held.table == "revisions" and Treatment.TEXT in held.treatments.values():
            self._revisions.add(stored["id"])
            self.originals.add(stored["content_hash"])
            spans = self._person.spans(stored["text"])
            findings = [each for each in stored["personal_data"] if not touches(spans, each[0], each[1])]
            values |= {"pages": [], "layout": _NO_LAYOUT, "personal_data": findings}
            values |= {"erased_at": self._at, "erased_why": ErasureReason.PERSON.value}

    def requote(self) -> None:
        """Old answers quote the texts as they are now: also where a quote alone would not tell who is meant."""
        self._session.flush()
        texts = {
            id_: text
            for id_, text in self._session.execute(
                select(RevisionRow.id, RevisionRow.text).where(RevisionRow.id.in_(self._revisions))
            )
        }
        if not texts:
            return
        for row in self._session.scalars(select(MessageRow).execution_options(populate_existing=True)):
            answer = requoted(row.answer, texts)
            if answer != row.answer:
                row.answer = answer

    def restage(self) -> frozenset[str]:
        """What answers rest on goes back to STAGED, which `recover` of ingest takes into the index again."""
        self._session.flush()
        touched = select(RevisionRow.document_id).where(RevisionRow.id.in_(self._revisions))
        documents = frozenset(self._documents) | frozenset(self._session.scalars(touched))
        current = and_(RevisionRow.document_id.in_(documents), RevisionRow.state == RevisionState.CURRENT.value)
        in_index = select(DocumentRow.revision_id).where(DocumentRow.removed_at.is_(None))
        self._session.execute(
            update(RevisionRow)
            .where(current, RevisionRow.id.in_(in_index))
            .values(state=RevisionState.STAGED.value)
            .execution_options(synchronize_session=False)
        )
        advance(self._session)
        return documents


def requoted(answer: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The JSON of an answer with its quotes, and the sentences made of them, as they stand in these revisions."""
    citations, instead = [], dict[str, str]()
    for citation in answer.get("citations", ()):
        text, quote = texts.get(citation["revision"]), citation["quote"]
        now = text[citation["start"] : citation["end"]] if text is not None else quote
        if len(now) == len(quote) and now != quote:
            instead[quote] = now
        citations.append({**citation, "quote": instead.get(quote, quote)})
    sentences = []
    for sentence in answer.get("sentences", ()):
        written = sentence["text"]
        for quote, now in instead.items():
            written = written.replace(quote, now)
        sentences.append({**sentence, "text": written})
    return {**answer, "citations": citations, "sentences": sentences} if instead else dict(answer)


def blacked_out(value: Any, person: Person) -> Any:
    """A text, or all texts of some JSON, without the person."""
    if isinstance(value, str):
        if person.is_user(value):
            return BLOCK * len(value)
        return person.blacked_out(_UPLOADED_BY.sub(lambda match: _desk(match, person), value))
    if isinstance(value, list):
        return [blacked_out(each, person) for each in value]
    if isinstance(value, dict):
        return {name: blacked_out(each, person) for name, each in value.items()}
    return value


def _desk(match: re.Match[str], person: Person) -> str:
    return f"{match['desk']}{BLOCK * len(match['user'])}" if person.is_user(match["user"]) else match[0]


def _held_in(session: Session, name: str, person: Person) -> Iterator[Held]:
    known = INVENTORY.tables[name]
    if not known.personal:
        return
    table = Base.metadata.tables[name]
    for row in session.execute(select(table).execution_options(yield_per=_AT_ONCE)).mappings():
        treatments = {
            column: treatment
            for column, treatment in known.personal.items()
            if _concerns(row[column], treatment, person)
        }
        if treatments:
            key = {column.name: row[column.name] for column in table.primary_key}
            theirs = not {Treatment.TEXT, Treatment.KEPT}.issuperset(treatments.values())
            excerpts = () if theirs else tuple(_excerpts([row[column] for column in treatments], person))
            shown = {column: _shown(value) for column, value in row.items() if column not in _SECRET}
            if theirs and name == "revisions":
                shown = {column: shown[column] for column in ("id", "document_id", "created_at", "created_by")}
            user = next((row[_USERS_BESIDE[column]] for column in treatments if column in _USERS_BESIDE), "")
            yield Held(name, known.kind, key, treatments, shown if theirs else {}, excerpts, user or "")


def _concerns(value: Any, treatment: Treatment, person: Person) -> bool:
    if value is None or value == "":
        return False
    if treatment in (Treatment.ROW, Treatment.PSEUDONYM):
        return isinstance(value, str) and (person.is_user(value) or set(person.blacked_out(value)) == {BLOCK})
    if treatment is Treatment.KEPT:
        return any(person.is_user(each) or person.spans(each) for each in _texts(_parsed(value)))
    return bool(blacked_out(value, person) != value)


def _parsed(value: Any) -> Any:
    """A log's entry is JSON kept as text."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def _excerpts(values: Iterable[Any], person: Person) -> Iterator[str]:
    for text in _texts([_parsed(value) for value in values]):
        spans = person.spans(text) or ([(0, len(text))] if person.is_user(text) else [])
        position = -1
        for start, end in spans:
            if start >= position:
                position = min(len(text), end + _AROUND)
                yield f"{'…' if start > _AROUND else ''}{text[max(0, start - _AROUND) : position].strip()}"


def _shown(value: Any) -> Any:
    if isinstance(value, bytes):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _with_children(session: Session, found: Sequence[Held]) -> Iterator[Held]:
    """A row that is about somebody comes with the rows that go with it: a conversation with its messages."""
    for held in found:
        yield held
        if _is_dropped(held):
            yield from _children(session, held)


def _children(session: Session, parent: Held) -> Iterator[Held]:
    for name, table in Base.metadata.tables.items():
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table.name != parent.table or constraint.ondelete != "CASCADE":
                continue
            linked = and_(*(e.parent == parent.row[e.column.name] for e in constraint.elements))
            for row in session.execute(select(table).where(linked)).mappings():
                key = {column.name: row[column.name] for column in table.primary_key}
                shown = {column: _shown(value) for column, value in row.items() if column not in _SECRET}
                known = INVENTORY.tables[name]
                yield Held(name, known.kind, key, dict.fromkeys(known.personal, Treatment.ROW), shown)


def _is_dropped(held: Held) -> bool:
    """A whole row that is theirs, and what they wrote and nobody has approved."""
    if held.table == "submissions" and "author" in held.treatments:
        return held.row.get("state") in _UNPUBLISHED
    return held.outcome is Treatment.ROW


def _is(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _counted(found: Iterable[Held]) -> dict[str, Counter[Treatment]]:
    counts: dict[str, Counter[Treatment]] = {}
    for held in found:
        outcome = Treatment.ROW if _is_dropped(held) else held.outcome
        counts.setdefault(held.table, Counter())[outcome] += 1
    return counts
