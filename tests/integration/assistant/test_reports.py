"""Ownership reports: what is found about documents, and that nobody is told of one that they do not see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from knowledge.access import Role, Viewer
from knowledge.documents import Kind, Properties
from knowledge.registry.traces import TraceFigures
from tests.integration.assistant.conftest import TODAY, Library

As = Callable[..., dict[str, str]]
RULE = (
    "The travel agency is to be paid within 30 days of the invoice, and every trip abroad must be approved by the "
    "nearest manager before it is booked. Receipts are handed in within two weeks of coming home."
)
OTHER = RULE.replace("30 days", "10 days")


@pytest.fixture
def as_(as_local: dict[str, str]) -> As:
    def headers(user: str, *roles: Role, groups: str = "") -> dict[str, str]:
        return {**as_local, "X-Lardom-As": user, "X-Lardom-Roles": ",".join(roles), "X-Lardom-Groups": groups}

    return headers


async def ownership(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/v1/reports/ownership", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_each_flaw_is_named_and_costs_what_the_table_says(
    client: httpx.AsyncClient, as_: As, library: Library
) -> None:
    library.add(
        Properties("Sound", owner="HR", reference="P-1", valid_from=date(2026, 1, 1), review_by=date(2027, 6, 1)),
        [("Sound", "A rule.")],
    )
    library.add(Properties("Orphan", review_by=date(2026, 1, 1)), [("Orphan", "Another rule.")])
    rows = {row["title"]: row for row in (await ownership(client, as_("olle", Role.OWNER)))["rows"]}

    assert rows["Sound"]["reasons"] == ["never_used"]
    assert rows["Sound"]["score"] == {"complete": 100, "current": 100, "consistent": 100, "relevant": 40, "total": 85}
    assert rows["Orphan"]["reasons"] == ["no_owner", "no_valid_from", "no_reference", "review_overdue", "never_used"]
    assert rows["Orphan"]["score"]["complete"] == 50


async def test_contradictions_and_near_duplicates_are_found_among_what_is_in_force(
    client: httpx.AsyncClient, as_: As, library: Library
) -> None:
    for title, text, until in (
        ("Travel 1", RULE, None),
        ("Travel 2", OTHER, None),
        ("Travel 0", RULE, date(2026, 1, 1)),
    ):
        library.add(replace(Properties(title, kind=Kind.POLICY), valid_until=until), [("Travel", text)])
    found = await ownership(client, as_("olle", Role.OWNER))

    (pair,) = found["contradictions"]
    assert {side["value"] for side in pair["sides"]} == {"30 days", "10 days"}
    (alike,) = found["duplicates"]
    assert {side["title"] for side in alike["sides"]} == {"Travel 1", "Travel 2"}
    assert found["contradictions_whole"]


async def test_what_one_may_not_see_is_in_no_row_count_pair_or_folder(
    client: httpx.AsyncClient, as_: As, library: Library
) -> None:
    library.add(Properties("Open"), [("Travel", RULE)])
    library.add(Properties("Hidden", audience=("hr",), review_by=date(2026, 1, 1)), [("Travel", OTHER)])
    outsider, insider = as_("olle", Role.OWNER), as_("hanna", Role.OWNER, groups="hr")
    seen = [await client.get(f"/v1/reports/{each}", headers=outsider) for each in ("ownership", "ownership.csv", "due")]

    assert all("Hidden" not in answer.text and "10 days" not in answer.text for answer in seen)
    assert seen[0].json()["contradictions"] == seen[0].json()["duplicates"] == []
    assert {each["documents"] for each in seen[0].json()["counts"]} == {1}
    assert len((await ownership(client, insider))["rows"]) == 2


@pytest.mark.parametrize("role", Role)
async def test_the_report_is_for_owners_and_administrators(client: httpx.AsyncClient, as_: As, role: Role) -> None:
    for path in ("ownership", "ownership.csv"):
        answer = await client.get(f"/v1/reports/{path}", headers=as_("kim", role))
        assert answer.status_code == (200 if role in {Role.OWNER, Role.ADMINISTRATOR} else 403)


async def test_everyone_is_reminded_of_what_they_answer_for(
    client: httpx.AsyncClient, as_: As, library: Library
) -> None:
    kim = Viewer("kim", roles=frozenset({Role.CONTRIBUTOR}))
    for title, owner, left in (("Late", "kim", -3), ("Soon", "HR", 20), ("Later", "kim", 31)):
        library.add(Properties(title, owner=owner, review_by=TODAY + timedelta(days=left)), [("A", f"{title}.")])
    library.add(Properties("Own", review_by=TODAY + timedelta(days=1)), [("A", "Mine.")], by=kim)

    async def due(*roles: Role, user: str = "kim") -> list[tuple[str, int, bool]]:
        found = (await client.get("/v1/reports/due", headers=as_(user, *roles))).json()
        return [(each["title"], each["days"], each["mine"]) for each in found["documents"]]

    assert await due(Role.CONTRIBUTOR) == [("Late", -3, True), ("Own", 1, True)]
    assert await due(Role.OWNER) == [("Late", -3, True), ("Own", 1, True), ("Soon", 20, False)]
    assert await due(Role.READER) == []
    assert await due(Role.CONTRIBUTOR, user="bo") == []


@pytest.mark.parametrize(("people", "told"), [(4, None), (5, 5), (7, 5)])
async def test_who_relies_on_a_document_is_told_of_five_people_or_more(
    client: httpx.AsyncClient, as_: As, library: Library, people: int, told: int | None
) -> None:
    document_id = library.add(Properties("Relied on"), [("A", "Something.")])
    week_ago = datetime.combine(TODAY, datetime.min.time(), UTC) - timedelta(days=7)
    for number in range(people):
        asker = Viewer(f"person-{number}", frozenset({"sales"}))
        cited = TraceFigures(documents=(document_id,))
        library.store.registry.traces.add(str(uuid4()), asker, {}, cited, week_ago)
    (row,) = (await ownership(client, as_("olle", Role.OWNER)))["rows"]

    assert (row["cited"], row["answers"]) == (True, told)
    assert row["groups"] == (["sales"] if told else [])
    assert "never_used" not in row["reasons"]


async def test_a_title_that_a_spreadsheet_would_run_is_told_as_text(
    client: httpx.AsyncClient, as_: As, library: Library
) -> None:
    library.add(Properties("=HYPERLINK(1)"), [("A", "Something.")])
    table = (await client.get("/v1/reports/ownership.csv", headers=as_("olle", Role.OWNER))).text
    assert "'=HYPERLINK(1)" in table
