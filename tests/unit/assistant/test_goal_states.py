"""Where a figure stands against its goal."""

from datetime import date

import pytest

from assistant.schemas.kpis import GoalState
from assistant.steering.kpis import state_of
from knowledge.goals import Goal
from knowledge.intervals import Estimate

TODAY = date(2026, 11, 25)


def goal(baseline: float, target: float, better: str) -> Goal:
    return Goal.model_validate(
        {
            "id": "false-refusals",
            "statement": "Few questions are refused that can be answered.",
            "statement_sv": "Få frågor som går att besvara avböjs.",
            "source": "evaluation",
            "metric": "abstention.false_refusals",
            "unit": "share",
            "better": better,
            "baseline": baseline,
            "baseline_from": "the year before",
            "target": target,
            "date": date(2026, 12, 31),
            "owner": "Elin",
            "blocking": False,
        }
    )


@pytest.mark.parametrize(
    ("baseline", "target", "better", "value", "state"),
    [
        (0.5, 0.9, "higher", 0.92, GoalState.REACHED),
        (0.5, 0.9, "higher", 0.75, GoalState.ON_TRACK),
        (0.5, 0.9, "higher", 0.6, GoalState.BEHIND),
        # A limit that is worse than where it began: not to fall below it is the goal.
        (0.12, 0.15, "lower", 0.14, GoalState.REACHED),
        (0.12, 0.15, "lower", 0.31, GoalState.BEHIND),
    ],
)
def test_a_goal_is_on_track_when_half_of_the_way_is_gone(
    baseline: float, target: float, better: str, value: float, state: GoalState
) -> None:
    assert state_of(goal(baseline, target, better), Estimate(value, 60, 60), TODAY) is state
