"""A person is put into everything, erased, and looked for in every byte of every file and every cell of every table."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document as WordDocument
from reportlab.pdfgen.canvas import Canvas

from assistant.bootstrap import build_assistant
from assistant.person_data.service import PersonData, kept_receipts
from assistant.questions.conversing import ask_in_conversation
from assistant.schemas.answers import Answer, AskRequest
from assistant.schemas.person_data import Fate, Receipt
from assistant.serving.plugins import build_ingestion
from ingest.bootstrap import build_parser, build_workshop
from ingest.pipeline import Order, ingest
from ingest.report import Progress
from knowledge.access import LOCAL_OWNER, KeyScope, Role, Viewer
from knowledge.audit import Act
from knowledge.documents import ErasureReason, Revision
from knowledge.embeddings import Embedder
from knowledge.feedback import Feedback
from knowledge.index.factory import open_index
from knowledge.jobs import Outcome, SourceReport
from knowledge.personal_data.persons import BLOCK
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore

NAME, MAIL, NUMBER, PHONE = "Åsa Öhrnberg", "asa.ohrnberg@granvarde.example", "19850312-1234", "070-123 45 67"
IDENTIFIERS = (NAME, MAIL, NUMBER, PHONE, "asa.o")
ASA = Viewer("asa.o", frozenset({"hr"}), unrestricted=True, roles=frozenset({Role.OWNER}), name=NAME)
BO = Viewer("bo.b", unrestricted=True, roles=frozenset({Role.OWNER}))
FORMS = (
    NAME,
    NAME.upper(),
    "Öhrnberg",
    "asa ohrnberg",
    MAIL,
    "ohrnberg@",
    "850312-1234",
    "8503121234",
    "198503121234",
    "070-123 45 67",
    "0701234567",
    "+46701234567",
    "asa.o",
)
POLICY = f"""---
title: Resepolicy
kind: policy
owner: {NAME}, {MAIL}
questions: ["Vem är {NAME}?"]
---

# Resepolicy

Resor beställs i portalen. Frågor besvaras av {NAME} ({MAIL}, {PHONE}). ÅSA ÖHRNBERGS personnummer är {NUMBER}.

Traktamente betalas med 290 kronor om dagen. Bo Berg svarar för utbetalningen.
"""


class Quiet:
    def progressed(self, progress: Progress) -> None:
        pass


@dataclass
class House:
    """A whole installation in a folder; `files` is where its documents come from."""

    settings: Settings
    store: KnowledgeStore
    persons: PersonData
    files: Path

    def ask(self, viewer: Viewer, question: str) -> Answer:
        assistant = build_assistant(self.settings, self.store)
        request = AskRequest(question=question)
        events = list(
            ask_in_conversation(assistant, self.store.registry, viewer, request, self.settings.question_policy)
        )
        assert isinstance(events[-1], Answer)
        return events[-1]

    def take_in(self, **contents: bytes) -> None:
        """Files by their names, with "__" for the dot."""
        self.files.mkdir(exist_ok=True)
        for name, content in contents.items():
            (self.files / name.replace("__", ".")).write_bytes(content)
        with build_parser(self.settings) as parser:
            shop = build_workshop(self.store, self.settings, parser)
            report = ingest(Order((self.files,), "bo.b"), shop, Quiet())
        assert Outcome.REFUSED not in {each.outcome for each in report.reports}


@contextmanager
def opened(folder: Path, embedder: Embedder) -> Iterator[House]:
    settings = Settings(data=folder / "data", embedding_threads=1, personal_data_in_questions="allow")
    settings.originals.mkdir(parents=True)
    store = KnowledgeStore(Registry(settings.database), open_index(settings, embedder), embedder)
    ingestion = build_ingestion(settings, store)
    persons = PersonData(store.registry, settings, lambda: datetime.now(UTC), ingestion)
    yield House(settings, store, persons, folder / "files")
    ingestion.stop()
    store.close()


@pytest.fixture
def house(tmp_path: Path, embedder: Embedder) -> Iterator[House]:
    """With the person in one document and one conversation."""
    with opened(tmp_path, embedder) as made:
        made.take_in(resor__md=POLICY.encode())
        made.store.registry.conversations.start(ASA, f"Vem är {NAME}?")
        yield made


def word(*paragraphs: str, author: str = "") -> bytes:
    document = WordDocument()
    document.core_properties.author = author
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(held := BytesIO())
    return held.getvalue()


def pdf(*lines: str) -> bytes:
    canvas = Canvas(held := BytesIO())
    for number, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * number, line)
    canvas.save()
    return held.getvalue()


def everywhere(house: House) -> None:
    """The person in documents of three formats, an earlier revision, questions, and all that people do beside."""
    registry = house.store.registry
    house.take_in(resor__md=POLICY.replace("290", "250").encode())
    house.take_in(
        resor__md=POLICY.encode(),
        möte__docx=word(f"Protokoll från mötet om fakturapiloten. Närvarande: {NAME}, Bo Berg.", "Åsa talade."),
        författare__docx=word("Rutinen för inköp gäller alla enheter i hela organisationen.", author=NAME),
        kontakt__pdf=pdf(f"Kontakt: {NAME}, {MAIL}.", "Växeln har öppet klockan åtta till fem."),
        annat__md="# Kaffe\n\nKaffet är gratis för alla i köket på plan två. Bo Berg köper in det.".encode(),
    )
    for viewer in (ASA, BO):
        answer = house.ask(viewer, f"Vem svarar på frågor om resor, är det {NAME}?")
        registry.feedback.give(
            answer.trace_id, Feedback(helpful=True, comment=f"Tack {NAME}"), viewer, datetime.now(UTC).date()
        )
    registry.keys.create(f"Nyckel för {NAME}", frozenset(KeyScope), frozenset(), datetime(2030, 1, 1, tzinfo=UTC))
    registry.evaluations.add(
        "run", datetime.now(UTC), f"{NAME}s körning", {}, {"cases": [{"question": f"Vem är {NAME}?"}]}
    )
    registry.assumptions.add(0, {"note": NAME}, f"Enligt {NAME}", ASA)
    registry.decisions.decide({"verdict": "go"}, ASA)
    registry.audit.append(Act.KEY_CREATE, ASA, "key")
    job = registry.jobs.add({"upload": f"{NAME}.txt", "properties": {"owner": MAIL}}, "asa.o")
    registry.jobs.finish(job.id, [SourceReport(f"{NAME}.txt", Outcome.REFUSED, f"{NUMBER} får inte stå där")])
    candidate = {"question": f"Hur når jag {NAME} på {PHONE}?", "answer": MAIL}
    (house.settings.data / "golden-candidates.jsonl").write_text(
        json.dumps(candidate, ensure_ascii=False) + "\n", "utf-8"
    )


def bytes_naming(folder: Path, forms: tuple[str, ...] = FORMS) -> dict[str, set[str]]:
    """Files below the folder by the forms that stand in their bytes, members of packages unpacked."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        contents = [path.read_bytes().rstrip(b"\0")]
        if contents[0].startswith(b"PK\x03\x04"):
            with ZipFile(path) as package:
                contents += [package.read(name) for name in package.namelist()]
        needles = {
            form: [form.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")] for form in forms
        }
        for form, encoded in needles.items():
            escaped = json.dumps(form)[1:-1].encode()
            if any(needle in content for content in contents for needle in (*encoded, escaped)):
                found.setdefault(path.relative_to(folder).as_posix(), set()).add(form)
    return found


def cells_naming(database: Path, forms: tuple[str, ...] = FORMS) -> set[str]:
    """Columns of the registry, as `table.column`, with a cell that one of the forms stands in."""
    found = set()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    text = value if isinstance(value, str) else ""
                    decoded = json.dumps(json.loads(text), ensure_ascii=False) if text[:1] in ("{", "[") else text
                    if any(form in decoded for form in forms):
                        found.add(f"{table}.{column}")
    return found


def by_place(receipt: Receipt) -> dict[tuple[str, Fate], int]:
    return {(line.place, line.fate): line.count for line in receipt.lines}


@dataclass
class Erased:
    """The house after the erasure, and what was there before."""

    house: House
    cells: set[str]
    files: dict[str, set[str]]
    texts: dict[str, Revision]
    announced: Receipt
    receipt: Receipt


def texts_of(house: House) -> dict[str, Revision]:
    documents = house.store.registry.documents
    found, _ = documents.list(LOCAL_OWNER)
    return {each.properties.title: documents.revision(each.revision_id or "", LOCAL_OWNER) for each in found}


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Erased]:
    with opened(tmp_path_factory.mktemp("everywhere"), embedder) as house:
        everywhere(house)
        cells, files = cells_naming(house.settings.data / "registry.sqlite"), bytes_naming(house.settings.data)
        texts, announced = texts_of(house), house.persons.preview(IDENTIFIERS, BO, "sv")
        yield Erased(house, cells, files, texts, announced, house.persons.erase(IDENTIFIERS, BO, "sv"))


def test_after_an_erasure_no_byte_and_no_cell_names_the_person_but_what_the_receipt_lists(erased: Erased) -> None:
    data = erased.house.settings.data
    assert len(erased.cells) > 20
    assert {path.partition("/")[0] for path in erased.files} >= {"index", "originals", "golden-candidates.jsonl"}

    assert erased.receipt.complete
    assert cells_naming(data / "registry.sqlite") == {"decision_log.signer", "decision_log.body"} & erased.cells
    # The decision log stays, as the receipt says: its bytes are the only ones left.
    assert by_place(erased.receipt)["decision_log", Fate.KEPT] == 1
    assert bytes_naming(data).keys() <= {"registry.sqlite"} == set(erased.receipt.remaining)
    assert bytes_naming(data).get("registry.sqlite", set()) <= {NAME, "Öhrnberg", "asa.o"}


def test_what_the_person_has_no_part_in_is_as_it_was_and_is_found(erased: Erased) -> None:
    new, documents = texts_of(erased.house), erased.house.store.registry.documents

    assert new["Kaffe"] == erased.texts["Kaffe"]
    policy = new["Resepolicy"]
    assert len(policy.text) == len(erased.texts["Resepolicy"].text)
    assert "290 kronor" in policy.text
    assert "Bo Berg" in policy.text
    assert BLOCK * len(NAME) in policy.text
    assert policy.erased is not None
    assert policy.erased.why is ErasureReason.PERSON
    assert all(policy.text[p.start : p.end] == p.text for p in documents.passages(policy.id))
    answer = erased.house.ask(BO, "Hur mycket är traktamentet om dagen?")
    assert "290" in " ".join(sentence.text for sentence in answer.sentences)


def test_an_old_answer_still_quotes_what_stands_at_its_place(erased: Erased) -> None:
    registry = erased.house.store.registry
    *_, conversation = registry.conversations.list(BO)
    (message, *_) = registry.conversations.get(conversation.id, BO).messages

    for citation in message.answer["citations"]:
        text = registry.documents.revision(citation["revision"], LOCAL_OWNER).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_receipt_counts_what_the_preview_announced_and_names_nobody(erased: Erased) -> None:
    assert by_place(erased.announced)["conversations", Fate.DELETED] == 1
    assert by_place(erased.receipt)["conversations", Fate.DELETED] == 1
    assert not any(form in erased.receipt.model_dump_json() for form in FORMS)
    assert kept_receipts(erased.house.settings) == (erased.receipt,)
    assert erased.house.persons.holdings(IDENTIFIERS, BO).counts.keys() == {"decisions"}
    assert erased.house.store.registry.audit.verify().broken_at is None
    assert erased.house.store.registry.audit.pseudonym_of("asa.o") is None


def test_without_a_decision_of_theirs_nothing_at_all_is_left(house: House) -> None:
    receipt = house.persons.erase(IDENTIFIERS, BO, "sv")

    assert bytes_naming(house.settings.data) == {}
    assert receipt.remaining == ()


class PowerCut(Exception):
    pass


class Cut:
    """An ingestion that is cut off after the registry's change."""

    def rewrite(self, change: Callable[[], None]) -> bool:
        change()
        raise PowerCut


def test_an_erasure_that_was_cut_off_is_completed(house: House) -> None:
    cut = PersonData(house.store.registry, house.settings, house.persons.now, Cut())  # type: ignore[arg-type]
    with pytest.raises(PowerCut):
        cut.erase(IDENTIFIERS, BO, "sv")
    assert any(path.startswith("index/") for path in bytes_naming(house.settings.data))

    (receipt,) = house.persons.erase_again()

    assert receipt.complete
    assert bytes_naming(house.settings.data) == {}
    assert house.persons.erase_again() == ()


def test_a_restored_registry_is_erased_from_again_by_the_receipt_alone(house: House, tmp_path: Path) -> None:
    database = house.settings.data / "registry.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(tmp_path / "copy")) as copy:
        source.backup(copy)
    house.persons.erase(IDENTIFIERS, BO, "sv")
    with closing(sqlite3.connect(tmp_path / "copy")) as copy, closing(sqlite3.connect(database)) as target:
        copy.backup(target)
    assert "revisions.text" in cells_naming(database)

    (receipt,) = house.persons.erase_again()

    assert receipt.complete
    assert cells_naming(database) == set()
    assert bytes_naming(house.settings.data) == {}
