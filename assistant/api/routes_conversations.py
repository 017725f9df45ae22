"""Conversations: each is seen by the person who had it."""

from fastapi import APIRouter

from assistant.api.history import message_view, today_for
from assistant.api.problems import responses
from assistant.api.services import UseLanguage, UseServices, UseViewer
from assistant.questions.suggest import first_questions
from assistant.schemas.answers import Conversation, ConversationList, ConversationSummary, Suggestions

router = APIRouter(prefix="/v1", tags=["conversations"])


@router.get("/conversations", summary="List conversations", responses=responses(401, 403, 503))
def list_conversations(services: UseServices, viewer: UseViewer) -> ConversationList:
    """The viewer's own, newest first."""
    stored = services.registry.conversations.list(viewer)
    return ConversationList(
        conversations=tuple(ConversationSummary(id=c.id, title=c.title, updated_at=c.updated_at) for c in stored)
    )


@router.get("/conversations/{conversation_id}", summary="One conversation", responses=responses(401, 403, 404, 503))
def get_conversation(conversation_id: str, services: UseServices, viewer: UseViewer) -> Conversation:
    """Its questions and answers as given; what rests on documents that the viewer may not see now is withheld."""
    stored = services.registry.conversations.get(conversation_id, viewer)
    now = today_for(services, stored.messages, viewer)
    messages = tuple(message_view(message, now) for message in stored.messages)
    return Conversation(id=stored.id, title=stored.title, messages=messages)


@router.delete(
    "/conversations/{conversation_id}",
    summary="Delete a conversation",
    status_code=204,
    responses=responses(401, 403, 404, 503),
)
def delete_conversation(conversation_id: str, services: UseServices, viewer: UseViewer) -> None:
    services.registry.conversations.delete(conversation_id, viewer)


@router.get("/suggestions", summary="Questions to begin with", responses=responses(401, 403, 503))
def suggestions(services: UseServices, viewer: UseViewer, language: UseLanguage) -> Suggestions:
    """Questions that documents in force say they answer, in the wanted language."""
    documents, _ = services.registry.documents.list(viewer)
    on = services.today()
    return Suggestions(questions=first_questions([item for item in documents if item.in_force(on)], language))
