"""Made-up evaluation runs: two, of which the newer one is better, as the API gives them."""

from datetime import UTC, date, datetime

from assistant.schemas.evaluations import CaseView, EvaluationList, EvaluationView
from assistant.steering.evaluations import case_view, evaluation_view, read_record, run_summary
from knowledge.goals import packaged_goals, read_goals
from knowledge.registry.evaluations import StoredRun

TODAY = date(2026, 11, 25)
SECRET = "Inköp över 50 000 kronor beslutas av AI-rådet."


def case(number: int, outcome: str = "right", **changes: object) -> dict[str, object]:
    """A question of the golden set; every other one is in English, and "unanswerable" ones have no reference."""
    right = outcome == "right"
    given: dict[str, object] = {
        "case_id": f"q-{number}",
        "suite": "answer",
        "question": f"Vem beslutar om inköp nummer {number}?",
        "language": "en" if number % 2 else "sv",
        "slices": {"language": "en" if number % 2 else "sv", "topic": "purchasing"},
        "answerable": True,
        "status": "answered",
        "confidence": 0.8,
        "outcome": outcome,
        "answer": SECRET if right else "Närmaste chef beslutar.",
        "reference": SECRET,
        "citations": [{"document": "XP-POL-001", "title": "Inköpspolicy", "quote": SECRET, "gold": right}],
        "scores": {"answer.right": float(right), "answer.supported_rate": 1.0, "evidence.citation_precision": 0.5},
        "timings_ms": {"total": 100.0 + number},
        "cost_sek": 0.01,
    }
    return given | changes


def record(run_id: str, cases: list[dict[str, object]]) -> dict[str, object]:
    metrics = {"answer.right": sum(item["outcome"] == "right" for item in cases) / len(cases), "abstention.ece": 0.07}
    return {"id": run_id, "at": "2026-11-24T09:00:00Z", "name": run_id, "cases": cases, "metrics": metrics, "form": 1}


RECORDS = {
    "new": record("new", [case(number, "ranking" if number == 3 else "right") for number in range(12)]),
    "old": record("old", [case(number, "right" if number < 7 else "retrieval") for number in range(12)]),
}


def stored(run_id: str, day: int) -> StoredRun:
    kept = read_record(RECORDS[run_id])
    outcomes = [item.outcome for item in kept.cases]
    summary = {
        "suites": ["answer"],
        "questions": len(kept.cases),
        "failed": 0,
        "metrics": kept.metrics,
        "outcomes": {outcome: outcomes.count(outcome) for outcome in ("right", "retrieval", "ranking")},
        "writer": "extractive",
        "lardom": "0.1.0",
        "revision": "3918e6e0c0ffee",
        "duration_s": 61.0,
        "problems": [],
    }
    return StoredRun(run_id, datetime(2026, 11, day, 9, 0, tzinfo=UTC), run_id, summary)


STORED = {"new": stored("new", 24), "old": stored("old", 17)}


def evaluations() -> EvaluationList:
    return EvaluationList(runs=tuple(map(run_summary, STORED.values())))


def evaluation(run_id: str) -> EvaluationView:
    goals = read_goals(packaged_goals())
    return evaluation_view(run_summary(STORED[run_id]), read_record(RECORDS[run_id]), goals, TODAY)


def evaluation_case(run_id: str, case_id: str) -> CaseView:
    return case_view(read_record(RECORDS[run_id]), case_id, lambda number: True)
