"""The gate fails on whatever a broken stage does to a run, and names the stage; an unchanged run passes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.runs.comparison import Stage
from eval.runs.gate import Demands, GateResult, judged
from eval.runs.parity import Verdict
from eval.runs.record import CaseResult, RunRecord
from knowledge.goals import Goal, packaged_goals, read_goals, read_parity
from tests.unit.eval.golden_runs import (
    CASES,
    always_answering,
    always_refusing,
    baseline_of,
    changed,
    run_of,
    shuffled,
    swedish_lost,
    unverified,
    wrongly_cited,
)

GOOD = run_of(CASES)
GOALS = tuple(goal for goal in read_goals(packaged_goals()) if goal.metric in GOOD.metrics)
PARITY = read_parity(packaged_goals())
DEMANDS = Demands(GOALS, PARITY, baseline_of(GOOD))


def gate(run: RunRecord, demands: Demands = DEMANDS) -> GateResult:
    return judged(run, demands)


def missed(result: GateResult) -> set[str]:
    return {each.goal.id for each in result.goals if each.blocks}


def test_an_unchanged_run_passes() -> None:
    result = gate(GOOD)

    assert result.passed
    assert result.stages == {}
    assert not any(each.regressed for each in result.goals)


@pytest.mark.parametrize(
    ("broken", "stage", "goal"),
    [
        (shuffled, Stage.RANKING, "right"),
        (wrongly_cited, Stage.WRITING, "citation-precision"),
        (unverified, Stage.VERIFICATION, "supported"),
        (always_answering, Stage.ABSTENTION, "abstention-recall"),
        (always_refusing, Stage.ABSTENTION, "false-refusals"),
        (swedish_lost, Stage.RETRIEVAL, "right"),
    ],
)
def test_a_broken_stage_fails_the_gate_by_name(
    broken: Callable[[CaseResult], CaseResult], stage: Stage, goal: str
) -> None:
    result = gate(changed(broken))

    assert not result.passed
    assert goal in missed(result)
    assert next(iter(result.stages)) is stage


def test_a_language_that_is_served_worse_fails_on_parity_and_is_named() -> None:
    result = gate(changed(swedish_lost))

    assert [gap.value for gap in result.unfair] == ["sv"]


def test_questions_that_are_not_in_the_run_count_as_missed() -> None:
    result = gate(run_of(CASES[:40]))

    assert result.comparison is not None
    assert len(result.comparison.missing) == len(CASES) - 40
    assert len(result.cases) == len(CASES)
    assert not result.passed
    assert next(iter(result.stages)) is Stage.MISSING


def test_new_questions_are_told_and_not_compared() -> None:
    result = gate(GOOD, Demands(GOALS, PARITY, baseline_of(run_of(CASES[1:]))))

    assert result.comparison is not None
    assert result.comparison.new == (CASES[0].case_id,)
    assert result.passed


def test_without_a_baseline_the_goals_decide() -> None:
    demands = Demands(GOALS, PARITY, None)

    assert gate(GOOD, demands).passed
    assert not gate(changed(shuffled), demands).passed
    assert next(iter(gate(changed(shuffled), demands).stages)) is Stage.RANKING


def test_a_blocking_goal_that_was_not_measured_is_missed() -> None:
    unmeasured = GOALS[0].model_copy(update={"id": "faithful", "metric": "judge.faithfulness"})
    result = gate(GOOD, Demands((unmeasured,), PARITY, None))

    assert not result.passed
    assert result.goals[0].value is None


def test_an_advisory_goal_that_is_missed_is_told_and_does_not_block() -> None:
    advisory = tuple(goal.model_copy(update={"blocking": False}) for goal in GOALS)
    result = gate(changed(unverified), Demands(advisory, PARITY, None))

    assert any(each.missed for each in result.goals)
    assert result.passed


def worse_by(questions: int) -> RunRecord:
    lost = {case.case_id for case in [case for case in CASES if case.answerable][:questions]}
    return run_of(tuple(always_refusing(case) if case.case_id in lost else case for case in CASES))


def held_to_regressions_only() -> tuple[Goal, ...]:
    return tuple(
        goal.model_copy(update={"target": 0.0, "allowed_regression": 0.03}) for goal in GOALS if goal.id == "right"
    )


@pytest.mark.parametrize(("questions", "passes"), [(1, True), (2, True), (8, False), (20, False)])
def test_a_metric_that_is_surely_worse_than_allowed_fails_the_gate(questions: int, passes: bool) -> None:
    """Also where every goal is still reached. One question of 64 may be chance, and less than 3 points is allowed."""
    result = gate(worse_by(questions), Demands(held_to_regressions_only(), (), baseline_of(GOOD)))

    assert result.passed is passes
    assert result.goals[0].regressed is not passes


def test_a_run_that_became_better_passes_and_tells_what_it_won() -> None:
    result = gate(GOOD, Demands(GOALS, PARITY, baseline_of(changed(shuffled))))

    assert result.passed
    assert result.comparison is not None
    assert {moved.stage for moved in result.comparison.moved} == {None}
    assert result.changes["answer.right"].surely_better


def test_a_slice_of_few_questions_is_shown_and_not_judged() -> None:
    one_topic = tuple(
        replace(case, slices={**case.slices, "topic": "rare" if number < 4 else "common"})
        for number, case in enumerate(changed(shuffled).cases)
    )
    gaps = {gap.value: gap for gap in gate(run_of(one_topic)).parity if gap.rule.slice == "topic"}

    assert gaps["rare"].cases == 4
    assert gaps["rare"].verdict is Verdict.SMALL
    assert gaps["common"].verdict is Verdict.WITHIN
