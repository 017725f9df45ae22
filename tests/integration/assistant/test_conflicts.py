"""Two documents that disagree, in an answer of the whole pipeline."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from assistant.api.history import Today, documents_of, message_view
from assistant.bootstrap import build_assistant
from assistant.commands.readable import readable_answer
from assistant.pipeline import Ask
from assistant.schemas.answers import Answer
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.documents import Kind, Properties
from knowledge.registry.conversations import StoredMessage
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.integration.assistant.conftest import Library

POLICY = Properties("Logging policy", Kind.POLICY, owner="DPO, Eva Lind", valid_from=date(2026, 1, 1))
PLAYBOOK = Properties("Running the assistant", Kind.PLAYBOOK, owner="IT, Bo Alm", audience=("it",))
Answering = Callable[..., Answer]
KEPT = "Logs of the assistant are kept for {} days."
QUESTION = "How long are the logs of the assistant kept?"


@pytest.fixture
def ask(settings: Settings, store: KnowledgeStore, library: Library) -> Answering:
    library.add(PLAYBOOK, [("Logs", KEPT.format(90))])
    library.add(POLICY, [("Logs", KEPT.format(30))])
    assistant = build_assistant(settings, store)

    def answer(viewer: Viewer = LOCAL_OWNER) -> Answer:
        *_, given = assistant.answer(Ask(QUESTION, viewer))
        assert isinstance(given, Answer)
        return given

    return answer


def test_the_policy_answers_and_the_playbook_is_shown_beside_it(ask: Answering) -> None:
    given = ask()

    assert "30 days" in given.sentences[0].text
    assert not any("90 days" in sentence.text for sentence in given.sentences)
    (conflict,) = given.conflicts
    assert [given.citations[index].title for index in conflict.citations] == [POLICY.title, PLAYBOOK.title]
    assert (conflict.values, conflict.preferred) == (("30 days", "90 days"), conflict.citations[0])
    printed = readable_answer(given)
    assert "The sources disagree" in printed
    assert "30 days [1] Logging policy (policy, 2026-01-01, DPO, Eva Lind) – ranks higher" in printed


def test_who_may_not_see_one_side_is_not_told_of_a_conflict(ask: Answering) -> None:
    given = ask(Viewer("bo", frozenset({"hr"})))

    assert given.conflicts == ()
    assert "90 days" not in given.model_dump_json()


def test_a_conflict_with_a_document_that_was_removed_since_is_not_told_again(ask: Answering) -> None:
    given = ask()
    stored = StoredMessage(QUESTION, given.model_dump(mode="json"), datetime.now(UTC))
    (playbook,) = [item.document_id for item in given.citations if item.title == PLAYBOOK.title]
    assert playbook in documents_of([stored])

    shown = message_view(stored, Today(gone=frozenset({playbook}), said=frozenset()))

    assert shown.answer.conflicts == ()
    assert "90 days" not in shown.answer.model_dump_json()
