"""May this change be released? A run against the goals, the accepted run before it, and parity.

The gate fails when a blocking goal is missed; when its figure is worse than the baseline's by more than the goal
allows, and surely worse (the paired interval leaves out 0); or when a slice of a blocking rule is below the whole.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.question_sets.figures import Outcome
from eval.runs.baseline import Baseline
from eval.runs.comparison import (
    RANKING,
    SUPPORT,
    Change,
    Comparison,
    Stage,
    changes,
    compared,
    is_missing,
    with_missing,
)
from eval.runs.figures import LOWER_IS_BETTER, metrics_of
from eval.runs.parity import SliceGap, Verdict, parity
from eval.runs.record import CaseResult, RunRecord
from eval.statistics.resampling import Figures, Interval, intervals
from knowledge.goals import Goal, GoalSource, Parity

SEED = 7
_OF_EVERY_QUESTION = ("abstention", "latency", "cost")


@dataclass(frozen=True, slots=True)
class GoalResult:
    """`value` is None where the run did not measure it. `lost` counts the questions that miss it by stage."""

    goal: Goal
    value: float | None
    interval: Interval | None
    questions: int
    lost: Mapping[Stage, int]
    change: Change | None

    @property
    def missed(self) -> bool:
        return not self.goal.reached(self.value)

    @property
    def regressed(self) -> bool:
        allowed = self.goal.allowed_regression
        return allowed is not None and self.change is not None and self.change.worse_than(allowed)

    @property
    def blocks(self) -> bool:
        return self.goal.blocking and (self.missed or self.regressed)


@dataclass(frozen=True, slots=True)
class GateResult:
    """`cases` are the run's, and the missing ones as misses. `metrics`, `intervals` and `changes`, since the baseline,
    are of all of them; `comparison` is None without a baseline."""

    run: RunRecord
    cases: tuple[CaseResult, ...]
    metrics: Figures
    intervals: Mapping[str, Interval]
    changes: Mapping[str, Change]
    goals: tuple[GoalResult, ...]
    baseline: Baseline | None
    comparison: Comparison | None
    parity: tuple[SliceGap, ...]

    @property
    def unfair(self) -> tuple[SliceGap, ...]:
        """The slices of blocking rules that are below the whole."""
        return tuple(gap for gap in self.parity if gap.rule.blocking and gap.verdict is Verdict.BELOW)

    @property
    def passed(self) -> bool:
        return not self.unfair and not any(result.blocks for result in self.goals)

    @property
    def stages(self) -> Mapping[Stage, int]:
        """Questions lost since the baseline, by stage, most first; without a baseline, all that went wrong. Where every
        question ends as before, those that keep a goal from being held."""
        if self.comparison and (self.comparison.stages or self.passed):
            return self.comparison.stages
        if self.comparison:
            lost = sum((Counter(each.lost) for each in self.goals if each.blocks), Counter[Stage]())
            return dict(lost.most_common())
        return _stages(self.cases)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a run is held to: the goals and the rules of parity, and the accepted run where there is one."""

    goals: Sequence[Goal]
    parity: Sequence[Parity]
    baseline: Baseline | None


def judged(run: RunRecord, demands: Demands, seed: int = SEED) -> GateResult:
    before = demands.baseline.results() if demands.baseline else ()
    cases = with_missing(run.cases, before)
    goals = [goal for goal in demands.goals if goal.source is GoalSource.EVALUATION]
    parts = {slice_: _part(cases, before, slice_, seed) for slice_ in {None, *(goal.part for goal in goals)}}
    return GateResult(
        run=run,
        cases=cases,
        metrics=parts[None].metrics,
        intervals=parts[None].intervals,
        changes=parts[None].changes,
        goals=tuple(_result(goal, parts[goal.part]) for goal in goals),
        baseline=demands.baseline,
        comparison=compared(before, cases) if demands.baseline else None,
        parity=parity(cases, demands.parity, seed),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One slice of the questions, or all, with its figures."""

    cases: tuple[CaseResult, ...]
    metrics: Figures
    intervals: Mapping[str, Interval]
    changes: Mapping[str, Change]


def _part(
    cases: Sequence[CaseResult], before: Sequence[CaseResult], slice_: tuple[str, str] | None, seed: int
) -> _Part:
    chosen = tuple(case for case in cases if slice_ is None or case.slices.get(slice_[0]) == slice_[1])
    baseline = {case.case_id: case for case in before}
    shared = [case for case in chosen if case.case_id in baseline]
    return _Part(
        cases=chosen,
        metrics=metrics_of(chosen),
        intervals=intervals(chosen, metrics_of, seed),
        changes=changes([baseline[case.case_id] for case in shared], shared, seed),
    )


def _result(goal: Goal, part: _Part) -> GoalResult:
    return GoalResult(
        goal=goal,
        value=part.metrics.get(goal.metric),
        interval=part.intervals.get(goal.metric),
        questions=sum(applies(goal.metric, case) for case in part.cases),
        lost=_stages([case for case in part.cases if misses(goal.metric, case)], goal.metric),
        change=part.changes.get(goal.metric),
    )


def applies(metric: str, case: CaseResult) -> bool:
    """Whether the metric says something of this question."""
    match metric:
        case "abstention.recall":
            return not case.answerable
        case "abstention.false_refusals":
            return case.answerable
        case "abstention.precision":
            return case.abstained
        case _:
            return metric.partition(".")[0] in _OF_EVERY_QUESTION or case.scores.get(metric) is not None


def misses(metric: str, case: CaseResult) -> bool:
    """Whether this question is one that keeps the metric from its best."""
    if not applies(metric, case):
        return False
    match metric:
        case "abstention.recall":
            return not case.abstained
        case "abstention.false_refusals":
            return case.abstained
        case "abstention.precision":
            return case.answerable
        case _:
            score = case.scores.get(metric)
            return score is not None and (score > 0 if metric in LOWER_IS_BETTER else score < 1)


def _stages(cases: Sequence[CaseResult], metric: str = "") -> Mapping[Stage, int]:
    """How many of the cases were lost at which stage, most first."""
    stages = (_stage(case, metric) for case in cases)
    return dict(Counter(stage for stage in stages if stage).most_common())


def _stage(case: CaseResult, metric: str) -> Stage | None:
    """Where the case was lost, and for the metrics of one stage where it was lost for them, however it ended."""
    if is_missing(case):
        return Stage.MISSING
    if metric == SUPPORT:
        return Stage.VERIFICATION
    if metric == RANKING:
        return Stage.RANKING if case.scores.get(metric) else Stage.RETRIEVAL
    return None if case.outcome is Outcome.RIGHT else Stage(case.outcome)
