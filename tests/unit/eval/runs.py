"""Results and runs made by hand."""

from datetime import UTC, datetime

from assistant.schemas.answers import AnswerStatus
from eval.question_sets.figures import Outcome
from eval.runs.record import CaseResult, CitedPassage, RunRecord, Suite

RESULT = CaseResult(
    case_id="leave-1",
    suite="answer",
    question="Hur många semesterdagar har en anställd?",
    earlier=(),
    language="sv",
    slices={"language": "sv", "role": "employee", "topic": "leave", "kind": "fact", "difficulty": "easy"},
    answerable=True,
    status=AnswerStatus.ANSWERED,
    confidence=0.9,
    right=True,
    outcome=Outcome.RIGHT,
    answer="Varje anställd har trettio semesterdagar.",
    reference="En anställd har trettio semesterdagar om året.",
    citations=(CitedPassage("NF-1", "Ledighet", "Varje anställd har trettio semesterdagar.", True),),
    scores={"retrieval.ndcg@10": 1.0, "answer.right": 1.0, "answer.f1": 0.8},
    timings_ms={"retrieve": 10.0, "total": 20.0},
    cost_sek=0.001,
)
RUN = RunRecord(
    id="1f1f",
    at=datetime(2026, 11, 25, 12, tzinfo=UTC),
    name="nightly",
    configuration={"lardom": "0.1.0", "machine": {"cpus": 2}},
    suites=(Suite.RETRIEVAL, Suite.ANSWER),
    cases=(RESULT,),
    metrics={"retrieval.ndcg@10": 1.0, "abstention.precision": None},
    duration_s=1.5,
)
