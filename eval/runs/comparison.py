"""A run beside the baseline, question by question: which figures moved, how surely, and at which stage.

A question of the baseline that is not in the run counts as missed; a new one is told, and not compared.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.schemas.answers import AnswerStatus
from eval.question_sets.figures import Outcome
from eval.runs.figures import LOWER_IS_BETTER, metrics_of
from eval.runs.record import CaseResult
from eval.statistics.resampling import Figures, Interval, paired_intervals

_NOT_ASKED = "It is not in the run."
_EVEN = 1e-9
RANKING = "retrieval.ndcg@10"
SUPPORT = "answer.supported_rate"


class Stage(StrEnum):
    """Where in the pipeline a question was lost; MISSING is one that was not asked."""

    RETRIEVAL = "retrieval"
    RANKING = "ranking"
    WRITING = "writing"
    VERIFICATION = "verification"
    ABSTENTION = "abstention"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure. `gain` is above 0 when it became better, also where lower is better; its interval is 95 %, paired."""

    metric: str
    before: float
    now: float
    gain: float
    interval: Interval

    @property
    def surely_worse(self) -> bool:
        return self.interval[1] < 0

    @property
    def surely_better(self) -> bool:
        return self.interval[0] > 0

    def worse_than(self, allowed: float) -> bool:
        """Surely worse than before, and by more than `allowed`, in the unit of the figure."""
        return self.surely_worse and -self.gain > allowed + _EVEN


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that went another way than in the baseline. `stage` is where it was lost; None when it was won."""

    before: CaseResult
    now: CaseResult
    stage: Stage | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`moved`, lost ones first; `missing` and `new` by case id."""

    moved: tuple[Moved, ...]
    missing: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def stages(self) -> Mapping[Stage, int]:
        """How many questions were lost at each stage, most first."""
        return dict(Counter(each.stage for each in self.moved if each.stage).most_common())


def compared(baseline: Sequence[CaseResult], cases: Sequence[CaseResult]) -> Comparison:
    """`cases` are complete: see `with_missing`."""
    before = {case.case_id: case for case in baseline}
    pairs = [(before[case.case_id], case) for case in cases if case.case_id in before]
    return Comparison(
        moved=_moved(pairs),
        missing=tuple(case.case_id for case in cases if is_missing(case)),
        new=tuple(case.case_id for case in cases if case.case_id not in before),
    )


def with_missing(cases: Sequence[CaseResult], expected: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
    """The cases, and for each expected one that is not among them a miss on all that it is scored on."""
    asked = {case.case_id for case in cases}
    return (*cases, *(_missed(case) for case in expected if case.case_id not in asked))


def is_missing(case: CaseResult) -> bool:
    return case.error == _NOT_ASKED


def _missed(expected: CaseResult) -> CaseResult:
    """One that can be answered counts as refused, and one that cannot as answered."""
    return replace(
        expected,
        status=AnswerStatus.ABSTAINED if expected.answerable else AnswerStatus.ANSWERED,
        confidence=0.0,
        right=False,
        outcome=Outcome.RETRIEVAL if expected.answerable else Outcome.ABSTENTION,
        answer="",
        citations=(),
        scores={
            name: None if score is None else float(name in LOWER_IS_BETTER) for name, score in expected.scores.items()
        },
        timings_ms={},
        error=_NOT_ASKED,
    )


def changes(before: Sequence[CaseResult], now: Sequence[CaseResult], seed: int) -> Mapping[str, Change]:
    """By metric, for the same questions in the same order."""
    were, are = metrics_of(before), metrics_of(now)
    shared = were.keys() & are.keys()
    found = {}
    for metric, (low, high) in paired_intervals(now, before, lambda cases: _only(shared, cases), seed).items():
        was, is_ = were[metric], are[metric]
        if was is None or is_ is None:
            continue
        sign = -1 if metric in LOWER_IS_BETTER else 1
        interval = (low, high) if sign > 0 else (-high, -low)
        found[metric] = Change(metric, was, is_, sign * (is_ - was), interval)
    return found


def _only(metrics: Set[str], cases: Sequence[CaseResult]) -> Figures:
    """A metric that is measured now and was not before, or the reverse, is not compared."""
    found = metrics_of(cases)
    return {metric: found.get(metric) for metric in sorted(metrics)}


def _moved(pairs: Sequence[tuple[CaseResult, CaseResult]]) -> tuple[Moved, ...]:
    lost, won = [], []
    for before, now in pairs:
        stage = stage_lost(before, now)
        if stage:
            lost.append(Moved(before, now, stage))
        elif now.outcome is Outcome.RIGHT and before.outcome is not Outcome.RIGHT:
            won.append(Moved(before, now, None))
    return (*lost, *won)


def stage_lost(before: CaseResult, now: CaseResult) -> Stage | None:
    """The stage that lost what was right before; None when nothing was lost.

    An answer that begins with another document, although the right one stands as high as before, was ranked as before
    and written otherwise. One that is less supported than before, and no further off, has passed verification.
    """
    if is_missing(now):
        return Stage.MISSING
    if before.outcome is Outcome.RIGHT and now.outcome is not Outcome.RIGHT:
        ranked = now.scores.get(RANKING) is not None and not _fell(RANKING, before, now)
        return Stage.WRITING if now.outcome is Outcome.RANKING and ranked else Stage(now.outcome)
    return Stage.VERIFICATION if _fell(SUPPORT, before, now) else None


def _fell(metric: str, before: CaseResult, now: CaseResult) -> bool:
    was, is_ = before.scores.get(metric), now.scores.get(metric)
    return was is not None and is_ is not None and is_ < was - 1e-4  # baselines are rounded to four digits
