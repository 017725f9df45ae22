"""Reading the golden set: every line is a whole case, and a wrong one is named with what is wrong."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.golden.cases import CaseKind, Gold, GoldenCase, Suite, read_golden
from knowledge.errors import Refused
from tests.fixtures.golden import ORDERS

CASE = dict(ORDERS)
NO_ANSWER = {"answerable": False, "reference": "", "answers": [], "gold": []}


def read(folder: Path, *rows: object) -> tuple[GoldenCase, ...]:
    file = folder / "golden.jsonl"
    file.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return read_golden(file)


def test_a_case_is_read_whole(tmp_path: Path) -> None:
    asked_later = CASE | {"id": "2", "earlier": ["Vem får beställa?"], "suite": "conversation"}
    first, second = read(tmp_path, CASE, asked_later)
    assert first.gold == (Gold(document="A-1", quote="högst 500 kronor"),)
    assert (first.suite, first.kind, first.reviewed) == (Suite.ANSWER, CaseKind.AMOUNT, date(2026, 11, 20))
    assert second.earlier == ("Vem får beställa?",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "riddle"}, "kind"),
        ({"quotes": []}, "quotes"),
        ({"author": ""}, "author"),
        ({"reviewed": "soon"}, "reviewed"),
        ({"gold": []}, "gold must be given"),
        ({"answerable": False}, "reference, answers, gold must be left out"),
        ({"suite": "conversation"}, "earlier questions"),
        ({"earlier": ["Vem?"]}, "earlier questions"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number_and_what_is_wrong(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=rf"line 3: .*{said}"):
        read(tmp_path, CASE | NO_ANSWER, CASE | changes)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"golden\.jsonl cannot be read"):
        read_golden(tmp_path / "golden.jsonl")
