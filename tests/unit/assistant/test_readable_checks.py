"""The terminal tells how many sentences were held back and why, and never what they said."""

from assistant.commands.readable import readable_answer
from assistant.schemas.answers import Answer, AnswerStatus, Code, Finding, Sentence, Timings, Withheld

OLD = {
    "status": "answered", "language": "sv", "question": "?", "standalone_question": "?", "confidence": 0.9,
    "sentences": [{"text": "Ja.", "citations": [], "support": 1.0}], "timings_ms": {}, "trace_id": "t",
}  # fmt: skip


def answer(*withheld: Withheld) -> Answer:
    return Answer(
        status=AnswerStatus.ANSWERED,
        language="sv",
        question="?",
        standalone_question="?",
        sentences=(Sentence(text="Ja.", citations=(), support=1.0),),
        confidence=0.9,
        withheld=withheld,
        timings_ms=Timings(),
        trace_id="t",
    )


def test_what_was_held_back_is_counted_by_verdict_and_reason() -> None:
    held = Withheld(verdict=Finding.CONTRADICTED, reason=Code.NEGATION, sentences=2)

    assert "Skrevs men visas inte:\n  - 2: säger emot källan (negation)" in readable_answer(answer(held))


def test_nothing_is_said_where_nothing_was_held_back() -> None:
    assert "visas inte" not in readable_answer(answer())


def test_an_answer_stored_before_verdicts_were_kept_still_loads() -> None:
    loaded = Answer.model_validate(OLD)

    assert (loaded.sentences[0].verdict, loaded.sentences[0].reasons, loaded.withheld) == (Finding.SUPPORTED, (), ())
