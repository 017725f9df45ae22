"""KPIs from made-up use: what each counts, and that nothing tells of fewer than five people."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.disclosure import EVERYONE
from knowledge.intervals import Estimate
from knowledge.usage import Asked, Judged, Prices, Said, activity_of, figures_of, measures
from knowledge.weeks import ended_weeks

FREE = Prices(0, 0, 0, 0)
WEEK = "2026-W46"
MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)


def asked(user: str, status: str = "answered", **changes: object) -> Asked:
    given = {"at": MONDAY, "week": WEEK, "user": user, "status": status, "total_ms": 100.0}
    return Asked(**{**given, "tokens_in": 0, "tokens_out": 0, **changes})  # type: ignore[arg-type]


def said(user: str, **changes: object) -> Said:
    nothing = {"helpful": None, "csat": None, "nps": None, "minutes_saved": None}
    return Said(**{"week": WEEK, "user": user, **nothing, **changes})  # type: ignore[arg-type]


Figures = Mapping[str, Estimate | None]


def figures(
    questions: list[Asked],
    words: list[Said] | None = None,
    judged: list[Judged] | None = None,
    prices: Prices = FREE,
    weeks: tuple[str, ...] = (WEEK,),
) -> Figures:
    activity = activity_of(questions, words or (), judged or ())
    return {each.metric: each.whole for each in figures_of(activity, {}, weeks, EVERYONE, measures(prices))}


def people(count: int) -> list[str]:
    return [f"p{number}" for number in range(count)]


def value(found: Figures, metric: str) -> float:
    figure = found[metric]
    assert figure is not None
    return figure.value


def test_status_rates_are_shares_of_the_questions() -> None:
    questions = [asked(user) for user in people(6)] + [asked("p0", "partial"), asked("p1", "abstained")]
    found = figures(questions)
    rates = [value(found, f"use.{status}_rate") for status in ("answered", "partial", "abstained")]
    assert rates == [6 / 8, 1 / 8, 1 / 8]
    assert value(found, "use.questions") == 8
    assert value(found, "use.active_users") == 6


def test_what_four_people_say_is_not_told_though_five_asked() -> None:
    questions = [asked(user) for user in people(5)]
    assert figures(questions, [said(user, csat=5) for user in people(4)])["use.csat"] is None
    assert value(figures(questions, [said(user, csat=4) for user in people(5)]), "use.csat") == 4


def test_promoters_less_detractors_is_the_net_promoter_score() -> None:
    scores = dict(zip(people(8), (10, 9, 9, 8, 7, 6, 0, 9), strict=True))
    questions = [asked(user) for user in scores]
    assert value(figures(questions, [said(u, nps=score) for u, score in scores.items()]), "use.nps") == 25


def test_accuracy_is_the_share_of_reviewed_answers_judged_right() -> None:
    judged = [Judged(WEEK, user, user != "p0", 3.0) for user in people(5)]
    assert value(figures([asked(user) for user in people(5)], judged=judged), "use.accuracy") == 0.8


def test_a_question_costs_its_tokens_its_machine_time_and_its_share_of_the_reviews() -> None:
    questions = [asked(user, tokens_in=2000, tokens_out=500, total_ms=36_000.0) for user in people(5)]
    judged = [Judged(WEEK, "p0", True, 6.0)]
    prices = Prices(cpu_hour_sek=10, input_mtoken_sek=5, output_mtoken_sek=20, review_hour_sek=500)
    # 0.01 + 0.01 for tokens, 0.1 for the machine, and 50 for one review over five questions.
    assert value(figures(questions, judged=judged, prices=prices), "use.cost_per_case_sek") == pytest.approx(10.12)


def test_time_to_answer_begins_with_the_first_of_several_tries() -> None:
    tries = [
        asked("p0", "abstained", at=MONDAY),
        asked("p0", "abstained", at=MONDAY + timedelta(minutes=2)),
        asked("p0", at=MONDAY + timedelta(minutes=3)),
        asked("p0", at=MONDAY + timedelta(minutes=4)),
        asked("p1", "abstained", at=MONDAY),
        asked("p1", at=MONDAY + timedelta(hours=2)),
    ]
    activity = activity_of(tries, (), ())
    # From the start of the first try, which took 100 ms; what is asked after an answer is a new matter.
    assert activity[WEEK, "p0"].waited_ms == [180_100, 100]
    # After two hours it is another matter.
    assert activity[WEEK, "p1"].waited_ms == [100]


def test_who_asked_within_the_four_weeks_before_comes_back() -> None:
    earlier = [asked(user, week="2026-W43") for user in ("p0", "p1")] + [asked("p2", week="2026-W41")]
    found = figures([*earlier, *(asked(user) for user in people(5))])
    assert value(found, "use.repeat_use") == 2 / 5


def test_active_users_of_several_weeks_are_their_mean() -> None:
    questions = [asked(u) for u in people(5)] + [asked(u, week="2026-W47") for u in people(8)]
    assert value(figures(questions, weeks=(WEEK, "2026-W47")), "use.active_users") == 6.5


def test_the_running_week_is_not_counted() -> None:
    assert ended_weeks(date(2026, 11, 25), 2) == ("2026-W46", "2026-W47")


use = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(["2026-W45", "2026-W46", "2026-W47"]), st.sampled_from(["hr", "it", ""])
    ),
    max_size=40,
)


@given(use, st.sampled_from([EVERYONE, "hr", "it"]))
def test_longer_periods_tell_no_more_than_their_weeks(rows: list[tuple[int, str, str]], group: str) -> None:
    """The count of a period is the sum of the weeks that are told, so no two periods differ by an untold week."""
    questions = [asked(f"p{number}", week=week) for number, week, _ in rows]
    groups: dict[tuple[str, str], frozenset[str]] = {}
    for number, week, name in rows:
        key = (week, f"p{number}")
        groups[key] = groups.get(key, frozenset()) | ({name} if name else set())
    weeks = ("2026-W45", "2026-W46", "2026-W47")
    activity = activity_of(questions, (), ())
    counted = figures_of(activity, groups, weeks, group, measures(FREE))[0]
    told = [figure for _, figure in counted.weeks if figure]
    assert all(figure.people >= 5 for figure in told)
    assert (counted.whole.value if counted.whole else 0) == sum(figure.value for figure in told)


def test_a_group_is_told_of_only_where_the_rest_are_five_too() -> None:
    questions = [asked(user) for user in people(9)]
    activity = activity_of(questions, (), ())
    for size, shown in ((5, False), (6, False), (9, True)):
        groups = {(WEEK, user): frozenset({"hr"}) for user in people(size)}
        figure = figures_of(activity, groups, (WEEK,), "hr", measures(FREE))[0]
        assert (figure.whole is not None) is shown
