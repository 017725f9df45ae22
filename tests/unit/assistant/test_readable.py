"""What the terminal shows: the question as it was understood, what was not found, and whom to ask."""

from assistant.commands.readable import readable_answer
from assistant.schemas.answers import Answer, AnswerStatus, Kind, NearestSource, Timings

NEAREST = NearestSource(
    passage_id="p", document_id="d", title="Policy", section=("Lunch",), kind=Kind.POLICY, score=0.8, url="/"
)


def answer(status: AnswerStatus, **changes: object) -> Answer:
    given = {
        "status": status,
        "language": "sv",
        "question": "Och i Norge?",
        "standalone_question": "Vad gäller i Norge?",
        "confidence": 0.5,
        "nearest": (NEAREST,),
        "owner": "Anna Ek <anna@example.org>",
        "timings_ms": Timings(),
        "trace_id": "t",
    }
    return Answer.model_validate(given | changes)


def test_an_abstention_says_what_was_searched_for_what_is_near_and_whom_to_ask() -> None:
    shown = readable_answer(answer(AnswerStatus.ABSTAINED))
    for words in ("Vad gäller i Norge?", "Policy > Lunch", "Anna Ek <anna@example.org>"):
        assert words in shown


def test_an_answer_in_part_names_what_was_not_found() -> None:
    shown = readable_answer(answer(AnswerStatus.PARTIAL, missing=("När stänger matsalen?",)))
    for words in ("Vad gäller i Norge?", "När stänger matsalen?", "Anna Ek <anna@example.org>"):
        assert words in shown


def test_a_question_that_stood_alone_is_not_repeated() -> None:
    assert "Och i Norge?" not in readable_answer(answer(AnswerStatus.ANSWERED, standalone_question="Och i Norge?"))
