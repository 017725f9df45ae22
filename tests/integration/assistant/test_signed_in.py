"""Who only ever asked questions is found by name and mail address, of which neither is kept."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.api.signed_in import AGAIN, SignedIn
from assistant.bootstrap import now
from assistant.person_data.service import PersonData
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.jobs import Ingestion
from knowledge.personal_data.processing import DataKind
from knowledge.personal_data.seals import PEOPLE, Seal, seal_for
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.identity_provider import IdentityProvider

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
QUESTION = {"question": "How many days of paid holiday do I have?", "stream": False}


@pytest.fixture
def persons(store: KnowledgeStore, settings: Settings, ingestion: Ingestion) -> PersonData:
    return PersonData(store.registry, settings, now, ingestion)


@pytest.mark.parametrize("said", ["Åsa Öhrnberg", "asa ohrnberg", "Öhrnberg, Åsa", "ASA.OHRNBERG@granvarde.example"])
async def test_who_only_asked_is_found_by_what_sign_in_called_them_and_erased_with_it(
    with_sign_in: httpx.AsyncClient,
    provider: IdentityProvider,
    persons: PersonData,
    leave_policy: Callable[..., str],
    said: str,
) -> None:
    leave_policy(owner="")
    token = provider.token("asa", email="asa.ohrnberg@granvarde.example")
    assert (await with_sign_in.post("/v1/ask", json=QUESTION, headers={"Authorization": f"Bearer {token}"})).is_success

    found = persons.holdings([said], LOCAL_OWNER)
    (user,) = found.also
    under_it = persons.holdings([said, user], LOCAL_OWNER)
    assert under_it.also == ()
    assert {DataKind.SIGN_INS, DataKind.CONVERSATIONS, DataKind.AUDIT} <= under_it.counts.keys()
    (row,) = [item.row for item in under_it.items if item.place == "sign_ins"]
    assert row.keys() == {"user_name", "seen_at"}

    persons.erase([said, user], LOCAL_OWNER, "sv")

    assert persons.holdings([said], LOCAL_OWNER).also == ()
    assert persons.holdings([user], LOCAL_OWNER).total == 0


async def test_no_name_and_no_mail_address_is_kept_of_a_sign_in(
    with_sign_in: httpx.AsyncClient, provider: IdentityProvider, store: KnowledgeStore, settings: Settings
) -> None:
    token = provider.token("asa", email="asa.ohrnberg@granvarde.example")
    assert (await with_sign_in.get("/v1/me", headers={"Authorization": f"Bearer {token}"})).is_success
    store.registry.checkpoint()
    kept = b"".join(path.read_bytes() for path in settings.data.glob("registry.sqlite*"))
    for word in ("öhrnberg", "ohrnberg", "åsa"):
        assert word not in kept.decode("utf-8", "ignore").casefold()


async def test_a_stranger_is_not_noted(
    with_sign_in: httpx.AsyncClient, store: KnowledgeStore, settings: Settings
) -> None:
    assert (await with_sign_in.get("/v1/me", headers={"Authorization": "Bearer wrong"})).status_code == 401
    assert PersonData(store.registry, settings, now).holdings(["Åsa Öhrnberg"], LOCAL_OWNER).also == ()


class Clock:
    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def registry(settings: Settings) -> Iterator[Registry]:
    with closing(Registry(settings.database)) as opened:
        yield opened


def test_a_new_name_takes_the_place_of_the_old_one_and_namesakes_are_both_found(
    registry: Registry, settings: Settings
) -> None:
    seal, persons = seal_for(PEOPLE, settings.data), PersonData(registry, settings, now)
    signed_in = SignedIn(registry.sign_ins, seal)
    signed_in.note("u-1", ["Åsa Öhrnberg"])
    signed_in.note("u-2", ["Åsa Öhrnberg", "x", "a b c d e f"])
    assert persons.holdings(["Åsa Öhrnberg"], LOCAL_OWNER).also == ("u-1", "u-2")
    signed_in.note("u-1", ["Åsa Lind"])
    assert persons.holdings(["Åsa Öhrnberg"], LOCAL_OWNER).also == ("u-2",)
    assert persons.holdings(["åsa lind"], LOCAL_OWNER).also == ("u-1",)


def test_a_sign_in_ends_when_nothing_else_is_held_and_not_before(registry: Registry) -> None:
    clock = Clock()
    signed_in = SignedIn(registry.sign_ins, Seal(b"key"), clock)
    for user in ("asks", "idle"):
        signed_in.note(user, [f"{user} Berg"])
    registry.traces.add("t", Viewer("asks"), {}, at=BEGAN)
    old = {DataKind.SIGN_INS: BEGAN + timedelta(days=1)}

    assert registry.retention.run({DataKind.SIGN_INS: BEGAN}, BEGAN).removals[0].removed == 0
    assert registry.retention.run(old, BEGAN).removals[0].removed == 1

    # Whoever comes back is noted again, at the latest a day after they were.
    clock.now += AGAIN
    signed_in.note("idle", ["idle Berg"])
    assert registry.retention.run(old, clock.now).removals[0].removed == 0


def test_a_pseudonym_of_whom_no_entry_is_left_ends_with_the_log(registry: Registry) -> None:
    registry.audit.append("answer.show", "asks")
    assert registry.audit.pseudonym_of("asks") is not None
    registry.audit.cut_before(datetime.now(UTC) + timedelta(days=1))
    assert registry.audit.pseudonym_of("asks") is None
