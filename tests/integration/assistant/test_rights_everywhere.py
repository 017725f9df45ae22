"""Nobody learns anything of a document they may not see, whatever they ask for and however rights have changed.

Documents, people, groups, classifications and changes of rights are random; a document's every word is its own, so that
one of them in a response gives a leak away. What a person should see is worked out anew in `sees`, in other words than
the code's. The embedding is a small one, made of hashed words, so that thousands of requests take seconds.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.pages import PageImages
from assistant.api.security import Gate
from assistant.api.services import Services
from assistant.bootstrap import build_assistant, build_gap_work
from assistant.retrieve import Retriever
from assistant.schemas.answers import Scope
from knowledge.access import LOCAL_OWNER, Clearance, Viewer
from knowledge.documents import Classification, Document, Properties, Status
from knowledge.embeddings import Embedder, bundled_model
from knowledge.errors import NotFound
from knowledge.index.factory import open_index
from knowledge.registry.registry import Registry
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.hashed_words import HashedWords
from tests.integration.assistant.conftest import LOCAL_TOKENS, TODAY, Library, SmallIngestion

GROUPS = ("all", "board", "hr", "it", "legal")
HIGHEST = {"board": Classification.RESTRICTED, "it": Classification.INTERNAL}
PEOPLE = ("anna", "bo", "cai", "dia")
CODES = ("aldra", "belmo", "cirko", "dovri", "emsak", "fulto", "gresk", "hombi")
QUESTION = "How large is the allowance of the secret programme?"
LEAST_CASES = 10_000


@dataclass(frozen=True, slots=True)
class Rights:
    """One document's."""

    classification: Classification
    audience: frozenset[str]
    status: Status
    removed: bool


@dataclass
class World:
    """A library of one document for each code word, and people. `cases` counts requests that were checked."""

    store: KnowledgeStore
    services: Services
    ids: dict[str, str]
    rights: dict[str, Rights] = field(default_factory=dict)
    cases: int = 0

    def change(self, code: str, wanted: Rights) -> None:
        """As the ingest does it: the registry first, then the index, and hidden in between."""
        register, document_id = self.store.registry.documents, self.ids[code]
        document = register.get(document_id, LOCAL_OWNER)
        if document.removed_at is None and wanted.removed:
            register.remove(document_id, "test")
        elif document.removed_at is not None and not wanted.removed:
            register.publish(register.stage_again(document_id, "test"), document.properties)
        properties = replace(
            document.properties,
            classification=wanted.classification,
            audience=tuple(sorted(wanted.audience)),
            status=wanted.status,
        )
        register.update_properties(document_id, properties)
        self.rights[code] = wanted

    def settle(self) -> None:
        """The index catches up."""
        register = self.store.registry.documents
        for document in register.out_of_step():
            self.store.index.set_properties(document.id, document.properties, document.superseded_from)
            register.mark_in_step(document)

    def sees(self, groups: frozenset[str], code: str) -> bool:
        """The rules of docs/operations.md, told once more."""
        rights = self.rights[code]
        if rights.status not in {Status.PUBLISHED, Status.ARCHIVED}:
            return False
        mine = groups | {"all"}
        levels = list(Classification)
        cleared = max([1, *(levels.index(HIGHEST[group]) for group in mine if group in HIGHEST)])
        level = levels.index(rights.classification)
        shared = rights.audience & mine
        return any(level <= cleared or (group != "all" and group not in HIGHEST) for group in shared)

    def finds(self, groups: frozenset[str], code: str) -> bool:
        rights = self.rights[code]
        return self.sees(groups, code) and rights.status is Status.PUBLISHED and not rights.removed


def properties_of(code: str) -> Properties:
    return Properties(
        f"Programme {code}",
        owner=f"Owner {code}",
        reference=f"REF-{code}",
        version=f"v-{code}",
        tags=(f"tag{code}",),
        questions=(f"Who keeps the keys of {code}ville at night?",),
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("rights")
    given = Settings(data=folder, clearance=HIGHEST)
    embedder = Embedder(HashedWords(model_name="hashed-words"), bundled_model().tokenizer)
    store = KnowledgeStore(Registry(given.database), open_index(given, embedder), embedder)
    library = Library(store)
    ids = {}
    for number, code in enumerate(CODES):
        text = f"The allowance of the secret {code} programme is {4100 + number} euros in {code}ville."
        ids[code] = library.add(properties_of(code), [(f"Section {code}", text)])
    assistant = replace(build_assistant(given, store, lambda: TODAY), threshold=0.0)
    services = Services(
        settings=given,
        store=store,
        assistant=assistant,
        ingestion=SmallIngestion(store),
        pages=PageImages(given.originals),
        today=lambda: TODAY,
        gaps=build_gap_work(store, assistant),
    )
    yield World(store, services, ids)
    store.close()


RIGHTS = st.builds(
    Rights,
    st.sampled_from(Classification),
    st.frozensets(st.sampled_from(GROUPS), max_size=3),
    st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, Status.PUBLISHED, Status.ARCHIVED, Status.DRAFT]),
    st.sampled_from([False, False, False, True]),
)
STATES = st.fixed_dictionaries(dict.fromkeys(CODES, RIGHTS))
MEMBERS = st.fixed_dictionaries(dict.fromkeys(PEOPLE, st.frozensets(st.sampled_from(GROUPS[1:]), max_size=2)))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(state=STATES, members=MEMBERS, in_step=st.booleans())
def test_the_registry_and_the_index_show_each_person_exactly_what_they_may_see(
    world: World, state: dict[str, Rights], members: dict[str, frozenset[str]], in_step: bool
) -> None:
    """Half the time while the index is still behind: then less is found, and never more."""
    for code, wanted in state.items():
        world.change(code, wanted)
    if in_step:
        world.settle()
    for user, groups in members.items():
        viewer = Viewer(user, groups, clearance=world.services.settings.cleared)
        _check_registry(world, viewer)
        _check_search(world, viewer, in_step)
    world.settle()


def _check_registry(world: World, viewer: Viewer) -> None:
    register = world.store.registry.documents
    seen = {code for code in CODES if world.sees(viewer.groups, code)}
    present = {code for code in seen if not world.rights[code].removed}
    listed, total = register.list(viewer)
    assert {document.id for document in listed} == {world.ids[code] for code in present}
    assert total == register.count(viewer)[0] == register.count(viewer)[1] == len(present)
    assert register.out_of_sight(world.ids.values(), viewer) == {world.ids[code] for code in set(CODES) - present}
    assert {words.split()[-1] for words in register.said_by(viewer) if words.startswith("Programme")} == present
    world.cases += 5
    for code in CODES:
        revision = register.get(world.ids[code], LOCAL_OWNER).revision_id or ""
        assert (_get(world, code, viewer) is not None) is (code in seen)
        if code in seen:
            assert register.revision(revision, viewer).id == revision
        else:
            with pytest.raises(NotFound):
                register.revision(revision, viewer)
        world.cases += 2


def _get(world: World, code: str, viewer: Viewer) -> Document | None:
    try:
        return world.store.registry.documents.get(world.ids[code], viewer)
    except NotFound:
        return None


def _check_search(world: World, viewer: Viewer, in_step: bool) -> None:
    retriever = Retriever(world.store.registry.documents, world.store.index, world.store.embedder, lambda: TODAY)
    may = {world.ids[code] for code in CODES if world.finds(viewer.groups, code)}
    for code in CODES:
        for at_any_time in (False, True):
            question = f"allowance of the {code} programme"
            found = retriever.retrieve(question, viewer, Scope(), at_any_time=at_any_time)
            ids = {item.passage.document_id for item in found.candidates}
            assert ids <= may
            assert not in_step or ids == may
            world.cases += 1


@settings(QUICK, max_examples=25)
@given(before=STATES, after=STATES, members=MEMBERS, moved=MEMBERS)
def test_no_response_of_the_api_holds_a_word_of_what_one_may_not_see(
    world: World,
    before: dict[str, Rights],
    after: dict[str, Rights],
    members: dict[str, frozenset[str]],
    moved: dict[str, frozenset[str]],
) -> None:
    """Conversations are had under the rights of before; then documents and people change, and all is asked again."""
    for code, wanted in before.items():
        world.change(code, wanted)
    world.settle()
    had = asyncio.run(_talk(world, members))
    for code, wanted in after.items():
        world.change(code, wanted)
    world.settle()
    asyncio.run(_look_everywhere(world, moved, had))


@contextmanager
def _headers(user: str, groups: frozenset[str]) -> Iterator[dict[str, str]]:
    yield {
        "Authorization": f"Bearer {LOCAL_TOKENS.owner}",
        "X-Lardom-As": user,
        "X-Lardom-Groups": ",".join(sorted(groups)),
    }


def _client(world: World) -> httpx.AsyncClient:
    identification = Identification(LOCAL_TOKENS, clearance=world.services.settings.cleared)
    app = build_app(world.services, Gate(frozenset({"testserver"}), identification))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")


async def _talk(world: World, members: dict[str, frozenset[str]]) -> dict[str, str]:
    """Each person's conversation, by user."""
    had = {}
    async with _client(world) as client:
        for user, groups in members.items():
            with _headers(user, groups) as headers:
                asked = {"question": QUESTION, "stream": False}
                answer = (await client.post("/v1/ask", json=asked, headers=headers)).json()
                had[user] = answer.get("conversation_id", "none")
                hidden = [code for code in CODES if not world.finds(groups, code)]
                assert not [code for code in hidden if code in json.dumps(answer)]
                world.cases += 1
    return had


async def _look_everywhere(world: World, members: dict[str, frozenset[str]], had: dict[str, str]) -> None:
    async with _client(world) as client:
        for user, groups in members.items():
            with _headers(user, groups) as headers:
                await _check_responses(world, client, headers, groups, had[user])
                await _check_absence(world, client, headers, groups)


async def _check_responses(
    world: World, client: httpx.AsyncClient, headers: dict[str, str], groups: frozenset[str], conversation: str
) -> None:
    hidden = [code for code in CODES if not world.sees(groups, code) or world.rights[code].removed]
    ask = {"question": "And how large is it?", "stream": False, "conversation_id": conversation}
    follow_up = ask if conversation != "none" else {"question": QUESTION, "stream": False}
    requests = [
        client.get("/v1/documents", headers=headers),
        client.get("/v1/search", params={"q": QUESTION, "limit": 50}, headers=headers),
        client.get("/v1/suggestions", params={"language": "en"}, headers=headers),
        client.get("/v1/conversations", headers=headers),
        client.get(f"/v1/conversations/{conversation}", headers=headers),
        client.post("/v1/ask", json=follow_up, headers=headers),
        client.get("/ready", headers=headers),
    ]
    responses = [await request for request in requests]
    for response in responses:
        assert not [code for code in hidden if code in response.text], (str(response.request.url), response.text)
        world.cases += 1
    assert responses[-1].json()["documents"] == len(CODES) - len(hidden)


async def _check_absence(
    world: World, client: httpx.AsyncClient, headers: dict[str, str], groups: frozenset[str]
) -> None:
    """What may not be seen gives the response that what is not there gives, to the letter."""
    nothing = "00000000-0000-0000-0000-000000000000"
    for code in CODES:
        document = world.store.registry.documents.get(world.ids[code], LOCAL_OWNER)
        for path in ("", f"/revisions/{document.revision_id}/text", f"/revisions/{document.revision_id}/pages/1.png"):
            given = await client.get(f"/v1/documents/{document.id}{path}", headers=headers)
            if not world.sees(groups, code):
                none = await client.get(f"/v1/documents/{nothing}{path}", headers=headers)
                assert given.status_code == none.status_code == 404
                assert given.text.replace(document.id, nothing) == none.text
            elif world.rights[code].removed:
                assert given.status_code == 410
                assert code not in given.text
            world.cases += 1


def test_enough_was_tried(world: World) -> None:
    """The last of this file: it counts what the others did."""
    assert world.cases >= LEAST_CASES


def test_the_clearance_of_these_tests_is_the_settings(world: World) -> None:
    assert world.services.settings.cleared == Clearance(tuple(sorted(HIGHEST.items())))
