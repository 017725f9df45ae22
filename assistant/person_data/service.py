"""A person's rights: what is held about them (Art. 15), and its erasure with a receipt (Art. 17).

    identifiers -> registry (one transaction) -> index -> files -> the database's free pages -> receipt

Cut off anywhere after the transaction, the same erasure run again does the rest.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from assistant.person_data.files import NamingFile, erase_files, naming_files, remaining
from assistant.person_data.words import KEPT_BECAUSE_SV, OF_A_SERVER, OUTSIDE
from assistant.schemas.person_data import Fate, HeldItem, Holdings, Receipt, ReceiptLine, Store
from knowledge.access import Viewer
from knowledge.audit import SYSTEM, Act
from knowledge.errors import Conflict, Refused
from knowledge.jobs import Ingestion
from knowledge.language import Language
from knowledge.personal_data.erased import FOLDER, erasure_key
from knowledge.personal_data.holdings import INVENTORY, Treatment
from knowledge.personal_data.persons import (
    Identifier,
    Person,
    fingerprint,
    fingerprints_of,
    person_by_fingerprints,
    person_of,
)
from knowledge.personal_data.processing import DataKind
from knowledge.personal_data.seals import PEOPLE, seal_for
from knowledge.registry.persons import Change, Held
from knowledge.registry.registry import Registry
from knowledge.settings import Settings

_FATES = {
    Treatment.ROW: Fate.DELETED,
    Treatment.PSEUDONYM: Fate.PSEUDONYMISED,
    Treatment.TEXT: Fate.BLACKED_OUT,
    Treatment.KEPT: Fate.KEPT,
}


@dataclass(frozen=True, slots=True)
class PersonData:
    """`ingestion` is only needed to erase; `now` is aware."""

    registry: Registry
    settings: Settings
    now: Callable[[], datetime]
    ingestion: Ingestion | None = None

    def holdings(self, identifiers: Sequence[str], by: Viewer | str, act: Act = Act.PERSON_SEARCH) -> Holdings:
        """Everything held about the person. That somebody looked is in the audit log. Raises Refused."""
        person, known = person_of(identifiers)
        rows = self.registry.persons.held(person)
        items = self._items(person, rows)
        self.registry.audit.append(act, by, details={"found": len(items)})
        beside = [held.user for held in rows if held.user]
        users = dict.fromkeys(user for user in (*beside, *self._signed_in_as(known)) if not person.is_user(user))
        counts = {kind: sum(item.kind is kind for item in items) for kind in DataKind}
        found = {kind: count for kind, count in counts.items() if count}
        return Holdings(at=self.now(), total=len(items), counts=found, items=items, also=tuple(users))

    def preview(self, identifiers: Sequence[str], by: Viewer | str, language: Language) -> Receipt:
        """The receipt that erasing would give; nothing is changed."""
        person, _ = person_of(identifiers)
        items = self._items(person, self.registry.persons.held(person))
        self.registry.audit.append(Act.PERSON_SEARCH, by, details={"found": len(items)})
        return Receipt(
            id="",
            at=self.now(),
            language=language,
            dry_run=True,
            complete=True,
            lines=tuple(_lines_of_items(items, language)),
            outside=OUTSIDE[language],
        )

    def erase(self, identifiers: Sequence[str], by: Viewer | str, language: Language) -> Receipt:
        """Raises Refused when nothing tells the person, Conflict while documents are being taken in."""
        person, known = person_of(identifiers)
        marks = fingerprints_of(known, erasure_key(self.settings.data))
        return self._erase(person, str(uuid4()), marks, by, language, identifiers)

    def erase_again(self) -> tuple[Receipt, ...]:
        """What a restored backup brought back of people whose receipts lie in the data folder; and what was cut off."""
        done = {each.id for each in self.registry.persons.erasures() if each.completed_at is not None}
        key = erasure_key(self.settings.data)
        receipts = [receipt for receipt in kept_receipts(self.settings) if receipt.id not in done]
        unfinished = [each for each in self.registry.persons.erasures() if each.completed_at is None]
        again = {receipt.id: (receipt.fingerprints, receipt.language) for receipt in receipts}
        again |= {each.id: (each.fingerprints, "sv") for each in unfinished if each.id not in again}
        return tuple(
            self._erase(person_by_fingerprints(marks, key), id_, list(marks), SYSTEM, language)
            for id_, (marks, language) in again.items()
        )

    def _erase(
        self,
        person: Person,
        erasure: str,
        marks: list[str],
        by: Viewer | str,
        language: Language,
        written: Sequence[str] = (),
    ) -> Receipt:
        if self.ingestion is None:
            raise Conflict("The index is not open here.", "Erase through the server, or stop it first.")
        at, changes = self.now(), list[Change]()
        rewritten = self.ingestion.rewrite(
            lambda: changes.append(self.registry.persons.erase(person, erasure, marks, by, at))
        )
        (change,) = changes
        files = erase_files(self.settings, person, change.originals | self.registry.retention.unwanted_originals())
        stores: dict[Store, bool] = {"index": rewritten, "database": self.registry.rewrite()}
        receipt = Receipt(
            id=erasure,
            at=at,
            language=language,
            dry_run=False,
            complete=all(stores.values()),
            stores=stores,
            lines=(*_lines_of_change(change, language), *_lines_of_files(files)),
            documents=tuple(sorted(change.documents)),
            outside=(*OUTSIDE[language], *([] if self._in_a_file else [OF_A_SERVER[language]])),
            remaining=remaining(self.settings, written),
            fingerprints=tuple(marks),
        )
        self.registry.persons.completed(erasure, receipt.model_dump(mode="json"), self.now())
        _keep(receipt, self.settings)
        return receipt

    def _signed_in_as(self, known: Iterable[Identifier]) -> tuple[str, ...]:
        """Ids of those whom the identity provider calls so."""
        key = seal_for(PEOPLE, self.settings.data).key
        return self.registry.sign_ins.users_of([fingerprint(each, key) for each in known])

    @property
    def _in_a_file(self) -> bool:
        return self.settings.database.startswith("sqlite")

    def _items(self, person: Person, found: Iterable[Held]) -> tuple[HeldItem, ...]:
        rows = [_item(held) for held in found]
        files = [
            HeldItem(
                kind=_kind_of_file(each.name),
                place=each.name,
                fate=Fate.DELETED if each.deleted else Fate.BLACKED_OUT,
            )
            for each in naming_files(self.settings, person)
        ]
        return (*rows, *files)


def kept_receipts(settings: Settings) -> tuple[Receipt, ...]:
    """Those in the data folder, which outlives a restored registry. Raises Refused for one that is none."""
    return tuple(_read_receipt(path) for path in sorted((settings.data / FOLDER).glob("*.json")))


def _read_receipt(path: Path) -> Receipt:
    try:
        return Receipt.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise Refused(
            f"{path.name} is no receipt of an erasure, so it cannot be told whom it erased.",
            "Put it back from a copy, or take it out of the folder `erasures`.",
        ) from error


def forget_receipts(settings: Settings, until: datetime) -> None:
    """Those of before; the registry's own copies end with its retention."""
    for receipt in kept_receipts(settings):
        if receipt.at < until:
            (settings.data / FOLDER / f"{receipt.id}.json").unlink(missing_ok=True)


def _keep(receipt: Receipt, settings: Settings) -> None:
    folder: Path = settings.data / FOLDER
    beside = folder / f"{receipt.id}.new"
    beside.write_text(json.dumps(receipt.model_dump(mode="json"), ensure_ascii=False, indent=2), "utf-8")
    beside.replace(folder / f"{receipt.id}.json")


def _item(held: Held) -> HeldItem:
    return HeldItem(
        kind=held.kind,
        place=held.table,
        fate=_FATES[held.outcome],
        columns=tuple(held.treatments),
        key=", ".join(str(value) for value in held.key.values() if held.outcome is not Treatment.ROW),
        row=dict(held.row),
        excerpts=held.excerpts,
    )


def _lines_of_items(items: Iterable[HeldItem], language: Language) -> Iterable[ReceiptLine]:
    counts: dict[tuple[DataKind, str, Fate], int] = {}
    for item in items:
        place = item.place.partition("/")[0] + "/" if "/" in item.place else item.place
        counts[item.kind, place, item.fate] = counts.get((item.kind, place, item.fate), 0) + 1
    return [
        ReceiptLine(kind=kind, place=place, fate=fate, count=count, why=_why(place, fate, language))
        for (kind, place, fate), count in counts.items()
    ]


def _lines_of_change(change: Change, language: Language) -> list[ReceiptLine]:
    return [
        ReceiptLine(
            kind=INVENTORY.tables[table].kind,
            place=table,
            fate=_FATES[treatment],
            count=count,
            why=_why(table, _FATES[treatment], language),
        )
        for table, counts in change.counts.items()
        for treatment, count in counts.items()
    ]


def _lines_of_files(files: Sequence[NamingFile]) -> list[ReceiptLine]:
    counts: Mapping[tuple[str, bool], int] = {
        (place, deleted): sum((_folder(each.name), each.deleted) == (place, deleted) for each in files)
        for place, deleted in dict.fromkeys((_folder(each.name), each.deleted) for each in files)
    }
    return [
        ReceiptLine(
            kind=_kind_of_file(place),
            place=place,
            fate=Fate.DELETED if deleted else Fate.BLACKED_OUT,
            count=count,
        )
        for (place, deleted), count in counts.items()
    ]


def _folder(name: str) -> str:
    return name.partition("/")[0] + "/" if "/" in name else name


def _kind_of_file(name: str) -> DataKind:
    folder = _folder(name)
    return next((place.kind for place in INVENTORY.places if place.name == folder), DataKind.DOCUMENTS)


def _why(place: str, fate: Fate, language: Language) -> str:
    if fate is not Fate.KEPT:
        return ""
    return KEPT_BECAUSE_SV[place] if language == "sv" else INVENTORY.tables[place].kept_because
