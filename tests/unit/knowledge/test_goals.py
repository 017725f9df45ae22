"""Goals that a business owner can read, and whose mistakes are told by file, goal and key."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import SettingsError
from knowledge.goals import Goal, GoalSource, goals_of, packaged_goals, read_goals, read_parity
from knowledge.settings import Settings

WRITTEN = """
[[goal]]
id = "right"
statement = "Seven questions in ten end right."
statement_sv = "Sju frågor av tio slutar rätt."
source = "evaluation"
metric = "answer.right"
slice = "language=sv"
unit = "share"
better = "higher"
baseline = 0.5
baseline_from = "Keyword search"
target = 0.7
date = 2026-11-30
owner = "ML Lead, Farid Nasseri"
blocking = true
allowed_regression = 0.03
"""
VALUES = st.floats(-1000, 1000)


def read(folder: Path, text: str) -> tuple[Goal, ...]:
    file = folder / "goals.toml"
    file.write_text(text, encoding="utf-8")
    return read_goals(file)


def test_a_goal_says_what_from_where_to_where_by_when_and_who(tmp_path: Path) -> None:
    (goal,) = read(tmp_path, WRITTEN)

    assert (goal.metric, goal.baseline, goal.target, goal.date) == ("answer.right", 0.5, 0.7, date(2026, 11, 30))
    assert goal.part == ("language", "sv")
    assert goal.reached(0.7)
    assert not goal.reached(0.69)
    assert goal.progress(0.6) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('owner = "ML Lead, Farid Nasseri"\n', "", "goal right, owner, Field required"),
        ("target = 0.7", 'target = "0.7"', "goal right, target"),
        ("target = 0.7", "target = nan", "goal right, target"),
        ("blocking = true", 'blocking = "yes"', "goal right, blocking"),
        ("allowed_regression = 0.03", "allowed_regression = -0.1", "goal right, allowed_regression"),
        ("allowed_regression", "tolerated_regression", "goal right, tolerated_regression, Extra inputs"),
        ('slice = "language=sv"', 'slice = "sv"', "goal right, slice"),
        ('source = "evaluation"', 'source = "use"', "answer.right is measured in evaluation, and source says use"),
        ('unit = "share"', 'unit = "ms"', "answer.right is not measured in ms"),
        ("target = 0.7", "target = 0.7\nlowest = 0.8", "lowest, 0.8, is better than the target, 0.7"),
        ('id = "right"\n', "", "goal number 1, id"),
        ("[[goal]]", "[[gaol]]", "gaol"),
        ("[[goal]]", "[[goal", "is no TOML"),
        (WRITTEN, "", "goal, Field required"),
    ],
)
def test_a_mistake_is_told_by_file_goal_and_key(tmp_path: Path, written: str, instead: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, WRITTEN.replace(written, instead))

    assert told in str(refused.value)
    assert "goals.toml" in str(refused.value)


def test_two_goals_of_the_same_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="more than one goal is called right"):
        read(tmp_path, WRITTEN * 2)


def test_a_file_that_is_not_there_is_told_with_the_setting_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml cannot be read.*The setting `goals`"):
        goals_of(Settings(goals=tmp_path / "nowhere.toml"))


@given(value=VALUES, baseline=VALUES, target=VALUES, higher=st.booleans())
def test_progress_reaches_one_exactly_when_the_goal_is_reached(
    value: float, baseline: float, target: float, higher: bool
) -> None:
    """Wherever the target lies on the better side of the baseline."""
    if higher is (target < baseline):
        baseline, target = target, baseline
    goal = read_goals(packaged_goals())[0].model_copy(
        update={"baseline": baseline, "target": target, "better": "higher" if higher else "lower"}
    )
    progress = goal.progress(value)

    assert progress is not None
    if goal.reached(value):
        assert progress >= 1 - 1e-9
    else:
        assert progress <= 1


def test_what_has_no_value_is_neither_reached_nor_missed() -> None:
    goal = read_goals(packaged_goals())[0]

    assert goal.reached(None) is None
    assert goal.progress(None) is None
    assert not goal.stops(None)


class TestThePilotPractisesWhatItPreaches:
    """GV-PB-001: four mandatory KPIs, at most eight, each with a lowest value and a baseline from before the pilot."""

    goals = read_goals(packaged_goals())
    of_use = tuple(goal for goal in goals if goal.source is GoalSource.USE)

    def test_accuracy_response_time_cost_and_satisfaction_are_mandatory(self) -> None:
        mandatory = {goal.metric for goal in self.of_use if goal.blocking}

        assert mandatory == {"use.accuracy", "use.response_p95_ms", "use.cost_per_case_sek", "use.csat"}

    def test_there_are_at_most_eight_kpis(self) -> None:
        assert len(self.of_use) <= 8

    def test_each_has_a_lowest_value_under_which_the_pilot_stops(self) -> None:
        assert [goal.id for goal in self.of_use if goal.lowest is None] == []

    def test_each_kpi_is_to_become_better_than_it_was(self) -> None:
        unambitious = [goal.id for goal in self.goals if goal.source is not GoalSource.EVALUATION]
        assert [id_ for id_ in unambitious if not self._improves(id_)] == []

    def _improves(self, id_: str) -> bool:
        goal = next(goal for goal in self.goals if goal.id == id_)
        return goal.reached(goal.baseline) is False


def test_rules_of_parity_stand_beside_the_goals(tmp_path: Path) -> None:
    rule = (
        '[[parity]]\nslice = "language"\nmetric = "answer.right"\nallowed_gap = 0\nreason = "Fair"\nowner = "Legal"\n'
    )
    file = tmp_path / "goals.toml"
    file.write_text(WRITTEN + rule, encoding="utf-8")

    with pytest.raises(SettingsError, match="parity number 1, allowed_gap"):
        read_parity(file)


def test_the_pilot_holds_languages_to_its_own_policy() -> None:
    """GV-POL-011, section 3: at most five percentage points between languages, so half of that under their mean. A
    wider gap, which is not passed today, blocks until then."""
    languages = [rule for rule in read_parity(packaged_goals()) if rule.slice == "language"]

    assert {rule.blocking: rule.allowed_gap for rule in languages} == {True: 0.1, False: 0.025}
