"""Nobody learns of a lesson that is neither theirs nor theirs to review, whatever its state and whatever they ask for.

Authors, reviewers, groups, roles, classifications and steps are random; every word of a lesson is its own. What a
person should see is worked out anew in `sees`, in other words than the code's.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.pages import PageImages
from assistant.api.security import Gate
from assistant.api.services import Services
from assistant.bootstrap import build_assistant, build_gap_work
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.documents import Classification, Properties
from knowledge.embeddings import Embedder, bundled_model
from knowledge.errors import NotFound
from knowledge.index.factory import open_index
from knowledge.registry.registry import Registry
from knowledge.registry.submission_tables import SubmissionRow
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from knowledge.submissions import Content, Submission, SubmissionState
from tests.fixtures.hashed_words import HashedWords
from tests.integration.assistant.conftest import LOCAL_TOKENS, TODAY, Library, SmallIngestion

GROUPS = ("all", "board", "hr", "it")
HIGHEST = {"board": Classification.RESTRICTED, "it": Classification.INTERNAL}
PEOPLE = ("anna", "bo", "cai", "dia")
CODES = ("aldra", "belmo", "cirko", "dovri")
PATHS = ("draft", "submit", "withdraw", "return", "return and change", "reject", "approve")
NOTHING = "00000000-0000-0000-0000-000000000000"
LEAST_CASES = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """One lesson: who writes it, for whom, and how far it gets; `later` are its rights when it is changed again."""

    author: str
    rights: tuple[Classification, frozenset[str]]
    later: tuple[Classification, frozenset[str]]
    path: str


@dataclass(frozen=True, slots=True)
class Member:
    groups: frozenset[str]
    roles: frozenset[Role]


@dataclass
class World:
    store: KnowledgeStore
    services: Services
    cases: int = 0
    made: dict[str, Submission] = field(default_factory=dict)

    def begin(self, plans: dict[str, Plan]) -> None:
        register = self.store.registry.submissions
        with register._database.writing() as session:
            session.execute(delete(SubmissionRow))
        self.made = {code: self._made(code, plan) for code, plan in plans.items()}

    def _made(self, code: str, plan: Plan) -> Submission:
        register, desk = self.store.registry.submissions, self.services.lessons
        author = Viewer(plan.author, roles=frozenset({Role.CONTRIBUTOR}))
        made = register.create(content_of(code, plan.rights), author)
        kept = self.services.attachments.keep(made.id, f"{code}.txt", BytesIO(code.encode()))
        made = self.store.registry.attachments.add(made.id, kept, author)
        if plan.path == "draft":
            return made
        made = register.submit(made.id, made.version, author, {})
        if plan.path == "withdraw":
            return register.withdraw(made.id, made.version, author)
        if plan.path in ("return", "return and change"):
            made = register.send_back(made.id, made.version, f"Why {code}?", LOCAL_OWNER)
        if plan.path == "return and change":
            return register.save(made.id, made.version, content_of(code, plan.later), author)
        if plan.path == "reject":
            return register.reject(made.id, made.version, "No.", LOCAL_OWNER)
        return desk.approve(made.id, made.version, "", LOCAL_OWNER) if plan.path == "approve" else made


def content_of(code: str, rights: tuple[Classification, frozenset[str]]) -> Content:
    return Content(
        f"Programme {code}",
        what_happened=f"The allowance of {code} was paid twice.",
        lesson=f"Check {code} first.",
        language="en",
        owner=f"Owner {code}",
        classification=rights[0],
        audience=tuple(sorted(rights[1])),
    )


def sees(plan: Plan, user: str, member: Member) -> bool:
    if plan.author == user:
        return True
    if plan.path in ("draft", "withdraw") or not member.roles & {Role.REVIEWER, Role.OWNER}:
        return False
    classification, audience = plan.rights
    levels, mine = list(Classification), member.groups | {"all"}
    cleared = max([1, *(levels.index(HIGHEST[group]) for group in mine if group in HIGHEST)])
    level = levels.index(classification)
    return any(level <= cleared or (group != "all" and group not in HIGHEST) for group in audience & mine)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("lessons")
    known = Settings(data=folder, clearance=HIGHEST)
    embedder = Embedder(HashedWords(model_name="hashed-words"), bundled_model().tokenizer)
    store = KnowledgeStore(Registry(known.database), open_index(known, embedder), embedder)
    Library(store).add(Properties("Allowances"), [("Allowances", "An allowance is paid once a year.")])
    assistant = build_assistant(known, store, lambda: TODAY)
    services = Services(
        settings=known,
        store=store,
        assistant=assistant,
        ingestion=SmallIngestion(store),
        pages=PageImages(known.originals),
        today=lambda: TODAY,
        gaps=build_gap_work(store, assistant),
    )
    yield World(store, services)
    store.close()


RIGHTS = st.tuples(st.sampled_from(Classification), st.frozensets(st.sampled_from(GROUPS), min_size=1, max_size=2))
PLANS = st.fixed_dictionaries(
    dict.fromkeys(CODES, st.builds(Plan, st.sampled_from(PEOPLE), RIGHTS, RIGHTS, st.sampled_from(PATHS)))
)
MEMBERS = st.fixed_dictionaries(
    dict.fromkeys(
        PEOPLE,
        st.builds(
            Member,
            st.frozensets(st.sampled_from(GROUPS[1:]), max_size=2),
            st.frozensets(st.sampled_from(Role), max_size=3).map(lambda roles: roles | {Role.READER}),
        ),
    )
)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(plans=PLANS, members=MEMBERS)
def test_the_register_shows_each_person_exactly_what_they_may_see(
    world: World, plans: dict[str, Plan], members: dict[str, Member]
) -> None:
    world.begin(plans)
    register, files = world.store.registry.submissions, world.store.registry.attachments
    for user, member in members.items():
        viewer = Viewer(user, member.groups, roles=member.roles, clearance=world.services.settings.cleared)
        seen = {code for code, plan in plans.items() if sees(plan, user, member)}
        own = {made.id for made in register.own(viewer)}
        assert own == {world.made[code].id for code, plan in plans.items() if plan.author == user}
        listed = {made.id for made in register.queue(viewer, tuple(SubmissionState))}
        assert listed <= {world.made[code].id for code in seen}
        for code, made in world.made.items():
            if code in seen:
                shown = register.get(made.id, viewer)
                expected = plans[code].later if plans[code].path == "return and change" else plans[code].rights
                mine = plans[code].author == user
                assert shown.shown_to(viewer).classification is (expected if mine else plans[code].rights)[0]
                assert files.get(made.id, made.attachments[0].id, viewer).name == f"{code}.txt"
            else:
                for attempt in (
                    partial(register.get, made.id),
                    partial(files.get, made.id, made.attachments[0].id),
                    partial(register.say, made.id, "x"),
                    partial(register.save, made.id, made.version, Content()),
                    partial(register.reject, made.id, made.version, "x"),
                ):
                    with pytest.raises(NotFound):
                        attempt(viewer=viewer)
            world.cases += 5
        world.cases += 2


@settings(QUICK, max_examples=20)
@given(plans=PLANS, members=MEMBERS)
def test_no_response_of_the_api_holds_a_word_of_what_one_may_not_see(
    world: World, plans: dict[str, Plan], members: dict[str, Member]
) -> None:
    world.begin(plans)
    asyncio.run(_look_everywhere(world, plans, members))


async def _look_everywhere(world: World, plans: dict[str, Plan], members: dict[str, Member]) -> None:
    identification = Identification(LOCAL_TOKENS, clearance=world.services.settings.cleared)
    app = build_app(world.services, Gate(frozenset({"testserver"}), identification))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        for user, member in members.items():
            client.headers = httpx.Headers(
                {
                    "Authorization": f"Bearer {LOCAL_TOKENS.owner}",
                    "X-Lardom-As": user,
                    "X-Lardom-Groups": ",".join(sorted(member.groups)),
                    "X-Lardom-Roles": ",".join(sorted(member.roles)),
                }
            )
            hidden = [code for code, plan in plans.items() if not sees(plan, user, member)]
            await _check_lists(world, client, hidden)
            for code in hidden:
                await _check_absence(world, client, world.made[code])


async def _check_lists(world: World, client: httpx.AsyncClient, hidden: list[str]) -> None:
    """Search, answers, suggestions, counts and figures hold nothing of any lesson that is not published."""
    for path in ("/v1/lessons", "/v1/lessons/queue", "/v1/lessons/reminders", "/v1/lessons/credit"):
        answer = await client.get(path, params={"state": "returned"} if path.endswith("queue") else {})
        assert not [code for code in hidden if code in answer.text], (path, answer.text)
        world.cases += 1
    for path in ("/v1/documents", "/v1/suggestions", "/v1/conversations", "/v1/gaps", "/v1/kpis"):
        answer = await client.get(path)
        assert not [code for code in CODES if code in answer.text], (path, answer.text)
        world.cases += 1
    for code in CODES:
        answer = await client.get("/v1/search", params={"q": f"allowance of {code}"})
        assert code not in answer.text.replace(f"allowance of {code}", "")
        world.cases += 1
    assert (await client.get("/ready")).json()["documents"] == 1


async def _check_absence(world: World, client: httpx.AsyncClient, made: Submission) -> None:
    """What may not be seen gives the response that what is not there gives, to the letter."""
    version: dict[str, object] = {"version": made.version}
    requests: list[tuple[str, str, dict[str, object] | None]] = [
        ("GET", "", None),
        ("GET", f"/attachments/{made.attachments[0].id}", None),
        ("DELETE", "", None),
        ("PUT", "", {**version, "fields": {}}),
        ("POST", "/check", None),
        ("POST", "/submit", version),
        ("POST", "/withdraw", version),
        ("POST", "/comment", {"text": "x"}),
        ("POST", "/suggest", {"changes": {"lesson": "x"}}),
        ("POST", "/assign", {}),
        ("POST", "/approve", version),
        ("POST", "/return", {**version, "reason": "x"}),
        ("POST", "/reject", {**version, "reason": "x"}),
    ]
    for method, tail, body in requests:
        hidden = await client.request(method, f"/v1/lessons/{made.id}{tail}", json=body)
        none = await client.request(method, f"/v1/lessons/{NOTHING}{tail}", json=body)
        assert hidden.status_code == none.status_code, (method, tail)
        assert hidden.status_code in (403, 404)
        assert hidden.text.replace(made.id, NOTHING) == none.text
        world.cases += 1


def test_enough_was_tried(world: World) -> None:
    """The last of this file: it counts what the others did."""
    assert world.cases >= LEAST_CASES
