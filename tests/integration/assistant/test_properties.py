"""What an owner changes by hand holds from the next question on, is kept, and can be taken back."""

from collections.abc import Callable
from datetime import date

import httpx
import pytest

from knowledge.access import Role, Viewer
from knowledge.audit import Act
from knowledge.registry.audit import AuditQuery
from knowledge.store import KnowledgeStore
from knowledge.submissions import Content

As = Callable[..., dict[str, str]]
QUESTION = {"question": "How many days of paid holiday does every employee have?", "stream": False}


@pytest.fixture
def as_(as_local: dict[str, str]) -> As:
    def headers(user: str, *roles: Role, groups: str = "") -> dict[str, str]:
        return {**as_local, "X-Lardom-As": user, "X-Lardom-Roles": ",".join(roles), "X-Lardom-Groups": groups}

    return headers


async def answered(client: httpx.AsyncClient, headers: dict[str, str]) -> bool:
    return "30 days" in (await client.post("/v1/ask", json=QUESTION, headers=headers)).text


@pytest.mark.parametrize(
    "change",
    [
        {"status": "archived"},
        {"valid_until": "2026-11-22"},
        {"valid_from": "2026-11-24"},
        {"audience": ["hr"]},
        {"classification": "restricted", "audience": ["hr"]},
    ],
)
async def test_what_is_changed_holds_from_the_next_question_on_and_so_does_its_undoing(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], change: dict[str, object]
) -> None:
    document_id, anna, olle = leave_policy(), as_("anna"), as_("olle", Role.OWNER, groups="hr")
    assert await answered(client, anna)

    changed = await client.patch(f"/v1/documents/{document_id}/properties", json=change, headers=olle)
    assert changed.status_code == 200, changed.text
    assert not await answered(client, anna)

    undone = await client.post(f"/v1/documents/{document_id}/changes/1/undo", headers=olle)
    assert undone.status_code == 200
    assert await answered(client, anna)


async def test_the_history_tells_who_changed_what_and_why(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], store: KnowledgeStore
) -> None:
    document_id, olle = leave_policy(), as_("olle", Role.OWNER)
    path = f"/v1/documents/{document_id}"
    edit = {"owner": "HR, Björn Ståhl", "tags": ["semester", "semester", " "], "note": "Anna har slutat."}
    shown = (await client.patch(f"{path}/properties", json=edit, headers=olle)).json()
    assert (shown["owner"], shown["tags"]) == ("HR, Björn Ståhl", ["semester"])
    await client.post(f"{path}/changes/1/undo", headers=olle)

    undo, first = (await client.get(f"{path}/changes", headers=olle)).json()["changes"]
    assert (first["number"], first["by"], first["mine"], first["act"]) == (1, "olle", True, "edit")
    assert first["note"] == "Anna har slutat."
    assert {"name": "owner", "before": "HR, Anna Berg", "after": "HR, Björn Ståhl"} in first["changes"]
    assert (first["undone_by"], undo["undoes"], undo["act"]) == (2, 1, "undo")
    changes = store.registry.audit.read(AuditQuery(act=Act.DOCUMENT_CHANGE))
    acts = [(entry.act, entry.details.get("properties")) for entry in changes]
    assert acts == [(Act.DOCUMENT_CHANGE, ["owner", "tags"])] * 2


async def test_a_review_moves_the_day_and_the_mark_goes(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str]
) -> None:
    document_id, olle = leave_policy(review_by=date(2026, 1, 1)), as_("olle", Role.OWNER)
    path = f"/v1/documents/{document_id}"
    assert (await client.get(path, headers=olle)).json()["review_overdue"]
    past = await client.post(f"{path}/review", json={"review_by": "2026-11-23"}, headers=olle)
    done = await client.post(f"{path}/review", json={"review_by": "2027-11-23", "note": "Läst."}, headers=olle)

    assert past.status_code == 422
    assert (done.json()["review_by"], done.json()["review_overdue"]) == ("2027-11-23", False)
    (change,) = (await client.get(f"{path}/changes", headers=olle)).json()["changes"]
    assert (change["act"], change["note"]) == ("review", "Läst.")


@pytest.mark.parametrize("role", Role)
async def test_only_who_answers_for_a_document_changes_it(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], role: Role
) -> None:
    document_id = leave_policy(owner="Purchasing")  # handed in by "test"
    answerable = {Role.OWNER, Role.ADMINISTRATOR}
    people = {
        "kim": (role in answerable, ""),
        "test": (role in answerable | {Role.CONTRIBUTOR}, ""),
        "eva": (role in answerable | {Role.CONTRIBUTOR, Role.REVIEWER}, "purchasing"),
    }
    for user, (may, groups) in people.items():
        headers = as_(user, role, groups=groups)
        shown = (await client.get(f"/v1/documents/{document_id}", headers=headers)).json()
        edit = {"tags": [f"{user}-{role}"]}
        changed = await client.patch(f"/v1/documents/{document_id}/properties", json=edit, headers=headers)
        reviewed = await client.post(
            f"/v1/documents/{document_id}/review", json={"review_by": f"2027-01-{len(user):02}"}, headers=headers
        )
        undone = await client.post(f"/v1/documents/{document_id}/changes/99/undo", headers=headers)
        assert shown["may_edit"] is may, (user, role)
        assert (changed.status_code, reviewed.status_code) == ((200, 200) if may else (403, 403)), (user, role)
        assert undone.status_code == (404 if may else 403)


async def test_what_one_may_not_see_cannot_be_changed_and_looks_like_nothing(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str]
) -> None:
    hidden, kim = leave_policy(audience=("hr",)), as_("kim", Role.OWNER)
    for method, tail, body in (
        ("PATCH", "/properties", {"owner": "kim"}),
        ("POST", "/review", {"review_by": "2027-01-01"}),
        ("GET", "/changes", None),
        ("POST", "/changes/1/undo", None),
    ):
        of_hidden = await client.request(method, f"/v1/documents/{hidden}{tail}", json=body, headers=kim)
        of_none = await client.request(method, f"/v1/documents/no-such{tail}", json=body, headers=kim)
        assert of_hidden.status_code == of_none.status_code == 404
        assert of_hidden.json() | {"instance": ""} == of_none.json() | {"instance": ""}


@pytest.mark.parametrize(
    "edit",
    [
        {"audience": ["legal"]},  # the owner would no longer see it
        {"audience": []},
        {"valid_from": "2026-05-01", "valid_until": "2026-04-01"},
        {"status": "draft"},
        {"title": "Another"},
        {"owner": "HR, Anna Berg"},  # as it is
        {},
    ],
)
async def test_what_cannot_be_or_would_change_nothing_is_refused(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], edit: dict[str, object]
) -> None:
    document_id, olle = leave_policy(), as_("olle", Role.OWNER)
    answer = await client.patch(f"/v1/documents/{document_id}/properties", json=edit, headers=olle)
    assert answer.status_code == 422
    assert (await client.get(f"/v1/documents/{document_id}/changes", headers=olle)).json() == {"changes": []}


async def test_a_change_that_was_changed_again_is_not_taken_back(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str]
) -> None:
    document_id, olle = leave_policy(), as_("olle", Role.OWNER)
    for owner in ("HR", "Legal"):
        await client.patch(f"/v1/documents/{document_id}/properties", json={"owner": owner}, headers=olle)
    assert (await client.post(f"/v1/documents/{document_id}/changes/1/undo", headers=olle)).status_code == 409
    assert (await client.post(f"/v1/documents/{document_id}/changes/2/undo", headers=olle)).status_code == 200
    assert (await client.post(f"/v1/documents/{document_id}/changes/1/undo", headers=olle)).status_code == 200


async def test_who_changed_it_is_told_by_name_where_one_is_known(
    client: httpx.AsyncClient, as_: As, leave_policy: Callable[..., str], store: KnowledgeStore
) -> None:
    path = f"/v1/documents/{leave_policy()}"
    for owner in ("olle", "olga"):
        headers = as_(owner, Role.OWNER)
        assert (await client.patch(f"{path}/properties", json={"owner": owner}, headers=headers)).is_success
    store.registry.submissions.create(Content(title="Ett"), Viewer("olle", name="Olle Norén"))

    olga, olle = (await client.get(f"{path}/changes", headers=as_("bo", Role.REVIEWER))).json()["changes"]
    assert (olle["by"], olle["by_name"]) == ("olle", "Olle Norén")
    assert (olga["by"], olga["by_name"]) == ("olga", "")
