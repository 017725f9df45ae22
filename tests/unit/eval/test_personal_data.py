"""The benchmark counts what was found, missed and wrongly found, and the project's own Swedish set is sound."""

import json
from pathlib import Path

import pytest

from eval.benchmarks.personal_data import measure, read_texts
from knowledge.personal_data.findings import PersonalData

DATASETS = Path(__file__).parents[3] / "eval" / "datasets"
SWEDISH = DATASETS / "personal_data_sv.jsonl"
EVERYDAY = DATASETS / "personal_data_everyday"
NEW_KINDS = {PersonalData.BELIEF, PersonalData.CRIME, PersonalData.BIRTH_DATE}


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
    assert {span.kind for text in texts for span in text.spans} >= set(PersonalData) - NEW_KINDS
    assert sum(not text.spans for text in texts) >= 50


def test_the_swedish_set_is_found_as_well_as_the_documentation_says() -> None:
    rates = measure(list(read_texts(SWEDISH)))["all"]
    assert rates["recall"] >= 0.97
    assert rates["precision"] >= 0.97


@pytest.mark.parametrize("half", ["development", "unseen"])
def test_each_half_of_the_everyday_texts_has_every_kind_and_look_alikes(half: str) -> None:
    texts = list(read_texts(EVERYDAY / f"{half}.jsonl"))
    assert len({text.id for text in texts}) == len(texts) >= 180
    assert {span.kind for text in texts for span in text.spans} == set(PersonalData)
    assert sum(not text.spans for text in texts) >= 50


def test_the_everyday_texts_name_where_their_data_stands() -> None:
    for file in EVERYDAY.glob("*.jsonl"):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            assert all(row["text"][span["start"] : span["end"]] == span["value"] for span in row["spans"]), row["id"]


@pytest.mark.parametrize(
    ("file", "recall", "precision"),
    [
        ("development", 0.97, 0.98),
        ("unseen", 0.93, 0.92),
        ("development_renamed", 0.9, 0.97),
        ("unseen_renamed", 0.88, 0.94),
    ],
)
def test_everyday_texts_are_found_as_well_as_the_documentation_says(file: str, recall: float, precision: float) -> None:
    rates = measure(list(read_texts(EVERYDAY / f"{file}.jsonl")))["all"]
    assert rates["recall"] >= recall
    assert rates["precision"] >= precision
