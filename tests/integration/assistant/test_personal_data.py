"""Personal data in a document is shown to those who review it, and what is kept of a question has none."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx

from knowledge.documents import Passage, Properties, Revision, RevisionState
from knowledge.personal_data.detection import find
from tests.integration.assistant.conftest import Library

NUMBER = "811218-9876"


def add(library: Library) -> str:
    text = f"Semester för {NUMBER} ansöks fyra veckor i förväg hos Anna Svensson."
    revision = Revision(
        id=str(uuid4()),
        document_id=str(uuid4()),
        content_hash=str(uuid4()),
        media_type="text/html",
        text=text,
        state=RevisionState.STAGED,
        created_at=datetime.now(UTC),
        created_by="test",
        personal_data=find(text, "sv"),
    )
    passage = Passage(str(uuid4()), revision.document_id, revision.id, 0, 0, len(text), text, language="sv")
    library.publish(revision, [passage], Properties("Semester", language="sv"))
    return revision.document_id


async def test_who_reviews_is_shown_the_sensitive_findings_first(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    document_id = add(library)
    one = (await client.get(f"/v1/documents/{document_id}", headers=as_local)).json()
    assert [(item["kind"], item["text"]) for item in one["personal_data"]] == [
        ("personnummer", NUMBER),
        ("name", "Anna Svensson"),
    ]
    listed = (await client.get("/v1/documents", headers=as_local)).json()
    assert NUMBER not in str(listed)


async def test_a_reader_is_not_shown_what_was_found(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    document_id = add(library)
    headers = {**as_local, "X-Lardom-As": "anna", "X-Lardom-Groups": "sales"}
    one = (await client.get(f"/v1/documents/{document_id}", headers=headers)).json()
    assert one["personal_data"] == []
