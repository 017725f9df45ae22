"""Questions with answers made by hand, as the evaluation has them before it judges."""

from assistant.schemas.answers import Answer, AnswerStatus, Citation, Kind, Sentence, Timings
from eval.question_sets.files import Question
from eval.question_sets.judging import Asked
from eval.variants import Refusal

THRESHOLD = 0.4
QUESTION = Question("q1", "När <betalas> fakturan?", "sv", frozenset({"gold"}), ("inom trettio dagar",), True)
UNANSWERABLE = Question("q2", "Who won?", "en", frozenset(), (), False)


def answer(*sentences: str, confidence: float = 0.9) -> Answer:
    """Every sentence is a citation of its own."""
    return Answer(
        status=AnswerStatus.ANSWERED if sentences else AnswerStatus.ABSTAINED,
        language="sv",
        question=QUESTION.text,
        standalone_question=QUESTION.text,
        sentences=tuple(Sentence(text=text, citations=(at,), support=1.0) for at, text in enumerate(sentences)),
        citations=tuple(_citation(text) for text in sentences),
        confidence=confidence,
        timings_ms=Timings(total=12.0),
        trace_id="t",
    )


def asked(
    given: Answer,
    *,
    question: Question = QUESTION,
    told: Answer | None = None,
    ranking: tuple[str, ...] = ("gold",),
    refused: tuple[Refusal, ...] = (),
) -> Asked:
    return Asked(question, False, given, told or given, ranking, refused, THRESHOLD)


def _citation(quote: str) -> Citation:
    return Citation(
        passage_id="p",
        document_id="d",
        revision="r",
        title="Betalningar & <villkor>",
        start=0,
        end=len(quote),
        quote=quote,
        url="/",
        kind=Kind.POLICY,
        language="sv",
    )
