"""Every turn of a conversation is answered from what its person may see now, never from what was answered before."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.api.services import Services
from assistant.questions.conversing import ask_in_conversation
from assistant.schemas.answers import Answer, AnswerStatus, AskRequest
from knowledge.access import Viewer
from knowledge.documents import Properties
from knowledge.personal_data.policy import Policy
from tests.integration.assistant.conftest import Library, SmallIngestion

REPORTING = ("Reporting", "A personal data breach must be reported within 4 hours to the service desk, extension 7700.")


@pytest.fixture
def ask(services: Services) -> Callable[..., Answer]:
    def asked(question: str, viewer: Viewer, conversation: str | None = None) -> Answer:
        request = AskRequest(question=question, conversation_id=conversation)
        *_, answer = ask_in_conversation(services.assistant, services.store.registry, viewer, request, Policy())
        assert isinstance(answer, Answer)
        return answer

    return asked


MEMBER = Viewer("anna", frozenset({"dpo"}))


def test_a_document_that_was_removed_between_two_turns_answers_no_more(
    ask: Callable[..., Answer], library: Library, ingestion: SmallIngestion
) -> None:
    breaches = library.add(Properties("Breaches"), [REPORTING])
    library.add(Properties("Canteen"), [("Lunch", "The canteen serves lunch from noon.")])
    first = ask("How soon must a personal data breach be reported?", MEMBER)
    assert "4 hours" in first.sentences[0].text
    ingestion.remove(breaches, Viewer("test"))
    second = ask("And to whom?", MEMBER, first.conversation_id)
    assert second.standalone_question == "About “How soon must a personal data breach be reported”: to whom?"
    assert second.status is AnswerStatus.ABSTAINED
    assert all(item.document_id != breaches for item in second.nearest)


def test_a_right_that_was_lost_between_two_turns_takes_its_document_out_of_the_answers(
    ask: Callable[..., Answer], library: Library
) -> None:
    breaches = library.add(replace(Properties("Breaches"), audience=("dpo",)), [REPORTING])
    library.add(Properties("Canteen"), [("Lunch", "The canteen serves lunch from noon.")])
    first = ask("How soon must a personal data breach be reported?", MEMBER)
    assert first.status is AnswerStatus.ANSWERED
    second = ask("And to whom?", Viewer("anna", frozenset()), first.conversation_id)
    assert second.status is AnswerStatus.ABSTAINED
    assert all(item.document_id != breaches for item in second.nearest)


def test_a_new_topic_is_searched_for_alone(ask: Callable[..., Answer], library: Library) -> None:
    library.add(Properties("Breaches"), [REPORTING])
    first = ask("How soon must a personal data breach be reported?", MEMBER)
    second = ask("Who is CISO?", MEMBER, first.conversation_id)
    assert second.standalone_question == "Who is CISO?"
