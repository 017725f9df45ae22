"""Personal data in a document is shown to those who review it, and what is kept of a question has none."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

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


async def ask(client: httpx.AsyncClient, headers: dict[str, str], question: str) -> dict[str, Any]:
    answer: dict[str, Any] = (
        await client.post("/v1/ask", headers=headers, json={"question": question, "stream": False})
    ).json()
    return answer


async def test_what_is_kept_of_a_question_has_no_personal_data_and_the_asker_is_told(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    add(library)
    question = "Hur söker kunden 640823-3234, zelda.quark@nordfors.example, semester?"
    answer = await ask(client, as_local, question)
    assert "personal-data-in-question" in answer["notices"]
    kept = (await client.get(f"/v1/conversations/{answer['conversation_id']}", headers=as_local)).text
    listed = (await client.get("/v1/conversations", headers=as_local)).text
    for secret in ("640823-3234", "zelda.quark"):
        assert secret not in kept
        assert secret not in listed
    assert "[personnummer]" in kept


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("811228-9874", "personnummer"),
        ("SE35 5000 0000 0549 1000 0003", "bankkonto"),
        ("4111 1111 1111 1111", "kortnummer"),
    ],
)
async def test_a_number_of_a_person_is_answered_as_its_label_would_be(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library, written: str, label: str
) -> None:
    text = "Ett personnummer, bankkonto eller kortnummer får aldrig skrivas i ChatGPT eller andra öppna AI-tjänster."
    library.add(Properties("AI-policy", language="sv"), [("Öppna tjänster", text)])
    with_number = await ask(client, as_local, f"Kan jag skriva {written} i ChatGPT?")
    with_label = await ask(client, as_local, f"Kan jag skriva [{label}] i ChatGPT?")
    same = ("status", "confidence", "sentences", "standalone_question")
    assert [with_number[each] for each in same] == [with_label[each] for each in same]
    assert with_number["status"] == "answered"


async def test_a_question_without_personal_data_is_kept_as_it_was_asked(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    add(library)
    question = "Hur söker man semester?"
    answer = await ask(client, as_local, question)
    assert "personal-data-in-question" not in answer["notices"]
    assert question in (await client.get(f"/v1/conversations/{answer['conversation_id']}", headers=as_local)).text


async def test_a_comment_is_kept_without_personal_data(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    add(library)
    trace_id = (await ask(client, as_local, "Hur söker man semester?"))["trace_id"]
    given = {"trace_id": trace_id, "helpful": False, "comment": "Svaret gällde inte 640823-3234."}
    assert (await client.post("/v1/feedback", headers=as_local, json=given)).is_success
    kept = (await client.get(f"/v1/feedback/{trace_id}", headers=as_local)).json()
    assert kept["comment"] == "Svaret gällde inte [personnummer]."
