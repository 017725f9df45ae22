"""Two versions of a text, side by side: what a reader has to look at, and nothing else."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents.differences import Block, Difference, Mark, difference


def told(found: Difference) -> list[tuple[str, str]]:
    return [(block.mark.value, _written(block)) for block in found.blocks]


def _written(block: Block) -> str:
    signs = {Mark.REMOVED: "[-{}-]", Mark.ADDED: "[+{}+]"}
    if block.mark in signs:
        return block.parts[0].text
    return "".join(signs.get(part.mark, "{}").format(part.text) for part in block.parts) or str(block.sentences)


def test_a_changed_word_is_marked_within_its_sentence() -> None:
    old = "Semester söks fyra veckor före. Chefen svarar inom en vecka."
    new = "Semester söks senast två veckor före. Chefen svarar inom en vecka."
    assert told(difference(old, new, "sv")) == [
        ("changed", "Semester söks [-fyra-][+senast två+] veckor före."),
        ("same", "Chefen svarar inom en vecka."),
    ]


def test_an_abbreviation_ends_no_sentence() -> None:
    old = "Detta gäller bl.a. Konsulter och vikarier. Övriga följer kap. 3 i avtalet."
    new = "Detta gäller bl.a. Konsulter. Övriga följer kap. 4 i avtalet."
    assert told(difference(old, new, "sv")) == [
        ("changed", "Detta gäller bl.a. Konsulter[- och vikarier-]."),
        ("changed", "Övriga följer kap. [-3-][+4+] i avtalet."),
    ]


def test_a_sentence_that_came_and_one_that_went_are_whole() -> None:
    found = difference("A stays here. Old rules apply to vans.", "Bring a helmet at night. A stays here.", "en")
    assert told(found) == [
        ("added", "Bring a helmet at night."),
        ("same", "A stays here."),
        ("removed", "Old rules apply to vans."),
    ]
    assert (found.added, found.removed, found.changed) == (1, 1, 0)


def test_what_stays_the_same_far_from_a_change_is_left_out_and_counted() -> None:
    same = [f"Rule {number} is about room {number}." for number in range(30)]
    found = difference(" ".join(same), " ".join([*same[:15], "Rule X is new.", *same[15:]]), "en")
    assert told(found) == [
        ("skipped", "14"),
        ("same", same[14]),
        ("added", "Rule X is new."),
        ("same", same[15]),
        ("skipped", "14"),
    ]


def test_other_line_breaks_are_no_change() -> None:
    assert difference("A rule that\nis wrapped here.", "A rule that is wrapped  here.", "en").none


@given(st.text("ab .\nÅ", max_size=80), st.text("ab .\nÅ", max_size=80))
@settings(max_examples=200, deadline=None)
def test_the_parts_make_up_the_new_text_and_the_old(old: str, new: str) -> None:
    found = difference(old, new, "sv")
    if any(block.mark is Mark.SKIPPED for block in found.blocks):
        return
    for text, gone in ((old, Mark.ADDED), (new, Mark.REMOVED)):
        made = "".join(part.text for block in found.blocks for part in block.parts if part.mark is not gone)
        assert "".join(made.split()) == "".join(text.split())


@pytest.mark.parametrize("repeated", ["En mening som upprepas. ", "Regel {n} gäller rum {n} på plan {n}. "])
def test_long_texts_take_seconds_not_minutes(repeated: str) -> None:
    old = "".join(repeated.format(n=number) for number in range(20_000))
    new = "".join(repeated.format(n=number + number % 7 // 6) for number in range(20_000))
    # Of the processor's time: what else the machine does is not counted.
    began = time.process_time()
    found = difference(old, new, "sv")
    assert time.process_time() - began < 20
    assert len(found.blocks) <= 2_000
