"""Why an answer came out as it did: for who asked, under the rights of now; for auditors, by ids."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx

from assistant.bootstrap import build_assistant
from assistant.pipeline import Ask
from assistant.schemas.answers import Answer, Code
from assistant.schemas.why import Fate
from assistant.traces.why import why_of
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.documents import Properties
from knowledge.registry.traces import TraceFigures
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.scripted_model import ScriptedModel, ids_in, line, serving
from tests.integration.assistant.conftest import Library

QUESTION = "How many days of paid holiday does every employee have?"
RULE = "Every employee has 30 days of paid holiday a year."


def person(user: str, *groups: str, roles: str = "reader") -> dict[str, str]:
    return {"X-Lardom-As": user, "X-Lardom-Groups": ",".join(groups), "X-Lardom-Roles": roles}


def fill(library: Library) -> dict[str, str]:
    """Ids by title: one that answers, one for managers only, and some that are beside the matter."""
    return {
        title: library.add(Properties(title, audience=audience, **changes), [(title, text)])
        for title, audience, text, changes in (
            ("Leave", ("all",), RULE, {}),
            ("Managers", ("managers",), "Managers have 35 days of paid holiday and a car.", {}),
            ("Canteen", ("all",), "The canteen serves soup on Thursdays.", {}),
            ("Old leave", ("all",), "Every employee has 25 days of paid holiday.", {"valid_until": date(2020, 1, 1)}),
        )
    }


async def asked(client: httpx.AsyncClient, headers: dict[str, str], question: str = QUESTION) -> str:
    given = await client.post("/v1/ask", headers=headers, json={"question": question, "stream": False})
    return str(given.json()["trace_id"])


async def why(client: httpx.AsyncClient, headers: dict[str, str], trace_id: str) -> dict[str, Any]:
    response = await client.get(f"/v1/answers/{trace_id}/why", headers=headers)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_who_asked_sees_what_was_found_how_and_what_became_of_it(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    fill(library)
    anna = {**as_local, **person("anna")}
    given = await why(client, anna, await asked(client, anna))
    first = given["sources"][0]
    assert (first["rank"], first["title"], first["fate"], first["found_by"]) == (1, "Leave", "used", "both")
    assert first["url"].startswith(f"/v1/documents/{first['document_id']}/revisions/")
    assert [item["title"] for item in given["sources"]] == ["Leave", "Canteen"]
    assert given["confidence"] >= given["threshold"]
    assert given["checks"] == [{"verdict": "supported", "reason": "verbatim", "sentences": 1}]
    assert all(given["made_with"][each] for each in ("lardom", "writer", "embedding", "prompt", "settings"))
    assert given["timings_ms"]["total"] > 0
    assert (given["disclosed"], given["kept_inside"]) == ([], None)


async def test_nobody_else_learns_that_there_was_an_answer(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    fill(library)
    trace_id = await asked(client, {**as_local, **person("anna")})
    for other in (person("bo"), person("bo", roles="administrator,owner,reviewer")):
        refused = await client.get(f"/v1/answers/{trace_id}/why", headers={**as_local, **other})
        unknown = await client.get(f"/v1/answers/{uuid4()}/why", headers={**as_local, **other})
        assert (refused.status_code, unknown.status_code) == (404, 404)
        assert {**refused.json(), "instance": ""} == {**unknown.json(), "instance": ""}


async def test_an_auditor_sees_ids_and_no_titles(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    ids = fill(library)
    trace_id = await asked(client, {**as_local, **person("anna")})
    auditor = {**as_local, **person("auditor", roles="auditor")}
    text = (await client.get(f"/v1/answers/{trace_id}/why", headers=auditor)).text
    assert ids["Leave"] in text
    assert not any(word in text for word in ("Leave", "Canteen", "holiday", "anna"))


async def test_what_one_may_not_see_any_more_is_as_if_it_had_not_been_found(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    ids = fill(library)
    question = "How many days of paid holiday do managers have?"
    trace_id = await asked(client, {**as_local, **person("eva", "managers")}, question)
    before = await why(client, {**as_local, **person("eva", "managers")}, trace_id)
    assert before["sources"][0]["title"] == "Managers"
    after = await why(client, {**as_local, **person("eva")}, trace_id)
    assert ids["Managers"] not in str(after)
    assert "Managers" not in str(after)
    ranks = [item["rank"] for item in after["sources"]]
    assert ranks == list(range(1, len(ranks) + 1))


async def test_what_is_not_in_force_is_named_where_another_time_was_asked_about(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    fill(library)
    anna = {**as_local, **person("anna")}
    question = "What did the old policy say about days of paid holiday for every employee?"
    given = await why(client, anna, await asked(client, anna, question))
    fates = {item["title"]: item["fate"] for item in given["sources"]}
    assert fates["Old leave"] == "used"
    assert fates["Leave"] == "not_in_force"


def test_what_was_held_back_tells_which_source_it_rested_on_and_why(
    library: Library, settings: Settings, store: KnowledgeStore
) -> None:
    portal = "Holiday is requested in the portal at least four weeks before it begins."
    for title, text in (("Leave", RULE), ("Requests", portal)):
        library.add(Properties(title), [(title, text)])

    def say(prompt: str) -> str:
        of = {text: id_ for id_, shown in ids_in(prompt).items() for text in (RULE, portal) if text in shown}
        wrong = "Holiday is requested in the portal at least nine weeks before it begins."
        return line("Employees have 30 days of paid holiday a year.", of[RULE], RULE) + line(wrong, of[portal], portal)

    with serving(ScriptedModel(say=say)) as model:
        configured = settings.model_copy(update={"llm_url": model.url, "llm_model": "scripted"})
        *_, answer = build_assistant(configured, store).answer(Ask(QUESTION, LOCAL_OWNER))
    assert isinstance(answer, Answer)
    given = why_of(answer.trace_id, LOCAL_OWNER, store.registry.traces, store.registry.documents)
    assert {check.reason for check in given.checks} == {Code.WORDS, Code.NUMBER}
    fates = {item.title: (item.fate, item.reasons) for item in given.sources}
    assert fates == {"Leave": (Fate.USED, ()), "Requests": (Fate.HELD_BACK, (Code.NUMBER,))}


def test_an_answer_of_before_the_record_was_kept_shows_what_is_known(library: Library, store: KnowledgeStore) -> None:
    document_id = library.add(Properties("Leave"), [("Leave", RULE)])
    anna = Viewer("anna", roles=frozenset({Role.READER}))
    record = {
        "status": "answered",
        "language": "en",
        "confidence": 0.8,
        "retrieved": [
            {"passage": "p1", "revision": "r1", "score": 2.0, "dense": 0.9, "lexical": 3.0},
            {"passage": "p2", "revision": "r2", "score": 1.0, "dense": 0.8, "lexical": 0.0},
        ],
        "shown": [{"passage": "p1", "document": document_id, "revision": "r1", "start": 0, "end": 4}],
        "verdicts": [],
        "timings_ms": {"total": 20.0},
    }
    store.registry.traces.add("t1", anna, record, TraceFigures())
    given = why_of("t1", anna, store.registry.traces, store.registry.documents)
    assert [(item.title, item.fate, item.url) for item in given.sources] == [("Leave", Fate.USED, "")]
    assert given.threshold is None
