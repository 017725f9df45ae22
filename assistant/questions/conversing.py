"""A question within its conversation: what was asked before goes in, the answer is remembered."""

from collections.abc import Iterator

from assistant.pipeline import Ask, Assistant, Event
from assistant.questions.privacy import turn_to_keep
from assistant.schemas.answers import Answer, AskRequest
from knowledge.access import Viewer
from knowledge.personal_data.policy import Policy
from knowledge.registry.registry import Registry

_REMEMBERED_TURNS = 4


def ask_in_conversation(
    assistant: Assistant, registry: Registry, viewer: Viewer, request: AskRequest, policy: Policy
) -> Iterator[Event]:
    """The events of an answer; `policy` says what becomes of personal data in what is kept of the question.

    Raises NotFound for a conversation that is not the viewer's.
    """
    earlier: tuple[str, ...] = ()
    if request.conversation_id is not None:
        turns = registry.conversations.get(request.conversation_id, viewer).messages[-_REMEMBERED_TURNS:]
        earlier = tuple(str(turn.answer["standalone_question"]) for turn in turns)
    ask = Ask(request.question, viewer, request.scope, request.language, earlier)
    for event in assistant.answer(ask):
        if isinstance(event, Answer) and request.remember:
            yield _remembered(registry, viewer, request, event, policy)
        else:
            yield event


def _remembered(registry: Registry, viewer: Viewer, request: AskRequest, answer: Answer, policy: Policy) -> Answer:
    turn = turn_to_keep(request.question, answer, policy)
    id_ = request.conversation_id or registry.conversations.start(viewer, turn.question)
    notices = (*answer.notices, "personal-data-in-question") if turn.changed else answer.notices
    told = {"conversation_id": id_, "notices": notices}
    registry.conversations.append(
        id_, viewer, turn.question, turn.answer.model_copy(update=told).model_dump(mode="json")
    )
    return answer.model_copy(update=told)
