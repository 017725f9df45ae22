"""The versions of a document and what changed between them, for everyone who may see the document, and nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import httpx
import pytest

from knowledge.access import LOCAL_OWNER, Role
from knowledge.documents import Passage, Properties, RevisionState
from tests.integration.assistant.conftest import Library

As = Callable[..., dict[str, str]]
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def as_(as_local: dict[str, str]) -> As:
    def headers(user: str, *roles: Role, groups: str = "") -> dict[str, str]:
        return {**as_local, "X-Lardom-As": user, "X-Lardom-Roles": ",".join(roles), "X-Lardom-Groups": groups}

    return headers


def revise(library: Library, document_id: str, text: str, when: datetime, *, publish: bool = True) -> str:
    documents = library.store.registry.documents
    document = documents.get(document_id, LOCAL_OWNER)
    before = documents.revision(document.revision_id or "", LOCAL_OWNER)
    digest = sha256(text.encode()).hexdigest()
    revision = replace(
        before, id=str(uuid4()), text=text, content_hash=digest, created_at=when, state=RevisionState.STAGED
    )
    passages = [Passage(str(uuid4()), document_id, revision.id, 0, 0, len(text), text, language="sv")]
    if publish:
        library.publish(revision, passages, document.properties)
    else:
        documents.stage(revision, passages, document.properties)
    return revision.id


@pytest.fixture
def policy(library: Library) -> tuple[str, str, str]:
    """A document with two versions, and their ids."""
    properties = Properties("Semester", language="sv", audience=("hr",))
    document_id = library.add(properties, [("Ansökan", "Semester söks fyra veckor före, bl.a. Via portalen.")])
    first = library.store.registry.documents.get(document_id, LOCAL_OWNER).revision_id or ""
    text = "Ansökan\n\nSemester söks två veckor före, bl.a. Via portalen.\n\nChefen svarar inom fem dagar."
    return document_id, first, revise(library, document_id, text, datetime.now(UTC) + timedelta(minutes=1))


async def test_the_versions_are_listed_with_what_changed_latest_first(
    client: httpx.AsyncClient, as_: As, policy: tuple[str, str, str]
) -> None:
    document_id, first, second = policy
    anna, olle = as_("anna", groups="hr"), as_("olle", Role.OWNER, groups="hr")
    found = (await client.get(f"/v1/documents/{document_id}/revisions", headers=anna)).json()["revisions"]

    assert [(each["id"], each["current"]) for each in found] == [(second, True), (first, False)]
    assert found[0]["counts"] == {"added": 1, "removed": 0, "changed": 1}
    assert (found[1]["replaced_at"], found[1]["counts"]) == (found[0]["created_at"], None)
    assert {each["by"] for each in found} == {""}
    told = (await client.get(f"/v1/documents/{document_id}/revisions", headers=olle)).json()["revisions"]
    assert {each["by"] for each in told} == {"test"}


async def test_the_difference_marks_words_within_sentences(
    client: httpx.AsyncClient, as_: As, policy: tuple[str, str, str]
) -> None:
    document_id, first, second = policy
    asked = {"from": first, "to": second}
    found = await client.get(f"/v1/documents/{document_id}/difference", params=asked, headers=as_("anna", groups="hr"))
    blocks = found.json()["blocks"]

    assert [block["mark"] for block in blocks] == ["same", "changed", "added"]
    assert [part["text"] for part in blocks[1]["parts"]] == [
        "Semester söks ",
        "fyra",
        "två",
        " veckor före, bl.a. Via portalen.",
    ]


async def test_an_old_citation_still_opens_at_its_words(
    client: httpx.AsyncClient, as_: As, policy: tuple[str, str, str]
) -> None:
    document_id, first, _ = policy
    path = f"/v1/documents/{document_id}/revisions/{first}/text"
    old = (await client.get(path, params={"start": 9, "end": 37}, headers=as_("anna", groups="hr"))).json()
    assert old["text"][9 - old["offset"] : 37 - old["offset"]] == "Semester söks fyra veckor fö"
    assert not old["current"]


async def test_what_one_may_not_see_has_no_versions(
    client: httpx.AsyncClient, as_: As, library: Library, policy: tuple[str, str, str]
) -> None:
    document_id, first, second = policy
    staged = revise(library, document_id, "Hemligt utkast.", datetime.now(UTC) + timedelta(minutes=2), publish=False)
    other = library.add(Properties("Öppen"), [("Ett", "Två.")])
    outsider, insider = as_("bo"), as_("anna", groups="hr")
    asked = {"from": first, "to": second}

    for tail, params in (("revisions", {}), ("difference", asked)):
        of_hidden = await client.get(f"/v1/documents/{document_id}/{tail}", params=params, headers=outsider)
        of_none = await client.get(f"/v1/documents/no-such/{tail}", params=params, headers=outsider)
        assert of_hidden.status_code == of_none.status_code == 404
        assert of_hidden.json() | {"instance": ""} == of_none.json() | {"instance": ""}
    listed = (await client.get(f"/v1/documents/{document_id}/revisions", headers=insider)).json()["revisions"]
    assert staged not in {each["id"] for each in listed}
    for params in ({"from": first, "to": staged}, {"from": first, "to": "none"}):
        answer = await client.get(f"/v1/documents/{document_id}/difference", params=params, headers=insider)
        assert (answer.status_code, "Hemligt" in answer.text) == (404, False)
    borrowed = await client.get(f"/v1/documents/{other}/difference", params=asked, headers=outsider)
    assert borrowed.status_code == 404
