import io
import json
import socket
from datetime import date

import pytest

from assistant.schemas.answers import Answer, AskRequest, Citation, CitationEvent, Scope, SentenceEvent, StatusEvent
from tests.unit.ui.fake_api import TOKEN, FakeApi, answered, policy, problem
from ui.client import ApiError, Client, Server, open_http

QUESTION = AskRequest(question="Vem beslutar om inköp?", scope=Scope(kinds=("policy",)))


def test_an_answer_arrives_event_by_event_with_the_whole_answer_last(api: FakeApi, client: Client) -> None:
    events = list(client.ask(QUESTION))

    assert [type(event) for event in events] == [StatusEvent] * 5 + [CitationEvent] * 2 + [SentenceEvent] * 2 + [Answer]
    assert events[-1] == answered(QUESTION.question)
    assert api.requests == [QUESTION.model_copy(update={"stream": True})]


def test_a_problem_in_the_middle_of_a_stream_is_told_as_what_it_is(api: FakeApi, client: Client) -> None:
    api.failing_in_stream = problem("model-unavailable")

    with pytest.raises(ApiError) as caught:
        list(client.ask(QUESTION))

    assert caught.value.code == "model-unavailable"


@pytest.mark.parametrize("code", ["registry-unavailable", "index-unavailable", "index-empty", "model-unavailable"])
def test_each_kind_of_outage_keeps_its_name(code: str, api: FakeApi, client: Client) -> None:
    api.failing = problem(code)

    for act in (lambda: list(client.ask(QUESTION)), client.documents, client.conversations):
        with pytest.raises(ApiError) as caught:
            act()
        assert caught.value.code == code


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with open_http(Server(url, TOKEN), "sv") as http:
        for act in (lambda: list(Client(http).ask(QUESTION)), Client(http).readiness):
            with pytest.raises(ApiError) as caught:
                act()
            assert caught.value.code == "unreachable"


def test_a_response_that_is_no_problem_details_is_still_told(client: Client) -> None:
    with pytest.raises(ApiError) as caught:
        client.document("no/such/route")

    assert (caught.value.code, caught.value.problem.status) == ("internal", 404)


def test_not_being_ready_is_an_answer_not_an_error(api: FakeApi, client: Client) -> None:
    api.failing = problem("index-unavailable")

    assert client.readiness().ready is False


def test_every_request_carries_the_local_token(api: FakeApi, address: str) -> None:
    with open_http(Server(address, "wrong"), "sv") as http, pytest.raises(ApiError) as caught:
        Client(http).documents()

    assert caught.value.code == "unauthorized"


def test_a_library_larger_than_one_response_is_read_whole(api: FakeApi, client: Client) -> None:
    api.documents = {f"d-{n}": policy(id=f"d-{n}", title=f"Policy {n:04}") for n in range(1203)}

    listed = client.documents()

    assert listed.total == 1203
    assert len({document.id for document in listed.documents}) == 1203


def test_an_upload_carries_the_file_and_what_was_filled_in(api: FakeApi, client: Client) -> None:
    client.upload("policy å.md", io.BytesIO("# Å".encode()), {"kind": "policy", "valid_from": date(2026, 1, 2)})

    name, content, properties = api.uploads[0]
    assert (name, content) == ("policy å.md", "# Å".encode())
    assert json.loads(properties) == {"kind": "policy", "valid_from": "2026-01-02"}


def test_a_deleted_document_can_be_brought_back(client: Client) -> None:
    client.delete_document("d-policy")
    assert client.documents().total == 0

    client.restore_document("d-policy")

    assert client.document("d-policy").title == "Policy för generativ AI"


def test_the_words_of_a_citation_stand_where_it_says(client: Client) -> None:
    cited: Citation = answered("?").citations[0]

    served = client.revision_text(cited.document_id, cited.revision, cited.start, cited.end)

    assert served.text[cited.start - served.offset : cited.end - served.offset] == cited.quote


def test_a_page_comes_as_an_image(client: Client) -> None:
    assert client.page_image("d-policy", "r-policy", 1, (0, 10), 400).startswith(b"\x89PNG")
