"""The gate stands in everybody's way: here, and where changes are reviewed."""

from typing import Any

import yaml

from tests.unit.house.tree import read

WORKFLOW: dict[str, Any] = yaml.safe_load(read(".github/workflows/ci.yml"))


def test_what_decides_whether_a_change_is_good_runs_the_gate() -> None:
    assert "make eval" in read(".ci/run").split("\n")


def test_hosted_ci_runs_the_gate_and_tells_the_verdict_also_when_it_fails() -> None:
    steps = WORKFLOW["jobs"]["evaluation"]["steps"]
    gate = next(number for number, step in enumerate(steps) if step.get("run") == "make eval")
    told = [step for step in steps[gate + 1 :] if "report.md" in step.get("run", "")]

    assert "continue-on-error" not in steps[gate]
    assert len(told) == 2
    assert all(step["if"].startswith("always()") for step in told)
