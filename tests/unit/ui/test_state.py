from collections.abc import Iterator

import pytest

from assistant.schemas.answers import AskRequest, Conversation, Message, Scope
from tests.unit.ui.fake_api import NOW, abstained, answered, problem
from ui.chat.asking import Progress
from ui.client import ApiError, AskEvent
from ui.state import Chat

NARROW = Scope(kinds=("policy",))


def ask(request: AskRequest) -> Iterator[AskEvent]:
    yield answered(request.question)


def settle(chat: Chat) -> None:
    """Let the question under way come to its end, as the page does."""
    while chat.asking is not None:
        progress = chat.asking.progress()
        while not progress.done:
            progress = chat.asking.wait(progress.version, 5)
        chat.finish(progress, ask)


@pytest.fixture
def chat() -> Chat:
    begun = Chat()
    begun.ask("Vem beslutar?", NARROW, ask)
    settle(begun)
    return begun


def test_a_follow_up_belongs_to_the_same_conversation(chat: Chat) -> None:
    chat.ask("Och undantag?", Scope(), ask)

    assert chat.turns[-1].request.conversation_id == "c-1"


def test_a_question_asked_while_another_is_under_way_waits_and_is_not_lost(chat: Chat) -> None:
    chat.ask("Första?", Scope(), ask)
    chat.ask("Andra?", NARROW, ask)
    settle(chat)

    assert [turn.request.question for turn in chat.turns[1:]] == ["Första?", "Andra?"]
    assert all(turn.answer is not None for turn in chat.turns)


def test_after_a_failure_the_words_can_be_taken_back_and_asked_again(chat: Chat) -> None:
    chat.ask("Vad gäller?", Scope(), ask)
    chat.finish(Progress(error=ApiError(problem("registry-unavailable"))), ask)

    assert chat.take_back() == "Vad gäller?"
    chat.ask("Vad gäller?", Scope(), ask)
    assert [turn.request.question for turn in chat.turns] == ["Vem beslutar?", "Vad gäller?"]
    assert chat.turns[-1].error is None


def test_a_citation_opens_at_its_own_words(chat: Chat) -> None:
    chat.open_citation(0, 1)

    assert chat.source is not None
    cited = answered("").citations[1]
    assert chat.source.place.span == (cited.start, cited.end)
    assert chat.source.citation == cited


@pytest.mark.parametrize(("turn", "index"), [(0, 2), (0, -1), (1, 0), (-1, 0), (99, 99)])
def test_a_number_that_names_no_citation_opens_nothing(turn: int, index: int, chat: Chat) -> None:
    chat.open_citation(turn, index)
    chat.open_nearest(turn, index)

    assert chat.source is None


def test_the_nearest_source_opens_at_its_passage() -> None:
    chat = Chat()
    chat.resume(
        Conversation(id="c-1", title="?", messages=(Message(question="?", answer=abstained("?"), asked_at=NOW),))
    )

    chat.open_nearest(0, 0)

    assert chat.source is not None
    assert chat.source.place.revision == "r-policy"
    assert chat.source.place.span is not None


def test_every_opening_moves_the_focus_once(chat: Chat) -> None:
    tokens = []
    for _ in range(2):
        chat.open_citation(0, 0)
        assert chat.source is not None
        tokens.append(chat.source.token)

    assert len(set(tokens)) == 2


def test_a_conversation_is_taken_up_as_it_was(chat: Chat) -> None:
    given = answered("Vem?")
    chat.resume(Conversation(id="c-9", title="Vem?", messages=(Message(question="Vem?", answer=given, asked_at=NOW),)))

    assert chat.conversation_id == "c-9"
    assert [(turn.request.question, turn.answer) for turn in chat.turns] == [("Vem?", given)]


def test_a_new_conversation_carries_nothing_over(chat: Chat) -> None:
    chat.open_citation(0, 0)

    chat.start_over()

    assert (chat.conversation_id, chat.turns, chat.source) == (None, [], None)
