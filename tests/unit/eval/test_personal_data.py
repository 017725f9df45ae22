"""The benchmark counts what was found, missed and wrongly found, and the project's own Swedish set is sound."""

import json
from pathlib import Path

from eval.benchmarks.personal_data import measure, read_texts
from knowledge.personal_data.findings import PersonalData

SWEDISH = Path(__file__).parents[3] / "eval" / "datasets" / "personal_data_sv.jsonl"


def test_recall_counts_spans_and_precision_counts_findings(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "lang": "sv", "text": "a@b.se", "spans": [{"type": "EMAIL_ADDRESS", "start": 0, "end": 6}]},
        {"id": "2", "lang": "sv", "text": "hemligt", "spans": [{"type": "email", "start": 0, "end": 7}]},
        {"id": "3", "lang": "sv", "text": "c@d.se", "spans": [{"type": "DATE_TIME", "start": 0, "end": 6}]},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    rates = measure(list(read_texts(tmp_path)))["kinds"]["email"]
    assert (rates["spans"], rates["findings"], rates["recall"], rates["precision"]) == (2, 2, 0.5, 0.5)
    assert rates["hidden"] == round(6 / 13, 3)


def test_the_swedish_set_has_every_kind_and_hard_negatives() -> None:
    texts = list(read_texts(SWEDISH))
    assert len({text.id for text in texts}) == len(texts) >= 150
    assert {span.kind for text in texts for span in text.spans} == set(PersonalData)
    assert sum(not text.spans for text in texts) >= 50


def test_the_swedish_set_is_found_as_well_as_the_documentation_says() -> None:
    rates = measure(list(read_texts(SWEDISH)))["all"]
    assert rates["recall"] >= 0.97
    assert rates["precision"] >= 0.97
