"""Which threshold keeps the share of wrong answers at a target, and what that costs.

Source: Angelopoulos et al., "Learn then test" (2021), with its fixed sequences from several starts: thresholds are
tested from strict to lax, each sequence until it fails, so that testing many of them does not make one pass by luck.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.question_sets.figures import Judged
from eval.statistics.binomial import at_most, upper_bound

TARGET = 0.05
ERROR = 0.05
_STEPS = 100
# The shares of the questions that are answered where a sequence of tests starts.
_STARTS = (0.1, 0.3, 0.5, 0.7)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a threshold means: of `given` answers `wrong` begin with another document than a gold one.

    Shares of no questions are None.
    """

    threshold: float
    given: int
    wrong: int
    risk: float | None
    coverage: float
    false_refusals: float | None
    abstention_recall: float | None

    @property
    def risk_bound(self) -> float:
        """The exact upper bound of the share of wrong answers, with an error of ERROR; 1 when none is given."""
        return upper_bound(self.wrong, self.given, ERROR)


@dataclass(frozen=True, slots=True)
class Advice:
    """`proven` is the lowest threshold at which the share of wrong answers is at most the target, with an error of
    ERROR at most that it isn't; `observed` the lowest at which it was so on these questions. None: no threshold is.
    """

    target: float
    current: Cost
    observed: Cost | None
    proven: Cost | None
    curve: tuple[Cost, ...]


def advise(judged: Sequence[Judged], target: float, current: float) -> Advice:
    """Thresholds are tried in steps of a hundredth."""
    curve = [cost_of(judged, step / _STEPS) for step in range(_STEPS, -1, -1)]
    observed = [cost for cost in curve if cost.risk is not None and cost.risk <= target]
    proven = _proven(curve, target)
    return Advice(
        target=target,
        current=cost_of(judged, current),
        observed=observed[-1] if observed else None,
        proven=proven[-1] if proven else None,
        curve=tuple(reversed(curve)),
    )


def cost_of(judged: Sequence[Judged], threshold: float) -> Cost:
    given = [each for each in judged if each.sayable and each.confidence >= threshold]
    wrong = sum(not each.right for each in given)
    answered = {True: sum(each.answerable for each in given), False: sum(not each.answerable for each in given)}
    asked = {True: sum(each.answerable for each in judged), False: sum(not each.answerable for each in judged)}
    return Cost(
        threshold=threshold,
        given=len(given),
        wrong=wrong,
        risk=wrong / len(given) if given else None,
        coverage=len(given) / max(len(judged), 1),
        false_refusals=1 - answered[True] / asked[True] if asked[True] else None,
        abstention_recall=1 - answered[False] / asked[False] if asked[False] else None,
    )


def advice_report(advice: Advice) -> dict[str, Any]:
    return {
        "target": advice.target,
        "error": ERROR,
        "recommended": advice.proven.threshold if advice.proven else None,
        **{name: _shown(getattr(advice, name)) for name in ("current", "observed", "proven")},
        "curve": [_shown(cost) for cost in advice.curve[::5]],
    }


def _proven(curve: Sequence[Cost], target: float) -> list[Cost]:
    """The thresholds that pass, strictest first."""
    passed: set[float] = set()
    for start in _STARTS:
        for cost in (cost for cost in curve if cost.coverage >= start):
            if not cost.given or at_most(cost.wrong, cost.given, target) > ERROR / len(_STARTS):
                break
            passed.add(cost.threshold)
    return [cost for cost in curve if cost.threshold in passed]


def _shown(cost: Cost | None) -> dict[str, float | None] | None:
    if cost is None:
        return None
    figures = {**asdict(cost), "risk_bound": cost.risk_bound}
    return {name: None if value is None else round(value, 4) for name, value in figures.items()}
