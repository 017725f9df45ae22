"""What people ask in vain becomes gaps, somebody closes them, and asking again proves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from assistant.api.services import Services
from assistant.gaps.finding import GapKeeper
from assistant.gaps.work import GapWork
from assistant.questions.conversing import ask_in_conversation
from assistant.schemas.answers import Answer, AskRequest
from assistant.schemas.gaps import GapList, GapState, GapView
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.documents import Properties, RevisionState, Status
from knowledge.errors import NotFound
from knowledge.gaps import Cause
from knowledge.personal_data.policy import Handling, Policy
from tests.integration.assistant.conftest import Library, SmallIngestion

ANNA = Viewer("anna@example.org", frozenset({"sales"}))
OWNER = {"X-Lardom-As": "ola", "X-Lardom-Roles": "owner"}
PARKING_SV = "Var parkerar besökare vid kontoret?"
PARKING_EN = "Where can visitors park at the office?"
CANTEEN = "När öppnar lunchrestaurangen?"
GARAGE = (
    "Besöksparkering",
    "Besökare parkerar på plan två i garaget vid kontoret. Visitors park on level two of the garage at the office.",
)

KEPT_AS_ASKED = Policy(contact=Handling.ALLOW, sensitive=Handling.ALLOW)
"""What gaps must not rest on: conversations that keep personal data."""

Ask = Callable[..., Answer]


@pytest.fixture
def ask(services: Services, leave_policy: Callable[..., str]) -> Ask:
    leave_policy()

    def asked(question: str, viewer: Viewer = ANNA) -> Answer:
        request = AskRequest(question=question)
        *_, answer = ask_in_conversation(services.assistant, services.registry, viewer, request, KEPT_AS_ASKED)
        assert isinstance(answer, Answer)
        return answer

    return asked


@pytest.fixture
def keeper(services: Services) -> GapKeeper:
    return services.gaps.keeper


async def listed(client: httpx.AsyncClient, headers: dict[str, str], **params: str) -> tuple[GapView, ...]:
    response = await client.get("/v1/gaps", headers=headers, params=params)
    assert response.status_code == 200, response.text
    return GapList.model_validate(response.json()).gaps


async def act(client: httpx.AsyncClient, gap: str, what: str, headers: dict[str, str], **body: object) -> GapView:
    response = await client.post(f"/v1/gaps/{gap}/{what}", headers=headers, json=body)
    assert response.status_code == 200, response.text
    return GapView.model_validate(response.json())


def publish_again(library: Library, document_id: str, properties: Properties) -> None:
    documents = library.store.registry.documents
    before = documents.get(document_id, LOCAL_OWNER).revision_id or ""
    id_ = str(uuid4())
    revision = replace(documents.revision(before, LOCAL_OWNER), id=id_, state=RevisionState.STAGED)
    passages = [replace(passage, id=str(uuid4()), revision_id=id_) for passage in documents.passages(before)]
    library.publish(revision, passages, properties)


async def test_questions_in_two_languages_on_one_topic_are_one_gap(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], services: Services
) -> None:
    for question in (PARKING_SV, PARKING_EN, CANTEEN, "How many days of paid holiday does every employee have?"):
        ask(question)
    assert (await client.post("/v1/gaps/refresh", headers=as_local)).status_code == 202
    services.gaps.tick()

    parking, canteen = await listed(client, as_local, language="en")

    assert {item.language: item.questions for item in parking.languages} == {"sv": 1, "en": 1}
    assert (parking.title, parking.title_language, parking.count) == (PARKING_EN, "en", 2)
    assert [item.title for item in parking.nearest] == ["Leave policy"]
    assert parking.likely_owner == "HR, Anna Berg"
    assert {item.cause for item in parking.causes} == {Cause.ABSTAINED}
    assert canteen.title == CANTEEN
    assert (await listed(client, as_local, language="sv"))[0].title == PARKING_SV


async def test_a_question_asked_later_joins_its_gap(ask: Ask, keeper: GapKeeper) -> None:
    ask(PARKING_SV)
    ask(CANTEEN)
    keeper.refresh()
    before = {gap.id for gap in keeper.registry.gaps.list()}
    ask("Finns det besöksparkering?")
    keeper.refresh()
    keeper.refresh()

    after = keeper.registry.gaps.list()

    assert {gap.id for gap in after} == before
    assert sorted(len(gap.questions) for gap in after) == [1, 2]


def test_only_the_part_that_was_not_found_is_kept(ask: Ask, keeper: GapKeeper) -> None:
    ask("How many days of paid holiday does every employee have, and where can visitors park at the office?")
    keeper.refresh()

    (gap,) = keeper.registry.gaps.list()

    assert [question.asked.question.lower() for question in gap.questions] == ["where can visitors park at the office?"]
    assert gap.questions[0].asked.cause is Cause.PARTIAL


def test_personal_data_in_a_question_is_not_kept(ask: Ask, keeper: GapKeeper) -> None:
    ask("Vilken parkeringsplats har 811228-9874 med adressen kim@example.org?")
    keeper.refresh()

    (gap,) = keeper.registry.gaps.list()

    assert "811228" not in gap.questions[0].asked.question
    assert "kim@example.org" not in gap.questions[0].asked.question


async def test_nothing_served_says_who_asked(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], keeper: GapKeeper
) -> None:
    answer = ask(PARKING_SV)
    keeper.refresh()
    (gap,) = await listed(client, as_local)
    served = (await client.get(f"/v1/gaps/{gap.id}", headers=as_local)).text

    assert ANNA.user not in served
    assert answer.conversation_id is not None
    assert answer.conversation_id not in served


@pytest.mark.parametrize("role", [*Role])
async def test_gaps_are_for_owners_reviewers_and_administrators(
    role: Role, client: httpx.AsyncClient, as_local: dict[str, str]
) -> None:
    response = await client.get("/v1/gaps", headers=as_local | {"X-Lardom-As": "eva", "X-Lardom-Roles": role.value})

    allowed = role in (Role.OWNER, Role.REVIEWER, Role.ADMINISTRATOR)
    assert response.status_code == (200 if allowed else 403)


async def test_nearest_documents_that_the_viewer_may_not_see_are_not_named(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], keeper: GapKeeper, library: Library
) -> None:
    secret = replace(Properties("Sales garage plan"), audience=("sales",), owner="Sales")
    library.add(secret, [("Garage", "The sales garage has a gate.")])
    ask("Vilken färg har vattentornet i Motala?")
    keeper.refresh()

    (seen,) = await listed(client, as_local)
    (unseen,) = await listed(client, as_local | OWNER)

    assert "Sales garage plan" in [item.title for item in seen.nearest]
    assert "Sales garage plan" not in [item.title for item in unseen.nearest]


async def test_a_gap_is_closed_by_the_document_that_answers_it_and_the_proof_is_kept(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], services: Services, library: Library
) -> None:
    ask(PARKING_SV)
    ask(PARKING_EN)
    services.gaps.keeper.refresh()
    (gap,) = await listed(client, as_local)
    await act(client, gap.id, "assign", as_local | OWNER, owner="Karin Lund", due="2026-11-01")
    assert (await listed(client, as_local, state="assigned"))[0].overdue
    garage = library.add(Properties("Parkering", owner="Karin Lund"), [GARAGE])

    closed = await act(client, gap.id, "close", as_local | OWNER, document_id=garage)
    assert (closed.state, closed.checked_at) == (GapState.CLOSED, None)
    services.gaps.tick()

    (proved,) = await listed(client, as_local)
    assert (proved.state, proved.changed_by) == (GapState.CLOSED, "ola")
    assert (proved.asked_again, proved.answered_now) == (2, 2)
    proof = proved.questions[0].proof
    assert proof is not None
    assert {cited.title for cited in proof.citations} == {"Parkering"}
    assert "plan två" in " ".join(cited.quote for cited in proof.citations) or "level two" in proof.citations[0].quote


async def test_a_gap_whose_document_does_not_answer_is_opened_again_for_the_same_owner(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], services: Services, library: Library
) -> None:
    ask(PARKING_SV)
    services.gaps.keeper.refresh()
    (gap,) = await listed(client, as_local)
    await act(client, gap.id, "assign", as_local, owner="Karin Lund")
    lunch = library.add(Properties("Lunch"), [("Lunch", "Lunchrestaurangen öppnar klockan elva.")])

    await act(client, gap.id, "close", as_local, document_id=lunch)
    services.gaps.tick()

    (opened,) = await listed(client, as_local)
    assert (opened.state, opened.owner, opened.changed_by) == (GapState.ASSIGNED, "Karin Lund", "")
    assert (opened.asked_again, opened.answered_now) == (1, 0)
    assert opened.document is not None
    assert opened.document.title == "Lunch"


async def test_a_document_in_review_is_waited_for_and_asked_when_it_is_published(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], services: Services, library: Library
) -> None:
    ask(PARKING_SV)
    services.gaps.keeper.refresh()
    (gap,) = await listed(client, as_local)
    draft = Properties("Parkering", status=Status.IN_REVIEW)
    garage = library.add(draft, [GARAGE])
    assert (await act(client, gap.id, "close", as_local, document_id=garage)).waiting
    services.gaps.tick()
    assert (await listed(client, as_local))[0].checked_at is None

    publish_again(library, garage, replace(draft, status=Status.PUBLISHED))
    services.gaps.tick()

    (proved,) = await listed(client, as_local)
    assert (proved.state, proved.waiting, proved.answered_now) == (GapState.CLOSED, False, 1)


async def test_a_gap_is_open_again_when_its_document_is_taken_away(
    ask: Ask,
    client: httpx.AsyncClient,
    as_local: dict[str, str],
    services: Services,
    library: Library,
    ingestion: SmallIngestion,
) -> None:
    ask(PARKING_SV)
    services.gaps.keeper.refresh()
    (gap,) = await listed(client, as_local)
    garage = library.add(Properties("Parkering"), [GARAGE])
    await act(client, gap.id, "close", as_local, document_id=garage)
    services.gaps.tick()
    assert (await listed(client, as_local))[0].state is GapState.CLOSED

    ingestion.remove(garage, Viewer("test"))
    services.gaps.tick()

    assert (await listed(client, as_local))[0].state is GapState.OPEN


async def test_a_gap_is_not_closed_by_a_document_that_the_viewer_may_not_see(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], keeper: GapKeeper, library: Library
) -> None:
    ask(PARKING_SV)
    keeper.refresh()
    (gap,) = await listed(client, as_local)
    hidden = library.add(replace(Properties("Parkering"), audience=("sales",)), [GARAGE])

    response = await client.post(f"/v1/gaps/{gap.id}/close", headers=as_local | OWNER, json={"document_id": hidden})

    assert response.status_code == 404


async def test_dismissing_needs_a_reason_and_is_undone(
    ask: Ask, client: httpx.AsyncClient, as_local: dict[str, str], keeper: GapKeeper
) -> None:
    ask(CANTEEN)
    keeper.refresh()
    (gap,) = await listed(client, as_local)
    refused = await client.post(f"/v1/gaps/{gap.id}/dismiss", headers=as_local, json={"reason": ""})
    assert refused.status_code == 422

    dismissed = await act(client, gap.id, "dismiss", as_local, reason="Not about AI.")
    assert (dismissed.state, dismissed.reason) == (GapState.DISMISSED, "Not about AI.")
    again = await client.post(f"/v1/gaps/{gap.id}/assign", headers=as_local, json={"owner": "Eva"})
    assert again.status_code == 409
    assert (await act(client, gap.id, "reopen", as_local)).state is GapState.OPEN


def test_asking_again_is_nobodys_use_of_the_service(ask: Ask, keeper: GapKeeper, services: Services) -> None:
    ask(PARKING_SV)
    keeper.refresh()
    (gap,) = keeper.registry.gaps.list()
    recorded: list[str] = []
    asked_again = replace(keeper.assistant, new_id=lambda: recorded.append("trace") or f"trace-{len(recorded)}")

    replace(keeper, assistant=asked_again).reask(gap.id)

    assert recorded
    with pytest.raises(NotFound):
        services.registry.traces.get("trace-1")


def test_questions_are_gathered_once_a_night_and_on_the_day_after_a_missed_one(
    ask: Ask, keeper: GapKeeper, services: Services
) -> None:
    ask(CANTEEN)
    morning = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    clock = [morning]
    work = GapWork(keeper, services.registry.documents.generation, lambda: clock[0])
    work.tick()
    assert keeper.registry.gaps.refreshed_on() is None

    clock[0] = morning + timedelta(hours=7)
    work.tick()

    assert keeper.registry.gaps.refreshed_on() == date(2026, 11, 23)
    assert len(keeper.registry.gaps.list()) == 1
    assert not work.refreshing
