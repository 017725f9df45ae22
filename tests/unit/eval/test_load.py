"""The load test's documents and figures."""

import random
from pathlib import Path

from eval.benchmarks.load import Asking, report, write_folder


def test_each_document_answers_its_own_question_in_its_own_language(tmp_path: Path) -> None:
    questions = write_folder(tmp_path / "made", range(40), random.Random(1))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "made").iterdir()}
    assert len(set(texts.values())) == len(set(questions)) == 40
    assert "arbetsdagar" in questions[1]
    assert "inom 3 arbetsdagar" in texts["rutin-1"].replace("\n", " ")
    assert "working days" in questions[2]
    assert "routine 2" in texts["rutin-2"]
    assert not any("{" in text for text in texts.values())


def test_the_report_tells_how_much_longer_an_answer_takes() -> None:
    alone = Asking([0.1] * 40, 40, [], 60.0)
    during = Asking([0.2] * 30, 15, ["ReadTimeout()"], 60.0)
    told = report(alone, during, 100, 50.0)
    assert "| asking alone | 40 | 0.67 | 100 | 100 | 100% | 0 |" in told
    assert "p50 2.0 and p95 2.0 times as long; 2.0 documents a second." in told
    assert told.endswith("ReadTimeout()")
