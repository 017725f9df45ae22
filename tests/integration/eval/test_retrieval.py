"""`lardom eval retrieval` on a small set in both languages, through the real chunker, embedding and index."""

import json
from pathlib import Path

import pytest

from eval.cli import command
from eval.statistics.ranking import METRICS
from knowledge.errors import Refused

CORPUS = [
    {"id": "leave", "title": "Ledighet", "text": "Varje anställd har trettio semesterdagar om året.", "lang": "sv"},
    {"id": "passwords", "title": "Konton", "text": "Lösenordet ska ha minst tolv tecken.", "lang": "sv"},
    {"id": "invoices", "title": "Payments", "text": "Supplier invoices are paid within 30 days.", "lang": "en"},
    {"id": "empty", "title": "Empty", "text": "", "lang": "en"},
]
QUESTIONS = [
    {"id": "1", "question": "Hur mycket semester har jag?", "gold_ids": ["leave"], "lang": "sv"},
    {"id": "2", "question": "When are invoices paid?", "gold_ids": ["invoices"], "lang": "en"},
    {"id": "3", "question": "How long must a password be?", "gold_ids": ["passwords"], "lang": "en"},
    {"id": "4", "question": "Who won the cup?", "gold_ids": [], "answerable": False, "lang": "en"},
    {"id": "5", "question": "When are invoices paid?", "gold_ids": [], "lang": "en"},
    {"id": "6", "question": "When are invoices paid?", "gold_ids": ["not in the corpus"], "lang": "en"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in (("corpus", CORPUS), ("questions", QUESTIONS)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


def test_the_report_keeps_its_contract_and_hides_no_miss(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["retrieval", str(folder), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["questions"], report["documents"], report["passages"]) == (4, 4, 3)
    assert report["excluded"] == {"unanswerable": 1, "without_gold": 1}
    assert set(report["systems"]) == {"hybrid", "dense", "bm25"}
    assert all(set(metrics) == set(METRICS) for metrics in report["systems"].values())
    # Three of the four are found; the fourth asks for a document that isn't there, and counts as a miss.
    assert report["systems"]["hybrid"]["hit@1"] == 0.75
    assert report["systems"]["bm25"]["hit@1"] == 0.5
    assert report["by_language"]["sv"]["bm25"]["hit@1"] == 1.0
    assert report["latency_ms"]["p50"] <= report["latency_ms"]["p95"]


def test_without_json_it_prints_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["retrieval", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "not scored: 1 unanswerable, 1 without gold ids" in shown
    assert "en hybrid" in shown
    assert "sv bm25" in shown


def test_a_folder_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="gold_ids"):
        command(["retrieval", str(tmp_path)])
