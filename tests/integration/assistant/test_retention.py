"""What is kept too long ends, provably, and nothing else does."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from assistant.cli import main
from assistant.schemas.answers import Answer, Timings
from assistant.serving.retention import Retention
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import ErasureReason, Properties, Revision, RevisionState
from knowledge.errors import SettingsError
from knowledge.feedback import Feedback
from knowledge.jobs import Outcome, SourceReport
from knowledge.personal_data.processing import DataKind
from knowledge.registry.traces import TraceFigures
from knowledge.settings import ProcessingRule, Settings, load_settings
from knowledge.store import KnowledgeStore
from tests.integration.assistant.conftest import Library

ANNA = Viewer("anna", frozenset({"finance"}))
LATER = timedelta(days=800)


@pytest.fixture
def retention(store: KnowledgeStore, settings: Settings) -> Retention:
    return Retention(store.registry, settings, lambda: datetime.now(UTC) + LATER)


@pytest.fixture
def now(retention: Retention) -> Retention:
    return replace(retention, now=lambda: datetime.now(UTC))


def answer(trace_id: str) -> dict[str, object]:
    given = Answer(
        status="abstained",  # type: ignore[arg-type]
        language="sv",
        question="Hur?",
        standalone_question="Hur?",
        confidence=0,
        timings_ms=Timings(),
        trace_id=trace_id,
    )
    return given.model_dump(mode="json")


def used(store: KnowledgeStore) -> str:
    """A question, its trace, and what was thought of the answer; returns the conversation's id."""
    registry = store.registry
    registry.traces.add("t1", ANNA, {"sentences": []}, TraceFigures(status="abstained"))
    registry.feedback.give("t1", Feedback(helpful=False, comment="Fel svar"), ANNA, datetime.now(UTC).date())
    conversation = registry.conversations.start(ANNA, "Hur?")
    registry.conversations.append(conversation, ANNA, "Hur?", answer("t1"))
    job = registry.jobs.add({"upload": "a.txt"}, "anna")
    registry.jobs.finish(job.id, [SourceReport("a.txt", Outcome.ADDED)])
    return conversation


def removed(report: object) -> dict[DataKind, int]:
    return {each.kind: each.removed for each in report.removals}  # type: ignore[attr-defined]


def test_what_is_older_than_its_days_ends_and_what_is_younger_stays(
    store: KnowledgeStore, retention: Retention, now: Retention
) -> None:
    conversation = used(store)

    assert now.run().removed == 0
    assert store.registry.conversations.get(conversation, ANNA).messages

    assert removed(retention.run()) == {
        kind: int(kind in {DataKind.CONVERSATIONS, DataKind.TRACES, DataKind.FEEDBACK, DataKind.JOBS})
        for kind in removed(retention.run(dry_run=True))
    }
    assert store.registry.conversations.list(ANNA) == ()


def test_a_trace_keeps_its_figures_and_forgets_whose_it_was(store: KnowledgeStore, retention: Retention) -> None:
    used(store)

    retention.run()

    assert store.registry.traces.get("t1") == {"sentences": []}
    with pytest.raises(Exception, match="no such answer"):
        store.registry.feedback.get("t1", ANNA)


def test_a_dry_run_says_what_a_run_then_proves(store: KnowledgeStore, retention: Retention) -> None:
    conversation = used(store)

    listed, done, again = retention.run(dry_run=True), retention.run(), retention.run()

    assert [(r.kind, r.before, r.removed, r.after, r.digest) for r in listed.removals] == [
        (r.kind, r.before, r.removed, r.after, r.digest) for r in done.removals
    ]
    assert again.removed == 0
    proof = next(r for r in done.removals if r.kind is DataKind.CONVERSATIONS)
    assert proof.digest == sha256(conversation.encode()).hexdigest()
    assert [report["id"] for report in store.registry.retention.reports()] == [again.id, done.id]


def test_a_run_is_due_once_a_day(retention: Retention) -> None:
    at_night = replace(retention, now=lambda: datetime(2026, 11, 28, 3, tzinfo=UTC))

    assert at_night.due()
    at_night.run()
    assert not at_night.due()
    assert replace(at_night, now=lambda: datetime(2026, 11, 29, 3, tzinfo=UTC)).due()
    assert not replace(at_night, now=lambda: datetime(2026, 11, 29, 1, tzinfo=UTC)).due()


@pytest.fixture
def replaced_text(library: Library, settings: Settings, leave_policy: Callable[..., str]) -> tuple[str, str]:
    """A document whose first revision was followed by another; its id and the first revision's."""
    documents = library.store.registry.documents
    document_id = leave_policy()
    first = documents.revision(documents.get(document_id, LOCAL_OWNER).revision_id or "", LOCAL_OWNER)
    (settings.originals / first.content_hash).write_text("the original", "utf-8")
    later = Revision(
        "later", document_id, "hash", "text/plain", "Nytt.", RevisionState.STAGED, datetime.now(UTC), "test"
    )
    library.publish(later, [], Properties("Leave policy"))
    documents.mark_kept([first.id])
    return document_id, first.id


def test_a_replaced_text_goes_with_its_original_and_a_citation_of_it_opens_to_an_explanation(
    store: KnowledgeStore, settings: Settings, retention: Retention, replaced_text: tuple[str, str]
) -> None:
    retention = replace(retention, now=lambda: datetime.now(UTC) + 2 * LATER)
    documents = store.registry.documents

    report = retention.run()

    erased = documents.revision(replaced_text[1], LOCAL_OWNER)
    assert (erased.text, documents.passages(erased.id)) == ("", ())
    assert erased.erased is not None
    assert erased.erased.why is ErasureReason.RETENTION
    assert report.originals == 1
    assert list(settings.originals.iterdir()) == []
    assert documents.revision("later", LOCAL_OWNER).text == "Nytt."


async def test_the_api_explains_a_text_that_is_gone(
    client: httpx.AsyncClient, as_local: dict[str, str], retention: Retention, replaced_text: tuple[str, str]
) -> None:
    replace(retention, now=lambda: datetime.now(UTC) + 2 * LATER).run()
    address = "/v1/documents/{}/revisions/{}/text".format(*replaced_text)

    response = await client.get(address, params={"start": 10, "end": 40}, headers=as_local)

    assert response.status_code == 200
    assert response.json()["text"] == ""
    assert response.json()["erased"]["why"] == "retention"


def test_the_settings_may_say_otherwise_and_a_kind_that_there_is_not_is_refused() -> None:
    said = Settings(processing={DataKind.CONVERSATIONS: ProcessingRule(retention_days=90, purpose="Stöd")})
    unlimited = Settings(processing={DataKind.JOBS: ProcessingRule(retention_days="unlimited")})

    assert said.processing_of(DataKind.CONVERSATIONS).retention_days == 90
    assert said.processing_of(DataKind.CONVERSATIONS).purpose["sv"] == "Stöd"
    assert said.processing_of(DataKind.FEEDBACK).retention_days == 365
    assert unlimited.processing_of(DataKind.JOBS).retention_days is None
    for wrong in ({"cookies": {"purpose": "x"}}, {"jobs": {"retention": 3}}, {"jobs": {"retention_days": 0}}):
        with pytest.raises(SettingsError):
            load_settings(processing=wrong)


def test_the_command_prints_one_json_object(
    settings: Settings, store: KnowledgeStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))

    assert main(["retention", "run", "--dry-run", "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["dry_run"] is True
    assert {each["removed"] for each in report["removals"]} == {0}
    assert Path(settings.data).is_dir()
