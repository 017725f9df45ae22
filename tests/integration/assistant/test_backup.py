"""Everything is lost, and put back: the same answers with the same citations, and an audit log that verifies."""

import os
import shutil
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from assistant.bootstrap import build_assistant
from assistant.commands.audit import audit
from assistant.commands.backup import backup, restore
from assistant.person_data.erasing import opened as erasing
from assistant.pipeline import Ask
from assistant.schemas.answers import Answer
from assistant.schemas.person_data import Receipt
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.audit import Act
from knowledge.backup import Damaged
from knowledge.embeddings import Embedder
from knowledge.errors import Conflict, Refused
from knowledge.index.factory import open_index
from knowledge.registry.audit import AuditQuery
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore

QUESTION = "How many days of paid holiday does every employee have a year?"


@pytest.fixture(autouse=True)
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the commands read."""
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))
    monkeypatch.setenv("LARDOM_EMBEDDING_THREADS", "1")


@pytest.fixture
def opened(settings: Settings, embedder: Embedder) -> Callable[[], KnowledgeStore]:
    def open_store() -> KnowledgeStore:
        settings.originals.mkdir(parents=True, exist_ok=True)
        return KnowledgeStore(Registry(settings.database), open_index(settings, embedder), embedder)

    return open_store


def answer(settings: Settings, store: KnowledgeStore) -> Answer:
    *_, given = build_assistant(settings, store).answer(Ask(QUESTION, Viewer("åsa")))
    assert isinstance(given, Answer)
    return given


@pytest.fixture
def saved(leave_policy: Callable[..., str], tmp_path: Path) -> Path:
    """A backup of a library with one document."""
    leave_policy()
    file = tmp_path / "lardom.backup"
    assert backup([str(file)]) == 0
    return file


def test_everything_is_lost_and_put_back(
    settings: Settings,
    store: KnowledgeStore,
    opened: Callable[[], KnowledgeStore],
    leave_policy: Callable[..., str],
    tmp_path: Path,
) -> None:
    document_id = leave_policy(title="Semesterpolicy – åäö")
    before = answer(settings, store)
    (settings.originals / "abc").write_bytes(b"%PDF of the policy")
    head = store.registry.audit.verify().head
    file = tmp_path / "lardom.backup"
    # The store is open, as under a running server.
    assert backup([str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    store.close()
    shutil.rmtree(settings.data)

    assert restore([str(file)]) == 0
    with closing(opened()) as again:
        after = answer(settings, again)
        assert after.sentences == before.sentences
        assert [cited.quote for cited in after.citations] == [cited.quote for cited in before.citations]
        assert [cited.revision for cited in after.citations] == [cited.revision for cited in before.citations]
        assert again.registry.documents.get(document_id, LOCAL_OWNER).properties.title == "Semesterpolicy – åäö"
        restored = again.registry.audit.latest(AuditQuery(act=Act.BACKUP_RESTORE))
        assert len(restored) == 1
    assert (settings.originals / "abc").read_bytes() == b"%PDF of the policy"
    assert audit(["verify", "--head", head]) == 0
    assert not list(settings.data.glob("restoring-*"))


@pytest.mark.parametrize("cut", [12_000, 30_000])
def test_a_file_that_was_cut_short_is_refused_and_nothing_is_changed(
    saved: Path, settings: Settings, store: KnowledgeStore, cut: int
) -> None:
    saved.write_bytes(saved.read_bytes()[:-cut])
    documents = store.registry.documents.count(LOCAL_OWNER)
    with pytest.raises(Damaged):
        restore([str(saved), "--force"])
    assert store.registry.documents.count(LOCAL_OWNER) == documents


def test_a_member_that_was_changed_is_named(saved: Path) -> None:
    content = saved.read_bytes()
    assert b"Every employee has 30 days" in content
    saved.write_bytes(content.replace(b"Every employee has 30 days", b"Every employee has 50 days"))
    with pytest.raises(Damaged, match=r"registry/revisions\.jsonl"):
        restore([str(saved), "--check"])


def test_what_is_no_backup_or_would_leave_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other"
    file.write_text("not a tar file at all", encoding="utf-8")
    with pytest.raises(Damaged):
        restore([str(file)])
    for name in ("../evil", "/etc/evil", "files/../../evil", "elsewhere/evil"):
        with tarfile.open(file, "w") as tar:
            header = tarfile.TarInfo(name)
            header.size = 4
            tar.addfile(header, BytesIO(b"evil"))
        with pytest.raises(Damaged, match="does not belong"):
            restore([str(file)])
    with tarfile.open(file, "w") as tar:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(Damaged):
        restore([str(file)])


def test_a_library_that_is_there_is_replaced_only_when_that_is_said(
    saved: Path, settings: Settings, store: KnowledgeStore, leave_policy: Callable[..., str]
) -> None:
    later = leave_policy(title="Added after the backup")
    (settings.originals / "later").write_bytes(b"later")
    with pytest.raises(Conflict):
        restore([str(saved)])
    assert restore([str(saved), "--check"]) == 0
    store.close()
    assert restore([str(saved), "--force", "--no-index"]) == 0
    with closing(Registry(settings.database)) as registry:
        documents, _ = registry.documents.list(LOCAL_OWNER)
        assert later not in {document.id for document in documents}
    assert not (settings.originals / "later").exists()
    for file in settings.data.glob("registry.sqlite*"):
        assert b"Added after the backup" not in file.read_bytes(), file


def test_a_running_server_is_not_restored_under(saved: Path, settings: Settings) -> None:
    (settings.data / "server.json").write_text(
        f'{{"url": "http://127.0.0.1:1", "token": "t", "pid": {os.getpid()}}}', encoding="utf-8"
    )
    with pytest.raises(Conflict, match="server"):
        restore([str(saved), "--force"])


def test_a_backup_of_a_newer_lardom_is_refused(saved: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    revision = content[content.index(b'"revision": "') + len(b'"revision": "') :][:4]
    saved.write_bytes(content.replace(b'"revision": "' + revision, b'"revision": "9999'))
    with pytest.raises(Refused, match="newer"):
        restore([str(saved), "--check"])


def test_proofs_of_erasure_that_are_there_stay_and_those_kept_elsewhere_are_added(
    settings: Settings, saved: Path, store: KnowledgeStore, tmp_path: Path
) -> None:
    proofs, elsewhere = settings.data / "erasures", tmp_path / "elsewhere"
    for folder in (proofs, elsewhere):
        folder.mkdir(exist_ok=True)
    for folder, name in ((proofs, "after"), (elsewhere, "kept")):
        receipt = Receipt(
            id=name, at=datetime.now(UTC), language="sv", dry_run=False, complete=True, lines=(), outside=()
        )
        (folder / f"{name}.json").write_text(receipt.model_dump_json(), encoding="utf-8")
    store.close()
    assert restore([str(saved), "--force", "--no-index", "--erasures", str(elsewhere)]) == 0
    assert {file.name for file in proofs.iterdir()} >= {"after.json", "kept.json"}


def test_an_older_backup_is_not_overwritten(saved: Path) -> None:
    with pytest.raises(Refused):
        backup([str(saved)])


def test_who_was_erased_after_the_backup_does_not_come_back_with_it(
    settings: Settings, store: KnowledgeStore, leave_policy: Callable[..., str], tmp_path: Path
) -> None:
    name = "Åsa Öhrnberg"
    leave_policy(owner=name)
    store.registry.audit.append(Act.DOCUMENT_REMOVE, "asa.o", "d")
    file = tmp_path / "lardom.backup"
    assert backup([str(file)]) == 0
    assert name.encode() in file.read_bytes()
    store.close()
    with erasing(settings) as persons:
        persons.erase((name, "asa.o"), LOCAL_OWNER, "sv")
    assert restore([str(file), "--force", "--no-index"]) == 0
    with closing(Registry(settings.database)) as registry:
        assert registry.audit.pseudonym_of("asa.o") is None
        assert registry.audit.verify().broken_at is None
    for path in settings.data.rglob("*"):
        if path.is_file():
            assert name.encode() not in path.read_bytes(), path
