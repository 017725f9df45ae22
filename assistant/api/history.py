"""Answers that were given before, as they may be shown now: rights and documents have changed since."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.api.services import Services
from assistant.schemas.answers import Answer, Citation, Message, Sentence
from knowledge.access import Viewer
from knowledge.registry.conversations import StoredMessage

_WITHHELD = {
    "sv": "Källan till den här meningen finns inte kvar.",
    "en": "The source of this sentence is not there any more.",
}


@dataclass(frozen=True, slots=True)
class Today:
    """What a person may see now: not the documents `gone`; of titles and suggested questions, those `said`."""

    gone: frozenset[str]
    said: frozenset[str]


def today_for(services: Services, messages: Iterable[StoredMessage], viewer: Viewer) -> Today:
    documents = services.registry.documents
    return Today(documents.out_of_sight(documents_of(messages), viewer), documents.said_by(viewer))


def message_view(stored: StoredMessage, now: Today) -> Message:
    """A turn as it may be shown now: what rests on documents that are gone, or names them, is withheld."""
    answer = Answer.model_validate(stored.answer)
    citations = tuple(_still_named(item, now) for item in answer.citations)
    nearest = tuple(item for item in answer.nearest if item.document_id not in now.gone)
    owners = [item.owner for item in (nearest or citations) if item.owner]
    shown = answer.model_copy(
        update={
            "citations": citations,
            "sentences": tuple(_still_shown(item, citations, answer.language) for item in answer.sentences),
            "nearest": nearest,
            "owner": owners[0] if answer.owner and owners else "",
            "follow_ups": tuple(item for item in answer.follow_ups if item in now.said),
            "other_times": tuple(
                item if item.replaced_by in now.said else item.model_copy(update={"replaced_by": ""})
                for item in answer.other_times
                if item.document_id not in now.gone
            ),
            # What is left of a contradiction when one of its sources is gone is an answer like any other.
            "conflicts": tuple(
                item for item in answer.conflicts if not any(citations[index].removed for index in item.citations)
            ),
        }
    )
    return Message(question=stored.question, answer=shown, asked_at=stored.asked_at)


def documents_of(messages: Iterable[StoredMessage]) -> frozenset[str]:
    """The documents that the answers rest on or name."""
    answers = [Answer.model_validate(message.answer) for message in messages]
    return frozenset(
        item.document_id
        for answer in answers
        for named in (answer.citations, answer.nearest, answer.other_times)
        for item in named
    )


def _still_named(citation: Citation, now: Today) -> Citation:
    if citation.document_id not in now.gone:
        return citation if citation.replaced_by in now.said else citation.model_copy(update={"replaced_by": ""})
    words = dict.fromkeys(("quote", "url", "title", "owner", "reference", "version", "replaced_by"), "")
    return citation.model_copy(update={"removed": True, "section": (), "page": None, **words})


def _still_shown(sentence: Sentence, citations: tuple[Citation, ...], language: str) -> Sentence:
    """A sentence may hold words of each of its sources, so it goes with the first of them."""
    if not any(citations[index].removed for index in sentence.citations):
        return sentence
    return sentence.model_copy(update={"text": _WITHHELD[language]})
