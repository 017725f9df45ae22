"""What an author learns before handing a lesson in, and that nobody learns from it of what they may not see."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.security import Gate
from assistant.api.services import Services
from knowledge.access import Role
from knowledge.documents import Classification, Kind, Properties
from knowledge.personal_data.policy import Handling
from knowledge.settings import PersonalDataRule
from tests.integration.assistant.conftest import LOCAL_TOKENS, Library
from tests.integration.assistant.test_lessons import ANNA, FIELDS, RUT, begun, headers

PERSONNUMMER = "640823-3234"
OFFENDING = f"Kunden {PERSONNUMMER} fick fel faktura och ringde Åsa Lindqvist på 070-123 45 67."


async def checked(client: httpx.AsyncClient, lesson: dict[str, Any], by: dict[str, str] = ANNA, **query: str) -> Any:
    answer = await client.post(f"/v1/lessons/{lesson['id']}/check", headers=by, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_personal_data_is_shown_at_its_place_with_what_could_stand_there(client: httpx.AsyncClient) -> None:
    found = await checked(client, await begun(client, what_happened=OFFENDING))
    by_kind = {each["kind"]: each for each in found["findings"]}
    number = by_kind["personnummer"]
    assert OFFENDING[number["start"] : number["end"]] == number["text"] == PERSONNUMMER
    assert (number["field"], number["suggestion"], number["sensitive"]) == ("what_happened", "[personnummer]", True)
    assert by_kind["phone"]["sensitive"] is False
    assert (found["needs_reason"], found["blocked"]) == (True, False)
    assert "owner" not in {each["field"] for each in found["findings"]}


async def test_sensitive_data_is_taken_out_or_stays_for_a_reason_that_reviewers_see(client: httpx.AsyncClient) -> None:
    lesson = await begun(client, what_happened=OFFENDING)
    path = f"/v1/lessons/{lesson['id']}/submit"
    refused = await client.post(path, json={"version": 1}, headers=ANNA)
    assert refused.status_code == 422
    assert PERSONNUMMER not in refused.text
    assert refused.json()["detail"] == "Sensitive personal data: 1 × personnummer."
    reason = {"version": 1, "acknowledge_reason": "Kunden är påhittad."}
    assert (await client.post(path, json=reason, headers=ANNA)).status_code == 200
    shown = (await client.get(f"/v1/lessons/{lesson['id']}", headers=RUT)).json()
    assert shown["events"][-1]["acknowledged"] == "Kunden är påhittad."


async def test_where_the_policy_blocks_it_no_reason_helps(services: Services) -> None:
    rule = {Classification.INTERNAL: PersonalDataRule(sensitive=Handling.BLOCK)}
    strict = replace(services, settings=services.settings.model_copy(update={"personal_data": rule}))
    app = build_app(strict, Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        lesson = await begun(client, what_happened=OFFENDING)
        assert (await checked(client, lesson))["blocked"] is True
        answer = await client.post(
            f"/v1/lessons/{lesson['id']}/submit", json={"version": 1, "acknowledge_reason": "Ändå."}, headers=ANNA
        )
        assert answer.status_code == 422
        assert "personal_data.internal" in answer.json()["remedy"]


@pytest.fixture
def known(library: Library) -> Callable[..., str]:
    def add(**changes: object) -> str:
        properties = Properties("Rent leverantörsregister", kind=Kind.LESSON, language="sv")
        text = "Var femte faktura fick fel leverantör, eftersom leverantörsregistret höll hundratals dubbletter."
        more = "Rensa leverantörsregistret innan piloten med fakturor börjar, och utse en ägare."
        return library.add(replace(properties, **changes), [("Vad hände", text), ("Lärdom", more)])  # type: ignore[arg-type]

    return add


async def test_what_is_known_already_is_named_to_who_may_see_it(
    client: httpx.AsyncClient, known: Callable[..., str], leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    document_id = known(audience=("ekonomi",))
    lesson = await begun(client)
    cleared = headers("anna", Role.CONTRIBUTOR, groups="ekonomi")
    assert [each["document_id"] for each in (await checked(client, lesson, cleared))["similar"]] == [document_id]
    hidden = await checked(client, lesson)
    assert hidden["similar"] == hidden["contradictions"] == []


async def test_something_new_is_not_said_to_be_known(
    client: httpx.AsyncClient, known: Callable[..., str], leave_policy: Callable[..., str]
) -> None:
    known()
    leave_policy()
    new = await begun(
        client,
        title="Solcellerna gav mindre än väntat",
        what_happened="En skorsten skuggade en tredjedel av panelerna på förmiddagen.",
        cause="",
        lesson="Mät skuggan under ett helt dygn innan solceller beställs.",
        recommendation="",
    )
    found = await checked(client, new)
    assert found["similar"] == found["contradictions"] == []


async def test_a_recommendation_against_policy_in_force_is_shown_beside_it(
    client: httpx.AsyncClient, leave_policy: Callable[..., str]
) -> None:
    policy = leave_policy(kind=Kind.POLICY)
    lesson = await begun(
        client,
        language="en",
        lesson="Plan for absence.",
        recommendation="Ask early. Every employee must have at least 25 days of paid holiday a year.",
    )
    against = await begun(
        client,
        language="en",
        lesson="Plan for absence.",
        recommendation="Ask early. Holiday is requested in the staff portal at least two weeks before it begins.",
    )
    assert (await checked(client, lesson))["contradictions"] == []
    (found,) = (await checked(client, against))["contradictions"]
    assert (found["document_id"], found["difference"], found["field"]) == (policy, "deadline", "recommendation")
    assert found["values"] == ["two weeks", "four weeks"]
    mine = against["fields"]["recommendation"][found["start"] : found["end"]]
    assert mine == found["quote_mine"]


async def test_hard_text_is_said_to_be_hard_in_the_readers_language(client: httpx.AsyncClient) -> None:
    hard = "Implementeringsförutsättningarna konkretiserades otillräckligt " * 6 + "."
    lesson = await begun(client, what_happened=hard)
    swedish, english = await checked(client, lesson, language="sv"), await checked(client, lesson, language="en")
    assert swedish["readability"]["level"] in {"hard", "very_hard"}
    assert "meningarna" in swedish["readability"]["meaning"]
    assert "sentences" in english["readability"]["meaning"]
    assert (await checked(client, await begun(client)))["readability"]["level"] in {"very_easy", "easy", "medium"}


async def test_only_its_author_and_reviewers_check_it(client: httpx.AsyncClient) -> None:
    lesson = await begun(client)
    for by in (RUT, headers("lisa"), headers("kim", Role.CONTRIBUTOR)):
        assert (await client.post(f"/v1/lessons/{lesson['id']}/check", headers=by)).status_code == 404
    assert (await checked(client, await begun(client, title="", lesson="")))["missing"] == ["title", "lesson"]
    assert FIELDS["title"]
