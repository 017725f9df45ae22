"""Which time a question is about, and that what is not in force is told apart from what is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.citing import ended
from assistant.questions.periods import PAST, Period, as_near, asked_about, in_period, standing, successors
from assistant.rank import Ranked
from assistant.schemas.answers import Standing
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate

TODAY = date(2026, 11, 23)
OLD = Properties("Purchases (2024)", reference="P-1", version="1.2", valid_from=date(2024, 9, 1))
NEW = Properties("Purchases", reference="P-2", valid_from=date(2026, 3, 1), supersedes=("P-1",))


def found(properties: Properties, dense: float = 0.9, superseded_from: date | None = None) -> Ranked:
    name = properties.reference
    passage = Passage(f"p-{name}", f"d-{name}", f"r-{name}", 0, 0, 4, "text", language=properties.language)
    return Ranked(Candidate(passage, properties, superseded_from, dense, 0.0, 0.0), dense)


@pytest.mark.parametrize(
    "question",
    [
        "Vad sa den gamla policyn?",
        "Vad sa den gamla inköpspolicyn om företagskort?",
        "Vilka gränser gällde tidigare?",
        "Vad gällde för inköp före 2026?",
        "vad gallde fore 2026",
        "Hur var det tidigare?",
        "Vad sa inköpspolicyn från 2024?",
        "What did the old policy say about approval limits?",
        "What did the previous policy require?",
        "What did the earlier version of the purchasing policy say?",
        "What were the rules before 2026?",
        "How much could a manager approve before 2026?",
        "What was the limit in version 1.2?",
        "What does the 2024 policy say about limits?",
    ],
)
def test_a_question_about_earlier_rules_is_heard_as_one(question: str) -> None:
    assert asked_about(question, TODAY).period is Period.PAST


@pytest.mark.parametrize(
    "question",
    [
        "Får jag använda gamla datorer?",
        "Vilka regler gäller för gamla datorer?",
        "Vad är gränsen för en tidigare anställd?",
        "När ska en tidigare anmälan kompletteras?",
        "Vad lärde sig den förra piloten?",
        "Vad gällde incidenten i Drammen?",
        "Who approves old invoices?",
        "What did the previous pilot learn about limits?",
        "Did the previous owner approve the policy?",
        "What happened in 2025?",
        "How do I report a breach?",
    ],
)
def test_old_things_of_today_are_asked_about_in_the_present(question: str) -> None:
    asked = asked_about(question, TODAY)
    assert (asked.period, asked.matter) == (Period.NOW, question)


@pytest.mark.parametrize(
    "question",
    [
        "Vad gäller för AI-agenter från och med 2027?",
        "Vilka krav ställs nästa år?",
        "Which rules will apply to AI agents?",
        "What must agents do from 2027?",
    ],
)
def test_a_question_about_rules_to_come_is_heard_as_one(question: str) -> None:
    assert asked_about(question, TODAY).period is Period.COMING


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("What did the old policy say about approval limits?", "approval limits?"),
        ("Vad sa den gamla policyn om inköpsgränser?", "inköpsgränser?"),
        ("Vad gäller för AI-agenter från och med 2027?", "Vad gäller för AI-agenter ?"),
        ("What was the old limit for managers?", "What was the limit for managers?"),
    ],
)
def test_what_is_searched_for_leaves_the_time_out(question: str, matter: str) -> None:
    assert asked_about(question, TODAY).matter == matter


@given(st.text(max_size=80))
def test_there_is_always_something_to_search_for(question: str) -> None:
    assert asked_about(question, TODAY).matter or not question.strip()


def test_a_year_and_a_version_say_which_earlier_rule_is_meant() -> None:
    old = found(OLD, superseded_from=date(2026, 3, 1)).candidate
    assert asked_about("Vad gällde för inköp före 2025?", TODAY).fits(old)
    assert not asked_about("Vad gällde för inköp före 2024?", TODAY).fits(old)
    assert asked_about("What was the limit in version 1.2?", TODAY).fits(old)
    assert not asked_about("What was the limit in version 1.0?", TODAY).fits(old)


DAYS = st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))


@given(DAYS, DAYS, DAYS)
def test_a_source_stands_where_its_dates_put_it(start: date | None, until: date | None, replaced: date | None) -> None:
    source = found(Properties("P", reference="P", valid_from=start, valid_until=until), 0.9, replaced).candidate
    stands = standing(source, TODAY)
    over = (replaced is not None and replaced <= TODAY) or (until is not None and until < TODAY)
    assert (stands is Standing.COMING) == (start is not None and start > TODAY)
    assert stands is Standing.COMING or (stands in PAST) == over
    assert stands not in PAST or ((end := ended(source)) is not None and end <= TODAY)


def test_what_is_not_in_force_stands_beside_the_evidence() -> None:
    old, new = found(OLD, 0.95, date(2026, 3, 1)), found(NEW, 0.9)
    both = in_period([old, new], asked_about("What is the limit?", TODAY), TODAY)
    assert (both.ranked, both.beside) == ((new,), (old,))


def test_where_the_old_rule_is_asked_for_it_is_the_evidence() -> None:
    old, new = found(OLD, 0.88, date(2026, 3, 1)), found(NEW, 0.9)
    both = in_period([new, old], asked_about("What did the old policy say about limits?", TODAY), TODAY)
    assert (both.ranked, both.beside) == ((old,), (new,))


def test_an_old_rule_on_another_matter_does_not_stand_in_for_the_one_asked_for() -> None:
    old, new = found(OLD, 0.7, date(2026, 3, 1)), found(NEW, 0.9)
    both = in_period([new, old], asked_about("What did the old policy say about logs?", TODAY), TODAY)
    assert (both.ranked, both.beside) == ((new,), ())


def test_a_source_in_the_other_language_is_measured_against_its_own_language() -> None:
    swedish = Properties("Inköp", reference="P-3", language="sv")
    assert as_near([found(OLD, 0.8)], [found(NEW, 0.82), found(swedish, 0.95)])
    assert not as_near([found(OLD, 0.8)], [found(NEW, 0.95)])


def test_what_replaced_a_document_is_named_where_it_was_found_for_the_asker() -> None:
    old = found(OLD, superseded_from=date(2026, 3, 1))
    asked = asked_about("What did the old policy say?", TODAY)
    in_place_of = {"d-P-1": "d-P-2"}
    assert successors(["d-P-1"], [in_period([old, found(NEW)], asked, TODAY)], lambda _: in_place_of) == {
        "d-P-1": "Purchases"
    }
    assert successors(["d-P-1"], [in_period([old], asked, TODAY)], lambda _: in_place_of) == {}


def test_a_document_that_says_it_replaces_another_is_not_named_for_saying_so() -> None:
    old, claimant = found(OLD, superseded_from=date(2026, 3, 1)), found(replace(NEW, title="Memo", reference="M-1"))
    both = in_period([old, claimant, found(NEW)], asked_about("What did the old policy say?", TODAY), TODAY)
    assert successors(["d-P-1"], [both], lambda _: {"d-P-1": "d-P-2"}) == {"d-P-1": "Purchases"}
