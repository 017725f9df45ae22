"""A question within its conversation: what was asked before goes in, the answer is remembered."""

from collections.abc import Iterator

from assistant.pipeline import Ask, Assistant, Event
from assistant.schemas import Answer, AskRequest
from knowledge.access import Viewer
from knowledge.registry.registry import Registry

_REMEMBERED_TURNS = 4


def ask_in_conversation(
    assistant: Assistant, registry: Registry, viewer: Viewer, request: AskRequest
) -> Iterator[Event]:
    """The events of an answer; raises NotFound for a conversation that is not the viewer's."""
    earlier: tuple[str, ...] = ()
    if request.conversation_id is not None:
        turns = registry.conversations.get(request.conversation_id, viewer).messages[-_REMEMBERED_TURNS:]
        earlier = tuple(str(turn.answer["standalone_question"]) for turn in turns)
    ask = Ask(request.question, viewer, request.scope, request.language, earlier)
    for event in assistant.answer(ask):
        if isinstance(event, Answer) and request.remember:
            yield _remembered(registry, viewer, request, event)
        else:
            yield event


def _remembered(registry: Registry, viewer: Viewer, request: AskRequest, answer: Answer) -> Answer:
    id_ = request.conversation_id or registry.conversations.start(viewer, request.question)
    answer = answer.model_copy(update={"conversation_id": id_})
    registry.conversations.append(id_, viewer, request.question, answer.model_dump(mode="json"))
    return answer
