"""What the audit log has to tell of is done together with its entry, or not at all."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, text

from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.audit import Act
from knowledge.documents import Properties
from knowledge.errors import RegistryUnavailable
from knowledge.gaps import GapState
from knowledge.registry.documents import Source
from knowledge.registry.registry import Registry
from tests.integration.knowledge.conftest import stage
from tests.integration.knowledge.test_gap_register import gap

ANNA = Viewer("anna@kommun.se", name="Anna Berg")
SOURCE = Source("file:///a.md", "hash", "print", "added")


@pytest.fixture
def engine(url: str, registry: Registry) -> Iterator[Engine]:
    made = create_engine(url)
    yield made
    made.dispose()


def published(registry: Registry) -> str:
    revision = stage(registry.documents, Properties("Policy"))
    registry.documents.publish(revision.id, Properties("Policy"), SOURCE)
    return revision.document_id


def upload(registry: Registry) -> Callable[[], object]:
    return lambda: registry.jobs.add_upload({"upload": "a.txt"}, ANNA, 3)


def publish(registry: Registry) -> Callable[[], object]:
    revision = stage(registry.documents, Properties("Policy"))
    return lambda: registry.documents.publish(revision.id, Properties("Policy"), SOURCE)


def other_properties(registry: Registry) -> Callable[[], object]:
    document_id = published(registry)
    return lambda: registry.documents.update_properties(document_id, Properties("Policy", owner="HR"))


def remove(registry: Registry) -> Callable[[], object]:
    document_id = published(registry)
    return lambda: registry.documents.remove(document_id, ANNA)


def lose_the_source(registry: Registry) -> Callable[[], object]:
    published(registry)
    return lambda: registry.documents.drop_source(SOURCE.uri, ANNA)


def restore(registry: Registry) -> Callable[[], object]:
    document_id = published(registry)
    registry.documents.remove(document_id, ANNA)
    return lambda: registry.documents.stage_again(document_id, ANNA)


def assign_a_gap(registry: Registry) -> Callable[[], object]:
    id_ = gap(registry, "Var parkerar besökare?").id
    return lambda: registry.gaps.assign(id_, "Karin Lund", date(2026, 12, 1), ANNA)


def dismiss_a_gap(registry: Registry) -> Callable[[], object]:
    id_ = gap(registry, "Var parkerar besökare?").id
    return lambda: registry.gaps.dismiss(id_, "Inte vår fråga.", ANNA)


def close_a_gap(registry: Registry) -> Callable[[], object]:
    id_ = gap(registry, "Var parkerar besökare?").id
    document_id = published(registry)
    return lambda: registry.gaps.close(id_, document_id, ANNA)


def reopen_a_gap(registry: Registry) -> Callable[[], object]:
    id_ = gap(registry, "Var parkerar besökare?").id
    registry.gaps.dismiss(id_, "Inte vår fråga.", ANNA)
    return lambda: registry.gaps.reopen(id_, ANNA)


EVERY_ACT = {
    Act.DOCUMENT_UPLOAD: (upload,),
    Act.DOCUMENT_PUBLISH: (publish,),
    Act.DOCUMENT_CHANGE: (other_properties,),
    Act.DOCUMENT_REMOVE: (remove, lose_the_source),
    Act.DOCUMENT_RESTORE: (restore,),
    Act.GAP_CHANGE: (assign_a_gap, dismiss_a_gap, close_a_gap, reopen_a_gap),
}


def everything_but_the_log(engine: Engine) -> dict[str, list[str]]:
    tables = ("documents", "revisions", "sources", "jobs", "gaps", "property_changes", "counters")
    with engine.connect() as connection:
        return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}


@pytest.mark.parametrize(("act", "prepared"), [(act, each) for act, ways in EVERY_ACT.items() for each in ways])
def test_what_is_done_is_in_the_log_and_what_cannot_be_logged_is_not_done(
    registry: Registry, engine: Engine, act: Act, prepared: Callable[[Registry], Callable[[], object]]
) -> None:
    do = prepared(registry)
    before, entries = everything_but_the_log(engine), len(registry.audit.read())
    rename(engine, "audit_log", "elsewhere")
    with pytest.raises(RegistryUnavailable):
        do()
    rename(engine, "elsewhere", "audit_log")
    assert everything_but_the_log(engine) == before
    assert len(registry.audit.read()) == entries

    do()

    assert [entry.act for entry in registry.audit.read()[entries:]] == [act]
    assert "anna" not in registry.audit.read()[-1].body
    assert registry.audit.verify().broken_at is None


def rename(engine: Engine, table: str, to: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


def test_a_gap_that_opens_again_by_itself_is_in_the_log_too(registry: Registry) -> None:
    id_ = gap(registry, "Var parkerar besökare?").id
    registry.gaps.close(id_, published(registry), ANNA)

    registry.gaps.reopen(id_, None)

    entry = registry.audit.read()[-1]
    assert (entry.act, entry.actor, entry.subject) == (Act.GAP_CHANGE, "system", id_)
    assert registry.gaps.get(id_).changed_by == ""
    assert registry.gaps.get(id_).state is GapState.OPEN


def test_what_is_published_again_after_an_interruption_is_nobodys_act(registry: Registry) -> None:
    document_id = published(registry)
    registry.documents.remove(document_id, ANNA)
    revision_id = registry.documents.stage_again(document_id, ANNA)

    registry.documents.publish(revision_id, Properties("Policy"), viewer=None)

    entry = registry.audit.read()[-1]
    assert (entry.act, entry.actor, entry.details) == (Act.DOCUMENT_PUBLISH, "system", {"revision": revision_id})
    assert registry.documents.get(document_id, LOCAL_OWNER).removed_at is None
