"""The policy on personal data, from the file to what is kept, found and reported."""

from dataclasses import replace
from pathlib import Path

from knowledge.access import LOCAL_OWNER
from knowledge.documents import Revision
from knowledge.jobs import Outcome
from knowledge.personal_data.findings import PersonalData
from knowledge.personal_data.persons import BLOCK, fingerprints_of, person_by_fingerprints, person_of
from knowledge.personal_data.policy import Handling, Policy
from tests.integration.ingest.conftest import Library

NUMBER = "811218-9876"


def written(folder: Path) -> Path:
    file = folder / "rutin.txt"
    file.write_text(f"Kontakta Anna Svensson om kunden {NUMBER} inte svarar på brevet.", "utf-8")
    return file


def revision_of(library: Library, document_id: str | None) -> Revision:
    assert document_id is not None
    document = library.store.registry.documents.get(document_id, LOCAL_OWNER)
    assert document.revision_id is not None
    return library.store.registry.documents.revision(document.revision_id, LOCAL_OWNER)


def test_what_is_allowed_is_reported_and_noted_for_review(library: Library, tmp_path: Path) -> None:
    (report,) = library.ingest(written(tmp_path)).reports
    assert report.outcome is Outcome.ADDED
    assert report.detail == "Personal data to look at: 1 × personnummer."
    revision = revision_of(library, report.document_id)
    found = {finding.kind: revision.text[finding.start : finding.end] for finding in revision.personal_data}
    assert found == {PersonalData.NAME: "Anna Svensson", PersonalData.PERSONNUMMER: NUMBER}


def test_what_is_redacted_is_nowhere_in_the_data_folder(library: Library, tmp_path: Path) -> None:
    library.policy = Policy(Handling.ALLOW, Handling.REDACT)
    (report,) = library.ingest(written(tmp_path)).reports
    assert "1 × personnummer" in report.detail
    assert "[personnummer]" in revision_of(library, report.document_id).text
    library.store.registry.close()
    for file in library.data.rglob("*"):
        assert not file.is_file() or NUMBER.encode() not in file.read_bytes(), file


def test_what_is_blocked_is_refused_and_not_kept(library: Library, tmp_path: Path) -> None:
    library.policy = Policy(Handling.ALLOW, Handling.BLOCK)
    (report,) = library.ingest(written(tmp_path)).reports
    assert report.outcome is Outcome.REFUSED
    assert "1 × personnummer" in report.detail
    assert not list((library.data / "originals").glob("*"))


def test_whoever_was_erased_does_not_come_back_with_an_old_file(library: Library, folder: Path) -> None:
    _, identifiers = person_of(["Åsa Öhrnberg", "850312-1234"])
    marks = fingerprints_of(identifiers, b"key")
    library.workshop = replace(library.workshop, erased=lambda: person_by_fingerprints(marks, b"key"))
    name = folder / "Åsa Öhrnberg.md"
    name.write_text("# Kontakt\n\nRing ÅSA ÖHRNBERG (19850312-1234).\n\nÅsas kollega är Bo Berg.", "utf-8")

    report = library.ingest(folder)
    again = library.ingest(folder)

    (document,), _ = library.store.registry.documents.list(LOCAL_OWNER)
    text = revision_of(library, document.id).text
    assert text == f"Kontakt\n\nRing {BLOCK * 12} ({BLOCK * 13}).\n\n{BLOCK * 4} kollega är Bo Berg."
    assert "erased" in report.reports[0].detail
    assert not any("hrnberg" in source for source in document.sources)
    assert list((library.data / "originals").iterdir()) == []
    assert [each.outcome for each in again.reports] == [Outcome.UNCHANGED]
    assert library.search("Öhrnberg") == library.search("kollega")
