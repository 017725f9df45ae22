"""The KPIs from real use: figures by week and by group, none of them about fewer than five people.

A person belongs to a group in a week when any question of theirs that week was put as its member. Which groups have a
figure is decided for each figure and week by those who gave it something to count (`knowledge.disclosure`), and the
figure of several weeks is made of those weeks alone: asking for more weeks, or for another group, and subtracting
tells nothing new. Only weeks that have ended are counted: two looks at a running week could be subtracted as well.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf

from knowledge.disclosure import EVERYONE, publishable
from knowledge.intervals import Estimate, Observed, mean, quantile, share
from knowledge.weeks import monday_of

REPEAT_WEEKS = 4
"""Who asks again within so many weeks comes back."""
SAME_MATTER = timedelta(minutes=15)
"""A question put so soon after one that had no answer is taken for the same, in other words."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What an answer uses, in SEK."""

    cpu_hour_sek: float
    input_mtoken_sek: float
    output_mtoken_sek: float
    review_hour_sek: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `at` is when its answer was ready."""

    at: datetime
    week: str
    user: str
    status: str
    total_ms: float
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Said:
    """What its asker says of an answer."""

    week: str
    user: str
    helpful: bool | None
    csat: int | None
    nps: int | None
    minutes_saved: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reviewer says of an answer to `user`."""

    week: str
    user: str
    right: bool
    minutes: float


@dataclass(slots=True)
class PersonWeek:
    """What one person did in one week. It never leaves this module but as a part of figures of many."""

    asked: list[Asked] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    waited_ms: list[float] = field(default_factory=list)
    returning: bool = False


Cell = tuple[str, str, PersonWeek]
"""Week, person, and what they did."""
Activity = Mapping[tuple[str, str], PersonWeek]
GroupsOf = Mapping[tuple[str, str], frozenset[str]]
"""The groups of a person in a week, by week and person."""
Members = Mapping[str, frozenset[str]]
"""The groups of each person."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI: what it is counted in, whose weeks have something to count, and how they become a figure."""

    metric: str
    unit: str
    counts: Callable[[PersonWeek], bool]
    figure: Callable[[Sequence[Cell]], Estimate | None]


@dataclass(frozen=True, slots=True)
class UseFigure:
    """`whole` is of the weeks that have a figure, taken together; None stands for too few people."""

    metric: str
    unit: str
    whole: Estimate | None
    weeks: tuple[tuple[str, Estimate | None], ...]


def activity_of(asked: Iterable[Asked], said: Iterable[Said], judged: Iterable[Judged]) -> Activity:
    activity: dict[tuple[str, str], PersonWeek] = defaultdict(PersonWeek)
    questions: dict[str, list[Asked]] = defaultdict(list)
    for question in asked:
        activity[question.week, question.user].asked.append(question)
        questions[question.user].append(question)
    for user, theirs in questions.items():
        _trace_matters(user, sorted(theirs, key=lambda each: each.at), activity)
    for word in said:
        activity[word.week, word.user].said.append(word)
    for judgement in judged:
        activity[judgement.week, judgement.user].judged.append(judgement)
    return dict(activity)


def _trace_matters(user: str, questions: Sequence[Asked], activity: Mapping[tuple[str, str], PersonWeek]) -> None:
    """How long each answer was waited for, the tries before it included; and in which weeks the person came back."""
    began: datetime | None = None
    before: Asked | None = None
    for question in questions:
        person_week = activity[question.week, user]
        put = question.at - timedelta(milliseconds=question.total_ms)
        if began is None or before is None or put - before.at > SAME_MATTER:
            began = put
        if question.status != "abstained":
            person_week.waited_ms.append((question.at - began) / timedelta(milliseconds=1))
            began = None
        before = question
    weeks = sorted({question.week for question in questions})
    for earlier, later in pairwise(weeks):
        activity[later, user].returning = monday_of(later) - monday_of(earlier) <= timedelta(weeks=REPEAT_WEEKS)


def figures_of(
    activity: Activity,
    groups_of: GroupsOf,
    weeks: Collection[str],
    group: str,
    measures: Sequence[Measure],
) -> tuple[UseFigure, ...]:
    """`group` is EVERYONE for all people."""
    by_week: dict[str, list[Cell]] = defaultdict(list)
    for (week, user), person_week in activity.items():
        by_week[week].append((week, user, person_week))
    return tuple(_figure(measure, by_week, groups_of, weeks, group) for measure in measures)


def _figure(
    measure: Measure,
    by_week: Mapping[str, Sequence[Cell]],
    groups_of: GroupsOf,
    weeks: Collection[str],
    group: str,
) -> UseFigure:
    given: dict[str, list[Cell]] = {}
    for week in weeks:
        counted = [cell for cell in by_week.get(week, ()) if measure.counts(cell[2])]
        members: Members = {user: groups_of.get((week, user), frozenset()) for _, user, _ in counted}
        if group in publishable(members):
            given[week] = [cell for cell in counted if group == EVERYONE or group in members[cell[1]]]
    whole = measure.figure([cell for cells in given.values() for cell in cells]) if given else None
    series = tuple((week, measure.figure(given[week]) if week in given else None) for week in weeks)
    return UseFigure(measure.metric, measure.unit, whole, series)


def askers_of(activity: Activity, groups_of: GroupsOf, weeks: Collection[str]) -> Mapping[str, Members]:
    """Of each week, who asked and as a member of what."""
    askers: dict[str, dict[str, frozenset[str]]] = {week: {} for week in weeks}
    for (week, user), person_week in activity.items():
        if week in askers and person_week.asked:
            askers[week][user] = groups_of.get((week, user), frozenset())
    return askers


def measures(prices: Prices) -> tuple[Measure, ...]:
    """Every KPI from use; docs/kpis.md defines them in the same order."""
    return (
        Measure("use.questions", "questions", _asks, _questions),
        Measure("use.active_users", "people", _asks, _active_users),
        _ratio("use.repeat_use", "share", lambda week: Observed(float(week.returning), int(_asks(week)))),
        _status("use.answered_rate", "answered"),
        _status("use.partial_rate", "partial"),
        _status("use.abstained_rate", "abstained"),
        _ratio("use.accuracy", "share", lambda week: _observed(float(each.right) for each in week.judged)),
        _ratio("use.helpful_rate", "share", lambda week: _observed(_told(each.helpful for each in week.said))),
        _ratio("use.csat", "score", lambda week: _observed(_told(each.csat for each in week.said)), (1, 5)),
        _ratio(
            "use.nps", "score", lambda week: _observed(map(_nps, _told(each.nps for each in week.said))), (-100, 100)
        ),
        _quantile("use.response_p50_ms", _response_ms, 0.5),
        _quantile("use.response_p95_ms", _response_ms, 0.95),
        _quantile("use.time_to_answer_ms", lambda week: week.waited_ms, 0.5),
        _ratio(
            "use.minutes_saved_per_case",
            "minutes",
            lambda week: _observed(_told(each.minutes_saved for each in week.said)),
            (0, inf),
        ),
        _ratio("use.cost_per_case_sek", "SEK", lambda week: Observed(_cost(week, prices), len(week.asked)), (0, inf)),
    )


def _asks(week: PersonWeek) -> bool:
    return bool(week.asked)


def _questions(cells: Sequence[Cell]) -> Estimate:
    count = sum(len(week.asked) for _, _, week in cells)
    return Estimate(count, count, len({user for _, user, _ in cells}))


def _active_users(cells: Sequence[Cell]) -> Estimate:
    """A week's people; of several weeks the mean, since a union of weeks could be subtracted from a longer one."""
    weeks = {week for week, _, _ in cells}
    return Estimate(len(cells) / len(weeks), len(weeks), len({user for _, user, _ in cells}))


def _status(metric: str, status: str) -> Measure:
    return _ratio(metric, "share", lambda week: _observed(float(each.status == status) for each in week.asked))


def _ratio(
    metric: str, unit: str, observe: Callable[[PersonWeek], Observed], scale: tuple[float, float] | None = None
) -> Measure:
    """The total over the number; a share where there is no `scale`."""

    def figure(cells: Sequence[Cell]) -> Estimate | None:
        people: dict[str, Observed] = {}
        for _, user, week in cells:
            one, so_far = observe(week), people.get(user, Observed(0.0, 0))
            people[user] = Observed(so_far.total + one.total, so_far.n + one.n)
        observed = list(people.values())
        return mean(observed, *scale) if scale else share(observed)

    return Measure(metric, unit, lambda week: observe(week).n > 0, figure)


def _quantile(metric: str, values: Callable[[PersonWeek], Sequence[float]], at: float) -> Measure:
    def figure(cells: Sequence[Cell]) -> Estimate | None:
        found = [value for _, _, week in cells for value in values(week)]
        return quantile(found, at, len({user for _, user, _ in cells}))

    return Measure(metric, "ms", lambda week: bool(values(week)), figure)


def _response_ms(week: PersonWeek) -> list[float]:
    return [each.total_ms for each in week.asked]


def _observed(values: Iterable[float]) -> Observed:
    found = list(values)
    return Observed(sum(found), len(found))


def _told(values: Iterable[float | None]) -> list[float]:
    return [float(value) for value in values if value is not None]


def _nps(score: float) -> float:
    """A promoter (9, 10) counts 100, a detractor (0 to 6) -100."""
    return 100.0 * (score >= 9) - 100.0 * (score <= 6)


def _cost(week: PersonWeek, prices: Prices) -> float:
    """Tokens, machine time while answering, and the reviewers' time, in SEK."""
    tokens = sum(
        each.tokens_in * prices.input_mtoken_sek + each.tokens_out * prices.output_mtoken_sek for each in week.asked
    )
    machine_h = sum(each.total_ms for each in week.asked) / 3_600_000
    review_h = sum(each.minutes for each in week.judged) / 60
    return tokens / 1e6 + machine_h * prices.cpu_hour_sek + review_h * prices.review_hour_sek
