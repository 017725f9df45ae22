"""What the audit log says of a running service, and who may read it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from assistant.commands.audit import audit
from assistant.commands.keys import keys
from knowledge.access import LOCAL_OWNER, KeyScope, Viewer
from knowledge.audit import Act, AuditEntry
from knowledge.errors import Refused
from knowledge.personal_data.seals import ORIGINS, QUESTIONS, seal_for
from knowledge.registry.audit import AuditQuery
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from knowledge.submissions import Content

QUESTION = "How many days of paid holiday does every employee have a year?"


@pytest.fixture
def person(as_local: dict[str, str]) -> Callable[..., dict[str, str]]:
    def headers(name: str, role: str = "") -> dict[str, str]:
        return {**as_local, "X-Lardom-As": name, "X-Lardom-Roles": role}

    return headers


@pytest.fixture
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))


def of(store: KnowledgeStore, act: str) -> AuditEntry:
    (entry,) = store.registry.audit.read(AuditQuery(act=act))
    return entry


async def asked(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    body = {"question": QUESTION, "stream": False, "remember": False}
    return await client.post("/v1/ask", json=body, headers=headers)


async def test_an_answer_is_logged_with_what_it_showed_and_without_question_or_name(
    client: httpx.AsyncClient,
    store: KnowledgeStore,
    leave_policy: Callable[..., str],
    person: Callable[..., dict[str, str]],
) -> None:
    document_id = leave_policy()
    answer = (await asked(client, person("anna"))).json()
    entry = of(store, Act.ANSWER_SHOW)
    assert (entry.subject, entry.actor) == (answer["trace_id"], store.registry.audit.pseudonym_of("anna"))
    assert [shown["document"] for shown in entry.details["shown"]] == [document_id]
    assert answer["citations"][0]["passage_id"] in entry.details["retrieved"]
    assert {verdict["finding"] for verdict in entry.details["verdicts"]} == {"supported"}
    assert entry.details["versions"]["writer"] == "extractive"
    assert len(entry.details["question_hmac"]) == 64
    for word in ("anna", "holiday", "Anna Berg"):
        assert word not in entry.body


async def test_the_same_question_with_other_personal_data_has_the_same_hash(
    client: httpx.AsyncClient, store: KnowledgeStore, leave_policy: Callable[..., str]
) -> None:
    leave_policy()
    for name in ("Karin Lund", "Olof Berg"):
        body = {"question": f"How many days of holiday does {name} have?", "stream": False, "remember": False}
        assert (await client.post("/v1/ask", json=body)).status_code == 200
    hashes = [entry.details["question_hmac"] for entry in store.registry.audit.read(AuditQuery(act=Act.ANSWER_SHOW))]
    assert (len(hashes), len(set(hashes))) == (2, 1)


async def test_a_question_cannot_be_guessed_from_the_log_and_is_found_by_the_auditor_who_has_it(
    client: httpx.AsyncClient,
    store: KnowledgeStore,
    leave_policy: Callable[..., str],
    person: Callable[..., dict[str, str]],
    here: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave_policy()
    answer = (await asked(client, person("anna"))).json()
    await client.get("/v1/search", params={"q": QUESTION}, headers=person("bo"))
    before_there_was_a_key = {"question_sha256": sha256(QUESTION.encode()).hexdigest()}
    store.registry.audit.append(Act.SEARCH_SHOW, "anna", "", before_there_was_a_key)
    for act in (Act.ANSWER_SHOW, Act.SEARCH_SHOW):
        assert before_there_was_a_key["question_sha256"] not in store.registry.audit.read(AuditQuery(act=act))[0].body

    eva, body = person("eva", "auditor"), {"question": QUESTION}
    assert (await client.post("/v1/audit/questions", json=body, headers=person("kim", "owner"))).status_code == 403
    found = (await client.post("/v1/audit/questions", json=body, headers=eva)).json()["entries"]
    assert [entry["act"] for entry in found] == ["search.show", "search.show", "answer.show"]
    assert found[-1]["subject"] == answer["trace_id"]
    other = await client.post("/v1/audit/questions", json={"question": "How many days of leave?"}, headers=eva)
    assert other.json()["entries"] == []
    told = store.registry.audit.read(AuditQuery(act=Act.AUDIT_READ))
    assert [entry.details for entry in told] == [
        {"entries": 3, "question": "given"},
        {"entries": 0, "question": "given"},
    ]
    assert audit(["question", QUESTION, "--limit", "1"]) == 0
    assert "search.show" in capsys.readouterr().out


async def test_two_installations_keep_the_same_question_otherwise(tmp_path: Path) -> None:
    seals = [seal_for(QUESTIONS, tmp_path / name) for name in ("one", "two")]
    assert seals[0].of(QUESTION) == seal_for(QUESTIONS, tmp_path / "one").of(QUESTION) != seals[1].of(QUESTION)
    assert seals[0].of(QUESTION) != seal_for(ORIGINS, tmp_path / "one").of(QUESTION)


async def test_searching_reading_removing_and_putting_back_are_logged(
    client: httpx.AsyncClient,
    store: KnowledgeStore,
    leave_policy: Callable[..., str],
    person: Callable[..., dict[str, str]],
) -> None:
    document_id, anna = leave_policy(), person("anna", "owner")
    hits = (await client.get("/v1/search?q=holiday", headers=anna)).json()["hits"]
    assert of(store, Act.SEARCH_SHOW).details["shown"] == [hit["passage_id"] for hit in hits]
    revision = store.registry.documents.get(document_id, LOCAL_OWNER).revision_id
    await client.get(f"/v1/documents/{document_id}/revisions/{revision}/text", headers=anna)
    assert of(store, Act.DOCUMENT_READ).details == {"revision": revision}
    assert (await client.delete(f"/v1/documents/{document_id}", headers=anna)).status_code == 204
    assert (await client.post(f"/v1/documents/{document_id}/restore", headers=anna)).status_code == 204
    for act in (Act.DOCUMENT_READ, Act.DOCUMENT_REMOVE, Act.DOCUMENT_RESTORE):
        assert (of(store, act).subject, of(store, act).actor) == (
            document_id,
            store.registry.audit.pseudonym_of("anna"),
        )


async def test_what_one_may_not_do_is_not_logged_as_done(
    client: httpx.AsyncClient,
    store: KnowledgeStore,
    leave_policy: Callable[..., str],
    person: Callable[..., dict[str, str]],
) -> None:
    document_id = leave_policy(audience=("hr",))
    assert (await client.delete(f"/v1/documents/{document_id}", headers=person("kim"))).status_code == 404
    assert [entry.act for entry in store.registry.audit.read()] == [Act.DOCUMENT_PUBLISH]


def test_making_and_revoking_a_key_are_logged_without_its_name(
    store: KnowledgeStore, here: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys(["create", "Annas skript", "--scopes", "ask"]) == 0
    shown = capsys.readouterr().out.split("_")[1]
    assert keys(["revoke", f"lardom_{shown}"]) == 0
    created, revoked = store.registry.audit.read()
    assert (created.act, created.subject, created.details["scopes"]) == (Act.KEY_CREATE, shown, ["ask"])
    assert (revoked.act, revoked.subject) == (Act.KEY_REVOKE, shown)
    assert "Anna" not in created.body


async def test_only_auditors_read_the_log_and_that_they_do_stands_in_it(
    client: httpx.AsyncClient, store: KnowledgeStore, person: Callable[..., dict[str, str]]
) -> None:
    for number in range(5):
        store.registry.audit.append(Act.DOCUMENT_REMOVE, "bo", f"document-{number}")
    for role in ("", "administrator", "owner", "reviewer"):
        for path in ("/v1/audit", "/v1/audit/verification", "/v1/audit/export"):
            assert (await client.get(path, headers=person("kim", role))).status_code == 403, (role, path)
    eva = person("eva", "auditor")
    first = (await client.get("/v1/audit?limit=2&act=document", headers=eva)).json()
    assert [entry["subject"] for entry in first["entries"]] == ["document-4", "document-3"]
    then = (await client.get(f"/v1/audit?limit=9&act=document&before={first['before']}", headers=eva)).json()
    assert (then["entries"][0]["subject"], then["before"]) == ("document-2", None)
    read = store.registry.audit.read(AuditQuery(act=Act.AUDIT_READ))
    assert [entry.actor for entry in read] == [store.registry.audit.pseudonym_of("eva")] * 2
    assert read[0].details == {"act": "document", "entries": 2}


async def test_no_key_of_a_service_opens_the_log(guarded: httpx.AsyncClient, store: KnowledgeStore) -> None:
    ends = datetime.now(UTC) + timedelta(days=1)
    key = store.registry.keys.create("allt", frozenset(KeyScope), frozenset(), ends)[1]
    for path in ("/v1/audit", "/v1/audit/verification", "/v1/audit/export"):
        assert (await guarded.get(path, headers={"Authorization": f"Bearer {key}"})).status_code == 403, path


async def test_a_name_is_given_for_a_reason_only_and_the_reason_is_kept_without_personal_data(
    client: httpx.AsyncClient, store: KnowledgeStore, person: Callable[..., dict[str, str]]
) -> None:
    store.registry.audit.append(Act.DOCUMENT_REMOVE, "bo", "d")
    body = {"pseudonym": store.registry.audit.pseudonym_of("bo"), "reason": "Anmälan från 19811218-9876"}
    assert (await client.post("/v1/audit/resolutions", json=body, headers=person("kim", "owner"))).status_code == 403
    eva = person("eva", "auditor")
    assert (await client.post("/v1/audit/resolutions", json={**body, "reason": " "}, headers=eva)).status_code == 422
    found = await client.post("/v1/audit/resolutions", json=body, headers=eva)
    assert found.json()["user"] == "bo"
    reason = of(store, Act.AUDIT_RESOLVE).details["reason"]
    assert reason.startswith("Anmälan från ")
    assert "19811218" not in reason
    unknown = {**body, "pseudonym": "person-0000000000000000"}
    assert (await client.post("/v1/audit/resolutions", json=unknown, headers=eva)).status_code == 404


async def test_an_export_is_verified_where_it_is_kept(
    client: httpx.AsyncClient,
    store: KnowledgeStore,
    person: Callable[..., dict[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for number in range(3):
        store.registry.audit.append(Act.DOCUMENT_REMOVE, "åsa", f"dokument-{number}")
    exported = (await client.get("/v1/audit/export", headers=person("eva", "auditor"))).text
    file = tmp_path / "log.jsonl"
    file.write_text(exported, encoding="utf-8")
    head = json.loads(exported.splitlines()[-1])["hash"]
    assert audit(["verify", "--file", str(file), "--head", head]) == 0
    file.write_text("\n".join(exported.splitlines()[1:]), encoding="utf-8")
    assert audit(["verify", "--file", str(file)]) == 0
    assert audit(["verify", "--file", str(file), "--head", "0" * 64]) == 1
    file.write_text(exported.replace("dokument-1", "dokument-9"), encoding="utf-8")
    capsys.readouterr()
    assert audit(["verify", "--file", str(file)]) == 1
    assert "entry 2" in capsys.readouterr().err
    file.write_text("no JSON", encoding="utf-8")
    with pytest.raises(Refused):
        audit(["verify", "--file", str(file)])


def test_the_command_verifies_shows_and_exports(
    store: KnowledgeStore, here: None, capsys: pytest.CaptureFixture[str]
) -> None:
    head = store.registry.audit.append(Act.DOCUMENT_REMOVE, "bo", "dokument-å").hash
    assert audit(["verify", "--head", head]) == 0
    assert head in capsys.readouterr().out
    assert audit(["verify", "--head", "0" * 64, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["holds_head"] is False
    assert audit(["show", "--act", "document"]) == 0
    assert "document.remove dokument-å" in capsys.readouterr().out
    assert audit(["export", "--until", "2020-01-01"]) == 0
    assert capsys.readouterr().out == ""
    assert audit(["resolve", store.registry.audit.pseudonym_of("bo") or "", "--reason", "Ärende 7"]) == 0
    assert capsys.readouterr().out == "bo\n"


async def test_a_key_is_told_by_its_name_and_a_person_is_not(
    client: httpx.AsyncClient, store: KnowledgeStore, person: Callable[..., dict[str, str]]
) -> None:
    ends = datetime.now(UTC) + timedelta(days=1)
    key = store.registry.keys.create("Intranätet", frozenset(KeyScope), frozenset(), ends)[0]
    store.registry.submissions.create(Content(title="Ett"), Viewer("anna", name="Anna Åberg"))
    for user in (key.user, "anna"):
        store.registry.audit.append(Act.ANSWER_SHOW, user, "trace")

    page = (await client.get("/v1/audit", params={"act": "answer"}, headers=person("aron", "auditor"))).json()
    told = {entry["actor"]: entry["actor_name"] for entry in page["entries"]}
    assert told == {key.user: "Intranätet", store.registry.audit.pseudonym_of("anna"): ""}

    body = {"pseudonym": store.registry.audit.pseudonym_of("anna"), "reason": "Ärende 17"}
    found = (await client.post("/v1/audit/resolutions", json=body, headers=person("aron", "auditor"))).json()
    assert (found["user"], found["name"]) == ("anna", "Anna Åberg")
    again = (await client.get("/v1/audit", params={"act": "audit"}, headers=person("aron", "auditor"))).json()
    assert all(entry["mine"] for entry in again["entries"])
