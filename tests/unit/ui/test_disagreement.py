"""Contradictions and rules of another time are told plainly, and what documents contain never becomes markup."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schemas.answers import Answer, Conflict, OtherTime, Standing
from tests.unit.ui.fake_api import HOSTILE, LIMIT, SECRETS, answered, cite
from tests.unit.ui.test_markup import WRITTEN, check
from ui import markup
from ui.chat.clipboard import plain_answer
from ui.chat.disagreement import conflicts, other_times
from ui.texts import Texts, load_texts

SV = load_texts("sv")


def disagreeing(**changes: object) -> Answer:
    conflict = Conflict(
        citations=(0, 1),
        about="Inköp",
        difference="amount",
        values=("50 000 kr", "25 000 kr"),
        preferred=0,
        rule="policy-over-playbook-over-lesson",
    )
    playbook = cite(SECRETS, title="Handbok för inköp", kind="playbook", owner="Bo Alm", valid_from=date(2025, 3, 1))
    given = {"conflicts": (conflict.model_copy(update=changes),), "citations": (cite(), playbook)}
    return answered("Vad gäller?", **given)


def test_both_sides_are_shown_with_kind_date_owner_and_the_rule() -> None:
    read = check(conflicts(disagreeing(), 0, SV))

    for words in (
        "Källorna säger olika",
        "Anna Ek",
        "2026-01-15",
        "Handbok",
        "Bo Alm",
        "2025-03-01",
        "Policy går före",
    ):
        assert words in read.text
    assert read.text.index("Går före") < read.text.index("Handbok för inköp")
    assert read.elements.count("button") == 2


def test_what_differs_is_set_off_in_the_quote() -> None:
    assert '<span class="l-value">50 000 kr</span>' in conflicts(disagreeing(), 0, SV)


def test_where_no_rule_decides_that_is_said_and_neither_is_preferred(texts: Texts) -> None:
    html = conflicts(disagreeing(preferred=None, rule="none"), 0, texts)

    assert texts("conflict.preferred") not in html
    assert texts("ranking.none") in html


@given(WRITTEN, WRITTEN, WRITTEN)
def test_a_conflict_shows_every_word_literally(about: str, title: str, value: str) -> None:
    shown = disagreeing(about=about, values=(value, HOSTILE))
    shown = shown.model_copy(
        update={"citations": tuple(c.model_copy(update={"title": title}) for c in shown.citations)}
    )

    check(conflicts(shown, 0, SV))


@given(WRITTEN, WRITTEN, st.sampled_from([Standing.SUPERSEDED, Standing.EXPIRED, Standing.COMING]))
def test_a_rule_of_another_time_shows_every_word_literally(title: str, owner: str, standing: Standing) -> None:
    other = OtherTime(document_id=title or "d", title=title, kind="policy", owner=owner, standing=standing)

    check(other_times(answered("?", other_times=(other,)), SV))


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.SUPERSEDED, "ersatt 2026-03-01; läs i stället Inköp 2026; fråga Anna Ek"),
        (Standing.EXPIRED, "gällde före 2026-03-01"),
        (Standing.COMING, "börjar gälla 2026-03-01"),
    ],
)
def test_a_rule_of_another_time_is_linked_with_its_day_and_whom_to_ask(standing: Standing, words: str) -> None:
    other = OtherTime(
        document_id="d-old",
        title="Inköp 2024",
        kind="policy",
        owner="Anna Ek <anna.ek@example.org>",
        standing=standing,
        day=date(2026, 3, 1),
        replaced_by="Inköp 2026" if standing is Standing.SUPERSEDED else "",
    )

    html = other_times(answered("?", other_times=(other,)), SV)

    assert words in check(html).text
    assert 'href="/document?id=d-old"' in html


def test_a_source_that_was_replaced_says_by_what_and_when() -> None:
    cited = cite(superseded=True, ended=date(2026, 3, 1), replaced_by="Inköp 2026")

    assert "Ersatt 2026-03-01 av Inköp 2026" in markup.badges(cited, SV)
    assert "Gällde före 2026-03-01" in markup.badges(cite(expired=True, ended=date(2026, 3, 1)), SV)


def test_a_copied_answer_holds_the_conflict_and_its_rule() -> None:
    copied = plain_answer(disagreeing(), "", SV)

    assert (
        "Källorna säger olika: Inköp\n- 50 000 kr [1] Policy för generativ AI Går före\n"
        "- 25 000 kr [2] Handbok för inköp\nPolicy går före handbok"
    ) in copied


def test_an_answer_stored_before_conflicts_were_told_still_loads() -> None:
    stored = answered("Vad gäller?").model_dump(mode="json", exclude={"conflicts", "other_times", "notices"})
    for citation in stored["citations"]:
        for added in ("expired", "ended", "replaced_by"):
            del citation[added]

    loaded = Answer.model_validate(stored)

    assert (loaded.conflicts, loaded.other_times) == ((), ())
    assert loaded.sentences[0].text == LIMIT
