"""A folder of documents in a store of its own, as `lardom ingest` makes it, and gone afterwards."""

from pathlib import Path

import pytest

from eval.temporary_store import ingested
from knowledge.access import LOCAL_OWNER
from knowledge.errors import Refused
from knowledge.settings import Settings


def test_a_folders_documents_are_there_by_their_references_and_gone_afterwards(tmp_path: Path) -> None:
    (tmp_path / "leave.md").write_text("---\nreference: A-1\n---\n# Leave\n\nEveryone has 30 days.", encoding="utf-8")
    with ingested([tmp_path], Settings(data=tmp_path / "own")) as made:
        ((document,), total) = made.store.registry.documents.list(LOCAL_OWNER)
        assert (made.ids, total) == ({document.id: "A-1"}, 1)
        assert made.settings.data.exists()
    assert not made.settings.data.exists()
    assert not (tmp_path / "own").exists()


def test_a_file_that_cannot_be_read_is_no_smaller_evaluation(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    with (
        pytest.raises(Refused, match=r"broken\.pdf was not taken in"),
        ingested([tmp_path], Settings(data=tmp_path / "own")),
    ):
        pass
