"""The attacks that come with Lärdom, and reading others."""

from collections import Counter
from pathlib import Path

import pytest

from eval.red_team.attacks import ATTACKS, Category, read_attacks
from eval.red_team.page import page_of
from knowledge.errors import Refused


def test_every_category_is_tried_in_both_languages() -> None:
    attacks = read_attacks()
    counted = Counter((attack.category, attack.language) for attack in attacks)
    assert all(counted[category, language] for category in Category for language in ("sv", "en"))
    assert len({attack.id for attack in attacks}) == len(attacks) >= 150


def test_an_attack_that_fails_nothing_says_why() -> None:
    assert all(attack.note for attack in read_attacks() if not attack.blocking)


def test_no_character_of_the_file_is_hidden_from_its_readers() -> None:
    assert all(char.isprintable() for char in ATTACKS.read_text("utf-8").replace("\n", ""))


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "attacks.jsonl"
    file.write_text('\n{"id": "a", "category": "tickling", "text": "x", "language": "en"}', encoding="utf-8")
    with pytest.raises(Refused, match=r"line 2: category"):
        read_attacks(file)


def test_the_page_counts_by_category_and_shows_what_got_through_with_its_answer() -> None:
    through = {
        "id": "rights-1",
        "category": "rights",
        "blocking": True,
        "tried": "What?",
        "status": 200,
        "answer": "That.",
        "breaches": [{"kind": "shown what the asker may not see", "what": "B-1"}],
        "note": "",
    }
    counts = {"tried": 2, "got_through": 1, "blocking": 1}
    page = page_of({**{"attacks": 2}, **counts, "categories": {"rights": counts}, "through": [through]})
    assert "2 attacks tried, 1 got through, 1 of them blocking." in page
    assert "| rights | 2 | 1 | 1 |" in page
    assert "Came back (200): That." in page
