"""Feedback and reviews over HTTP: what is kept, who may say what, and what a reviewer gets to see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from assistant.api.services import Services
from tests.integration.assistant.conftest import LOCAL_TOKENS

QUESTION = "How is holiday requested?"
NO_ANSWER = "Which colour does the bicycle of the caretaker have?"


@pytest.fixture
def services(services: Services) -> Services:
    """Today is the real one: traces carry the time at which they are written."""
    return replace(services, today=lambda: datetime.now(UTC).date())


@pytest.fixture
def http(client: httpx.AsyncClient) -> httpx.AsyncClient:
    return client


def as_(user: str, *roles: str, groups: str = "") -> dict[str, str]:
    return {
        "Authorization": f"Bearer {LOCAL_TOKENS.owner}",
        "X-Lardom-As": user,
        "X-Lardom-Roles": ",".join(roles),
        "X-Lardom-Groups": groups,
    }


async def ask(http: httpx.AsyncClient, user: str, question: str = QUESTION, groups: str = "") -> dict[str, Any]:
    body = {"question": question, "stream": False}
    answer = await http.post("/v1/ask", json=body, headers=as_(user, groups=groups))
    assert answer.is_success, answer.text
    given: dict[str, Any] = answer.json()
    return given


async def queue(http: httpx.AsyncClient, user: str = "bo", groups: str = "") -> list[dict[str, Any]]:
    response = await http.get("/v1/reviews", headers=as_(user, "reviewer", groups=groups))
    assert response.is_success, response.text
    reviews: list[dict[str, Any]] = response.json()["reviews"]
    return reviews


async def test_feedback_is_kept_with_the_answer_it_is_about(
    http: httpx.AsyncClient, services: Services, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    trace = (await ask(http, "anna"))["trace_id"]
    given = {"trace_id": trace, "helpful": False, "reason": "wrong-source", "sentence": 0, "comment": "Fel år."}
    assert (await http.post("/v1/feedback", json=given, headers=as_("anna"))).is_success
    kept = (await http.get(f"/v1/feedback/{trace}", headers=as_("anna"))).json()
    assert kept == {**given, "csat": None, "nps": None, "minutes_saved": None}
    assert (await http.delete(f"/v1/feedback/{trace}", headers=as_("anna"))).status_code == 204
    assert (await http.get(f"/v1/feedback/{trace}", headers=as_("anna"))).json()["helpful"] is None


async def test_personal_data_in_free_text_is_taken_out_before_it_is_kept(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    question = f"{QUESTION} I am anna.ek@example.org."
    trace = (await ask(http, "anna", question))["trace_id"]
    body = {"trace_id": trace, "helpful": False, "comment": "Ring mig, 19811218-9876, om semestern."}
    kept = (await http.post("/v1/feedback", json=body, headers=as_("anna"))).json()
    assert kept["comment"] == (await http.get(f"/v1/feedback/{trace}", headers=as_("anna"))).json()["comment"]
    assert "9876" not in kept["comment"]
    (review,) = await queue(http)
    assert "anna.ek" not in str(review)
    judged = await http.post(
        f"/v1/reviews/{review['id']}",
        json={
            "verdict": "right" if review["answer"]["sentences"] else "rightly-refused",
            "comment": "Fråga bo@example.org.",
        },
        headers=as_("bo", "reviewer"),
    )
    assert "bo@" not in judged.json()["comment"]


async def test_an_abstention_can_be_judged_as_well(http: httpx.AsyncClient, leave_policy: Callable[..., str]) -> None:
    leave_policy()
    given = await ask(http, "anna", NO_ANSWER)
    assert given["status"] == "abstained"
    body = {"trace_id": given["trace_id"], "helpful": False, "reason": "could-not-find"}
    assert (await http.post("/v1/feedback", json=body, headers=as_("anna"))).is_success


async def test_whose_answer_it_is_not_is_told_that_there_is_none(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    trace = (await ask(http, "anna"))["trace_id"]
    for id_ in (trace, "no-such-trace"):
        posted = await http.post("/v1/feedback", json={"trace_id": id_, "helpful": True}, headers=as_("bo"))
        read = await http.get(f"/v1/feedback/{id_}", headers=as_("bo"))
        deleted = await http.delete(f"/v1/feedback/{id_}", headers=as_("bo"))
        assert {posted.status_code, read.status_code, deleted.status_code} == {404}


NO_JUDGEMENTS: tuple[dict[str, object], ...] = (
    {"csat": 6},
    {"nps": 11},
    {"minutes_saved": -1},
    {"comment": "x" * 2001},
    {"helpful": True, "reason": "wrong"},
    {"helpful": False, "reason": "because"},
    {"helpful": False, "sentence": 99},
    {"nps": 9},
)


async def test_what_is_no_judgement_is_refused(http: httpx.AsyncClient, leave_policy: Callable[..., str]) -> None:
    leave_policy()
    trace = (await ask(http, "anna"))["trace_id"]
    for wrong in NO_JUDGEMENTS:
        response = await http.post("/v1/feedback", json={"trace_id": trace, **wrong}, headers=as_("anna"))
        assert response.status_code == 422, wrong
        assert response.headers["content-type"] == "application/problem+json"


async def test_nps_is_asked_from_the_fifth_answer_on(http: httpx.AsyncClient, leave_policy: Callable[..., str]) -> None:
    leave_policy()
    traces = [(await ask(http, "anna"))["trace_id"] for _ in range(5)]
    invitation = await http.get("/v1/feedback/invitation", headers=as_("anna"))
    assert invitation.json() == {"trace_id": None}
    await http.post("/v1/feedback", json={"trace_id": traces[4], "helpful": True}, headers=as_("anna"))
    invitation = await http.get("/v1/feedback/invitation", headers=as_("anna"))
    assert invitation.json() == {"trace_id": traces[4]}
    body = {"trace_id": traces[4], "helpful": True, "nps": 8}
    assert (await http.post("/v1/feedback", json=body, headers=as_("anna"))).is_success


async def test_reviewers_and_owners_review(http: httpx.AsyncClient) -> None:
    for role, status in {"reader": 403, "auditor": 403, "reviewer": 200, "owner": 200}.items():
        assert (await http.get("/v1/reviews", headers=as_("bo", role))).status_code == status, role


async def test_a_review_tells_what_was_asked_and_answered_but_not_by_whom(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    given = await ask(http, "anna.ek")
    (review,) = await queue(http)
    assert review["question"] == QUESTION
    assert review["answer"]["sentences"] == given["sentences"]
    assert review["answer"]["citations"] == given["citations"]
    assert review["answer"]["conversation_id"] is None
    assert "anna.ek" not in str(review)
    assert await queue(http, "anna.ek") == []


async def test_an_answer_from_documents_that_the_reviewer_may_not_see_is_not_offered(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy(audience=("hr",))
    await ask(http, "anna", groups="hr")
    assert await queue(http) == []
    assert len(await queue(http, groups="hr")) == 1


async def test_an_abstention_names_to_the_reviewer_only_what_they_may_see(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy(audience=("hr",))
    given = await ask(http, "anna", NO_ANSWER, groups="hr")
    assert given["nearest"]
    (review,) = await queue(http)
    assert review["answer"]["nearest"] == []
    (review,) = await queue(http, groups="hr")
    assert review["answer"]["nearest"] == given["nearest"]


async def test_a_verdict_is_kept_and_can_be_taken_back(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    await ask(http, "anna")
    (review,) = await queue(http)
    path, bo = f"/v1/reviews/{review['id']}", as_("bo", "reviewer")
    body = {"verdict": "partly", "comment": "Gränsen saknas.", "minutes": 1.5}
    judged = (await http.post(path, json=body, headers=bo)).json()
    assert (judged["state"], judged["verdict"], judged["comment"]) == ("done", "partly", "Gränsen saknas.")
    assert (await http.get("/v1/reviews", headers=bo)).json() == {"reviews": [], "done": 1}
    assert (await http.post(path, json=body, headers=as_("cilla", "owner"))).status_code == 409
    reopened = (await http.post(f"{path}/reopen", headers=bo)).json()
    assert (reopened["state"], reopened["verdict"], reopened["comment"]) == ("open", None, "")


async def test_a_deleted_conversation_leaves_the_queue(
    http: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    given = await ask(http, "anna")
    assert len(await queue(http)) == 1
    await http.delete(f"/v1/conversations/{given['conversation_id']}", headers=as_("anna"))
    assert await queue(http) == []
