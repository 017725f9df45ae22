"""The HTTP API, as a program that calls it sees it."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from assistant.schemas.answers import Answer, AnswerStatus, Problem
from knowledge.documents import Box, Page, PlacedText
from knowledge.store import KnowledgeStore

AddLeavePolicy = Callable[..., str]


async def ask(client: httpx.AsyncClient, question: str, **more: Any) -> Answer:
    response = await client.post("/v1/ask", json={"question": question, "stream": False, **more})
    assert response.status_code == 200, response.text
    return Answer.model_validate(response.json())


def problem_of(response: httpx.Response) -> Problem:
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem = Problem.model_validate(response.json())
    assert problem.status == response.status_code
    assert problem.title
    return problem


def events_of(text: str) -> list[tuple[str, Any]]:
    events = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        events.append((fields["event"], json.loads(fields["data"])))
    return events


async def test_an_answer_quotes_its_source_word_for_word(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy, store: KnowledgeStore
) -> None:
    document_id = leave_policy()
    answer = await ask(client, "How many days of holiday does an employee have?")
    assert answer.status is AnswerStatus.ANSWERED
    assert "30 days" in answer.sentences[0].text
    cited = answer.citations[answer.sentences[0].citations[0]]
    assert cited.document_id == document_id
    text = (await client.get(cited.url)).json()
    assert text["text"][cited.start - text["offset"] : cited.end - text["offset"]] == cited.quote
    assert text["current"] is True
    assert text["section"] == ["Holiday and leave"]


async def test_a_question_that_the_sources_do_not_answer_is_declined_with_the_nearest_and_their_owner(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    leave_policy()
    answer = await ask(client, "Which team won the football world cup in 1994?")
    assert answer.status is AnswerStatus.ABSTAINED
    assert answer.sentences == ()
    assert answer.citations == ()
    assert [source.title for source in answer.nearest] == ["Leave policy"]
    assert answer.owner == "HR, Anna Berg"


async def test_of_two_questions_the_one_without_evidence_is_named_and_the_other_answered(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    leave_policy()
    answer = await ask(client, "How many days of paid holiday does every employee have? Who won the 1994 world cup?")
    assert answer.status is AnswerStatus.PARTIAL
    assert answer.missing == ("Who won the 1994 world cup?",)
    assert "30 days" in answer.sentences[0].text


async def test_a_stream_tells_each_stage_and_sends_every_citation_before_its_sentence(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    leave_policy()
    response = await client.post("/v1/ask", json={"question": "How many days of holiday do I have?"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    assert [data["stage"] for name, data in events if name == "status"] == ["understand", "retrieve", "rank", "write"]
    known: set[int] = set()
    for name, data in events:
        if name == "citation":
            known.add(data["index"])
        if name == "sentence":
            assert set(data["sentence"]["citations"]) <= known
    assert events[-1][0] == "done"
    assert Answer.model_validate(events[-1][1]).sentences


async def test_json_comes_where_only_json_is_accepted(client: httpx.AsyncClient, leave_policy: AddLeavePolicy) -> None:
    leave_policy()
    response = await client.post("/v1/ask", json={"question": "Holiday?"}, headers={"Accept": "application/json"})
    assert response.headers["content-type"] == "application/json"


async def test_an_empty_index_is_said_to_be_empty_in_the_asker_s_language(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/ask",
        json={"question": "Hur många semesterdagar har jag?", "stream": False},
        headers={"Accept-Language": "sv"},
    )
    problem = problem_of(response)
    assert (problem.type, problem.status) == ("urn:lardom:problem:index-empty", 503)
    assert problem.title == "Inget har lagts in ännu"
    streamed = await client.post("/v1/ask", json={"question": "Hur många semesterdagar har jag?"})
    assert events_of(streamed.text)[-1] == ("error", {**problem.model_dump(), "instance": "/v1/ask"})


async def test_a_database_outage_is_not_mistaken_for_no_answer(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy, store: KnowledgeStore, tmp_path: Path
) -> None:
    leave_policy()
    store.registry.close()
    for file in (tmp_path / "data").glob("registry.sqlite*"):
        file.unlink()
    (tmp_path / "data" / "registry.sqlite").mkdir()
    response = await client.post("/v1/ask", json={"question": "Holiday?", "stream": False})
    assert problem_of(response).type == "urn:lardom:problem:registry-unavailable"
    ready = await client.get("/ready")
    assert ready.status_code == 503
    assert any("database" in problem for problem in ready.json()["problems"])
    assert (await client.get("/health")).status_code == 200


async def test_a_person_is_answered_only_from_documents_for_their_groups(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy, as_local: dict[str, str]
) -> None:
    document_id = leave_policy(audience=("hr",))
    question = {"question": "How many days of holiday does an employee have?", "stream": False}
    seen = await client.post(
        "/v1/ask", json=question, headers={**as_local, "X-Lardom-As": "eva", "X-Lardom-Groups": "hr"}
    )
    hidden = await client.post(
        "/v1/ask", json=question, headers={**as_local, "X-Lardom-As": "kim", "X-Lardom-Groups": "it"}
    )
    assert seen.json()["status"] == "answered"
    assert hidden.json()["status"] == "abstained"
    assert hidden.json()["nearest"] == []
    other = await client.get(f"/v1/documents/{document_id}", headers={**as_local, "X-Lardom-As": "kim"})
    assert problem_of(other).status == 404


async def test_nobody_may_ask_in_another_s_name_without_the_local_token(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/documents", headers={"X-Lardom-As": "eva"})
    assert problem_of(response).status == 403


async def test_a_follow_up_is_answered_in_the_light_of_the_question_before(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    leave_policy()
    first = await ask(client, "How many days of paid holiday do employees have?")
    second = await ask(client, "And how is it requested?", conversation_id=first.conversation_id)
    assert "holiday" in second.standalone_question
    assert any("staff portal" in sentence.text for sentence in second.sentences)
    conversation = (await client.get(f"/v1/conversations/{first.conversation_id}")).json()
    assert [message["question"] for message in conversation["messages"]] == [first.question, second.question]


async def test_a_removed_document_is_in_no_answer_text_or_history(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    document_id = leave_policy()
    answer = await ask(client, "How many days of holiday does an employee have?")
    url = answer.citations[0].url
    assert (await client.delete(f"/v1/documents/{document_id}")).status_code == 204

    assert problem_of(await client.get(url)).type == "urn:lardom:problem:removed"
    assert problem_of(await client.get(f"/v1/documents/{document_id}")).status == 410
    again = await client.post("/v1/ask", json={"question": "How many days of holiday?", "stream": False})
    assert "30 days" not in again.text
    history = await client.get(f"/v1/conversations/{answer.conversation_id}")
    assert "30 days" not in history.text
    assert history.json()["messages"][0]["answer"]["citations"][0]["removed"] is True

    assert (await client.post(f"/v1/documents/{document_id}/restore")).status_code == 204
    assert (await client.get(url)).status_code == 200


async def test_an_old_answer_names_nothing_that_its_reader_may_not_see_any_more(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy, as_local: dict[str, str]
) -> None:
    """Neither title, owner nor quote, nor a question that the document suggested."""
    leave_policy(audience=("hr",), questions=("Who keeps the holiday calendar?",))
    headers = {**as_local, "X-Lardom-As": "kim", "X-Lardom-Groups": "hr"}
    asked = {"question": "How many days of paid holiday does an employee have?", "stream": False}
    answer = (await client.post("/v1/ask", json=asked, headers=headers)).json()
    assert answer["follow_ups"] == ["Who keeps the holiday calendar?"]
    path = f"/v1/conversations/{answer['conversation_id']}"
    assert "calendar" in (await client.get(path, headers=headers)).text

    told = (await client.get(path, headers={**headers, "X-Lardom-Groups": "it"})).text

    for word in ("Leave policy", "Anna Berg", "POL-1", "30 days", "calendar", "Holiday and leave"):
        assert word not in told


async def test_conversations_are_listed_read_and_deleted_by_the_person_who_had_them(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy, as_local: dict[str, str]
) -> None:
    leave_policy()
    answer = await ask(client, "How many days of holiday?")
    listed = (await client.get("/v1/conversations")).json()["conversations"]
    assert [item["id"] for item in listed] == [answer.conversation_id]
    path = f"/v1/conversations/{answer.conversation_id}"
    assert problem_of(await client.get(path, headers={**as_local, "X-Lardom-As": "kim"})).status == 404
    assert (await client.delete(path)).status_code == 204
    assert problem_of(await client.get(path)).status == 404


async def test_a_question_that_is_not_to_be_remembered_leaves_no_conversation(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    leave_policy()
    assert (await ask(client, "How many days of holiday?", remember=False)).conversation_id is None
    assert (await client.get("/v1/conversations")).json() == {"conversations": []}


async def test_the_trace_of_an_answer_holds_no_question_and_no_quote(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy, store: KnowledgeStore
) -> None:
    leave_policy()
    answer = await ask(client, "Karin asks: how many days of paid holiday does every employee have?")
    trace = json.dumps(store.registry.traces.get(answer.trace_id))
    assert answer.citations[0].passage_id in trace
    assert "Karin" not in trace
    assert "holiday" not in trace


async def test_search_finds_passages_without_writing_an_answer(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    document_id = leave_policy()
    found = (await client.get("/v1/search", params={"q": "paid holiday", "limit": 5})).json()
    assert [hit["document_id"] for hit in found["hits"]] == [document_id]
    scoped = (await client.get("/v1/search", params={"q": "paid holiday", "kind": "policy"})).json()
    assert scoped["hits"] == []


async def test_documents_are_listed_by_kind_and_page(client: httpx.AsyncClient, leave_policy: AddLeavePolicy) -> None:
    leave_policy()
    leave_policy(title="Another policy", reference="POL-2", language="sv")
    listed = (await client.get("/v1/documents", params={"limit": 1})).json()
    assert (listed["total"], len(listed["documents"])) == (2, 1)
    assert (await client.get("/v1/documents", params={"language": "sv"})).json()["total"] == 1
    assert (await client.get("/v1/documents", params={"kind": "lesson"})).json()["total"] == 0


async def test_suggestions_come_from_documents_in_the_wanted_language(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    leave_policy()
    assert (await client.get("/v1/suggestions", params={"language": "en"})).json() == {
        "questions": ["How is holiday requested?"]
    }
    assert (await client.get("/v1/suggestions", params={"language": "sv"})).json() == {"questions": []}


async def test_an_upload_becomes_a_job_that_can_be_followed(client: httpx.AsyncClient, ingestion: Any) -> None:
    response = await client.post(
        "/v1/documents",
        files={"file": ("../../etc/policy.md", b"# Policy")},
        data={"properties": json.dumps({"title": "Policy", "kind": "policy"})},
    )
    assert response.status_code == 202
    assert ingestion.uploads == [("policy.md", b"# Policy", {"title": "Policy", "kind": "policy"})]
    followed = await client.get(f"/v1/jobs/{response.json()['id']}")
    assert followed.json()["state"] == "queued"
    assert (await client.get("/ready")).json()["ingesting"] is True


@pytest.mark.parametrize(
    ("files", "properties", "status"),
    [
        ({"file": ("big.txt", b"x" * 1_000_001)}, "{}", 413),
        ({"file": ("a.txt", b"x")}, "[]", 422),
        ({"file": ("a.txt", b"x")}, "{", 422),
        ({}, "{}", 422),
    ],
)
async def test_a_bad_upload_is_refused_with_what_to_do(
    client: httpx.AsyncClient, files: dict[str, tuple[str, bytes]], properties: str, status: int
) -> None:
    response = await client.post("/v1/documents", files=files or None, data={"properties": properties})
    problem = problem_of(response)
    assert (problem.status, bool(problem.remedy)) == (status, True)


async def test_local_paths_are_taken_in_only_for_the_server_s_own_user(
    client: httpx.AsyncClient, as_local: dict[str, str]
) -> None:
    body = {"paths": ["/tmp/policies"]}
    assert problem_of(await client.post("/v1/ingest", json=body)).status == 403
    assert (await client.post("/v1/ingest", json=body, headers=as_local)).status_code == 202


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("PUT", "/v1/ask", 405), ("GET", "/v1/jobs/none", 404), ("GET", "/v1/search", 422)],
)
async def test_every_error_is_a_problem_document(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert problem_of(await client.request(method, path)).status == status


async def test_a_refused_question_is_not_repeated_in_the_problem(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/ask", json={"question": "Karin Holm " * 400})
    assert problem_of(response).status == 422
    assert "Karin" not in response.text


async def test_the_text_of_one_document_is_not_served_as_another_s(
    client: httpx.AsyncClient, leave_policy: AddLeavePolicy
) -> None:
    first, second = leave_policy(), leave_policy(title="Another", reference="POL-2")
    revision = (await client.get(f"/v1/documents/{first}")).json()["revision"]
    assert problem_of(await client.get(f"/v1/documents/{second}/revisions/{revision}/text")).status == 404
    beyond = await client.get(f"/v1/documents/{first}/revisions/{revision}/text", params={"start": 0, "end": 10**6})
    assert problem_of(beyond).status == 422


async def test_a_pdf_page_is_drawn_with_the_quoted_words_boxed(
    client: httpx.AsyncClient, library: Any, settings: Any
) -> None:
    path = settings.originals / ("0f" * 32)
    canvas = Canvas(str(path), pagesize=(200, 100), invariant=True)
    canvas.drawString(20, 50, "Price 100")
    canvas.save()
    words = (PlacedText(0, 5, Box(1, 20, 40, 45, 52)), PlacedText(6, 9, Box(1, 50, 40, 70, 52)))
    document_id, revision_id = library.add_pdf(path, words, Page(1, 200, 100), "Price 100")
    url = f"/v1/documents/{document_id}/revisions/{revision_id}/pages/1.png"

    plain = Image.open(BytesIO((await client.get(url, params={"width": 400})).content))
    marked = Image.open(BytesIO((await client.get(url, params={"width": 400, "start": 6, "end": 9})).content))
    assert plain.size == marked.size == (400, 200)
    assert plain.getpixel((136, 102)) == (255, 255, 255)
    assert marked.getpixel((136, 102)) != (255, 255, 255)
    assert marked.getpixel((60, 84)) == plain.getpixel((60, 84))
    missing = await client.get(url.replace("1.png", "2.png"))
    assert problem_of(missing).status == 404


async def test_openapi_describes_every_route_with_an_example_and_its_problems(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    assert described["components"]["schemas"]["AskRequest"]["examples"]
    for name in ("Problem", "StatusEvent", "CitationEvent", "SentenceEvent", "Answer"):
        assert name in described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
    assert "text/event-stream" in described["paths"]["/v1/ask"]["post"]["responses"]["200"]["content"]
