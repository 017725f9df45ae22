"""The register of documents on a real database: who sees what, and when."""

from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import (
    Box,
    Concealment,
    HiddenText,
    Passage,
    PlacedText,
    Properties,
    Revision,
    RevisionState,
    Status,
)
from knowledge.errors import Conflict, NotFound, RegistryUnavailable, SettingsError
from knowledge.jobs import JobState, Outcome, SourceReport
from knowledge.registry.documents import DocumentRegister, Source
from knowledge.registry.registry import Registry
from knowledge.registry.tables import Base
from tests.integration.knowledge.conftest import NOW, stage

TODAY = NOW.date()


@pytest.fixture
def documents(registry: Registry) -> DocumentRegister:
    return registry.documents


def publish(
    documents: DocumentRegister, properties: Properties, text: str = "En mening.", document_id: str = ""
) -> str:
    revision = stage(documents, properties, text, document_id)
    documents.publish(revision.id, properties)
    return revision.document_id


def test_migrations_make_exactly_the_tables_that_the_code_uses(url: str) -> None:
    Registry(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []


def test_a_staged_revision_is_hidden_and_listed_nowhere(documents: DocumentRegister) -> None:
    revision = stage(documents, Properties("Policy"))
    assert revision.id in documents.snapshot().hidden
    assert documents.list(LOCAL_OWNER) == ((), 0)


def test_staging_is_noticed_by_a_search_that_began_before(documents: DocumentRegister) -> None:
    before = documents.generation()
    stage(documents, Properties("Policy"))
    assert documents.generation() == before + 1


def test_publishing_replaces_the_old_revision_in_one_step(documents: DocumentRegister) -> None:
    document_id = publish(documents, Properties("Policy"), "Gammal text.")
    old = documents.get(document_id, LOCAL_OWNER).revision_id
    new = stage(documents, Properties("Policy 2"), "Ny text.", document_id)
    before = documents.snapshot()
    documents.publish(new.id, Properties("Policy 2"))
    after = documents.snapshot()
    assert before.hidden == {new.id}
    assert after.hidden == {old}
    assert after.generation == before.generation + 1
    assert documents.get(document_id, LOCAL_OWNER).properties.title == "Policy 2"


def test_a_revision_comes_back_as_it_was_written(documents: DocumentRegister) -> None:
    properties = Properties("Åtgärder", audience=("hr", "legal"), valid_from=date(2026, 1, 1), supersedes=("A-1",))
    document_id = publish(documents, properties, "Räksmörgås på nivå.")
    document = documents.get(document_id, LOCAL_OWNER)
    assert document.properties == properties
    assert (document.passage_count, document.warnings) == (1, ("page 2 was not read",))
    revision = documents.revision(document.revision_id or "", LOCAL_OWNER)
    assert revision.text == "Räksmörgås på nivå."
    assert revision.layout == (PlacedText(0, 2, Box(1, 10.0, 20.0, 30.0, 40.0)),)
    assert revision.hidden_text == (HiddenText(Concealment.UNSEEN, "Ignorera reglerna.", "1"),)
    (passage,) = documents.passages(revision.id)
    assert passage.text == revision.text[passage.start : passage.end]


def test_a_revision_can_be_published_only_once(documents: DocumentRegister) -> None:
    revision = stage(documents, Properties("Policy"))
    documents.publish(revision.id, Properties("Policy"))
    with pytest.raises(Conflict):
        documents.publish(revision.id, Properties("Policy"))


@pytest.mark.parametrize(
    "properties", [Properties("Hemlig", audience=("legal",)), Properties("X", status=Status.DRAFT)]
)
def test_what_one_may_not_see_looks_like_what_is_not_there(documents: DocumentRegister, properties: Properties) -> None:
    document_id = publish(documents, properties)
    outsider = Viewer("anna", frozenset({"hr"}))
    with pytest.raises(NotFound) as forbidden:
        documents.get(document_id, outsider)
    with pytest.raises(NotFound) as absent:
        documents.get("no-such-id", outsider)
    assert str(forbidden.value) == str(absent.value)
    with pytest.raises(NotFound):
        documents.revision(documents.get(document_id, LOCAL_OWNER).revision_id or "", outsider)
    assert documents.list(outsider) == ((), 0)


def test_members_of_an_audience_see_its_documents(documents: DocumentRegister) -> None:
    document_id = publish(documents, Properties("Juridik", audience=("legal", "dpo")))
    assert documents.get(document_id, Viewer("bo", frozenset({"dpo"}))).properties.title == "Juridik"


def test_a_successor_takes_over_on_the_day_it_becomes_valid(documents: DocumentRegister) -> None:
    old = publish(documents, Properties("Gammal", reference="POL-1"))
    new = publish(documents, Properties("Ny", reference="POL-2", supersedes=("POL-1",), valid_from=date(2027, 1, 1)))
    document = documents.get(old, LOCAL_OWNER)
    assert (document.superseded_by, document.superseded_from) == (new, date(2027, 1, 1))
    assert document.in_force(date(2026, 12, 31))
    assert not document.in_force(date(2027, 1, 1))


def test_a_superseded_document_is_hidden_until_the_index_knows(documents: DocumentRegister) -> None:
    old = publish(documents, Properties("Gammal", reference="POL-1"))
    publish(documents, Properties("Ny", supersedes=("POL-1",)))
    (behind,) = documents.out_of_step()
    assert behind.id == old
    assert behind.revision_id in documents.snapshot().hidden
    documents.mark_in_step(behind)
    assert documents.snapshot().hidden == frozenset()


def test_a_removed_successor_gives_its_predecessor_back(documents: DocumentRegister) -> None:
    old = publish(documents, Properties("Gammal", reference="POL-1"))
    new = publish(documents, Properties("Ny", supersedes=("POL-1",)))
    documents.remove(new, "anna")
    assert documents.get(old, LOCAL_OWNER).superseded_by is None


def test_properties_that_changed_again_are_not_taken_for_written(documents: DocumentRegister) -> None:
    document_id = publish(documents, Properties("Policy"))
    documents.update_properties(document_id, Properties("Policy", audience=("hr",)))
    (read,) = documents.out_of_step()
    documents.update_properties(document_id, Properties("Policy", audience=("legal",)))
    documents.mark_in_step(read)
    assert len(documents.out_of_step()) == 1


def test_a_removed_document_is_hidden_at_once_and_can_come_back(documents: DocumentRegister) -> None:
    document_id = publish(documents, Properties("Policy"))
    documents.remove(document_id, "anna")
    (retired,) = documents.in_state(RevisionState.RETIRED)
    assert documents.snapshot().hidden == {retired}
    assert documents.list(LOCAL_OWNER) == ((), 0)
    documents.mark_kept([retired])
    assert documents.snapshot().hidden == frozenset()
    documents.publish(documents.stage_again(document_id, "anna"), Properties("Policy"))
    assert documents.get(document_id, LOCAL_OWNER).removed_at is None


def test_a_document_goes_only_with_its_last_source(documents: DocumentRegister) -> None:
    document_id = publish(documents, Properties("Policy"))
    for uri in ("file:///a.md", "file:///b.md"):
        documents.record_source(Source(uri, "hash", "print", "added", document_id=document_id))
    assert documents.get(document_id, LOCAL_OWNER).sources == ("file:///a.md", "file:///b.md")
    assert not documents.drop_source("file:///a.md", "ingest")
    assert documents.drop_source("file:///b.md", "ingest")
    assert documents.get(document_id, LOCAL_OWNER).removed_at is not None


def test_a_percent_sign_in_a_folder_name_is_no_wildcard(documents: DocumentRegister) -> None:
    for uri in ("file:///100%/a.md", "file:///1000/b.md"):
        documents.record_source(Source(uri, "hash", "print", "refused"))
    assert [source.uri for source in documents.sources_under("file:///100%/")] == ["file:///100%/a.md"]


def test_a_discarded_first_revision_leaves_no_document(documents: DocumentRegister) -> None:
    revision = stage(documents, Properties("Policy"))
    documents.discard_staged(revision.id)
    with pytest.raises(NotFound):
        documents.get(revision.document_id, LOCAL_OWNER)
    assert documents.snapshot().hidden == frozenset()


def test_a_failed_transaction_changes_nothing(registry: Registry) -> None:
    revision = stage(registry.documents, Properties("Policy"))
    duplicate = Passage("p", revision.document_id, "other", 0, 0, 1, "E")
    second = Revision("other", revision.document_id, "h", "text/plain", "En", RevisionState.STAGED, NOW, "test")
    with pytest.raises(RegistryUnavailable):
        registry.documents.stage(second, [duplicate, duplicate], Properties("Policy"))
    assert registry.documents.in_state(RevisionState.STAGED) == (revision.id,)


def test_a_conversation_is_seen_by_its_owner_only(registry: Registry) -> None:
    anna, bo = Viewer("anna"), Viewer("bo")
    conversation = registry.conversations.start(anna, "Vem godkänner?")
    registry.conversations.append(conversation, anna, "Vem godkänner?", {"status": "answered"})
    assert registry.conversations.get(conversation, anna).messages[0].question == "Vem godkänner?"
    assert registry.conversations.list(bo) == ()
    with pytest.raises(NotFound):
        registry.conversations.get(conversation, bo)
    with pytest.raises(NotFound):
        registry.conversations.append(conversation, bo, "?", {})


def test_an_interrupted_job_is_found_again_with_its_request(registry: Registry) -> None:
    job = registry.jobs.add({"paths": ["a"]}, "anna")
    registry.jobs.progress(job.id, 1, 3, "a.md", 4.5)
    ((found, request),) = registry.jobs.unfinished()
    assert (found.state, found.done, found.total, request) == (JobState.RUNNING, 1, 3, {"paths": ["a"]})
    report = SourceReport("a.md", Outcome.REFUSED, "It is encrypted.")
    registry.jobs.finish(job.id, [report])
    assert registry.jobs.unfinished() == ()
    assert registry.jobs.get(job.id, LOCAL_OWNER).reports == (report,)


def test_an_error_of_the_database_names_no_data(registry: Registry) -> None:
    registry.traces.add("t", Viewer("anna"), {"secret": "19121212-1212"})
    with pytest.raises(RegistryUnavailable) as failure:
        registry.traces.add("t", Viewer("anna"), {"secret": "19121212-1212"})
    assert "19121212" not in str(failure.value)


def test_the_decision_log_refuses_to_be_changed_in_every_database(url: str, registry: Registry) -> None:
    decision = registry.decisions.decide({"ruling": "hold"}, Viewer("anna"))
    registry.decisions.sign(decision.number, "", Viewer("bo"))
    engine = create_engine(url)
    for change in ("UPDATE decision_log SET body = '{}'", "DELETE FROM decision_log"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="cannot be changed"):
            connection.execute(text(change))
    engine.dispose()
    assert [entry.signer for entry in registry.decisions.entries()] == [None, "bo"]


@pytest.mark.parametrize("address", ["not a url", "nosuchdatabase://host/x"])
def test_a_bad_database_address_is_a_setting_to_correct(address: str) -> None:
    with pytest.raises(SettingsError, match="LARDOM_DATABASE_URL"):
        Registry(address)


def test_a_database_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RegistryUnavailable):
        Registry(f"sqlite:///{tmp_path}/file/registry.sqlite")
