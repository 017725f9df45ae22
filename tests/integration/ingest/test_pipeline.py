"""The knowledge store follows its sources exactly, one change at a time."""

import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from knowledge.access import LOCAL_OWNER
from knowledge.documents import Document, RevisionState
from knowledge.errors import ModelUnavailable
from knowledge.jobs import Outcome

Library = Any  # conftest.Library, which cannot be imported by name


def outcomes(report: Any) -> dict[str, str]:
    return {Path(line.source).name: line.outcome.value for line in report.reports}


def documents(library: Library) -> list[Document]:
    return list(library.store.registry.documents.list(LOCAL_OWNER)[0])


def agree(library: Library) -> None:
    """Registry and index hold the same revisions and the same number of passages."""
    register = library.store.registry.documents
    current = set(register.in_state(RevisionState.CURRENT))
    assert library.store.index.revision_ids() == current
    assert library.store.index.count() == sum(len(register.passages(revision)) for revision in current)
    assert not register.in_state(RevisionState.STAGED)
    assert not register.in_state(RevisionState.RETIRED)


def test_a_folder_is_read_and_its_texts_are_found(library: Library, folder: Path) -> None:
    folder.joinpath("policy.md").write_text("# Policy\n\nÄgaren granskar årligen.", "utf-8")
    folder.joinpath("rutin.md").write_text("# Rutin\n\nAnmäl incidenten genast.", "utf-8")

    report = library.ingest(folder)

    assert outcomes(report) == {"policy.md": "added", "rutin.md": "added"}
    assert report.passages == 2
    assert library.search("anmäl incidenten")[0] == "Anmäl incidenten genast."
    assert [document.properties.title for document in documents(library)] == ["Policy", "Rutin"]
    agree(library)


def test_an_unchanged_file_costs_a_hash(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    library.parser.read.clear()
    os.utime(folder / "a.md", (1, 1))

    report = library.ingest(folder)

    assert outcomes(report) == {"a.md": "unchanged"}
    assert (report.passages, library.parser.read) == (1, [])


def test_a_changed_file_takes_the_place_of_what_it_was_and_the_old_text_can_still_be_opened(
    library: Library, folder: Path
) -> None:
    folder.joinpath("a.md").write_text("Gränsen är tio.", "utf-8")
    library.ingest(folder)
    (before,) = documents(library)
    folder.joinpath("a.md").write_text("Gränsen är tolv.", "utf-8")

    assert outcomes(library.ingest(folder)) == {"a.md": "updated"}

    (after,) = documents(library)
    assert after.id == before.id
    assert library.search("gränsen är") == ["Gränsen är tolv."]
    old = library.store.registry.documents.revision(before.revision_id, LOCAL_OWNER)
    assert (old.text, old.state) == ("Gränsen är tio.", RevisionState.KEPT)
    assert (library.data / "originals" / old.content_hash).read_text("utf-8") == "Gränsen är tio."
    agree(library)


def test_content_that_comes_back_is_a_new_revision(library: Library, folder: Path) -> None:
    for text in ("Ett.", "Två.", "Ett.", "Två."):
        folder.joinpath("a.md").write_text(text, "utf-8")
        library.ingest(folder)
        assert library.search("ett två") == [text]
        agree(library)


def test_a_file_that_is_gone_disappears_from_answers(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    folder.joinpath("b.md").write_text("Två.", "utf-8")
    library.ingest(folder)
    folder.joinpath("a.md").unlink()

    assert outcomes(library.ingest(folder)) == {"b.md": "unchanged", "a.md": "removed"}
    assert library.search("ett två") == ["Två."]
    agree(library)


def test_a_file_that_was_gone_for_a_while_is_the_same_document_again(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    (before,) = documents(library)
    folder.joinpath("a.md").rename(folder.parent / "a.md")
    library.ingest(folder)
    assert documents(library) == []
    folder.parent.joinpath("a.md").rename(folder / "a.md")

    library.ingest(folder)

    assert [document.id for document in documents(library)] == [before.id]
    assert library.search("ett") == ["Ett."]
    agree(library)


def test_a_folder_that_cannot_be_reached_is_refused_and_nothing_is_forgotten(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    folder.rename(folder.parent / "elsewhere")

    assert outcomes(library.ingest(folder)) == {"folder": "refused"}
    assert library.search("ett") == ["Ett."]


def test_a_renamed_file_stays_the_same_document(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    (before,) = documents(library)
    folder.joinpath("a.md").rename(folder / "b.md")
    library.parser.read.clear()

    assert outcomes(library.ingest(folder)) == {"b.md": "unchanged"}

    (after,) = documents(library)
    assert (after.id, after.sources) == (before.id, (str(folder / "b.md"),))
    assert library.parser.read == []


def test_a_renamed_file_whose_name_another_took_stays_the_same_document(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    (before,) = documents(library)
    folder.joinpath("a.md").rename(folder / "b.md")
    folder.joinpath("a.md").write_text("Två.", "utf-8")

    library.ingest(folder)

    by_source = {Path(document.sources[0]).name: document.id for document in documents(library)}
    assert by_source["b.md"] == before.id != by_source["a.md"]
    assert sorted(library.search("ett två")) == ["Ett.", "Två."]
    agree(library)


def test_the_same_content_under_two_names_is_read_once_and_known_by_both(library: Library, folder: Path) -> None:
    for name in ("a.md", "b.md"):
        folder.joinpath(name).write_text("Ett.", "utf-8")

    report = library.ingest(folder)

    assert outcomes(report) == {"a.md": "added", "b.md": "unchanged"}
    assert library.parser.read == ["a.md"]
    assert [len(document.sources) for document in documents(library)] == [2]
    folder.joinpath("a.md").unlink()
    library.ingest(folder)
    assert library.search("ett") == ["Ett."]


def test_the_same_content_for_another_audience_is_another_document(library: Library, folder: Path) -> None:
    for name, group in (("a.md", "legal"), ("b.md", "staff")):
        folder.joinpath(name).write_text("Ett.", "utf-8")
        folder.joinpath(f"{name}.meta.yaml").write_text(f"audience: [{group}]", "utf-8")

    library.ingest(folder)

    assert sorted(document.properties.audience for document in documents(library)) == [("legal",), ("staff",)]


@pytest.mark.parametrize("changed", [("a.md",), ("b.md",), ("a.md", "b.md")])
def test_two_names_for_one_document_part_when_their_contents_do(
    library: Library, folder: Path, changed: tuple[str, ...]
) -> None:
    texts = dict.fromkeys(("a.md", "b.md"), "Ett.")
    for name, text in texts.items():
        folder.joinpath(name).write_text(text, "utf-8")
    library.ingest(folder)
    for name in changed:
        texts[name] = f"Ny text i {name} här."
        folder.joinpath(name).write_text(texts[name], "utf-8")

    library.ingest(folder)

    assert sorted(library.search("ett ny text i här")) == sorted(set(texts.values()))
    agree(library)


def test_two_names_for_one_document_that_change_alike_stay_one(library: Library, folder: Path) -> None:
    for text in ("Ett.", "Två."):
        for name in ("a.md", "b.md"):
            folder.joinpath(name).write_text(text, "utf-8")
        library.ingest(folder)

    assert len(documents(library)) == 1
    assert library.search("ett två") == ["Två."]


def test_a_changed_sidecar_changes_who_finds_the_passages_without_embedding_them_again(
    library: Library, folder: Path
) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    assert library.search("ett", "all") == ["Ett."]
    library.embedder.embedded.clear()
    folder.joinpath("a.md.meta.yaml").write_text("audience: [legal]\nowner: Chefsjurist", "utf-8")

    assert outcomes(library.ingest(folder)) == {"a.md": "updated"}

    assert library.search("ett", "all") == []
    assert library.search("ett", "legal") == ["Ett."]
    assert library.embedder.embedded == []
    assert outcomes(library.ingest(folder)) == {"a.md": "unchanged"}


def test_a_changed_title_is_embedded_since_passages_are_found_by_it(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    folder.joinpath("a.md.meta.yaml").write_text("title: Inköpspolicy", "utf-8")

    library.ingest(folder)

    assert library.embedder.embedded[-1] == "Inköpspolicy\nEtt."
    agree(library)


def test_a_successor_read_together_with_what_it_replaces_takes_its_place(library: Library, folder: Path) -> None:
    texts = {"b-new.md": "Ny gräns tolv.", "c-old.md": "Gammal gräns tio."}
    for _ in range(2):  # the second time, both documents exist and both have changed
        for name, text in texts.items():
            folder.joinpath(name).write_text(text, "utf-8")
            properties = "reference: P-1" if "old" in name else "reference: P-2\nsupersedes: [P-1]"
            folder.joinpath(f"{name}.meta.yaml").write_text(properties, "utf-8")
        library.ingest(folder)
        assert library.search("gräns") == [texts["b-new.md"]]
        texts = {name: f"{text} Igen." for name, text in texts.items()}


def test_a_file_that_cannot_be_read_stays_reported_and_the_rest_goes_on(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("BROKEN", "utf-8")
    folder.joinpath("b.md").write_text("Två.", "utf-8")

    first, second = library.ingest(folder), library.ingest(folder)

    assert outcomes(first) == {"a.md": "refused", "b.md": "added"}
    assert outcomes(second) == {"a.md": "refused", "b.md": "unchanged"}
    assert second.refused[0].detail == "The file is damaged. Save it again."
    assert library.parser.read == ["a.md", "b.md"]
    assert second.exit_code == 1
    assert len(list((library.data / "originals").iterdir())) == 1


def test_answers_rest_on_the_last_readable_version_and_the_report_says_so(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    folder.joinpath("a.md").write_text("BROKEN", "utf-8")

    (refused,) = library.ingest(folder).refused

    assert "Answers still rest on the version taken in on" in refused.detail
    assert library.search("ett") == ["Ett."]
    folder.joinpath("a.md").write_text("Lagad.", "utf-8")
    assert outcomes(library.ingest(folder)) == {"a.md": "updated"}
    assert library.search("ett lagad") == ["Lagad."]


def test_a_partly_read_file_is_found_and_its_gaps_are_named(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("SCAN Ett.", "utf-8")

    report = library.ingest(folder)

    assert [(line.outcome, line.detail) for line in report.reports] == [(Outcome.PARTLY, "Page 2 was not read.")]
    assert report.as_json()["partly"] == [{"source": str(folder / "a.md"), "detail": "Page 2 was not read."}]
    assert documents(library)[0].warnings == ("Page 2 was not read.",)


def test_a_file_without_text_is_refused(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text(" \n", "utf-8")
    assert outcomes(library.ingest(folder)) == {"a.md": "refused"}
    assert documents(library) == []


def test_a_document_removed_by_a_person_is_not_brought_back_by_the_same_file(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    library.workshop.writer.remove(documents(library)[0].id, "karin")

    (line,) = library.ingest(folder).reports

    assert (line.outcome, line.passages) == (Outcome.UNCHANGED, 0)
    assert "removed from the library" in line.detail
    assert library.search("ett") == []
    agree(library)


def test_a_removed_document_is_restored_as_it_was(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    library.ingest(folder)
    (before,) = documents(library)
    library.workshop.writer.remove(before.id, "karin")
    assert library.search("ett") == []

    library.workshop.writer.restore(before.id, "karin")

    assert library.search("ett") == ["Ett."]
    assert documents(library)[0].revision_id == before.revision_id
    agree(library)


def test_an_upload_with_the_same_name_replaces_the_document(library: Library, tmp_path: Path) -> None:
    for number, text in enumerate(("Ett.", "Två.")):
        path = tmp_path / f"stored-{number}"
        path.write_text(text, "utf-8")
        library.upload(path, "policy.md", kind="policy", owner="Karin")

    (document,) = documents(library)
    assert (document.sources, document.properties.owner) == (("upload:tester/policy.md",), "Karin")
    assert library.search("ett två") == ["Två."]


def test_a_removed_document_that_is_uploaded_again_is_back(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "policy.md"
    path.write_text("Ett.", "utf-8")
    library.upload(path, "policy.md")
    library.workshop.writer.remove(documents(library)[0].id, "karin")

    library.upload(path, "policy.md")

    assert library.search("ett") == ["Ett."]
    agree(library)


def test_files_of_one_name_in_two_folders_are_two_documents(library: Library, folder: Path) -> None:
    for name in ("hr", "it"):
        folder.joinpath(name).mkdir()
        folder.joinpath(name, "policy.md").write_text(f"Policy för {name}.", "utf-8")
    library.ingest(folder)
    assert len(documents(library)) == 2


def test_members_of_an_archive_come_and_go_and_a_damaged_archive_forgets_none(library: Library, tmp_path: Path) -> None:
    def pack(**members: str) -> Path:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for name, text in members.items():
                archive.writestr(f"{name}.md", text)
        return tmp_path / "a.zip"

    library.ingest(pack(ett="Ett.", tva="Två."))
    assert sorted(library.search("ett två")) == ["Ett.", "Två."]
    library.ingest(pack(tva="Två."))
    assert library.search("ett två") == ["Två."]
    tmp_path.joinpath("a.zip").write_bytes(b"PK not a zip")
    assert outcomes(library.ingest(tmp_path / "a.zip")) == {"a.zip": "refused"}
    assert library.search("ett två") == ["Två."]
    agree(library)


def test_an_outage_stops_the_ingest_and_the_next_one_completes_it(library: Library, folder: Path) -> None:
    for number in range(3):
        folder.joinpath(f"{number}.md").write_text(f"Text nummer {number}.", "utf-8")
    library.embedder.is_down = True
    with pytest.raises(ModelUnavailable):
        library.ingest(folder)
    assert library.search("text") == []

    library.embedder.is_down = False
    library.ingest(folder)

    assert len(library.search("text")) == 3
    agree(library)


def test_an_index_that_lost_passages_and_has_strange_ones_is_put_right(library: Library, folder: Path) -> None:
    folder.joinpath("a.md").write_text("Ett.", "utf-8")
    folder.joinpath("b.md").write_text("Två.", "utf-8")
    library.ingest(folder)
    lost, strange = (document.revision_id for document in documents(library))
    library.store.index.delete_revisions([lost])
    library.store.registry.documents.remove(documents(library)[1].id, "karin")
    library.store.registry.documents.mark_kept([strange])

    library.workshop.writer.recover()

    assert library.search("ett två") == ["Ett."]
    agree(library)


def test_a_reader_sees_the_old_or_the_new_never_both_and_never_neither(library: Library, folder: Path) -> None:
    document = folder / "a.md"
    document.write_text("Version 0 gäller.", "utf-8")
    library.ingest(folder)
    seen: list[list[str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(library.search("version gäller"))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 15):
        document.write_text(f"Version {number} gäller.", "utf-8")
        library.ingest(folder)
    done.set()
    for reader in readers:
        reader.join()

    assert {len(texts) for texts in seen} == {1}
    assert len({texts[0] for texts in seen}) > 3
