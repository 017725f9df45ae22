"""The audit log on a real database: appended to, chained, cut at its oldest end only, and under pseudonyms."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DatabaseError

from knowledge.access import KeyScope, Viewer
from knowledge.audit import SYSTEM, Act
from knowledge.errors import NotFound, Refused
from knowledge.registry.audit import AuditQuery, AuditRegister
from knowledge.registry.database import Database

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ÅSA = Viewer("åsa@kommun.se")


class Days:
    """A clock that goes a day forward whenever it is read."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self) -> datetime:
        self.read += 1
        return BEGAN + timedelta(days=self.read - 1)


@pytest.fixture
def log(url: str) -> Iterator[AuditRegister]:
    database = Database(url)
    yield AuditRegister(database, Days())
    database.close()


@pytest.fixture
def engine(url: str, log: AuditRegister) -> Iterator[Engine]:
    made = create_engine(url)
    yield made
    made.dispose()


def filled(log: AuditRegister, days: int) -> None:
    for number in range(days):
        log.append(Act.DOCUMENT_REMOVE, ÅSA, f"document-{number + 1}", {"passages": number})


def test_an_untouched_log_is_whole_and_ends_with_its_head(log: AuditRegister) -> None:
    filled(log, 3)
    checked = log.verify()
    assert (checked.entries, checked.broken_at) == (3, None)
    assert checked.head == log.latest(AuditQuery(), limit=1)[0].hash


def test_the_log_holds_no_name_and_always_the_same_pseudonym_for_a_person(log: AuditRegister) -> None:
    filled(log, 2)
    log.append(Act.KEY_CREATE, "bo@kommun.se", "ab12")
    first, second, other = log.read()
    assert first.actor == second.actor == log.pseudonym_of(ÅSA.user)
    assert other.actor != first.actor
    assert all("kommun.se" not in entry.body for entry in log.read())


def test_services_and_the_service_itself_need_no_pseudonym(log: AuditRegister) -> None:
    log.append(Act.ANSWER_SHOW, Viewer("key:ab12", scopes=frozenset({KeyScope.ASK})))
    log.append(Act.AUDIT_CUT, SYSTEM)
    # Who signs in under such a name is a person all the same.
    log.append(Act.ANSWER_SHOW, Viewer("key:ab12"))
    actors = [entry.actor for entry in log.read()]
    assert actors[:2] == ["key:ab12", "system"]
    assert actors[2].startswith("person-")


@pytest.mark.parametrize("change", ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log WHERE number = 1"])
def test_the_database_refuses_to_change_the_log(log: AuditRegister, engine: Engine, change: str) -> None:
    filled(log, 2)
    with engine.begin() as connection, pytest.raises(DatabaseError, match="cannot be changed"):
        connection.execute(text(change))
    assert log.verify().entries == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_log SET body = replace(body, 'document-2', 'document-9') WHERE number = 2",
        "UPDATE audit_log SET subject = 'document-9' WHERE number = 2",
        "DELETE FROM audit_log WHERE number = 2",
    ],
)
def test_what_is_changed_behind_the_databases_back_is_named(log: AuditRegister, engine: Engine, change: str) -> None:
    filled(log, 4)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_log_refuses_update"))
            connection.execute(text("DROP TRIGGER audit_log_refuses_delete"))
        connection.execute(text(change))
    assert log.verify().broken_at == 2


def test_what_retention_cuts_leaves_the_rest_verifiable_and_says_so(log: AuditRegister) -> None:
    filled(log, 5)
    assert log.cut_before(BEGAN + timedelta(days=2)) == 2
    assert [entry.number for entry in log.read()] == [3, 4, 5, 6]
    cut = log.read()[-1]
    assert (cut.act, cut.actor, cut.details["removed"]) == (Act.AUDIT_CUT, SYSTEM, 2)
    assert (log.verify().entries, log.verify().broken_at) == (4, None)
    log.append(Act.KEY_REVOKE, ÅSA, "ab12")
    assert log.cut_before(BEGAN + timedelta(days=4)) == 2
    assert log.verify().broken_at is None
    assert log.cut_before(BEGAN) == 0


def test_everything_may_be_cut_but_the_entry_that_tells_of_it(log: AuditRegister) -> None:
    filled(log, 3)
    assert log.cut_before(BEGAN + timedelta(days=99)) == 3
    assert (log.verify().entries, log.verify().broken_at) == (1, None)
    filled(log, 1)
    assert log.verify().broken_at is None


def test_an_oldest_end_that_no_entry_tells_of_is_missed(log: AuditRegister, engine: Engine) -> None:
    filled(log, 5)
    log.cut_before(BEGAN + timedelta(days=2))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_log_refuses_delete"))
        connection.execute(text("DELETE FROM audit_log WHERE number = 3"))
    assert log.verify().broken_at == 3


def test_a_pseudonym_is_resolved_for_a_reason_that_is_written_down(log: AuditRegister) -> None:
    filled(log, 1)
    pseudonym = log.pseudonym_of(ÅSA.user) or ""
    auditor = Viewer("eva")
    with pytest.raises(Refused):
        log.resolve(pseudonym, "  ", auditor)
    assert log.resolve(pseudonym, "Ärende 2026-17", auditor) == ÅSA.user
    asked = log.read()[-1]
    assert (asked.act, asked.subject, asked.actor) == (Act.AUDIT_RESOLVE, pseudonym, log.pseudonym_of("eva"))
    assert asked.details == {"reason": "Ärende 2026-17"}


def test_a_person_who_is_forgotten_can_be_found_by_nobody_and_the_log_stays_whole(log: AuditRegister) -> None:
    filled(log, 2)
    pseudonym = log.forget(ÅSA.user)
    assert pseudonym is not None
    assert log.pseudonym_of(ÅSA.user) is None
    with pytest.raises(NotFound):
        log.resolve(pseudonym, "Ärende 2026-17", Viewer("eva"))
    assert log.verify().broken_at is None
    filled(log, 1)
    assert log.pseudonym_of(ÅSA.user) != pseudonym


def test_entries_are_found_by_act_actor_subject_and_time(log: AuditRegister) -> None:
    filled(log, 3)
    log.append(Act.KEY_CREATE, "bo", "ab12")
    log.append(Act.KEY_REVOKE, "bo", "ab12")

    def numbers(query: AuditQuery) -> list[int]:
        return [entry.number for entry in log.every(query)]

    assert numbers(AuditQuery(act="key")) == [4, 5]
    assert numbers(AuditQuery(act="key.create")) == [4]
    assert numbers(AuditQuery(subject="ab12", act="document")) == []
    assert numbers(AuditQuery(actor=log.pseudonym_of("bo") or "")) == [4, 5]
    assert numbers(AuditQuery(since=BEGAN + timedelta(days=1), until=BEGAN + timedelta(days=3))) == [2, 3]
    assert [entry.number for entry in log.latest(AuditQuery(), before=4, limit=2)] == [3, 2]
