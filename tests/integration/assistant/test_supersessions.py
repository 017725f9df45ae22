"""Proposals to replace a document, over HTTP: who sees them, who decides, and what the answers rest on."""

from collections.abc import Callable

import httpx
import pytest

from knowledge.access import Role, Viewer
from knowledge.documents import Kind, Properties
from tests.integration.assistant.conftest import Library

As = Callable[..., dict[str, str]]
QUESTION = {"question": "How many weeks before must holiday be requested?", "stream": False}
KIM = Viewer("kim", roles=frozenset({Role.CONTRIBUTOR}))

_PEOPLE = (("olle", Role.OWNER), ("kim", Role.CONTRIBUTOR), ("bo", Role.CONTRIBUTOR), ("al", Role.READER))


@pytest.fixture
def as_(as_local: dict[str, str]) -> As:
    def headers(user: str, *roles: Role, groups: str = "") -> dict[str, str]:
        return {**as_local, "X-Lardom-As": user, "X-Lardom-Roles": ",".join(roles), "X-Lardom-Groups": groups}

    return headers


@pytest.fixture
def memo(library: Library) -> Callable[..., str]:
    """A contributor's document that says it replaces the leave policy."""

    def add(*audience: str) -> str:
        properties = Properties("Memo", supersedes=("POL-1",), audience=audience or ("all",))
        return library.add(
            properties,
            [("Holiday and leave", "Holiday is requested in the staff portal at least two days before it begins.")],
            by=KIM,
        )

    return add


async def waiting(client: httpx.AsyncClient, headers: dict[str, str]) -> list[tuple[str, bool]]:
    found = (await client.get("/v1/supersessions", headers=headers)).json()["proposals"]
    return [(each["successor"]["id"], each["may_decide"]) for each in found]


async def test_the_answer_changes_with_the_owners_word_and_not_before(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], memo: Callable[..., str]
) -> None:
    policy, successor = leave_policy(kind=Kind.POLICY), memo()
    before = (await client.post("/v1/ask", json=QUESTION, headers=as_("anna"))).json()
    assert "four weeks" in before["sentences"][0]["text"]

    decision = {"successor": successor, "superseded": policy, "confirmed": True}
    refused = await client.post("/v1/supersessions", json=decision, headers=as_("kim", Role.CONTRIBUTOR))
    taken = await client.post("/v1/supersessions", json=decision, headers=as_("olle", Role.OWNER))
    after = (await client.post("/v1/ask", json=QUESTION, headers=as_("anna"))).json()

    assert (refused.status_code, taken.status_code) == (403, 204)
    assert {cited["document_id"] for cited in after["citations"]} == {successor}
    shown = (await client.get(f"/v1/documents/{policy}", headers=as_("anna"))).json()
    assert shown["superseded_by"] == successor


async def test_a_proposal_is_shown_to_who_decides_and_to_who_made_it_alone(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], memo: Callable[..., str]
) -> None:
    leave_policy()
    successor = memo()
    seen = {
        (user, role): await waiting(client, as_(user, role))
        for user, role in (
            ("olle", Role.OWNER),
            ("kim", Role.CONTRIBUTOR),
            ("bo", Role.CONTRIBUTOR),
            ("al", Role.READER),
        )
    }
    assert list(seen.values()) == [[(successor, True)], [(successor, False)], [], []]


async def test_whoever_does_not_see_both_documents_sees_no_proposal(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], memo: Callable[..., str]
) -> None:
    policy, successor = leave_policy(audience=("hr",)), memo("it")
    for groups, expected in (("it", []), ("hr", []), ("hr,it", [(successor, True)])):
        assert await waiting(client, as_("olle", Role.OWNER, groups=groups)) == expected
    decision = {"successor": successor, "superseded": policy, "confirmed": True}
    for groups in ("it", "hr", ""):
        headers = as_("olle", Role.OWNER, groups=groups)
        answer = await client.post("/v1/supersessions", json=decision, headers=headers)
        none = await client.post("/v1/supersessions", json={**decision, "superseded": "none"}, headers=headers)
        assert answer.status_code == none.status_code == 404
        assert answer.json()["title"] == none.json()["title"]


async def test_a_proposal_that_is_none_cannot_be_confirmed(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str]
) -> None:
    one, other = leave_policy(), leave_policy(reference="POL-2")
    decision = {"successor": one, "superseded": other, "confirmed": True}
    assert (await client.post("/v1/supersessions", json=decision, headers=as_("o", Role.OWNER))).status_code == 404
